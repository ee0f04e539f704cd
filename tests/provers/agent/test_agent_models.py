"""Runs of agents whose model or its server misbehaves, without Lean: what stops the run, what is said and charged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from agent_support import CHALLENGE, agent_plan, call, edit, texts, turn
from fake_server import Answer, Call, FakeServer, Raw, Received, Refuse, Script, Step
from llm_support import make_profile
from scripted import ScriptedJudge

from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import ModelConfigError
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.models.factory import open_model
from orchestrator.models.profiles import RetryPolicy
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.store import AttemptDetail, Budget, EpisodeDetail, Run, Store, collected, open_store, owner_token
from orchestrator.vocabulary import RunOutcome, RunStatus

TOOL_REFUSAL = '{"error": {"message": "tiny:latest does not support tools", "type": "api_error"}}'


class NoJudge(ScriptedJudge):
    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        raise AssertionError("nothing is complete here")


async def no_lean() -> FakeChecker:
    return FakeChecker()


async def no_judge() -> NoJudge:
    return NoJudge()


@dataclass
class Scene:
    """A store, a server, and what agents need."""

    store: Store
    server: FakeServer
    parts: DriverParts
    run: Run

    async def drive(self) -> Run:
        return await drive_run(self.parts, self.run.id, owner_token())

    async def transcripts(self) -> list[EpisodeDetail]:
        found = []
        for attempt in await collected(self.store.attempts.list, self.run.id):
            detail = await self.store.views.show(attempt.id)
            assert isinstance(detail, AttemptDetail)
            found += [await self.store.views.show(episode.id) for episode in detail.episodes]
        return [detail for detail in found if isinstance(detail, EpisodeDetail)]


@asynccontextmanager
async def scene(tmp_path: Path, script: Script, budget: Budget | None = None, **limits: Any) -> AsyncIterator[Scene]:
    workers = WorkerParts(no_lean, no_judge)
    async with (
        open_store(f"sqlite:///{tmp_path / 'models.db'}") as store,
        FakeServer(script) as server,
        LocalExecutor(workers, 1) as executor,
    ):
        ledger = StoreLedger(store)
        patience = RetryPolicy(attempts=2, first_wait=0.01, longest_wait=0.02)
        profile = make_profile(server.url, retry=patience, max_output_tokens=512)
        async with open_model(profile, ledger=ledger) as model:
            parts = DriverParts(store, executor, ledger, {"prover": model}, heartbeat_seconds=0.5)
            plan = agent_plan(budget=budget or Budget(episodes=1), episode=EpisodeLimits(**limits))
            run = await create_run(store, CHALLENGE, plan, executor.environments[0].name)
            yield Scene(store, server, parts, run)


@pytest.mark.parametrize(
    "step",
    [
        Refuse(400, body=TOOL_REFUSAL),
        Refuse(
            400, body='{"error": {"message": "Unsupported parameter: max_tokens", "code": "unsupported_parameter"}}'
        ),
        Refuse(404, body='{"error": {"message": "The model `m` does not exist."}}'),
        Refuse(400, body='{"error": {"message": "flagged", "code": "content_filter"}}'),
        Raw(json.dumps({"error": {"message": "No auth credentials found", "code": 401}}).encode()),
    ],
)
async def test_a_refusal_that_will_repeat_stops_the_run_with_the_servers_words(step: Step, tmp_path: Path) -> None:
    async with scene(tmp_path, lambda _: step, Budget(episodes=5)) as stage:
        with pytest.raises(ModelConfigError) as caught:
            await stage.drive()
        run = await stage.store.runs.get(stage.run.id)
    said = step.body.decode() if isinstance(step, Raw) else getattr(step, "body", "")
    assert json.loads(said)["error"]["message"] in str(caught.value)
    assert len(stage.server.received) == 1
    assert run.status is RunStatus.PAUSED
    assert run.detail == str(caught.value), "the run itself says so later"
    assert (run.spent.micro_usd, run.spent.tokens, run.spent.episodes) == (0, 0, 0)


async def test_a_refusal_in_the_middle_of_a_conversation_stops_the_run_too(tmp_path: Path) -> None:
    body = '{"error": {"message": "The reasoning_content in the thinking mode must be passed back to the API."}}'
    steps = [turn(call("resources")), Refuse(400, body=body)]
    async with scene(tmp_path, steps) as stage:
        with pytest.raises(ModelConfigError, match="must be passed back"):
            await stage.drive()
    assert len(stage.server.received) == 2


async def test_an_outage_uses_no_episode_up_and_costs_nothing(tmp_path: Path) -> None:
    """Two attempts of two exchanges fail; the third finds the server back, with the one episode still to spend."""
    steps = [
        Refuse(503),
        Refuse(529),
        Refuse(429),
        Raw(b'{"error": {"code": 503, "message": "down"}}'),
        Answer("Enough."),
    ]
    async with scene(tmp_path, steps) as stage:
        run = await stage.drive()
        episodes = await stage.transcripts()
    assert run.outcome is RunOutcome.NOT_PROVED
    assert run.spent.episodes == 1
    assert len(episodes) == 3
    assert (
        run.spent.tokens
        == stage.server.billed.input + stage.server.billed.output - stage.server.received[3].prompt_tokens
    )


async def test_calls_in_text_and_repeated_ids_are_calls(tmp_path: Path) -> None:
    twice = [{"id": "call_0", "type": "function", "function": {"name": "functions.resources", "arguments": ""}}] * 2
    message = {"content": None, "tool_calls": twice}

    def script(request: Received) -> Step:
        match request.index:
            case 0:
                return Answer('I look.\n<tool_call>{"name": "resources", "arguments": {}}</tool_call>')
            case 1 | 2:
                return Raw(json.dumps({"choices": [{"message": message, "finish_reason": "tool_calls"}]}).encode())
            case _:
                return Answer("Enough.")

    async with scene(tmp_path, script) as stage:
        await stage.drive()
        [episode] = await stage.transcripts()
    sent = stage.server.received[3].body["messages"]
    ids = [call["id"] for said in sent for call in said.get("tool_calls", [])]
    assert len(ids) == len(set(ids)) == 5
    assert [said["tool_call_id"] for said in sent if said["role"] == "tool"] == ids
    assert all("edits left" in text for text in texts(episode, "tool"))


async def test_what_is_no_summary_does_not_end_the_episode_and_is_no_lesson(tmp_path: Path) -> None:
    steps = [
        Answer("<think>Induction should do it.</think>"),
        Answer('<tool_call>{"name": "search_replace", "arguments": {"edits": ['),
        turn(call("resources")),
        Answer("Now let me try omega:"),
        Answer("I will state a helper lemma."),
    ]
    async with scene(tmp_path, steps) as stage:
        await stage.drive()
        [episode] = await stage.transcripts()
    assert len(stage.server.received) == 5
    asked = texts(episode, "user")[1:]
    assert "empty" in asked[0]
    assert "as text" in asked[1]
    assert "called no tool" in asked[2]
    assert len(asked) == 3, "an announcement is asked about once; what is said again is the last word"


async def test_a_proof_written_into_the_answer_is_asked_into_the_file_once(tmp_path: Path) -> None:
    proof = "Here is the complete proof:\n\n```lean\ntheorem target : 1 + 1 = 2 := by\n  rfl\n```"
    async with scene(tmp_path, [Answer("<answer></answer>"), Answer(proof), Answer(proof)]) as stage:
        await stage.drive()
        [episode] = await stage.transcripts()
    asked = texts(episode, "user")[1:]
    assert len(asked) == 2
    assert "empty" in asked[0]
    assert "not put into the file" in asked[1]


async def test_a_call_that_is_cut_off_is_called_so(tmp_path: Path) -> None:
    cut = Call("search_replace", '{"edits": [{"search": "  sorry", "replace": "  omega')
    steps = [turn(cut, finish="length"), turn(edit(("  sorry", "  omega")), finish="length"), Answer("Enough.")]
    async with scene(tmp_path, steps) as stage:
        await stage.drive()
        [episode] = await stage.transcripts()
    first, second = texts(episode, "tool")
    assert "reached the limit on its length in the middle of this call" in first
    assert second.startswith("Edited"), "a call that is whole is done"
