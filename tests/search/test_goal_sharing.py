"""Goals on real Lean: who they are, what they are worth, and how a proof found anywhere gets everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Goal
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.harvest import harvested, put_in_place
from orchestrator.provers.prover import (
    GoalBudget,
    GoalProver,
    GoalResult,
    ProverOutcome,
    ProverStatus,
    SketchGoal,
    proves,
)
from orchestrator.provers.tactics.provers import portfolio_goal_prover
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.search.goals.notes import notes_on
from orchestrator.search.goals.review import Review, Reviewer
from orchestrator.search.goals.service import AttemptGoals, GoalDesk
from orchestrator.search.goals.work import with_known_proofs
from orchestrator.store import NewGoal, NewGoalResult, Store, open_store
from orchestrator.vocabulary import Direction, GoalStatus

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

TEXT = """\
/-
id: test/sharing
title: Sharing
source: tests
status: unknown
informal: Something.
-/
def good (n : Nat) : Prop := {good}

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, good n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""
EASY = Challenge.parse(TEXT.format(good="2 * n * n + n * 7 = n * (2 * n + 7)"))
HARD = Challenge.parse(TEXT.format(good="∃ m, m > n ∧ ∀ a b : Nat, a * b = m * m + 1 → a = 1 ∨ b = 1"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    config = PoolConfig(hosts=1, spare=False)
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), config) as checker:
        yield checker


@pytest_asyncio.fixture(loop_scope="module")
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path / 'goals.db'}") as store:
        yield store


async def goals_of(checker: EmbeddedChecker, text: str) -> tuple[SketchGoal, ...]:
    return sorry_places(text, (await checker.check(CheckRequest(text))).goals)


async def only_goal(checker: EmbeddedChecker, statement: str, before: str = "") -> Goal:
    (place,) = await goals_of(checker, f"{before}theorem t {statement} := by\n  sorry\n")
    return place.goal


SAME = "(n : Nat) (h : n > 0) : n ≠ 0"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("(k : Nat) (hk : k > 0) : k ≠ 0", True),
        ("(m n : Nat) (h : n > 0) : n ≠ 0", True),
        ("(n : Nat) (h h' : n > 0) : n ≠ 0", True),
        ("(α : Type) (f : α → List Nat) (n : Nat) (h : n > 0) : n ≠ 0", True),
        ("(n : Nat) (h : n > 0) (e : Empty) : n ≠ 0", False),
        ("(n m : Nat) (h : n > 0) (hm : m < 0) : n ≠ 0", False),
        ("(n : Nat) (h : n > 0) (f : False) : n ≠ 0", False),
        ("(α : Type) (x : α) (n : Nat) (h : n > 0) : n ≠ 0", False),
        ("(n : Nat) (h : n > 1) : n ≠ 0", False),
        ("(n : Int) (h : n > 0) : n ≠ 0", False),
    ],
)
async def test_a_goal_is_the_same_under_other_names_and_without_what_cannot_matter(
    checker: EmbeddedChecker, other: str, same: bool
) -> None:
    one, two = await only_goal(checker, SAME), await only_goal(checker, other)
    assert (one.digest == two.digest) is same
    assert len(one.names) == len(two.names) or not same


@pytest.mark.parametrize(
    "lemma",
    [
        "  have key : n ≥ 1 := h\n  sorry\n",
        "  suffices key : n ≥ 1 by sorry\n  exact h\n",
        "  have key : n ≥ 1 := by omega\n  sorry\n",
    ],
)
async def test_a_lemma_before_a_goal_is_part_of_it(checker: EmbeddedChecker, lemma: str) -> None:
    (place,) = await goals_of(checker, f"theorem t {SAME} := by\n{lemma}")
    assert place.goal.hypotheses[-1].name == "key"
    assert not place.goal.hypotheses[-1].unused
    assert place.goal.digest != (await only_goal(checker, SAME)).digest


async def test_bound_and_universe_names_are_no_part_of_a_goal(checker: EmbeddedChecker) -> None:
    one = await only_goal(checker, ": (fun x : Nat => x) = (fun x : Nat => x)")
    two = await only_goal(checker, ": (fun y : Nat => y) = (fun z : Nat => z)")
    assert one.digest == two.digest
    three = await only_goal(checker, "(α : Type u) (x y : α) : x = y", "universe u\n")
    four = await only_goal(checker, "(β : Type w) (a b : β) : a = b", "universe w\n")
    assert three.digest == four.digest


class Counting:
    """A goal prover that counts who asks it."""

    def __init__(self) -> None:
        self.inner: GoalProver = portfolio_goal_prover()
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        return "portfolio"

    async def attempt(self, sketch: SketchGoal, checker: Any, budget: GoalBudget) -> GoalResult:
        self.asked.append(goal_digest(sketch.goal))
        return await self.inner.attempt(sketch, checker, budget)


class Scene:
    """The desk of one process over a store, and a reviewer of the challenge."""

    def __init__(self, store: Store, checker: EmbeddedChecker) -> None:
        self.store, self.checker, self.prover = store, checker, Counting()
        self.desk = GoalDesk(store.goals)
        self.goals = AttemptGoals(self.desk, None, checker, {"portfolio": self.prover})

    async def outcome(self, *regions: str) -> ProverOutcome:
        checked = await self.checker.check(CheckRequest(HARD.splice(regions, Direction.PROVE)))
        assert not checked.errors, checked.errors
        return ProverOutcome(ProverStatus.PARTIAL, "agent", Direction.PROVE, regions, open_goals=checked.goals)

    async def review(self, seconds: float, *regions: str) -> tuple[Review, list[str]]:
        outcome = await self.outcome(*regions)
        reviewer = Reviewer(self.desk, HARD, seconds, ("portfolio",))
        review = await reviewer.review(outcome, self.goals, ())
        about = [NewGoal.of(one.goal, self.checker.toolchain) for one in outcome.open_goals]
        return review, list(await notes_on(self.store.goals, about, self.checker.toolchain))


@pytest.mark.parametrize(
    ("helper", "body", "seconds", "kinds", "said"),
    [
        ("", "  intro n\n  sorry\n", 0.0, {"equal"}, "the theorem again"),
        (
            "",
            "  have h : True → ∀ k, good k := by\n    sorry\n  exact h trivial\n",
            0.0,
            {"equivalent"},
            "each follows",
        ),
        ("(k : Nat) (hk : k < 0) : good k", "  sorry\n", 0.0, {"contradictory"}, "contradict each other"),
        (": ∀ k : Nat, k < 3", "  sorry\n", 30.0, {"refuted"}, "it is false"),
        ("(n : Nat) : n * 7 = 7 * n", "  sorry\n", 30.0, set(), "was proved"),
    ],
)
async def test_the_decomposition_check(
    store: Store, checker: EmbeddedChecker, helper: str, body: str, seconds: float, kinds: set[str], said: str
) -> None:
    scene = Scene(store, checker)
    regions = (f"theorem helper {helper} := by\n  sorry\n" if helper else "", body)
    review, notes = await scene.review(seconds, *regions)
    assert kinds <= {veto.kind for veto in review.vetoes}
    assert any(said in note for note in notes), notes

    asked = len(scene.prover.asked)
    other = Scene(store, checker)
    again, _ = await other.review(seconds, *regions)
    assert {veto.kind for veto in again.vetoes} >= kinds - {"contradictory"}, "a contradiction is a proof by then"
    proved = [fact.digest for fact in review.findings]
    assert not set(other.prover.asked) & set(proved), "what is settled is not asked again, by no process"
    assert len(scene.prover.asked) == asked


async def test_the_next_prover_is_told_what_was_tried_in_vain(store: Store) -> None:
    goals = [NewGoal(digit * 64, "lean", f"{digit} = {digit}", ()) for digit in "ab"]
    notes = await notes_on(store.goals, goals, "lean", tries={"a" * 64: 2})
    assert notes == ("`a = a`: the built-in provers tried it twice in vain. It may be true all the same.",)
    assert await notes_on(store.goals, goals, "lean") == ()


async def test_a_proof_that_stands_in_the_file_is_not_told_again(store: Store) -> None:
    goal = NewGoal("a" * 64, "lean", "p", (), "h :\n  ∀ k,\n    k = k\nn : Nat\n⊢ p")
    await store.goals.add_results([NewGoalResult(goal, GoalStatus.PROVED, "portfolio", 0.5, "intro x\nomega")])
    (note,) = await notes_on(store.goals, [goal], "lean", file="  intro x\n  sorry")
    assert note == "`h : ∀ k, k = k, n : Nat ⊢ p`: it was proved by `intro x; omega`."
    assert await notes_on(store.goals, [goal], "lean", file="  have h : p := by\n    intro x\n    omega") == ()


async def test_a_lemma_proved_anywhere_is_spliced_where_it_fits(store: Store, checker: EmbeddedChecker) -> None:
    scene = Scene(store, checker)
    first = "theorem step (m : Nat) (unused : Nat) : m * 7 = 7 * m := by\n  sorry\n"
    (place, *_) = await goals_of(checker, first)
    (found,) = await scene.goals.solve(place, GoalBudget(60.0), ("portfolio",))
    assert found.status is GoalStatus.PROVED

    # Another sketch, another name for the variable, another place.
    regions = (
        "theorem other (k : Nat) : k * 7 = 7 * k := by\n  sorry\n",
        "  intro n\n  have h := other n\n  unfold good\n  rw [Nat.mul_add, h, Nat.mul_comm 7 n]\n"
        "  rw [show 2 * n * n = n * (2 * n) from Nat.mul_comm (2 * n) n]\n",
    )
    spliced = await with_known_proofs(EASY, Direction.PROVE, regions, checker, scene.goals)
    done = await checker.check(CheckRequest(EASY.splice(spliced, Direction.PROVE)))
    assert proves(done, "target_theorem_0")


async def test_a_script_that_names_hypotheses_is_renamed(store: Store, checker: EmbeddedChecker) -> None:
    (place,) = await goals_of(checker, "theorem a (n : Nat) (hn : n = 3) : n + 1 = 4 := by\n  sorry\n")

    class ByName(Counting):
        async def attempt(self, sketch: SketchGoal, checker: Any, budget: GoalBudget) -> GoalResult:
            return GoalResult(sketch.goal, GoalStatus.PROVED, "portfolio", 0.0, proof="rw [hn]")

    goals = AttemptGoals(GoalDesk(store.goals), None, checker, {"portfolio": ByName()})
    await goals.solve(place, GoalBudget(30.0))
    text = "theorem b (x y : Nat) (hx : x = 3) : x + 1 = 4 := by\n  sorry\n"
    (other,) = await goals_of(checker, text)
    known = await goals.known(other, GoalBudget(30.0))
    assert known is not None
    assert known.proof == "clear y\nrevert x hx\nintro n hn\nrw [hn]"


async def test_one_computation_however_many_processes_ask(store: Store, checker: EmbeddedChecker) -> None:
    import asyncio

    scenes = [Scene(store, checker) for _ in range(3)]
    (place,) = await goals_of(checker, "theorem a (n : Nat) : n * 3 = 3 * n := by\n  sorry\n")
    async with asyncio.TaskGroup() as group:
        for scene in scenes:
            for _ in range(2):
                group.create_task(scene.goals.solve(place, GoalBudget(60.0)))
    assert sum(len(scene.prover.asked) for scene in scenes) == 1


async def test_what_an_agent_proved_is_harvested(checker: EmbeddedChecker) -> None:
    before = EASY.splice(
        ("", "  intro n\n  have h : n + 0 = n := by\n    sorry\n  show good n\n  sorry\n"), Direction.PROVE
    )
    after = EASY.splice(
        (
            "",
            "  intro n\n  have h : n + 0 = n := by\n    have a := rfl (a := n)\n    exact a\n  show good n\n  sorry\n",
        ),
        Direction.PROVE,
    )
    places = await goals_of(checker, before)
    assert put_in_place(places[0], after) == "have a := rfl (a := n)\nexact a"
    wanted = [goal_digest(place.goal) for place in places]
    (found,) = await harvested(before, after, wanted, checker, GoalBudget(60.0))
    assert (found.status, goal_digest(found.goal)) == (GoalStatus.PROVED, wanted[0])


async def test_what_needs_the_rest_of_an_edit_is_not_taken_for_a_script() -> None:
    place = cast(SketchGoal, SimpleNamespace(is_tactic=True, source="a\n  sorry\nb", start=4, end=9))
    assert put_in_place(place, "a\n  sorry\nb") is None
    assert put_in_place(place, "a\n  have := 1\n  sorry\nb") is None
    assert put_in_place(place, "a\nsimp\nb") is None
    assert put_in_place(place, "a\n  simp\nb") == "simp"
    assert put_in_place(place, "x\n  simp\ny") == "simp"
