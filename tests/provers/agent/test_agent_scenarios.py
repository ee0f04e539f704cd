"""Scripted provers through Ray with real Lean, the judge and a real database: what is stored and how it ends.

What each run cost is compared with the server's own count in `Stage.run`. The whole table is one module, because one
process has at most one Ray: the further scenarios are in ``scenarios_*.py``, and all of them share its workers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from agent_support import (
    EMPTY_BLOCK,
    FALSE_CHALLENGE,
    FALSE_TARGET,
    HELPER,
    HELPER_BLOCK,
    PROOF,
    SOLVE,
    Workers,
    call,
    edit,
    stage,
    texts,
    turn,
)
from fake_server import Answer, Call, HangUp, Received, Refuse, Step, UsageFormat
from scenarios_cheats import TestCheats
from scenarios_goals import TestGoals
from scenarios_limits import TestLimits
from scenarios_table import TestTable

from orchestrator.cluster.parts import embedded_parts
from orchestrator.cluster.ray_executor import RayExecutor
from orchestrator.config import settings
from orchestrator.errors import ModelConfigError
from orchestrator.provers.agent.prompts import PROMPT_VERSION
from orchestrator.provers.agent.tools.registry import TOOLS
from orchestrator.store import Budget, RunDetail, SketchDetail, collected
from orchestrator.vocabulary import ChargeState, EpisodeStatus, RunOutcome, RunStatus, VerdictKind

pytestmark = [pytest.mark.lean, pytest.mark.ray, pytest.mark.asyncio(loop_scope="module")]

__all__ = ["TestCheats", "TestGoals", "TestLimits", "TestTable"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    parts = embedded_parts(settings().cache_dir, settings().check_memory_mib)
    async with RayExecutor(parts, 2) as executor:
        yield Workers(executor)


async def test_solves_in_one_turn(tmp_path: Path, workers: Workers) -> None:
    async with stage(tmp_path, workers, [turn(*SOLVE, text="A helper by induction.")]) as scene:
        run = await scene.run()
        assert run.outcome is RunOutcome.PROVED
        assert len(scene.server.received) == 1
        [episode] = await scene.episodes(run)
    assert episode.episode.status is EpisodeStatus.COMPLETE
    assert episode.episode.prompt_version == PROMPT_VERSION
    assert episode.episode.edits == 2
    assert episode.transcript["entries"][-1]["ending"] == "verdict"
    assert "A helper by induction." in texts(episode, "reply")


async def test_the_first_request_holds_contract_problem_file_and_goals(tmp_path: Path, workers: Workers) -> None:
    async with stage(tmp_path, workers, [turn(*SOLVE)]) as scene:
        await scene.run()
        body = scene.server.received[0].body
    system, user = (message["content"] for message in body["messages"])
    assert "Lean 4.28.0-pre" in system
    assert "propext" in system
    assert "target_theorem_0_disproof" in system
    assert "doubling twice is multiplying by four" in user
    assert "⊢ (∀ (n : Nat), double n = n + n) ∧ ∀ (n : Nat), double (double n) = 4 * n" in user
    tools = {tool["function"]["name"] for tool in body["tools"]}
    assert tools == set(TOOLS)
    assert "search_replace" not in system.split("# How to work")[0], "tools are told once, in their descriptions"
    assert user.count("doubling twice is multiplying by four") == 1
    assert "$ref" not in str(body["tools"])


async def test_five_repairs_lead_to_a_proof(tmp_path: Path, workers: Workers) -> None:
    wrong = ["  exact foo", "  omega", "  exact ⟨double_eq, by simp⟩", "  constructor", "  norm_num"]
    steps: list[Step] = [turn(edit((EMPTY_BLOCK, HELPER_BLOCK), ("  sorry", wrong[0])))]
    steps += [turn(edit((before, after))) for before, after in zip(wrong, [*wrong[1:], PROOF], strict=True)]
    async with stage(tmp_path, workers, [*steps, turn(call("submit", direction="prove"))]) as scene:
        run = await scene.run()
        assert run.outcome is RunOutcome.PROVED
        [episode] = await scene.episodes(run)
    answers = texts(episode, "tool")
    assert "Unknown identifier `foo`" in answers[0]
    assert "omega could not prove the goal" in answers[1]
    assert "unknown tactic" in answers[4]
    assert "no errors and no `sorry`" in answers[5]
    assert episode.episode.edits == 7


async def test_what_one_episode_leaves_open_the_third_finishes(tmp_path: Path, workers: Workers) -> None:
    stated = HELPER.split(" := by")[0] + " := by\n  sorry"
    steps = [
        turn(edit((EMPTY_BLOCK, HELPER_BLOCK.replace(HELPER, stated)))),
        Answer("First half: the helper is stated. Induction should do it.\n-/ EVOLVE-BLOCK-END"),
        turn(edit(("  sorry\n\n", "")), edit(("  sorry\n  -- EVOLVE", PROOF + "\n  -- EVOLVE"))),
        Answer("Second: the target follows from the helper."),
        turn(edit((stated, HELPER))),
        turn(call("submit", direction="prove")),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run()
        assert run.outcome is RunOutcome.PROVED
        episodes = await scene.episodes(run)
        sketches = await collected(scene.store.sketches.of_run, run.id)
        lineage = await scene.store.sketches.lineage(episodes[2].episode.sketch_digest or "")
        detail = await scene.store.views.show(sketches[0].digest)
    assert [e.episode.status for e in episodes] == [
        EpisodeStatus.PARTIAL,
        EpisodeStatus.PARTIAL,
        EpisodeStatus.COMPLETE,
    ]
    assert len(lineage) == 2
    # Only the file carries over, and it holds the lessons; a comment ends where its line ends.
    second, third = (texts(episode, "user")[0] for episode in episodes[1:])
    assert "-- First half: the helper is stated." in second
    assert "Read the comments" in second
    assert "-- Second: the target follows" in third
    assert "First half" not in third
    assert isinstance(detail, SketchDetail)
    assert detail.sketch.plan.startswith("First half")
    assert detail.goals[0].target == "double n = n + n"


async def test_frozen_text_stays_as_it_is(tmp_path: Path, workers: Workers) -> None:
    steps = [
        turn(edit(("double (double n) = 4 * n", "True"))),
        turn(edit(("  sorry\n  -- EVOLVE-BLOCK-END", "  trivial\n"))),
        turn(edit(("  sorry", "  sorry\n  -- EVOLVE-BLOCK-END\naxiom cheat : False\n  -- EVOLVE-BLOCK-START"))),
        turn(edit((EMPTY_BLOCK, HELPER_BLOCK), ("theorem double_three", "theorem double_four"))),
        turn(edit(("  sorry", "/- never closed"))),
        turn(call("view")),
        Answer("I give up."),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run(budget=Budget(episodes=1))
        assert run.outcome is RunOutcome.NOT_PROVED
        [episode] = await scene.episodes(run)
    tools = [entry for entry in episode.transcript["entries"] if entry["kind"] == "tool"]
    assert [entry["ok"] for entry in tools] == [False] * 5 + [True]
    assert all("frozen text" in entry["text"] for entry in (tools[0], tools[1], tools[3]))
    assert "marker" in tools[2]["text"]
    assert "not closed" in tools[4]["text"]
    assert HELPER not in tools[5]["text"], "the edits of a refused call are all refused"


async def test_the_judge_teaches_nothing(tmp_path: Path, workers: Workers) -> None:
    axiom = edit((EMPTY_BLOCK, EMPTY_BLOCK.replace("\n", "\naxiom h : double 2 = 5\n")), ("  sorry", "  exact h"))
    submit = call("submit", direction="prove")
    async with stage(tmp_path, workers, [turn(axiom, submit), turn(submit), Answer("Done.")]) as scene:
        run = await scene.run(FALSE_TARGET, budget=Budget(episodes=1))
        [episode] = await scene.episodes(run)
        detail = await scene.store.views.show(run.id)
        assert len(scene.submissions) == 1, "the same text is judged once"
    assert run.outcome is RunOutcome.NOT_PROVED
    assert isinstance(detail, RunDetail)
    [verdict] = detail.verdicts
    assert (verdict.verdict, verdict.code) == (VerdictKind.REJECTED, "E_AXIOM")
    answers = texts(episode, "tool")
    assert sum('"rejected"' in text for text in answers) == 2
    assert not any("E_AXIOM" in text or verdict.detail in text for text in answers)


async def test_claiming_success_changes_nothing(tmp_path: Path, workers: Workers) -> None:
    claim = Answer("The theorem is proved. QED. verdict: accepted")
    async with stage(tmp_path, workers, [claim]) as scene:
        run = await scene.run(budget=Budget(episodes=1))
        assert not scene.submissions
    assert run.outcome is RunOutcome.NOT_PROVED


async def test_a_proof_that_nobody_submitted_is_judged(tmp_path: Path, workers: Workers) -> None:
    async with stage(tmp_path, workers, [turn(SOLVE[0]), Answer("There it is.")]) as scene:
        assert (await scene.run()).outcome is RunOutcome.PROVED


async def test_a_disproof(tmp_path: Path, workers: Workers) -> None:
    steps = [
        turn(call("submit", direction="disprove"), call("check", direction="disprove")),
        turn(
            edit(("  sorry\n  -- EVOLVE-BLOCK-END", "  intro h\n  exact absurd h.2 (by decide)\n  -- EVOLVE-BLOCK-END"))
        ),
        turn(call("submit", direction="disprove")),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run(FALSE_CHALLENGE)
        [episode] = await scene.episodes(run)
    assert run.outcome is RunOutcome.DISPROVED
    answers = texts(episode, "tool")
    assert answers[0].startswith("Refused")
    assert "⊢ ¬" in answers[1]
    assert "1 goal left open" in answers[1], "the frozen target's own sorry is not the model's to close"


async def test_an_invalid_file_goes_back_to_its_parent(tmp_path: Path, workers: Workers) -> None:
    broken = [turn(edit(("  sorry", "  foo"))), Answer("Done."), Answer("Really done.")]
    async with stage(tmp_path, workers, [*broken, turn(*SOLVE)]) as scene:
        run = await scene.run()
        first, second = await scene.episodes(run)
        assert run.outcome is RunOutcome.PROVED
    assert first.episode.status is EpisodeStatus.INVALID
    assert first.episode.sketch_digest is None
    assert "still has errors" in texts(first, "user")[1]
    assert "foo" not in texts(second, "user")[0]


async def test_malformed_calls_are_explained(tmp_path: Path, workers: Workers) -> None:
    steps = [
        turn(Call("search_replace", '{"edits": [{"search": "x"')),
        turn(Call("search_replace", '{"all_or_none": true}')),
        turn(Call("prove_it_for_me", "{}"), Call("view", "[1, 2]")),
        turn(edit(("  sorry\n", "  sorry\n"))),
        turn(edit(("exact nothing_like_this double", "x"))),
        turn(call("search_library"), call("try_goals")),
        turn(call("resources", verbose=True), call("resources")),
        turn(*SOLVE),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run(budget=Budget(episodes=2, micro_usd=5_000_000))
        assert run.outcome is RunOutcome.PROVED
        [episode] = await scene.episodes(run)
    answers = texts(episode, "tool")
    assert "JSON Schema" in answers[0]
    assert "edits: Field required" in answers[1]
    assert "no tool 'prove_it_for_me'" in answers[2]
    assert "Refused" in answers[3]
    assert "the same" in answers[4]
    assert "occurs nowhere" in answers[5]
    assert "exactly one of" in answers[6]
    assert "no sub-provers" in answers[7]
    assert "(`verbose`: `resources` has no such argument; ignored.)" in answers[8]
    assert "edits left" in answers[8]
    assert "edits left: 88" in answers[9]
    assert "money of the whole run: about 90 % left" in answers[9]


async def test_silence_ends_an_episode_and_is_charged(tmp_path: Path, workers: Workers) -> None:
    async with stage(tmp_path, workers, [Answer(None)] * 6) as scene:
        run = await scene.run(budget=Budget(episodes=2))
        episodes = await scene.episodes(run)
    assert [e.transcript["entries"][-1]["ending"] for e in episodes] == ["silent", "silent"]
    assert run.spent.episodes == 2
    assert run.outcome is RunOutcome.NOT_PROVED


async def test_thirty_identical_replies_are_stuck(tmp_path: Path, workers: Workers) -> None:
    async with stage(tmp_path, workers, lambda request: turn(call("resources"))) as scene:
        run = await scene.run(budget=Budget(episodes=1))
        [episode] = await scene.episodes(run)
    assert len(scene.server.received) == 30
    assert episode.transcript["entries"][-1]["ending"] == "stuck"


async def test_rate_limits_and_lost_connections_are_survived(tmp_path: Path, workers: Workers) -> None:
    steps = [
        Refuse(429, retry_after="0.01"),
        HangUp(),
        Refuse(503),
        turn(SOLVE[0]),
        turn(SOLVE[1], drop_after=40),
        turn(SOLVE[1]),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run(exact=False)
        charges = await scene.charges(run)
        billed = scene.server.billed
    assert run.outcome is RunOutcome.PROVED
    settled = [charge for charge in charges if charge.state is ChargeState.SETTLED]
    # Three answers were billed; the two lost connections may have been, so they are charged at their bound.
    assert len(settled) == billed.answers + 1
    assert {charge.state for charge in charges} == {ChargeState.SETTLED, ChargeState.RELEASED}


@pytest.mark.parametrize("usage", ["openai", "deepseek", "anthropic", "anthropic-native", "gemini", "ollama"])
async def test_every_usage_format_is_charged_exactly(usage: UsageFormat, tmp_path: Path, workers: Workers) -> None:
    reasoning = 70 if usage in ("openai", "deepseek", "gemini") else 0
    cached = 40 if usage in ("openai", "deepseek", "anthropic-native") else 0
    steps = [turn(SOLVE[0], usage=usage, cached=cached, reasoning=reasoning), turn(SOLVE[1], usage=usage)]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run()
        charges = await scene.charges(run)
    assert sum(charge.usage.reasoning_tokens for charge in charges) == reasoning
    assert run.outcome is RunOutcome.PROVED


async def test_an_overflowing_conversation_is_shortened_and_goes_on(tmp_path: Path, workers: Workers) -> None:
    too_long = '{"error": {"message": "This model\'s maximum context length is 4096 tokens."}}'

    def script(request: Received) -> Step:
        tools = [m for m in request.body["messages"] if m["role"] == "tool"]
        whole = sum("left out" not in m["content"] for m in tools)
        if whole > 2:
            return Refuse(400, body=too_long)
        return turn(*SOLVE) if len(tools) >= 5 else turn(call("view", first_line=len(tools) + 1))

    async with stage(tmp_path, workers, script) as scene:
        run = await scene.run()
        [episode] = await scene.episodes(run)
    assert run.outcome is RunOutcome.PROVED
    assert any("outgrew" in text for text in texts(episode, "note"))


async def test_a_context_that_is_too_small_for_the_prompt_pauses_the_run(tmp_path: Path, workers: Workers) -> None:
    too_long = Refuse(400, body='{"error": {"message": "prompt is too long"}}')
    async with stage(tmp_path, workers, lambda request: too_long) as scene:
        with pytest.raises(ModelConfigError, match="not even the beginning of an episode fits"):
            await scene.run(budget=Budget(episodes=2))
        (run,) = (await scene.store.runs.list()).items
    assert run.status is RunStatus.PAUSED
    assert (run.spent.episodes, run.spent.micro_usd) == (0, 0)


async def test_the_library_is_searched_by_name_goal_and_statement(tmp_path: Path, workers: Workers) -> None:
    steps = [
        turn(call("search_library", name="nat mul comm"), call("search_library", name="no_such_name")),
        turn(edit(("  sorry", "  have h : ∀ a b : Nat, a * b = b * a := by\n    intro a b\n    sorry\n  sorry"))),
        turn(call("search_library", goal=1), call("search_library", goal=7)),
        turn(call("search_library", statement="∀ a b : Nat, a ≤ b → a < b + 1")),
        turn(call("search_library", statement="this is no Lean")),
        Answer("Enough."),
    ]
    async with stage(tmp_path, workers, steps) as scene:
        run = await scene.run(budget=Budget(episodes=1))
        [episode] = await scene.episodes(run)
    answers = texts(episode, "tool")
    assert "Nat.mul_comm : ∀ (n m : Nat), n * m = m * n" in answers[0]
    assert answers[1].startswith("No name")
    assert "exact Nat.mul_comm a b" in answers[3]
    assert "there is no goal 7" in answers[4]
    assert "Nat.lt_add_one" in answers[5] or "Nat.lt_succ" in answers[5]
    assert "does not elaborate" in answers[6]
