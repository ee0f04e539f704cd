"""Answers on data that was made by hand, without Lean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from judge_terms import Terms

from orchestrator.lean.judge import answers
from orchestrator.lean.judge.shown import scope_of, show
from orchestrator.problems.metadata import AnswerGrammar


class TestAnswers:
    @pytest.mark.parametrize(
        ("grammar", "build", "settled_"),
        [
            (AnswerGrammar.PROP, lambda t: t.const("True"), True),
            (AnswerGrammar.PROP, lambda t: t.const("False"), True),
            (AnswerGrammar.PROP, lambda t: t.app(t.const("Not"), t.const("False")), False),
            (AnswerGrammar.PROP, lambda t: t.const("Bool.true"), False),
            (AnswerGrammar.BOOL, lambda t: t.const("Bool.true"), True),
            (AnswerGrammar.NAT, lambda t: t.natural(12), True),
            (AnswerGrammar.NAT, lambda t: t.expr("nat", "12"), True),
            (AnswerGrammar.NAT, lambda t: t.app(t.const("Nat.succ"), t.natural(11)), False),
            (AnswerGrammar.NAT, lambda t: t.bvar(0), False),
            (AnswerGrammar.REVIEW, lambda t: t.natural(12), False),
            (AnswerGrammar.LIST_NAT, lambda t: t.app(t.const("List.nil", 0), t.const("Nat")), True),
            (AnswerGrammar.LIST_INT, lambda t: t.app(t.const("List.nil", 0), t.const("Nat")), False),
        ],
    )
    def test_only_literals_need_no_person(
        self, grammar: AnswerGrammar, build: Callable[[Terms], int], settled_: bool
    ) -> None:
        terms = Terms()
        index = build(terms)
        assert answers.is_settled(terms.export(), index, grammar) is settled_

    def test_a_list_may_have_named_tails(self) -> None:
        # Lean writes a long list as ``let y := [9]; let z := 8 :: y; 7 :: z``.
        terms = Terms()
        nat = terms.const("Nat")
        type_ = terms.app(terms.const("List", 0), nat)

        def cons(item: int, tail: int) -> int:
            return terms.app(terms.const("List.cons", 0), nat, item, tail)

        def let(value: int, body: int, of: int = type_) -> int:
            return terms.expr("let", terms.name("y"), of, value, body, 0)

        nil = terms.app(terms.const("List.nil", 0), nat)
        inner = let(cons(terms.natural(8), terms.bvar(0)), cons(terms.natural(7), terms.bvar(0)))
        outer = let(cons(terms.natural(9), nil), inner)
        settled = {
            outer: True,
            inner: False,  # its tail is nobody's
            let(terms.bvar(0), cons(terms.natural(7), terms.bvar(0))): False,
            let(nil, cons(terms.bvar(0), nil)): False,  # no literal for an item
            let(terms.const("True"), nil, terms.const("Prop")): False,
            let(nil, nil, terms.app(terms.const("List", 0), terms.const("Int"))): False,
        }
        doubled = cons(terms.natural(1), terms.bvar(0))
        for _ in range(40):  # 2 ^ 40 items in 160 nodes
            doubled = let(doubled, doubled)
        settled[let(nil, doubled)] = False
        export = terms.export()
        for index, expected in settled.items():
            assert answers.is_settled(export, index, AnswerGrammar.LIST_NAT) is expected
        assert show(export, outer) == "[7, 8, 9]"

    def test_a_constant_of_ones_own_named_true_is_no_answer(self) -> None:
        terms = Terms()
        index = terms.const("True")
        terms.declare("def", "True", terms.sort(0), terms.const("Riemann"))
        assert not answers.is_settled(terms.export(), index, AnswerGrammar.PROP)

    def test_a_long_list_is_shown_by_its_beginning_whatever_its_end_is(self) -> None:
        terms = Terms()
        one, index = terms.natural(1), terms.const("unreadable")
        for _ in range(2_000):
            index = terms.app(terms.const("List.cons", 0), terms.const("Nat"), one, index)
        export = terms.export()
        assert not answers.is_settled(export, index, AnswerGrammar.LIST_NAT)
        shown = show(export, index)
        assert (shown.startswith("[1, 1, 1, "), shown.endswith(" ..."), len(shown) < 500) == (True, True, True)

    def test_a_numeral_by_another_instance_is_shown_in_full(self) -> None:
        terms = Terms()
        literal = terms.expr("nat", "5")
        trick = terms.app(terms.const("OfNat.ofNat", 0), terms.const("Nat"), literal, terms.const("mine"))
        export = terms.export()
        assert not answers.is_settled(export, trick, AnswerGrammar.NAT)
        assert show(export, trick) == "OfNat.ofNat Nat 5 mine"


class TestShown:
    def test_operators_of_the_library_are_written_as_in_lean(self) -> None:
        terms = Terms()
        nat = terms.const("Nat")

        def plus(instance: str) -> int:
            inner = terms.const(instance)
            whole = terms.app(terms.const("instHAdd", 0), nat, inner)
            add = terms.const("HAdd.hAdd", 0, 0, 0)
            return terms.app(add, nat, nat, nat, whole, terms.natural(1), terms.natural(2))

        lean, own = plus("instAddNat"), plus("mine")
        export = terms.export()
        assert show(export, lean) == "1 + 2"
        assert show(export, own) == "HAdd.hAdd Nat Nat Nat (instHAdd Nat mine) 1 2"

    def test_a_variable_has_its_binders_name(self) -> None:
        terms = Terms()
        nat = terms.const("Nat")
        answer = terms.app(terms.const("f"), terms.bvar(0), terms.bvar(1))
        inner = terms.expr("pi", terms.name("my name"), nat, answer, 0)
        terms.declare("axiom", "target", terms.expr("pi", terms.name("n"), nat, inner, 0))
        export = terms.export()
        assert show(export, answer) == "f #0 #1"
        assert show(export, answer, scope=scope_of(export, answer)) == "f «my name» n"

    def test_a_function_is_written_as_in_lean(self) -> None:
        terms = Terms()
        function = terms.expr("lam", terms.name("x"), terms.sort(0), terms.bvar(0), 0)
        assert show(terms.export(), function) == "fun x : Prop => x"

    def test_an_implication_is_an_arrow(self) -> None:
        terms = Terms()
        arrow = terms.pi(terms.const("True"), terms.app(terms.const("Not"), terms.const("False")))
        nat = terms.const("Nat")
        for_all = terms.expr("pi", terms.name("k"), nat, terms.app(terms.const("P"), terms.bvar(0)), 0)
        export = terms.export()
        assert show(export, arrow) == "True → ¬False"
        assert show(export, for_all) == "∀ k : Nat, (P k)"
