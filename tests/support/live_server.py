"""The real application on a real socket of this machine, in the test's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI
from scripted import scripted_parts

from orchestrator.api.access import Role
from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.lean.checker import Checker
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.service.access import Access
from orchestrator.service.application import DEFAULT_RATE, Config, make_app
from orchestrator.service.checks import CheckService, FileJudge, Lean
from orchestrator.service.driving import StrategyDriving
from orchestrator.service.engine import Working
from orchestrator.service.guards.rates import Rate
from orchestrator.service.listening import bind
from orchestrator.service.local_engine import LocalEngine
from orchestrator.service.metrics import Metrics
from orchestrator.service.parts import Parts
from orchestrator.service.server import serve
from orchestrator.service.triage import looked
from orchestrator.store import ApiKey, Store, open_store, owner_token

T = TypeVar("T")

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The URL of ``app`` on a free port, without a slash at its end; stopped when the context is left."""
    listening = bind("127.0.0.1", 0, keys=False)
    port = listening.getsockname()[1]
    up = asyncio.Event()

    async def drain() -> None:
        app.state.readiness.draining = True
        app.state.parts.store.feed.dismiss()

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
        self.keys = {
            f"key-of-{name}": ApiKey(name, name, role, f"print-{name}", BEGINNING, None, None)
            for name, role in keys.items()
        }

    async def find(self, text: str) -> ApiKey | None:
        return self.keys.get(text)

    async def get(self, key_id: str) -> ApiKey | None:
        return next((key for key in self.keys.values() if key.id == key_id), None)


def fake_lean(checker: FakeChecker | None = None, **options: int) -> Lean:
    """A Lean that answers from memory, for tests of everything around it."""

    async def open_checker() -> Checker:
        return checker or FakeChecker()

    async def open_judge() -> FileJudge:
        return NoJudge()

    return Lean(open_checker, open_judge, **options)


def proving_parts(folder: Path, portfolio: str = "proves") -> WorkerParts:
    """Workers without Lean whose portfolio does what this scripted prover does."""
    parts = scripted_parts(folder)
    return replace(parts, provers={**parts.provers, "portfolio": parts.provers[portfolio]})


class NoEngine:
    """An engine for tests that start no run."""

    strategies = ("tactics",)
    at_work = waiting = 0

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"this test starts no run, but {name} was called")

    async def workers(self) -> Sequence[Working]:
        return ()

    async def checks_made(self) -> int:
        return 0

    async def probe(self) -> None:
        pass

    def drives(self, run_id: str) -> bool:
        return False


@asynccontextmanager
async def application(
    folder: Path,
    *,
    keys: KeyTable | None = None,
    lean: Lean | None = None,
    rate: Rate = DEFAULT_RATE,
    workers: WorkerParts | None = None,
    packages: Path | None = None,
    **options: Any,
) -> AsyncIterator[FastAPI]:
    """The whole application over a SQLite store in ``folder``; with keys, and with an engine, where some are given."""
    async with open_store(f"sqlite:///{folder / 'service.db'}") as store:
        owner = owner_token()
        metrics = Metrics()
        checks = CheckService(lean or fake_lean(), metrics)
        engine: Any = NoEngine()
        if workers is not None:
            made = workers

            @asynccontextmanager
            async def opened() -> AsyncIterator[Executor]:
                async with LocalExecutor(made, 1) as executor:
                    yield executor

            waited = metrics.run_wait.observe
            engine = LocalEngine(
                store,
                opened,
                StrategyDriving(),
                owner,
                at_once=1,
                waited=waited,
                look=lambda challenge: looked(challenge, checks),
            )
        parts = Parts(store, engine, metrics, owner, checks)
        access = Access(keys or KeyTable(), required=keys is not None, secret=b"s" * 32)
        try:
            yield make_app(Config(rate=rate, **options), access, parts, packages=packages)
        finally:
            if workers is not None:
                await engine.aclose()


class NoJudge:
    """A judge that must not be asked."""

    async def judge_file(self, statement: bytes | str, submission: bytes | str, target: str) -> Verdict:
        raise AssertionError("this test asks no judge")

    async def aclose(self) -> None:
        pass


@contextmanager
def threaded(folder: Path, *, fill: Callable[[Store], Awaitable[T]], **options: Any) -> Iterator[tuple[str, T]]:
    """The application in a thread of its own, for tests that drive a browser: its URL, and what ``fill`` stored."""
    up: Future[tuple[str, Any]] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def main() -> None:
        async with application(folder, **options) as app, serving(app) as url:
            up.set_result((url, await fill(app.state.parts.store)))
            await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(main())
        except BaseException as error:
            if up.done():
                raise
            up.set_exception(error)
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="server")
    thread.start()
    try:
        yield up.result(120)
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(60)
