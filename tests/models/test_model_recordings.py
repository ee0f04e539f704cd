"""Recording and replaying."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from fake_server import Answer, Call, FakeServer
from llm_support import VIEW, MemoryLedger, ask, make_profile

from orchestrator.errors import ModelConfigError, SetupError
from orchestrator.models.factory import open_model
from orchestrator.models.messages import ChatRequest, Message
from orchestrator.models.profiles import load_profile
from orchestrator.models.replay import ReplayModel

KEY = "sk-very-secret-0123456789"


async def test_a_recorded_conversation_replays_to_the_same_replies(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    first = ask(tools=(VIEW,))
    script = [Answer("look", tool_calls=(Call("view", "{bad"),)), Answer("done"), Answer("another")]
    async with (
        FakeServer(script) as server,
        open_model(make_profile(server.url, key=KEY, record=path), ledger=MemoryLedger()) as model,
    ):
        looked = await model.complete(first)
        result = Message(role="tool", content="file", tool_call_id=looked.message.tool_calls[0].id)
        second = ChatRequest(call_id="2", messages=(*first.messages, looked.message, result), tools=(VIEW,))
        replies = [
            looked,
            await model.complete(second),
            await model.complete(first.model_copy(update={"call_id": "3"})),
        ]
    assert len(path.read_text().splitlines()) == 3

    profile = load_profile("prover", {"ORCHESTRATOR_PROVER_URL": f"replay:{path}"})
    ledger = MemoryLedger()
    async with open_model(profile, ledger=ledger) as replayed:
        assert replayed.name == "m"
        again = [
            await replayed.complete(request) for request in (first.model_copy(update={"call_id": "r"}), second, first)
        ]
    assert [(r.message, r.usage, r.raw) for r in again] == [(r.message, r.usage, r.raw) for r in replies]
    assert again[0].call_id == "r"
    assert ledger.spent == 0
    assert len(ledger.settled) == 3


async def test_a_request_that_was_not_recorded_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    long = ChatRequest(call_id="x", messages=(Message(role="system", content="s"), Message(role="user", content="u")))
    async with (
        FakeServer([Answer("1"), Answer("2")]) as server,
        open_model(make_profile(server.url, record=path), ledger=None) as model,
    ):
        await model.complete(ask("other"))
        await model.complete(long)
    replay = ReplayModel(path)
    changed = ChatRequest(call_id="x", messages=(long.messages[0], Message(role="user", content="v")))
    with pytest.raises(ModelConfigError, match=r"its message 2 of 2 \(user\) differs from the nearest one, line 2"):
        await replay.complete(changed)
    with pytest.raises(ModelConfigError, match="line 2 agrees in these messages"):
        await replay.complete(long.model_copy(update={"tools": (VIEW,)}))
    await replay.complete(long)
    with pytest.raises(ModelConfigError, match="asked more often"):
        await replay.complete(long)


def test_damaged_missing_and_empty_recordings(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text('\n{"format": 1, "digest"')
    with pytest.raises(ModelConfigError, match="line 2 of the recording"):
        ReplayModel(damaged)
    with pytest.raises(ModelConfigError, match="cannot read"):
        ReplayModel(tmp_path / "none")
    (tmp_path / "empty").touch()
    with pytest.raises(ModelConfigError, match="is empty"):
        asyncio.run(ReplayModel(tmp_path / "empty").complete(ask()))


async def test_concurrent_recordings_are_whole_lines_without_keys(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    async with FakeServer(lambda request: Answer(f"the key is {KEY}" * 500)) as server:
        profile = make_profile(server.url, key=KEY, record=path)
        async with open_model(profile, ledger=None) as one, open_model(profile, ledger=None) as two:
            await asyncio.gather(*(m.complete(ask(f"{n} {KEY}", str(n))) for n in range(20) for m in (one, two)))
    text = path.read_text()
    assert KEY not in text
    assert len([json.loads(line) for line in text.splitlines()]) == 40
    # The digest is that of the request as it was asked, so the recording answers it although its text was cleaned.
    assert "[key removed]" in (await ReplayModel(path).complete(ask(f"7 {KEY}"))).message.content


async def test_a_recording_that_cannot_be_written(tmp_path: Path) -> None:
    async with (
        FakeServer([Answer("ok")]) as server,
        open_model(make_profile(server.url, record=tmp_path / "none" / "x"), ledger=None) as model,
    ):
        with pytest.raises(SetupError, match="cannot write the recording"):
            await model.complete(ask())
