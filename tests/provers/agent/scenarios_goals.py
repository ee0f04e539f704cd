"""`try_goals` with the built-in sub-provers: what they close is spliced in, what they refute comes back, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from agent_support import EMPTY_BLOCK, Workers, call, edit, stage, texts, turn
from fake_server import Answer, Received, Step

from orchestrator.lean.checker import Checker, Limits
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.prover import GoalBudget, GoalProver, GoalResult, SketchGoal
from orchestrator.provers.tactics.provers import portfolio_goal_prover
from orchestrator.store import Budget, NewGoal, NewGoalResult, SketchDetail
from orchestrator.vocabulary import GoalStatus

LEMMAS = """\
-- EVOLVE-BLOCK-START
theorem one (a b : Nat) (h : a < b) : 2 * a + 1 < 2 * b := by
  sorry
theorem two : ∀ n : Nat, n < 5 := by
  sorry
theorem three (p q : Prop) (h : p ∧ q) : q ∧ p :=
  sorry
-- EVOLVE-BLOCK-END"""
PATIENT = GoalBudget(wall_seconds=120, check_limits=Limits(wall_seconds=60))


@dataclass
class Watched:
    """A sub-prover that notes what it was asked."""

    prover: GoalProver
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.prover.name

    async def attempt(self, sketch: SketchGoal, checker: Checker, budget: GoalBudget) -> GoalResult:
        self.asked.append(sketch.goal.target)
        return await self.prover.attempt(sketch, checker, budget)


class TestGoals:
    """The tool `try_goals` and the goal cache."""

    async def test_goals_are_closed_refuted_or_left(self, tmp_path: Path, workers: Workers) -> None:
        steps = [
            turn(call("try_goals", goals=[9])),
            turn(edit((EMPTY_BLOCK, LEMMAS)), call("try_goals", goals=[1, 2, 3]), call("try_goals")),
            turn(call("view")),
            Answer("The second lemma is false."),
        ]
        limits, provers = EpisodeLimits(goal_calls=1), (portfolio_goal_prover(),)
        async with stage(
            tmp_path, workers, steps, limits=limits, goal_provers=provers, goal_seconds=PATIENT.wall_seconds
        ) as scene:
            run = await scene.run(budget=Budget(episodes=1))
            [episode] = await scene.episodes(run)
            sketch = await scene.store.views.show(episode.episode.sketch_digest or "")
        answers = texts(episode, "tool")
        assert "there is no goal 9" in answers[0]
        assert "goal 1: closed by portfolio, spliced in" in answers[2]
        assert "goal 2: REFUTED" in answers[2]
        assert "goal 3: closed by portfolio, spliced in" in answers[2]
        assert "2 goals left open" in answers[2], "the refuted one and the target's own"
        assert "no calls of `try_goals` are left" in answers[3]
        lemmas = answers[4][answers[4].index("theorem one") : answers[4].index("EVOLVE-BLOCK-END")]
        assert lemmas.count("sorry") == lemmas.count("goal 1") + 1 == 2, "the refuted lemma keeps its sorry"
        assert isinstance(sketch, SketchDetail)
        assert [goal.status for goal in sketch.goals] == [GoalStatus.DISPROVED, GoalStatus.UNKNOWN]

    @pytest.mark.parametrize("reuse", [True, False])
    async def test_what_one_agent_found_out_the_next_does_not_search_again(
        self, reuse: bool, tmp_path: Path, workers: Workers
    ) -> None:
        def script(request: Received) -> Step:
            again = any(message["role"] == "assistant" for message in request.body["messages"])
            return Answer("Enough.") if again else turn(edit((EMPTY_BLOCK, LEMMAS)), call("try_goals", goals=[1, 2, 3]))

        prover = Watched(portfolio_goal_prover())
        once = Budget(episodes=1)
        patience = PATIENT.wall_seconds
        async with stage(  # the review of what is handed in asks the sub-prover too
            tmp_path, workers, script, goal_provers=(prover,), goal_seconds=patience, reuse_goals=reuse, review=False
        ) as scene:
            [first] = await scene.episodes(await scene.run(budget=once))
            asked = len(prover.asked)
            sketch = await scene.store.views.show(first.episode.sketch_digest or "")
            assert isinstance(sketch, SketchDetail)
            false = sketch.goals[0]
            lies = [
                NewGoalResult(NewGoal(false.digest, false.toolchain, false.target), status, "liar", 0.0, "omega")
                for status in (GoalStatus.PROVED, GoalStatus.DISPROVED)
            ]
            await scene.store.goals.add_results(lies)
            [second] = await scene.episodes(await scene.run(budget=once))
        assert asked == 3
        assert len(prover.asked) == (3 if reuse else 6)
        when = " in an earlier try" if reuse else ""
        answer = texts(second, "tool")[1]
        assert f"goal 1: closed by portfolio{when}, spliced in" in answer
        assert f"goal 2: REFUTED{when}. It is false" in answer, "a wrong finding is run again, fails, and does no harm"
        assert f"goal 3: closed by portfolio{when}, spliced in" in answer

    async def test_what_was_tried_in_vain_is_tried_again_only_where_something_changed(
        self, tmp_path: Path, workers: Workers
    ) -> None:
        hard = "theorem hard (f : Nat → Nat) (h : ∀ n, f (f n) < f (n + 1)) : ∀ n, f n = n := by\n  sorry"
        block = EMPTY_BLOCK.replace("\n", f"\n{hard}\n")
        helper = "theorem helper : True := trivial\n"
        steps = [
            turn(edit((EMPTY_BLOCK, block)), call("try_goals", goals=[1]), call("try_goals", goals=[1])),
            turn(edit(("theorem hard", helper + "theorem hard")), call("try_goals", goals=[1])),
            Answer("Enough."),
        ]
        prover = Watched(portfolio_goal_prover())
        async with stage(tmp_path, workers, steps, goal_provers=(prover,), goal_seconds=15.0, review=False) as scene:
            [episode] = await scene.episodes(await scene.run(budget=Budget(episodes=1)))
        answers = texts(episode, "tool")
        assert "goal 1: still open; tried " in answers[1]
        assert "goal 1: still open; the sub-provers have tried it before" in answers[2]
        assert "goal 1: still open; tried " in answers[4], "there is a helper now that could have made it easy"
        assert len(prover.asked) == 2
