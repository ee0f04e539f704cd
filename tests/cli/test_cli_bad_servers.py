"""A model's server that never gives an answer, seen through every command and through HTTP: exit code and words."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
import stored_work
from command_line import CommandLine, Done
from fake_server import FakeServer, Raw, Refuse, Step
from live_server import proving_parts

from orchestrator import app
from orchestrator.cli import search

CHALLENGE = stored_work.challenge("sent", "A challenge that was sent").text


def body(value: object) -> Raw:
    return Raw(json.dumps(value).encode())


SERVERS: dict[str, tuple[Step, str]] = {
    "refusal": (Refuse(400, body='{"error": {"message": "Unsupported parameter: tools"}}'), "Unsupported parameter"),
    "no-model": (Refuse(404, body='{"error": {"message": "The model m does not exist"}}'), "does not exist"),
    "error-200": (body({"error": {"message": "No auth credentials found", "code": 401}}), "No auth credentials"),
    "down-200": (body({"error": {"message": "upstream is down", "code": 503}}), "upstream is down"),
    "down": (Refuse(503, body='{"error": {"message": "no capacity"}}'), "no capacity"),
    "html": (Raw(b"<!DOCTYPE html><html><title>Sign in</title><body>Portal</body></html>"), "Sign in"),
    "html-later": (Raw(b"<html><title>502 Bad Gateway</title></html>"), "502 Bad Gateway"),
    "stream": (Raw(b'data: {"choices": [{"index": 0, "delta": {"content": "Let"}}]}\n\ndata: [DONE]\n\n'), "stream"),
    "finish-error": (
        body({"choices": [{"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "error"}]}),
        "broke its answer off",
    ),
    "overflow": (
        Refuse(
            400, body='{"error": {"message": "maximum context length is 9 tokens", "code": "context_length_exceeded"}}'
        ),
        "context",
    ),
}


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server in a thread of its own that always answers with the parameter."""
    loop = asyncio.new_event_loop()
    server = FakeServer(lambda _: request.param)
    loop.run_until_complete(server.__aenter__())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.url
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def models(url: str, orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line without Lean whose model is at that server and is asked twice at most."""
    file = orchestrator.file(
        "models.toml",
        f'[profiles.prover]\nurl = "{url}"\nmodel = "m"\nprice = "unpriced"\n'
        "[profiles.prover.retry]\nattempts = 2\nfirst_wait = 0.01\nlongest_wait = 0.02\n",
    )
    monkeypatch.setenv("ORCHESTRATOR_MODELS", str(file))
    for module in (app, search):
        monkeypatch.setattr(module, "worker_parts", lambda: proving_parts(orchestrator.folder, "fails"))
    return orchestrator


def told(done: Done, words: str) -> str:
    """What a command said: one sentence with the server's words, and the operator's exit code."""
    assert done.code == 2, done
    last = done.err.splitlines()[-1]
    assert words in last
    assert last.count("resume") == last.count("once that is mended") + last.count("goes on with it") == 1
    assert "Traceback" not in done.err
    return done.err


LOCAL = ("--executor", "local", "--workers", "1", "--episodes", "2", "--untriaged")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param(*case, id=name, marks=() if name in ("down", "overflow") else pytest.mark.slow)
        for name, case in SERVERS.items()
    ],
    indirect=["url"],
)
def test_a_server_that_never_answers_pauses_the_run_for_its_operator(models: CommandLine, words: str) -> None:
    """However the run is begun: nothing is called unproved, no episode is used up, and every reader hears why."""
    file = models.file("problem.lean", CHALLENGE)
    done = models("agents", file, *LOCAL, "--json")  # one agent: those of A are cancelled where the first is refused
    told(done, words)
    assert words in done.json["error"]["message"]
    [run] = models("status", "--json").json["unfinished_runs"]
    assert (run["status"], run["spent"]["episodes"], run["spent"]["micro_usd"]) == ("paused", 0, 0)
    assert words in run["detail"]
    for shown in (models("status"), models("show", run["id"]), models("show", "local/test/sent")):
        [line] = [line for line in shown.out.splitlines() if "resume" in line]
        assert words in line
        assert line.endswith(f"; `orchestrator resume {run['id']}` goes on with it")
    told(models("resume", run["id"], "--executor", "local", "--workers", "1"), words)
    told(models("prove", file, "--strategy", "A", *LOCAL), words)


@pytest.mark.parametrize(("url", "words"), [SERVERS["html"]], ids=["html"], indirect=["url"])
def test_a_submitted_run_is_paused_too(models: CommandLine, words: str) -> None:
    told(models("prove", models.file("problem.lean", CHALLENGE), "--strategy", "A", *LOCAL), words)
    done = models("submit", "local/test/sent", "--strategy", "A", "--budget", "2episodes", "--untriaged", "--json")
    told(done, words)
    assert done.json["status"] == "paused"
    assert words in done.json["detail"]
