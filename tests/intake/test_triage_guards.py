"""Guards that stand elsewhere than in front: triage is silent where one holds, and speaks where it is about something
else."""

from __future__ import annotations

import pytest
from held import challenge_of
from held_bad import Held

from orchestrator.intake.lints.finding import Grade
from orchestrator.intake.lints.registry import LINTS
from orchestrator.intake.triage import Bench, triage

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]
LOOKED_AT = [lint for lint in LINTS if lint.name in ("elaborates", "natural subtraction", "division")]
CONTEXT = """\
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p
def fact : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * fact n
"""
GUARDED = {
    "either": "(s : Nat) : Prop := s = 0 ∨ s - 1 ≠ s",
    "byNegation": "(s : Nat) : Prop := ¬ s < 3 → s - 3 ≠ s",
    "otherwise": "(s : Nat) : Nat := if s = 0 then 0 else 5 % s + (s - 1)",
    "byBooleans": "(s d : Nat) : Bool := decide (d ≤ s) && s - d == 3",
    "byPredicate": "(p : Nat) : Prop := IsPrime p → p - 2 ≠ 5 % p",
    "belowDifference": "(s : Nat) : Prop := ∀ i, i < s - 1 → i ≠ 7",
    "central": "(n : Nat) : Nat := fact (2 * n) / (fact n * fact n)",
    "choose": "(n k : Nat) : Nat := if k ≤ n then fact n / (fact k * fact (n - k)) else 0",
    "triangle": "(n : Nat) : Nat := n * (n + 1) / 2",
    "covers": "(l : List (Int × Int)) : Prop := ∀ n : Int, ∃ c ∈ l, (n - c.1) % c.2 = 0",
    "coversAgain": "(l : List (Int × Int)) : Prop := ∀ n : Int, ∃ c ∈ l, (n - c.1) % c.2 = 0",
    "gap": "(p q : Nat) : Nat := q - p",
}
GUARDS = (
    "either 2 ∧ byNegation 2 ∧ otherwise 1 = 2 ∧ byBooleans 1 2 = true ∧ byPredicate 2 ∧ belowDifference 3 ∧ "
    "central 2 = choose 4 2 ∧ triangle 2 = 3 ∧ (∃ l, covers l ∧ ∀ c ∈ l, 1 < c.2) ∧ coversAgain [(0, 2), (1, 2)] ∧ "
    "∀ p q, p < q → gap p q ≠ 3"
)
UNGUARDED = {
    "either": "(s : Nat) : Prop := s = 1 ∨ s - 1 ≠ s",
    "byNegation": "(s : Nat) : Prop := ¬ 3 < s → s - 3 ≠ s",
    "otherwise": "(s : Nat) : Nat := if s = 0 then 5 % s else 0",
    "byBooleans": "(s d : Nat) : Bool := decide (d ≤ s) || s - d == 3",
    "byPredicate": "(p : Nat) : Prop := ¬ IsPrime p → p - 2 ≠ 5",
    "belowDifference": "(s : Nat) : Prop := ∀ i, i ≤ s - 1 → i ≠ 7",
    "central": "(n : Nat) : Nat := fact (2 * n) / (fact n * fact (n + 2))",
    "choose": "(n k : Nat) : Nat := fact n / (fact k * fact (n + k))",
    "triangle": "(n : Nat) : Nat := n * (n + 2) / 2",
    "covers": "(l : List (Int × Int)) : Prop := ∀ n : Int, ∃ c ∈ l, (n - c.1) % c.2 = 0",
    "coversAgain": "(l : List (Int × Int)) : Prop := ∀ n : Int, ∃ c ∈ l, (n - c.1) % c.2 = 0",
    "gap": "(p q : Nat) : Nat := q - p",
}
OTHER_GUARDS = (
    "∀ s d : Nat, either s ∧ byNegation s ∧ otherwise s = 2 ∧ byBooleans s d = true ∧ byPredicate s ∧ "
    "belowDifference s ∧ central s = choose s d ∧ triangle s = 3 ∧ (∃ l m : List (Int × Int), covers l ∧ "
    "∀ c ∈ m, 1 < c.2) ∧ coversAgain [(0, 2), (1, 0)] ∧ (s < d → gap d s ≠ 3)"
)


async def _told(bench: Bench, definitions: dict[str, str], target: str) -> list[str]:
    lean = CONTEXT + "".join(f"def {name} {rest}\n" for name, rest in definitions.items())
    report = await triage(challenge_of(Held("guards", "x", f"{lean}theorem target : {target}")), bench, LOOKED_AT)
    told = [each for each in report.findings if each.grade is not Grade.FINE]
    assert {each.grade for each in told} <= {Grade.SUSPICIOUS}, told
    return sorted({each.why.split()[0] for each in told})


async def test_a_guard_counts_wherever_it_stands(bench: Bench) -> None:
    assert await _told(bench, GUARDED, GUARDS) == []


async def test_a_guard_of_something_else_does_not(bench: Bench) -> None:
    assert await _told(bench, UNGUARDED, OTHER_GUARDS) == sorted(UNGUARDED)
