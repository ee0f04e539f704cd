"""The real application on a real socket of this machine, in the test's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orchestrator.api.access import Role
from orchestrator.lean.checker import Checker
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.service.access import KnownKey
from orchestrator.service.checks import FileJudge, Lean
from orchestrator.service.server import bind, serve


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The URL of ``app`` on a free port, without a slash at its end; stopped when the context is left."""
    listening = bind("127.0.0.1", 0, keys=False)
    port = listening.getsockname()[1]
    up = asyncio.Event()

    async def drain() -> None:
        app.state.readiness.draining = True

    task = asyncio.create_task(serve(app, listening, drain=drain, ready=up.set))
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class KeyTable:
    """API keys in memory: text -> key."""

    def __init__(self, **keys: Role) -> None:
        self.keys = {f"key-of-{name}": KnownKey(name, name, role, f"print-{name}") for name, role in keys.items()}

    async def find(self, text: str) -> KnownKey | None:
        return self.keys.get(text)

    async def by_id(self, key_id: str) -> KnownKey | None:
        return next((key for key in self.keys.values() if key.id == key_id), None)


def fake_lean(checker: FakeChecker | None = None, **options: int) -> Lean:
    """A Lean that answers from memory, for tests of everything around it."""

    async def open_checker() -> Checker:
        return checker or FakeChecker()

    async def open_judge() -> FileJudge:
        return NoJudge()

    return Lean(open_checker, open_judge, **options)


class NoJudge:
    """A judge that must not be asked."""

    async def judge_file(self, statement: bytes | str, submission: bytes | str, target: str) -> Verdict:
        raise AssertionError("this test asks no judge")

    async def aclose(self) -> None:
        pass
