"""Which statements count as the same, on statements that real Lean elaborated."""

from __future__ import annotations

import pytest
from held import challenge_of
from held_bad import Held

from orchestrator.config import settings
from orchestrator.intake.duplicates import statement_digest
from orchestrator.intake.known_statements import catalogue_digests
from orchestrator.intake.terms import Term
from orchestrator.intake.triage import Bench, read_subject
from orchestrator.problems.catalogue import Catalogue

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

DEFINITIONS = """\
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p
def Prime' (q : Nat) : Prop := q ≥ 2 ∧ ∀ m ∈ List.range q, m ∣ q → m < 2
def fib : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => fib n + fib (n + 1)
def fibonacci : Nat → Nat
  | 0 => 0
  | 1 => 1
  | k + 2 => fibonacci k + fibonacci (k + 1)
inductive Tree | leaf | node (l r : Tree)
inductive Baum | blatt | knoten (l r : Baum)
"""
SAME = [
    ("∀ n m : Nat, n < m → ∃ k, n + k = m", "∀ a b : Nat, b > a → ∃ c, b = c + a"),
    ("∀ n m : Nat, n < m → m < 2 * n → n ≠ 7", "∀ m n : Nat, m < n * 2 ∧ n < m → n = 7 → False"),
    ("∀ n : Nat, 1 ≤ n → ∃ p, n < p ∧ IsPrime p", "∀ n : Nat, n > 0 → ∃ p, IsPrime p ∧ p ≥ n + 1"),
    ("∀ n : Nat, n ≠ 0 → n * n ≠ 2", "∀ n : Nat, 0 < n → ¬ n * n = 2"),
    ("∀ n : Nat, (∃ k, 2 * k = n) → n % 2 = 0", "∀ k n : Nat, n = 2 * k → n % 2 = 0"),
    ("∃ p q : Nat, IsPrime p ∧ IsPrime q ∧ p + q = 100", "∃ q, IsPrime q ∧ ∃ p, q + p = 100 ∧ IsPrime p"),
    ("¬ ∃ n : Nat, fib n = 4", "∀ n : Nat, fibonacci n ≠ 4"),
    ("∀ t : Tree, t ≠ Tree.leaf → ∃ l r, t = Tree.node l r", "∀ t : Baum, t = .blatt ∨ t ≠ .blatt"),
    ("∀ i : Nat, i ∈ List.range 9 → i * i < 99", "∀ i : Nat, i < 9 → i * i < 99"),
    ("∀ a b c : Nat, a < b → b < c → a + c ≠ 2 * b", "∀ c a b : Nat, b < c → a < b → c + a ≠ 2 * b"),
]
DIFFERENT_ALL_THE_SAME = 7
"""The pair that says different things."""


def listed(statement: Term) -> list[Term]:
    """The propositions of the one list in the statement."""
    cell = next(each for each in statement.below() if each.head == ("List", "cons") and len(each.arguments) == 3)
    found = []
    while cell.head == ("List", "cons"):
        found.append(cell.arguments[1])
        cell = cell.arguments[2]
    return found


async def test_what_is_written_otherwise_is_the_same(bench: Bench) -> None:
    parts = ", ".join(f"({one}), ({other})" for one, other in SAME)
    held = Held("pairs", "x", f"{DEFINITIONS}theorem target : ∀ p : Prop, p ∈ [{parts}] → p")
    subject, why = await read_subject(challenge_of(held), bench)
    assert subject.statement is not None, why
    assert subject.export is not None
    digests = [statement_digest(subject.export, term) for term in listed(subject.statement)]
    same = [digests[2 * i] == digests[2 * i + 1] for i in range(len(SAME))]
    assert same == [i != DIFFERENT_ALL_THE_SAME for i in range(len(SAME))]
    assert len(set(digests)) == len(SAME) + 1


async def test_the_kept_digests_are_those_of_the_catalogue(bench: Bench) -> None:
    catalogue = Catalogue.load(settings().problems_dir)
    kept = catalogue_digests(catalogue, settings().problems_dir, bench.checker.toolchain)
    for name in ("erdos/1", "erdos/7-even-modulus"):
        subject, why = await read_subject(catalogue.challenges[name], bench)
        assert subject.statement is not None, why
        assert subject.export is not None
        assert kept[name][1] == statement_digest(subject.export, subject.statement)
