"""What is tried at a goal, and in which order."""

from __future__ import annotations

from tactics_support import CHALLENGE, goal

from orchestrator.provers.tactics.actions import actions, named
from orchestrator.provers.tactics.candidates import candidates
from orchestrator.provers.tactics.counterexamples import Range, holds_on, refute_at, refute_below, refuted_binders
from orchestrator.provers.tactics.vocabulary import Vocabulary, vocabulary

KNOWN = vocabulary(CHALLENGE.text, len(CHALLENGE.text))


def scripts(target: str, *hypotheses: tuple[str, str]) -> list[str]:
    return [candidate.script for candidate in candidates(goal(target, *hypotheses), KNOWN)]


def test_cheap_candidates_come_first_and_none_comes_twice() -> None:
    found = candidates(goal("∀ (n : Nat), double n = 2 * n"), KNOWN)
    levels = [candidate.level for candidate in found]
    assert levels == sorted(levels)
    assert len({candidate.script for candidate in found}) == len(found)


def test_induction_is_on_variables_with_the_files_own_definitions() -> None:
    assert "intro n\ninduction n <;> grind [double]" in scripts("∀ (n : Nat), double n = 2 * n")
    assert "induction l <;> grind" in scripts("l.length = k", ("l", "List Nat"), ("h✝", "Nat"))
    assert not any("induction" in script for script in scripts("double 2 = 4", ("x", "Real")))


def test_a_refuted_statement_gets_counterexamples_only() -> None:
    found = scripts("¬∀ (a b : Nat), a < b")
    assert any("x1 < 4" in script for script in found)
    assert not any("induction" in script for script in found)


def test_refuted_statements_are_recognised() -> None:
    assert refuted_binders(goal("¬∀ (n : Nat), 1 < n → p n")) is not None
    assert refuted_binders(goal("¬Covers [1]")) is not None
    assert refuted_binders(goal("¬∀ (l : List Nat), p l")) is None
    assert refuted_binders(goal("¬a ∧ ∀ (n : Nat), p n")) is None


def test_hypotheses_between_variables_are_passed_on() -> None:
    binders = refuted_binders(goal("¬∀ (a : Nat), 0 < a → ∀ (b : Nat), p a b → q"))
    assert binders is not None
    first_line = refute_below(binders, 5).split("\n")[0]
    assert first_line == (
        "refine fun h => absurd (fun (x0 : Nat) (_ : x0 < 5) p1 (x2 : Nat) (_ : x2 < 5) => h x0 p1 x2) ?_"
    )


def test_integers_are_tried_as_integers() -> None:
    assert "h (Int.ofNat (8 + n))" in holds_on(Range(8, 16), "Int")
    assert refute_at(3, "Int") == "exact fun h => absurd (h (3 : Int)) (by decide +kernel)"


def test_actions_follow_the_shapes_of_target_and_hypotheses() -> None:
    found = {action.script for action in actions(goal("∃ k, k = n", ("n", "Nat"), ("h", "p ∧ q")), Vocabulary())}
    assert {"refine ⟨3, ?_⟩", "refine ⟨n, ?_⟩", "induction n", "obtain ⟨h_l, h_r⟩ := h"} <= found
    assert "constructor" not in found


def test_actions_come_cheapest_first() -> None:
    costs = [action.cost for action in actions(goal("p ∧ q", ("h", "p ∨ q")), KNOWN)]
    assert costs == sorted(costs)


def test_inaccessible_hypotheses_are_named_everywhere() -> None:
    script, after = named(goal("f n✝¹ n✝ = k", ("n✝¹", "Nat"), ("k", "Nat"), ("n✝", "Fin n✝¹")))
    assert script == "rename_i n n1"
    assert after.target == "f n n1 = k"
    assert [(h.name, h.type) for h in after.hypotheses] == [("n", "Nat"), ("k", "Nat"), ("n1", "Fin n")]
