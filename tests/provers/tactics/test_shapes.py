"""Guesses about printed propositions and about the names that a text declares."""

from __future__ import annotations

import pytest
from tactics_support import CHALLENGE, QUESTION

from orchestrator.provers.tactics.shapes import Binder, fresh, head, leading_binders
from orchestrator.provers.tactics.vocabulary import enclosing, vocabulary


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("∀ (n : Nat), p n ∧ q", "forall"),
        ("∃ x, p x → q", "exists"),
        ("¬∃ n, p n ∧ q n", "not"),
        ("¬a ∧ b", "and"),
        ("(a → b) ∨ c", "or"),
        ("a ∧ b ↔ ∃ x, p ∨ q", "iff"),
        ("a ∧ b → c", "implies"),
        ("f (a → b) = 2", "equation"),
        ("[1, 2].length ≤ 3", "equation"),
        ("False", "false"),
        ("Covers [(0, 2)]", "other"),
    ],
)
def test_the_outermost_connective(text: str, shape: str) -> None:
    assert head(text) == shape


def test_leading_variables_and_hypotheses_come_in_order() -> None:
    binders, rest = leading_binders("∀ (a b : Nat) [inst : Foo a],\n  a < b → ∀ c < 3, ∃ d, d = c")
    assert binders[:4] == (Binder("a", "Nat"), Binder("b", "Nat"), Binder("inst", "Foo a"), Binder("", "a < b"))
    assert rest == "∃ d, d = c"


def test_fresh_names_are_new_and_can_be_typed() -> None:
    taken = {"n", "h"}
    assert [fresh("n", taken), fresh("tail✝", taken), fresh("n", taken)] == ["n1", "tail", "n2"]


def test_the_vocabulary_is_what_comes_before_and_is_named() -> None:
    text = (
        "namespace A\nabbrev Small (n : Nat) : Prop := n < 3\ndef f (n : Nat) := n\nend A\n"
        "def g (n : Nat) := A.f n\ndef other := 1\n"
        "theorem test : g 1 = 1 := rfl\ntheorem general (n : Nat) : g n = n := rfl\n"
        "theorem target : ∀ n, A.Small (g n) := by\n  sorry\ndef late := 1\n"
    )
    known = vocabulary(text, text.index("sorry"))
    assert [definition.name for definition in known.definitions] == ["A.Small", "A.f", "g", "other"]
    assert [definition.name for definition in known.relevant("⊢ A.Small (g n)")] == ["A.Small", "A.f", "g"]
    assert [definition.reducible for definition in known.definitions] == [True, False, False, False]
    assert known.lemmas == ("general",)
    assert enclosing(text, text.index("sorry")) == "target"


def test_constants_are_told_from_functions() -> None:
    known = vocabulary(QUESTION.text, len(QUESTION.text))
    assert {definition.name: definition.nullary for definition in known.definitions} == {
        "double": False,
        "answer": True,
    }
    assert vocabulary(CHALLENGE.text, 0).definitions == ()
