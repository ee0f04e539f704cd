"""The provers without a model on real Lean: challenges, open goals of sketches, refutations, traps."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import groupby, islice
from pathlib import Path
from textwrap import indent

import pytest
import pytest_asyncio
from fake_server import Answer, FakeServer
from llm_support import MemoryLedger, make_profile
from tactics_support import CHALLENGE, QUESTION

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Limits, Outcome
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.trials import TryStatus
from orchestrator.models.factory import open_model
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import (
    GoalBudget,
    GoalResult,
    ProverEvent,
    ProverStatus,
    ProverTask,
    SketchGoal,
    proves,
)
from orchestrator.provers.tactics.portfolio import ROUNDS
from orchestrator.provers.tactics.provers import portfolio_goal_prover, portfolio_prover
from orchestrator.provers.tactics.refuter import rows_of, single
from orchestrator.provers.tactics.residues import by_remainders, by_remainders_of_two
from orchestrator.provers.tactics.splice import replace_sorry, sorry_places
from orchestrator.provers.tactics.starts import starts
from orchestrator.provers.tactics.statements import statements
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.provers.whole_proof import proof_in, whole_proof_goal_prover
from orchestrator.vocabulary import Direction, GoalStatus

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

SKETCH = """\
theorem helper (n : Nat) : n < n * n + 2 := sorry

theorem wrong (n m : Nat) (h : n < m) : n + 2 < m := by
  sorry

theorem main (α : Type) [Inhabited α] (p q : Prop) (hp : p) (hq : q) : p ∧ q := by
  have h1 : ∀ a b : Nat, a + b = b + a := by
    intro a b
    sorry
  have h2 : (3 : Nat) < 2 ∨ p := by cases (1 : Nat) <;> sorry
  constructor
  · sorry
  · exact hq
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    config = PoolConfig(hosts=1, spare=False)
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), config) as checker:
        yield checker


async def test_the_example_of_the_page(checker: EmbeddedChecker) -> None:
    page = (Path(__file__).parents[3] / "docs" / "provers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    body = f"async def example(challenge, checker, text):\n{indent(example, '    ')}\n    return text"
    names = dict(globals())
    exec(compile(body, "docs/provers.md", "exec"), names)
    filled = await names["example"](CHALLENGE, checker, SKETCH)
    assert filled.count("sorry") == SKETCH.count("sorry") - 1


def variant(target: str) -> Challenge:
    """The challenge of these tests with another statement."""
    return Challenge.parse(CHALLENGE.text.replace("∀ n : Nat, double n = 2 * n", target))


async def places_of(checker: EmbeddedChecker, text: str) -> tuple[SketchGoal, ...]:
    return sorry_places(text, (await checker.check(CheckRequest(text))).goals)


@pytest.mark.parametrize(
    ("challenge", "direction"),
    [
        pytest.param(CHALLENGE, "prove", id="induction or arithmetic"),
        pytest.param(variant("∃ n : Nat, 5 < n ∧ ∃ m, double n = 3 * m"), "prove", id="witnesses"),
        pytest.param(variant("∀ n : Nat, n ≠ 6 → double n ≠ 2 * n"), "disprove", id="counterexample"),
    ],
)
async def test_challenges_are_settled(checker: EmbeddedChecker, challenge: Challenge, direction: str) -> None:
    task = ProverTask(challenge, wall_seconds=600, lean_seconds=40)
    outcome = await portfolio_prover().prove(task, CheckerBench(checker))
    assert (outcome.status, outcome.direction) == (ProverStatus.COMPLETE, direction)


async def test_a_question_is_answered(checker: EmbeddedChecker) -> None:
    outcome = await portfolio_prover().prove(
        ProverTask(QUESTION, wall_seconds=600, lean_seconds=40), CheckerBench(checker)
    )
    assert outcome.status is ProverStatus.COMPLETE
    assert outcome.regions[0] == "  False\n"


async def test_the_smallest_counterexample_is_named(checker: EmbeddedChecker) -> None:
    challenge = variant("∀ n : Nat, 20 < n → n % 7 ≠ 3 ∨ n % 5 ≠ 2")
    outcome = await portfolio_prover().prove(
        ProverTask(challenge, wall_seconds=600, lean_seconds=40), CheckerBench(checker)
    )
    assert outcome.regions[-1] == "  exact fun h => absurd (@h 52) (by decide)\n"


async def test_counterexamples_may_be_large_and_behind_definitions(checker: EmbeddedChecker) -> None:
    """What the kernel could not search through, with a predicate that has no instance, below another definition."""
    statement = "def Odd (n : Nat) : Prop := n % 2 = 1\ndef All : Prop := ∀ n : Nat, Odd n → n * n % 4999 ≠ 2"
    challenge = Challenge.parse(
        CHALLENGE.text.replace("∀ n : Nat, double n = 2 * n", "All").replace(
            "/-- Doubles. -/", f"{statement}\n/-- Doubles. -/"
        )
    )
    outcome = await portfolio_prover().prove(
        ProverTask(challenge, wall_seconds=600, lean_seconds=40), CheckerBench(checker)
    )
    assert outcome.status is ProverStatus.COMPLETE
    assert "absurd (@h 4899)" in outcome.regions[-1]


KINDS = {
    "generalized induction": (
        "def back : List Nat → List Nat\n  | [] => []\n  | x :: xs => back xs ++ [x]",
        "∀ l : List Nat, back (back l) = l",
    ),
    "instances at terms": ("", "∀ f g : Nat → Nat, (∀ a b, f a ≤ b ↔ a ≤ g b) → ∀ x, g (f (g x)) = g x"),
    "witness by evaluation": (
        "",
        "∀ k : Nat, 1 ≤ k → ∃ x y z : Nat, 1 ≤ x ∧ x < y ∧ y < z ∧ "
        "4 * (x * y * z) = (3 * k + 2) * (y * z + x * z + x * y)",
    ),
    "evaluation": (
        "def Few (n : Nat) : Prop := ∀ d, d < n → 1 < d → n % d ≠ 0 ∨ d * d ≤ n",
        "¬ ∃ n : Nat, n < 60 ∧ 40 < n ∧ Few n ∧ Few (n + 1) ∧ Few (n + 2) ∧ n % 2 = 0",
    ),
    "premises": ("", "∀ (n : Nat) (i j : Fin (n + 2)), j ≤ i → (i - j).val + j.val = i.val"),
    "laws": (
        "inductive N where\n  | zero : N\n  | succ : N → N\n\ndef N.add : N → N → N\n  | m, .zero => m\n"
        "  | m, .succ n => .succ (N.add m n)\n\ndef N.mul : N → N → N\n  | _, .zero => .zero\n"
        "  | m, .succ n => N.add (N.mul m n) m",
        "∀ a b : N, a.mul b = b.mul a",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_settles_what_it_is_for(checker: EmbeddedChecker, kind: str) -> None:
    definition, statement = KINDS[kind]
    text = CHALLENGE.text.replace("∀ n : Nat, double n = 2 * n", statement)
    challenge = Challenge.parse(text.replace("/-- Doubles. -/", f"{definition}\n\n/-- Doubles. -/"))
    events: list[ProverEvent] = []
    task = ProverTask(challenge, direction=Direction.PROVE, wall_seconds=600, lean_seconds=60)
    outcome = await portfolio_prover().prove(task, CheckerBench(checker), events.append)
    assert outcome.status is ProverStatus.COMPLETE
    assert next(event.payload["by"] for event in events if event.kind == "closed") == kind


SORT = (
    "def put (x : Nat) : List Nat → List Nat\n  | [] => [x]\n"
    "  | y :: l => if x ≤ y then x :: y :: l else y :: put x l\n\n"
    "def sort : List Nat → List Nat\n  | [] => []\n  | x :: l => put x (sort l)\n\n"
    "def sorted : List Nat → Bool\n  | [] => true\n  | [_] => true\n"
    "  | x :: y :: l => decide (x ≤ y) && sorted (y :: l)\n\n"
)
RUN = (
    "inductive Op where\n  | push : Nat → Op\n  | add : Op\n\ndef run : List Op → List Nat → List Nat\n"
    "  | [], s => s\n  | .push n :: p, s => run p (n :: s)\n  | .add :: p, a :: b :: s => run p ((a + b) :: s)\n"
    "  | .add :: p, s => run p s\n\n"
)
IDEAS = (
    ("helper lemma", SORT, "∀ l : List Nat, sorted (sort l) = true"),
    ("helper lemma", SORT, "∀ l : List Nat, (sort l).Perm l"),
    ("induction", RUN, "∀ (p q : List Op) (s : List Nat), run (p ++ q) s = run q (run p s)"),
    ("induction", "", "∀ n : Nat, (List.range (n + 1)).sum * 2 = n * (n + 1)"),
    ("induction", "", "∀ (l : List Nat) (m : Nat), (∀ x ∈ l, x ≤ m) → l.sum ≤ l.length * m"),
    ("two-step induction", "", "∀ P : Nat → Prop, P 0 → P 1 → (∀ n, P n → P (n + 1) → P (n + 2)) → ∀ n, P n"),
    ("witness", "", "∀ n : Nat, ∃ p, n < p ∧ p % 4 = 3"),
    ("remainders", "", "∀ a b n : Nat, a % n = b % n → a * a % n = b * b % n"),
    ("diagonal", "", "∀ (α : Type) (f : α → α → Prop), (∀ P : α → Prop, ∃ a, f a = P) → False"),
    ("denied at witnesses", "", "∀ (α : Type) [Inhabited α] (p : α → Prop), ∃ x, p x → ∀ y, p y"),
    ("products", "", "∀ a b : Int, 0 ≤ a → 0 ≤ b → a * a ≤ b * b → a ≤ b"),
    ("squares", "", "∀ a b c d : Int, (a * c + b * d) * (a * c + b * d) ≤ (a * a + b * b) * (c * c + d * d)"),
    ("squares", "", "∀ a b c : Int, 0 ≤ a → 0 ≤ b → 0 ≤ c → 8 * a * b * c ≤ (a + b) * (b + c) * (c + a)"),
    ("roots", "", "∀ x : Int, x * x = 4 → x = 2 ∨ x = -2"),
    ("no solution modulo", "", "¬ ∃ x y : Int, x * x - 2 * y * y = 3"),
    ("no solution modulo", "", "∀ x y z : Int, x ^ 3 + y ^ 3 ≠ 9 * z + 4"),
    ("no solution modulo", "", "∀ x y : Nat, x * x = 3 * y + 2 → x = y"),
    ("bit vectors", "", "∀ x : BitVec 16, x + x = x <<< 1"),
)


@pytest.mark.parametrize(("kind", "definitions", "statement"), IDEAS)
async def test_an_idea_closes_what_it_is_for(
    checker: EmbeddedChecker, kind: str, definitions: str, statement: str
) -> None:
    """One of the scripts of its kind does, within its limit, and the whole text with it has no hole."""
    (place,) = await places_of(checker, f"{definitions}theorem t : {statement} := by\n  sorry\n")
    work = OpenPlace(place, await checker.check(CheckRequest(place.source)), Meter(checker, 600.0, None, Limits()))
    root = await work.look()
    assert root is not None
    for start in reversed(await starts(work, root)):
        wanted = [c for families in ROUNDS for family in families for c in family(start.known) if c.kind == kind]
        for heartbeats, group in groupby(wanted, key=lambda candidate: candidate.heartbeats):
            scripts = [candidate.script for candidate in group]
            answer = await work.tries(scripts, kind, path=start.path, heartbeats=heartbeats)
            for item in answer.tries:
                if item.status is TryStatus.CLOSED:
                    assert await work.attempt("\n".join([*(step for step, _ in start.path), item.script]))
                    return
    pytest.fail(f"no script of kind {kind!r} closes it")


@pytest.mark.parametrize(
    "statement", ["∀ x : UInt8, x < x + 1", "∀ x : Int16, -x ≠ x ∨ x = 0", "∀ x : UInt64, x * 2 / 2 = x"]
)
async def test_machine_integers_are_refuted_where_they_wrap_around(checker: EmbeddedChecker, statement: str) -> None:
    outcome = await portfolio_prover().prove(
        ProverTask(variant(statement), wall_seconds=600, lean_seconds=40), CheckerBench(checker)
    )
    assert (outcome.status, outcome.direction) == (ProverStatus.COMPLETE, "disprove")


PARSED = (
    ("∀ n : Nat, 4 ≤ n → ∃ k, n = double k ∨ n = 2 * k + 1", "prove"),
    ("∀ (a b : Int) (l : List Int), a * b % 6 = 0 → (∃ n : Nat, n < l.length) → (l ++ [a]).length ∣ 6", "prove"),
    ("∀ (P Q : Nat → Prop), (∀ x, P x ∨ Q x) → (∀ x, P x) ∨ (∀ x, Q x)", "disprove"),
    ("∀ (f g : Nat → Nat), (∀ x y, f (g x) = f (g y) → x = y) → ∀ x y, f x = f y → x = y", "disprove"),
)


@pytest.mark.parametrize(("statement", "direction"), PARSED)
async def test_every_script_parses(checker: EmbeddedChecker, statement: str, direction: str) -> None:
    """A script that does not parse does nothing, and nothing else would tell. No try has heartbeats to spare."""
    challenge = variant(statement)
    template = challenge.template_for(Direction(direction))
    (*_, place) = await places_of(checker, challenge.splice(template.initial, Direction(direction)))
    baseline = await checker.check(CheckRequest(place.source))
    work = OpenPlace(place, baseline, Meter(checker, 600.0, None, GoalBudget().check_limits))
    root = await work.look()
    assert root is not None
    found = await starts(work, root)
    wanted = {c.script for start in found for families in ROUNDS for family in families for c in family(start.known)}
    for choice in statements(root):
        wanted |= {single(root, choice, row) for row in islice(rows_of(choice), 3)}
    answer = await work.tries(sorted(wanted), "parsed", heartbeats=1, every=True)
    assert len(answer.tries) == len(wanted) > 2
    assert [item.script for item in answer.tries if item.status is TryStatus.SYNTAX] == []


@pytest.mark.parametrize(
    "statement",
    [
        "∀ n : Nat, n % 2 = 1 → n * n % 8 = 1",
        "∀ n : Int, n % 2 = 1 → n * n % 8 = 1",
        "∀ n : Nat, n % 2 = 1 → ∃ k, n * n = 8 * k + 1",
        "∀ n : Nat, n % 2 = 1 → 8 ∣ n ^ 2 - 1",
        "∀ a b : Nat, a % 3 = 1 → b % 3 = 2 → (a * b) % 3 = 2",
        "¬ ∃ n : Nat, n * n % 4 = 2",
    ],
)
async def test_remainders_are_gone_through_in_one_script(checker: EmbeddedChecker, statement: str) -> None:
    """Products and powers by their values in each case, the rest by linear arithmetic, within the script's limit."""
    (place,) = await places_of(checker, f"theorem t : {statement} := by\n  sorry\n")
    work = OpenPlace(place, await checker.check(CheckRequest(place.source)), Meter(checker, 600.0, None, Limits()))
    root = await work.look()
    assert root is not None
    start = (await starts(work, root))[-1]
    candidate, *_ = [*by_remainders(start.known), *by_remainders_of_two(start.known)]
    answer = await work.tries([candidate.script], "residues", path=start.path, heartbeats=candidate.heartbeats)
    assert [item.status for item in answer.tries] == [TryStatus.CLOSED]
    assert await work.attempt("\n".join([*(step for step, _ in start.path), candidate.script]))


async def test_open_goals_of_a_sketch_are_proved_or_refuted_each(checker: EmbeddedChecker) -> None:
    prover = portfolio_goal_prover()
    places = await places_of(checker, SKETCH)
    results: list[GoalResult] = []
    for place in places:
        results.append(await prover.attempt(place, checker, GoalBudget(wall_seconds=600, lean_seconds=40)))
    proved, refuted = GoalStatus.PROVED, GoalStatus.DISPROVED
    assert [result.status for result in results] == [proved, refuted, proved, proved, proved]
    text = SKETCH
    for place, result in reversed(list(zip(places, results, strict=True))):
        if result.status is proved and result.proof is not None:
            text = replace_sorry(
                SketchGoal(text, place.start, place.end, place.goal, place.is_tactic), result.proof
            ).text
    done = await checker.check(CheckRequest(text))
    assert proves(done, "main")
    assert proves(done, "helper")


async def test_a_parent_sketch_keeps_what_could_be_closed(checker: EmbeddedChecker) -> None:
    challenge = variant("∀ n : Nat, double n = 2 * n ∧ n < 100 * n")
    parent = ("", "  intro n\n  constructor\n  · sorry\n  · sorry\n")
    outcome = await portfolio_prover().prove(
        ProverTask(challenge, parent=parent, wall_seconds=600, lean_seconds=40), CheckerBench(checker)
    )
    assert outcome.status is ProverStatus.PARTIAL
    assert [result.status for result in outcome.goal_results] == [GoalStatus.PROVED, GoalStatus.DISPROVED]
    assert [goal.goal.target for goal in outcome.open_goals] == ["n < 100 * n"]


async def test_a_sorry_that_error_recovery_put_in_is_seen(checker: EmbeddedChecker) -> None:
    text = "theorem t (p q : Prop) : p ∧ q := by\n  constructor\n  · sorry\n  · sorry\n"
    first, _ = await places_of(checker, text)
    baseline = await checker.check(CheckRequest(text))
    place = OpenPlace(first, baseline, Meter(checker, 60.0, None, GoalBudget().check_limits))
    assert not await place.attempt("admit")
    assert not await place.attempt("exact absurd (by assumption) (by assumption)")
    assert await place.attempt("exact Classical.choice (by exact absurd rfl (by assumption))") is False
    assert (await checker.check(CheckRequest(replace_sorry(first, "admit").text))).outcome is Outcome.ELABORATED


WHOLE_PROOFS = [
    Answer("I try:\n```lean\nby\n  exact rfl\n```"),  # the goal: Lean's message goes back
    Answer("```lean\nexact absurd\n```"),  # its negation
    Answer("```lean\n  intro n\n  simp only [double]\n  omega\n```"),
]


async def test_a_model_proves_whole_goals_and_pays_for_it(checker: EmbeddedChecker) -> None:
    """Goal and negation in turn, Lean's messages sent back; over real HTTP, each call in the ledger."""
    text, ledger = CHALLENGE.splice(CHALLENGE.initial), MemoryLedger()
    (place,) = await places_of(checker, text)
    async with FakeServer(WHOLE_PROOFS) as server, open_model(make_profile(server.url), ledger=ledger) as model:
        found = await whole_proof_goal_prover(model, "attempt").attempt(place, checker, GoalBudget(wall_seconds=600))
        asked = [request.body["messages"] for request in server.received]
    assert (found.status, found.proof) == (GoalStatus.PROVED, "intro n\nsimp only [double]\nomega")
    assert [len(messages) for messages in asked] == [2, 2, 4]
    assert "¬" in asked[1][1]["content"]
    assert "Lean does not take it" in asked[2][3]["content"]
    assert sorted(ledger.settled) == ["attempt/1", "attempt/2", "attempt/3"]
    assert not ledger.reserved


async def test_a_model_is_not_asked_when_the_ledger_is_empty(checker: EmbeddedChecker) -> None:
    (place,) = await places_of(checker, CHALLENGE.splice(CHALLENGE.initial))
    async with FakeServer([]) as server, open_model(make_profile(server.url), ledger=MemoryLedger(budget=0)) as model:
        found = await whole_proof_goal_prover(model, "attempt").attempt(place, checker, GoalBudget(wall_seconds=600))
    assert found.status is GoalStatus.UNKNOWN
    assert not server.received


async def test_proofs_are_found_in_answers() -> None:
    assert proof_in("omega") == "omega"
    assert proof_in("First\n```\nrfl\n```\nthen\n```lean4\n  intro h\n  exact h\n```\nDone.") == "intro h\nexact h"
    assert proof_in("```lean\nby simp\n```") == "simp"
    assert proof_in("```lean\nby\n  simp\n  omega\n```") == "simp\nomega"
    assert proof_in("") == ""
