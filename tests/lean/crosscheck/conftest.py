"""Both kernels, started once for each module of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from kernels import Kernels


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernels() -> AsyncIterator[Kernels]:
    both = await Kernels.open()
    yield both
    await both.aclose()
