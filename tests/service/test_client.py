"""The Python client against a real server: submit, watch, wait, steer; what it repeats and what it does not know."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as parquet
import pytest
import scripted_server
import stored_work
import yaml
from fake_server import Answer, FakeServer
from live_server import application, proving_parts, serving
from test_serve_command import SERVE, environment
from waiting import eventually, says

from orchestrator.api.common import BudgetBody
from orchestrator.api.runs import RunDetail
from orchestrator.cli.main import run as command_line
from orchestrator.client import AsyncClient, Client
from orchestrator.client.calls import submit
from orchestrator.client.sending import pause_before
from orchestrator.errors import OutcomeUnknown, ServerRefused, ServerUnreachable
from orchestrator.store import open_store
from orchestrator.vocabulary import RunOutcome, RunStatus

CHALLENGE = stored_work.challenge("sent", "A challenge that was sent").text


@pytest.fixture
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A server; its portfolio proves, or does what an indirect parameter says."""
    workers = proving_parts(tmp_path, getattr(request, "param", "proves"))
    async with application(tmp_path, workers=workers) as app, serving(app) as url:
        yield url


async def test_a_problem_is_submitted_tried_and_watched_to_its_end(server: str) -> None:
    async with AsyncClient(server) as client:
        assert (await client.triage(CHALLENGE)).usable
        stored = await client.submit(CHALLENGE)
        seen: list[str] = []

        async def watching() -> None:
            async for event in client.watch(["all"], "0.0"):
                seen.append(event.kind)
                if event.kind == "run.finished":
                    return

        watch = asyncio.create_task(watching())
        run = await client.start_run(stored.id, budget=BudgetBody(seconds=60))
        ended = await client.wait(run.id)
        assert ended.status is RunStatus.FINISHED
        assert ended.outcome is RunOutcome.PROVED
        assert ended.decision is not None
        assert ended.decision.decides
        await watch
        assert seen[0] == "run.created"
        counted = (await asyncio.to_thread(httpx.get, f"{server}/metrics")).text.splitlines()
        assert {
            "orchestrator_run_wait_seconds_count 1.0",
            "orchestrator_workers 1.0",
            "orchestrator_runs_waiting 0.0",
        } <= {*counted}
        log = [event.seq async for event in client.log(run.id)]
        assert log == list(range(1, len(log) + 1))
        with pytest.raises(ServerRefused, match="has ended"):
            await client.resume_run(run.id)
        assert (await client.cancel_run(run.id)).outcome == ended.outcome


@pytest.mark.parametrize("server", ["sketches"], indirect=True)
async def test_a_strategy_that_asks_a_model_runs_under_its_limits(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncClient(server) as client, FakeServer(lambda _: Answer("I see no proof.")) as model:
        stored = await client.submit(CHALLENGE)
        for name in ("URL", "MODEL", "PRICE"):
            monkeypatch.delenv(f"ORCHESTRATOR_PROVER_{name}", raising=False)
        with pytest.raises(ServerRefused, match="set ORCHESTRATOR_PROVER_URL"):
            await client.start_run(stored.id, strategy="A")
        assert (await client.start_run(stored.id, budget=BudgetBody(usd=5, seconds=30))).strategy == "tactics"
        monkeypatch.setenv("ORCHESTRATOR_PROVER_URL", model.url)
        monkeypatch.setenv("ORCHESTRATOR_PROVER_MODEL", "m")
        monkeypatch.setenv("ORCHESTRATOR_PROVER_PRICE", "1,1,2")
        with pytest.raises(ServerRefused, match="how much it may cost"):
            await client.start_run(stored.id, strategy="A")
        with pytest.raises(ServerRefused, match="no strategy 'Z'"):
            await client.start_run(stored.id, strategy="Z")
        budget = BudgetBody(usd=0.5, episodes=1, seconds=60)
        assert (await client.start_run(stored.id, budget=budget)).strategy == "auto"
        other = await client.submit(stored_work.challenge("hard", "A hard one").text)
        run = await client.start_run(other.id, strategy="A", profile="prover", budget=budget)
        ended = await client.wait(run.id)
        assert (ended.strategy, ended.outcome, ended.spent.episodes) == ("A", RunOutcome.NOT_PROVED, 1), ended
        assert model.billed.answers > 0
        assert ended.spent.micro_usd > 0
        limited = await client.start_campaign(problems=(stored.id,), strategy="A", budget=BudgetBody(usd=0.5))
        assert (await client.act_on_campaign(limited.id, "cancel")).state == "cancelled"


async def test_a_campaign_is_paused_resumed_and_cancelled(server: str) -> None:
    async with AsyncClient(server) as client:
        stored = await client.submit(CHALLENGE)
        campaign = await client.start_campaign(problems=(stored.id,), name="night", again=True)
        for _ in range(2):
            paused = await client.act_on_campaign(campaign.id, "pause")
            assert paused.state in ("paused", "finished")
        if paused.state == "paused":
            assert (await client.act_on_campaign(campaign.id, "resume")).id == campaign.id
        cancelled = await client.act_on_campaign(campaign.id, "cancel")
        assert cancelled.state in ("finished", "cancelled")
        assert [row.id async for row in client.campaigns()] == [campaign.id]


async def test_the_client_without_await_does_the_same(server: str) -> None:
    def ask() -> tuple[str, list[str]]:
        with Client(server) as client:
            stored = client.submit(CHALLENGE)
            return client.problem(stored.id).title, [row.id for row in client.problems(text="challenge")]

    title, found = await asyncio.to_thread(ask)
    assert title == "A challenge that was sent"
    assert len(found) == 1


class Scripted(httpx.AsyncBaseTransport):
    """Answers or fails as it is told, and keeps what was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        answer.request = request
        return answer


def problem(status: int, retry: str, code: str = "x", **headers: str) -> httpx.Response:
    content = {"title": "t", "status": status, "detail": "why", "retry": retry, "code": code}
    return httpx.Response(
        status, json=content, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


DONE = httpx.Response(201, json={"id": "local/x", "statement_sha256": "0", "new": True})


@pytest.mark.parametrize(
    "first",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.ReadTimeout("late"),
        problem(503, "later", Retry_After="0"),
        problem(429, "later", Retry_After="0"),
        problem(409, "same-key", "at-work"),
    ],
)
async def test_what_is_safe_is_repeated_under_the_same_key(first: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.client.sending.FIRST_PAUSE", 0.0)
    transport = Scripted(first, DONE)
    async with AsyncClient("http://x", transport=transport) as client:
        assert (await client.submit("text")).id == "local/x"
    keys = {request.headers["Idempotency-Key"] for request in transport.sent}
    assert (len(transport.sent), len(keys)) == (2, 1)


@pytest.mark.parametrize(
    ("answer", "error", "times"),
    [
        (problem(422, "never"), ServerRefused, 1),
        (problem(401, "never"), ServerRefused, 1),
        (problem(503, "never"), ServerUnreachable, 1),
        (problem(409, "never", "outcome-unknown"), OutcomeUnknown, 1),
        (httpx.Response(200, text="<html>"), None, 1),
        (httpx.Response(404, text="<html>"), ServerRefused, 1),
        (httpx.ReadError("reset"), OutcomeUnknown, 5),
        (httpx.ConnectError("refused"), ServerUnreachable, 5),
    ],
)
async def test_what_is_not_known_is_said_so(
    answer: Any, error: type[Exception] | None, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.client.sending.FIRST_PAUSE", 0.0)
    transport = Scripted(answer)
    async with AsyncClient("http://x", transport=transport) as client:
        with pytest.raises(error or ValueError):
            await client.submit("text")
    assert len(transport.sent) == times


def test_a_server_may_say_how_long_to_wait_but_not_for_ever() -> None:
    assert pause_before(1, problem(503, "later", Retry_After="7")) == 7.0
    assert pause_before(1, problem(503, "later", Retry_After="99999")) == 20.0
    assert pause_before(1, problem(503, "later", Retry_After="soon")) == 0.5
    assert pause_before(5, None) is None
    assert submit("a").key != submit("a").key


async def test_the_command_line_submits_to_a_server_and_says_what_it_does_not_know(server: str, tmp_path: Path) -> None:
    file = tmp_path / "problem.lean"
    file.write_text(CHALLENGE)

    async def run(*arguments: str, server: str = server) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "orchestrator", *arguments, "--server", server]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    code, out, err = await run("submit", str(file), "--budget", "60s", "--watch")
    assert code == 0, err
    assert "run.finished" in err
    assert "test/sent" in out or "sent" in out

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    deaf = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = deaf.sockets[0].getsockname()[1]
    async with deaf:
        code, _, err = await run("submit", str(file), server=f"http://127.0.0.1:{port}")
    assert code == 7, err
    assert "may have been done" in err


async def test_commands_ask_a_server_and_print_what_it_says(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def told(*arguments: str) -> tuple[int, str]:
        code = await asyncio.to_thread(command_line, [*arguments, "--server", server])
        return code, capsys.readouterr().out

    async with AsyncClient(server) as client:
        problem = (await client.submit(CHALLENGE)).id
        run = await client.wait((await client.start_run(problem)).id)
        waiting = await client.start_campaign(problems=(problem,), again=True)
        await client.act_on_campaign(waiting.id, "pause")
    assert run.decision is not None
    assert problem in (await told("status"))[1]
    assert json.loads((await told("problems", "list", "--json"))[1])[0]["id"] == problem
    for command in ("problems list", "status"):
        assert problem in (await told(*command.split(), "--informal", "proved"))[1]
        assert problem not in (await told(*command.split(), "--contradictions"))[1]
    assert problem in (await told("problems", "list", "--axes"))[1]
    assert "To be proved" not in (await told("problems", "show", problem))[1]
    code, shown = await told("show", run.id[:12], "--json", "--certificate", str(tmp_path / "c.json"))
    assert (code, json.loads(shown)["outcome"]) == (0, "proved")
    assert json.loads((tmp_path / "c.json").read_text())
    assert "summary:" in (await told("show", problem))[1]
    file = tmp_path / "problem.lean"
    file.write_text("no challenge")
    assert (await told("triage", str(file)))[0] == 1
    assert (await told("triage", problem))[0] == 0
    assert "resumed" in (await told("resume", waiting.id))[1]
    for kind in ("csv", "parquet"):
        code, _ = await told("export", "attempts", run.id, "--to", str(tmp_path / f"a.{kind}"))
        assert code == 0
    assert (tmp_path / "a.csv").read_text().startswith("id,run_id")
    attempts = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert {one["run_id"] for one in attempts} == {run.id}
    assert (await told("export", "status", "--to", str(tmp_path / "s.yaml")))[0] == 0
    assert yaml.safe_load((tmp_path / "s.yaml").read_text())[0]["here"]["state"] == "proved"
    code, _ = await told("export", "proof", str(run.decision.id), "--to", str(tmp_path / "p.zip"))
    with zipfile.ZipFile(tmp_path / "p.zip") as bundle:
        names = bundle.namelist()
    assert {"certificate.json", "statement.lean"} <= {Path(name).name for name in names}, names
    assert (await told("show", "r-nothing"))[0] == 2


async def started(folder: Path, *command: str) -> tuple[asyncio.subprocess.Process, str]:
    """A server process and its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.startswith("serving on "), line
    return process, line.split()[-1]


async def killed_and_started_again(
    folder: Path, first: list[str], second: list[str], budget: BudgetBody, under_way: Callable[[list[int]], bool]
) -> RunDetail:
    """A run whose server is killed once ``under_way`` and started again: its watcher misses nothing, nothing counts
    twice."""
    process, url = await started(folder, *first, "0")
    port = url.rstrip("/").rpartition(":")[2]
    seen: list[int] = []
    try:
        async with AsyncClient(url) as client:
            run = await client.start_run("erdos/242", budget=budget)

            async def watching() -> None:
                async for event in client.watch([f"run:{run.id}"], "0.0"):
                    seen.append(event.seq)
                    if event.kind == "run.finished":
                        return

            watch = asyncio.create_task(watching())
            await eventually(lambda: under_way(seen))
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()
            process, _ = await started(folder, *second, port)
            async with asyncio.timeout(240):
                ended = await client.wait(run.id)
                await watch
            assert ended.status is RunStatus.FINISHED
            assert seen == list(range(1, len(seen) + 1))
            assert seen[-1] == ended.last_event
            attempts = (await client.get(f"/runs/{run.id}/attempts"))["items"]
            finished = [one["prover"] for one in attempts if one["state"] == "finished"]
            assert len(set(finished)) == len(finished)
            return ended
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_server_under_load_ends_in_order(tmp_path: Path) -> None:
    """SIGTERM amid a run, readers, watchers and a body that never arrives: streams end with a place to go on from."""
    sleeping = says(tmp_path / "sleeps", "started")
    process, url = await started(tmp_path, str(Path(scripted_server.__file__)), "sleeps", "0")
    ends: list[str] = []
    statuses: set[int] = set()

    async def watch(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/api/v1/stream?topics=all") as response:
            ends.append([line async for line in response.aiter_lines() if line.startswith("event: ")][-1])

    async def read(client: httpx.AsyncClient) -> None:
        with contextlib.suppress(httpx.TransportError):  # the server has gone
            while True:
                statuses.add((await client.get("/api/v1/overview")).status_code)

    try:
        async with AsyncClient(url) as researcher, httpx.AsyncClient(base_url=url, timeout=60) as client:
            run = await researcher.start_run("erdos/242", budget=BudgetBody(seconds=600))
            await eventually(sleeping)
            address = httpx.URL(url)
            _, slow = await asyncio.open_connection(address.host, address.port)
            slow.write(b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
            under_way = [asyncio.create_task(work(client)) for work in (*[watch] * 20, *[read] * 4)]
            await eventually(lambda: bool(statuses))
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
            print(f"ended after {time.monotonic() - began:.1f} s")
            await asyncio.gather(*under_way)
            slow.close()
        assert ends == ["event: end"] * 20
        assert statuses <= {200, 503}
        async with open_store(environment(tmp_path)["ORCHESTRATOR_DATABASE_URL"]) as store:
            assert (await store.runs.get(run.id)).status is RunStatus.PAUSED
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_killed_server_goes_on_and_its_watcher_misses_nothing(tmp_path: Path) -> None:
    script = str(Path(scripted_server.__file__))
    sleeping = says(tmp_path / "sleeps", "started")
    ended = await killed_and_started_again(
        tmp_path, [script, "sleeps"], [script, "proves"], BudgetBody(seconds=600), lambda _: sleeping()
    )
    assert ended.outcome is RunOutcome.PROVED


@pytest.mark.lean
@pytest.mark.slow
async def test_a_killed_server_with_a_real_lean_goes_on(tmp_path: Path) -> None:
    command = [*SERVE[1:], "--port"]
    at_work = 3  # created, acquired, an attempt at work
    await killed_and_started_again(
        tmp_path, command, command, BudgetBody(seconds=12), lambda seen: len(seen) >= at_work
    )
