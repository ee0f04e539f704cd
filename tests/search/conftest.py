"""A migrated database, a store on it and two scripted workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scripted import scripted_parts

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.store import Store, open_store


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    async with open_store(database) as store:
        yield store


@pytest.fixture
async def executor(tmp_path: Path) -> AsyncIterator[Executor]:
    async with LocalExecutor(scripted_parts(tmp_path), 2) as executor:
        yield executor
