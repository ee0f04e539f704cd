"""What every part of the conformance suite stands on: a store at the ``url`` that a subclass gives, and its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from store_helpers import Clock

from orchestrator.store import (
    Store,
    open_store,
)


class OnStore:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest_asyncio.fixture()
    async def store(self, url: str, clock: Clock) -> AsyncIterator[Store]:
        async with open_store(url, clock=clock) as store:
            yield store

    async def statements_of(self, call: Any) -> int:
        """How many SELECT statements awaiting ``call`` sends."""
        sent: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            await call
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
        return sum(statement.lstrip().startswith("SELECT") for statement in sent)
