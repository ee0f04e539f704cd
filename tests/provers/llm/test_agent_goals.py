"""`try_goals` with the built-in sub-provers: what they close is spliced in, what they refute comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from agent_support import EMPTY_BLOCK, call, edit, stage, texts, turn
from fake_server import Answer

from orchestrator.config import settings
from orchestrator.lean.checker import Limits
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.provers.llm.limits import EpisodeLimits
from orchestrator.provers.prover import GoalBudget
from orchestrator.provers.tactics.provers import portfolio_goal_prover
from orchestrator.store.enums import GoalStatus
from orchestrator.store.inputs import Budget
from orchestrator.store.views import SketchDetail

pytestmark = pytest.mark.lean

LEMMAS = """\
-- EVOLVE-BLOCK-START
theorem one (a b : Nat) (h : a < b) : 2 * a + 1 < 2 * b := by
  sorry
theorem two : ∀ n : Nat, n < 5 := by
  sorry
theorem three (p q : Prop) (h : p ∧ q) : q ∧ p :=
  sorry
-- EVOLVE-BLOCK-END"""


async def test_goals_are_closed_refuted_or_left(tmp_path: Path) -> None:
    steps = [
        turn(call("try_goals", goals=[9])),
        turn(edit((EMPTY_BLOCK, LEMMAS)), call("try_goals", goals=[1, 2, 3]), call("try_goals")),
        turn(call("view")),
        Answer("The second lemma is false."),
    ]
    async with (
        await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(hosts=1, spare=False)) as lean,
        stage(
            tmp_path,
            lean,
            steps,
            limits=EpisodeLimits(goal_calls=1),
            goal_provers=(portfolio_goal_prover(),),
            goal_budget=GoalBudget(wall_seconds=120, check_limits=Limits(wall_seconds=60)),
        ) as scene,
    ):
        run = await scene.run(budget=Budget(episodes=1))
        [episode] = await scene.episodes(run)
        sketch = await scene.store.show(episode.episode.sketch_digest or "")
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
