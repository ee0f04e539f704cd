"""A coding agent over MCP: the same tools, limits, judge and store as any other prover."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from agent_support import CHALLENGE, EMPTY_BLOCK, HELPER_BLOCK, PROOF, WarmJudge
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.config import settings
from orchestrator.lean.checker import Checker
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.models.transcript import render_transcript
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.search.driver.parts import DriverParts, driver_parts
from orchestrator.service import mcp_server
from orchestrator.service.external_agent import ExternalEpisode, external_episode
from orchestrator.service.mcp_server import make_server, serve_http
from orchestrator.store import EpisodeDetail, Store, collected, open_store, owner_token
from orchestrator.vocabulary import EpisodeStatus, RunOutcome

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    installation = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path / 'mcp.db'}") as opened:
        yield opened


@asynccontextmanager
async def opened_parts(store: Store, checker: Checker) -> AsyncIterator[DriverParts]:
    """One worker on a checker that outlives it."""

    class Lent:
        """The shared checker, which a worker must not close."""

        def __getattr__(self, name: str) -> Any:
            return getattr(checker, name)

        async def aclose(self) -> None:
            pass

    async def lend() -> Checker:
        return cast(Checker, Lent())

    async def judge() -> WarmJudge:
        return WarmJudge(checker)

    async with LocalExecutor(WorkerParts(lend, judge), 1) as executor:
        yield driver_parts(store, executor)


@asynccontextmanager
async def connected(
    store: Store, checker: Checker, start: str | None = None, **limits: Any
) -> AsyncIterator[tuple[ExternalEpisode, Client]]:
    """An episode and a client of its server, in this process."""
    async with (
        opened_parts(store, checker) as parts,
        external_episode(
            parts, CHALLENGE, owner_token(), name="test", limits=EpisodeLimits(**limits), start=start
        ) as episode,
        Client(make_server(episode, CHALLENGE, checker.toolchain)) as client,
    ):
        yield episode, client


async def ask(client: Client, name: str, **arguments: Any) -> tuple[str, bool]:
    """A tool's answer, and whether it was refused."""
    result = await client.call_tool(name, arguments)
    return "".join(part.text for part in result.content if part.type == "text"), bool(result.is_error)


def edits(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"search": search, "replace": replace} for search, replace in pairs]


async def test_an_agent_proves_a_problem(store: Store, checker: EmbeddedChecker) -> None:
    async with connected(store, checker) as (episode, client):
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert {"view", "search_replace", "submit", "finish"} <= set(names)
        text, _ = await ask(client, "view")
        assert "⊢ (∀ (n : Nat), double n = n + n)" in text
        text, refused = await ask(client, "search_replace", edits=edits(("def double", "def triple")))
        assert refused
        assert "frozen" in text
        text, refused = await ask(client, "no_such_tool")
        assert refused
        await ask(client, "search_replace", edits=edits((EMPTY_BLOCK, HELPER_BLOCK), ("  sorry", PROOF)))
        text, refused = await ask(client, "submit", direction="prove")
        assert not refused
        assert "accepted" in text
        text, refused = await ask(client, "view")
        assert refused
        assert "over" in text
    run = await store.runs.get(episode.run_id)
    detail = await store.views.show(episode.id)
    assert isinstance(detail, EpisodeDetail)
    assert (run.outcome, run.strategy) == (RunOutcome.PROVED, "external")
    assert detail.episode.status is EpisodeStatus.COMPLETE
    assert detail.episode.edits == 3
    told = render_transcript(detail.transcript)
    assert "calls `submit`" in told
    assert "view answers" in told


async def test_what_one_agent_leaves_another_takes_up(store: Store, checker: EmbeddedChecker) -> None:
    async with connected(store, checker) as (first, client):
        await ask(client, "search_replace", edits=edits((EMPTY_BLOCK, HELPER_BLOCK)))
        await ask(client, "finish", summary="The helper is proved, the target follows from it.")
    half = await store.views.show(first.id)
    assert isinstance(half, EpisodeDetail)
    assert half.episode.status is EpisodeStatus.PARTIAL
    async with connected(store, checker, start=half.episode.sketch_digest) as (second, client):
        text, _ = await ask(client, "view")
        assert "-- The helper is proved" in text
        await ask(client, "search_replace", edits=edits(("  sorry", PROOF)))
        # It disconnects without a word: the complete file is judged all the same.
    assert (await store.runs.get(second.run_id)).outcome is RunOutcome.PROVED


async def test_limits_hold_for_agents_too(store: Store, checker: EmbeddedChecker) -> None:
    async with connected(store, checker, edits=1, turns=3) as (episode, client):
        for _ in range(2):
            text, refused = await ask(client, "search_replace", edits=edits(("nowhere", "x")))
        assert refused
        assert "no edits are left" in text
        await ask(client, "resources")
        text, _ = await ask(client, "view")
        assert "over" in text
    assert (await store.runs.get(episode.run_id)).outcome is RunOutcome.NOT_PROVED


async def notes_of(client: Client, name: str, **arguments: Any) -> list[str]:
    """What a client that asks for it hears while a tool is at work."""
    notes: list[str] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        notes.append(message or "")

    await client.call_tool(name, arguments, progress_callback=hear)
    return [note for note in notes if note.startswith(f"{name} is at work for ")]


async def test_a_long_call_says_that_it_goes_on(
    store: Store, checker: EmbeddedChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_server, "PROGRESS_SECONDS", 0.001)
    async with connected(store, checker) as (_, client):
        assert await notes_of(client, "check")
        await ask(client, "finish", summary="Nothing more is to be said of it.")


async def test_over_http(store: Store, checker: EmbeddedChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_server, "PROGRESS_SECONDS", 0.001)
    heard = socket.create_server(("127.0.0.1", 0))
    port = heard.getsockname()[1]
    async with (
        opened_parts(store, checker) as parts,
        external_episode(parts, CHALLENGE, owner_token(), name="test") as episode,
    ):
        serving = asyncio.create_task(serve_http(make_server(episode, CHALLENGE, checker.toolchain), heard))
        try:
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                assert await notes_of(client, "check")
                text, _ = await ask(client, "check")
                assert "1 goal left open" in text
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.slow
async def test_an_agent_that_leaves_and_is_killed_meanwhile_loses_nothing(
    store: Store, checker: EmbeddedChecker
) -> None:
    """As the SDK's client does it: it closes the connection, and ends the process two seconds later."""
    edited, left = asyncio.Event(), asyncio.Event()
    runs: list[str] = []

    async def serve() -> None:
        async with connected(store, checker) as (episode, client):
            runs.append(episode.run_id)
            await ask(client, "search_replace", edits=edits((EMPTY_BLOCK, HELPER_BLOCK)))
            edited.set()
            await left.wait()

    serving = asyncio.create_task(serve())
    await edited.wait()
    left.set()
    for _ in range(3):
        await asyncio.sleep(0.02)
        serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert (await store.runs.get(runs[0])).outcome is RunOutcome.NOT_PROVED
    [listed] = (await store.episodes.list(run_id=runs[0])).items
    detail = await store.views.show(listed.id)
    assert isinstance(detail, EpisodeDetail)
    assert "agent went away" in render_transcript(detail.transcript)


async def test_the_command_over_stdio_with_the_real_judge(tmp_path: Path) -> None:
    file = tmp_path / "double.lean"
    file.write_text(CHALLENGE.text)
    database = f"sqlite:///{tmp_path / 'stdio.db'}"
    command = (
        "from orchestrator.service import mcp_server; mcp_server.PROGRESS_SECONDS = 0.001; "
        "from orchestrator.cli.main import main; main()"
    )
    arguments = ["-c", command, "mcp", str(file), "--database", database, "--agent", "tester"]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        assert await notes_of(client, "check")
        await ask(client, "search_replace", edits=edits((EMPTY_BLOCK, HELPER_BLOCK), ("  sorry", PROOF)))
        text, _ = await ask(client, "submit", direction="prove")
        assert "accepted" in text
    async with open_store(database) as store:
        [problem] = await collected(store.views.overview)
        assert problem.state == "proved"


async def test_a_taken_port_is_one_sentence_and_leaves_no_run(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'taken.db'}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "orchestrator",
            "mcp",
            "erdos/242-even",
            "--http",
            port,
            "--database",
            database,
        ]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence == (
        f"orchestrator: cannot listen on 127.0.0.1:{port} (another program listens there): stop that program or choose "
        "another port with --http"
    )
    assert not (tmp_path / "taken.db").exists()
