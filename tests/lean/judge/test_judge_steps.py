"""The judge's steps on data that was made by hand, without Lean."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_terms import TARGET, Terms

from orchestrator.lean.judge import answers, axioms, data, replay
from orchestrator.lean.judge.axioms import Library, closure
from orchestrator.lean.judge.compare import Comparison, Filled
from orchestrator.lean.judge.data import Export, MalformedExport, parse_export, parse_name, show_name
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code, Direction


def compared(
    expected: Export, found: Export, direction: Direction = "prove", holes: bool = False
) -> Code | tuple[Filled, ...]:
    comparison = Comparison(expected, found, expected_target=TARGET, target=TARGET, direction=direction, holes=holes)
    try:
        comparison.kind()
        comparison.statement()
        return comparison.context()
    except Rejection as refusal:
        return refusal.code


def stated(build: Callable[[Terms], int], **more: Any) -> Export:
    terms = Terms()
    type_ = build(terms)
    terms.declare("theorem", "target", type_, terms.const("proof"), **more)
    return terms.export()


class TestComparison:
    def test_binder_names_and_proofs_make_no_difference(self) -> None:
        def build(binder: str, proof: str) -> Export:
            terms = Terms()
            terms.declare("theorem", "lemma", terms.const("True"), terms.const(proof))
            body = terms.app(terms.const("P"), terms.const("lemma"))
            terms.declare("theorem", "target", terms.pi(terms.const("Nat"), body, binder), terms.const(proof))
            return terms.export()

        assert compared(build("x", "a"), build("y", "b")) == ()

    def test_two_opaque_constants_are_not_one(self) -> None:
        """``a = b`` is not answered by ``a = a``, although both constants have the same content."""

        def build(left: str, right: str) -> Export:
            def statement(terms: Terms) -> int:
                for name in ("a", "b"):
                    terms.declare("opaque", name, terms.const("Nat"), terms.natural(0))
                return terms.equal(terms.const("Nat"), terms.const(left), terms.const(right))

            return stated(statement)

        assert compared(build("a", "b"), build("a", "b")) == ()
        assert compared(build("a", "b"), build("a", "a")) is Code.E_STATEMENT

    def test_two_types_of_one_shape_are_not_one(self) -> None:
        def build(left: str, right: str) -> Export:
            def statement(terms: Terms) -> int:
                for name in ("A", "B"):
                    constructor = terms.name(name, "mk")
                    terms.declare("inductive", name, terms.sort(terms.succ(0)), constructors=[constructor])
                    terms.declare("constructor", f"{name}.mk", terms.const(name), inductive=terms.name(name))
                return terms.equal(terms.sort(terms.succ(0)), terms.const(left), terms.const(right))

            return stated(statement)

        assert compared(build("A", "B"), build("A", "B")) == ()
        assert compared(build("A", "B"), build("A", "A")) is Code.E_STATEMENT

    def test_definitions_agree_by_content_whatever_their_names(self) -> None:
        def build(name: str, value: int) -> Export:
            def statement(terms: Terms) -> int:
                terms.declare("def", name, terms.const("Nat"), terms.natural(value))
                return terms.app(terms.const("P"), terms.const(name))

            return stated(statement)

        assert compared(build("f.match_1", 3), build("g.match_1", 3)) == ()
        assert compared(build("f", 3), build("f", 4)) is Code.E_CONTEXT
        assert compared(build("f", 3), build("g", 4)) is Code.E_STATEMENT

    def test_a_difference_deep_below_is_found(self) -> None:
        def build(value: int) -> Export:
            def statement(terms: Terms) -> int:
                terms.declare("def", "d0", terms.const("Nat"), terms.natural(value))
                for depth in range(1, 50):
                    terms.declare("def", f"d{depth}", terms.const("Nat"), terms.const(f"d{depth - 1}"))
                return terms.app(terms.const("P"), terms.const("d49"))

            return stated(statement)

        assert compared(build(0), build(0)) == ()
        assert compared(build(0), build(1)) is Code.E_CONTEXT

    def test_an_inductive_type_with_another_constructor_differs(self) -> None:
        def build(constructors: list[str]) -> Export:
            def statement(terms: Terms) -> int:
                names = [terms.name("E", each) for each in constructors]
                terms.declare("inductive", "E", terms.sort(0), constructors=names)
                for index, each in enumerate(constructors):
                    terms.declare("constructor", f"E.{each}", terms.const("E"), inductive=terms.name("E"), index=index)
                return terms.const("E")

            return stated(statement)

        assert compared(build(["a"]), build(["a"])) == ()
        assert compared(build(["a"]), build(["a", "b"])) is Code.E_CONTEXT
        assert compared(build(["a", "b"]), build(["b", "a"])) is Code.E_CONTEXT

    def test_a_library_name_is_not_a_declaration_of_that_name(self) -> None:
        def statement(terms: Terms) -> int:
            return terms.app(terms.const("Prime"), terms.natural(9))

        def shadowed(terms: Terms) -> int:
            terms.declare("def", "Prime", terms.sort(0), terms.const("True"))
            return statement(terms)

        assert compared(stated(statement), stated(shadowed)) is Code.E_STATEMENT
        assert compared(stated(shadowed), stated(statement)) is Code.E_STATEMENT

    def test_universe_parameters_agree_by_position(self) -> None:
        def build(first: str, second: str, *levels: str) -> Export:
            return stated(lambda t: t.pi(t.sort(t.param(first)), t.sort(t.param(second))), levels=levels)

        expected = build("u", "v", "u", "v")
        assert compared(expected, build("a", "b", "a", "b")) == ()
        assert compared(expected, build("a", "b", "b", "a")) is Code.E_STATEMENT
        assert compared(expected, build("a", "a", "a", "b")) is Code.E_STATEMENT
        assert compared(expected, build("a", "a", "a")) is Code.E_STATEMENT

    def test_a_disproof_states_the_negation_and_nothing_else(self) -> None:
        def statement(terms: Terms) -> int:
            return terms.pi(terms.sort(terms.param("u")), terms.sort(terms.param("v")))

        def negation(terms: Terms, head: str = "Not", *levels: int) -> int:
            return terms.app(terms.const(head, *levels), statement(terms))

        expected = stated(statement, levels=("u", "v"))
        assert compared(expected, stated(negation, levels=("v", "u")), "disprove") == ()
        assert compared(expected, stated(statement, levels=("u", "v")), "disprove") is Code.E_STATEMENT
        assert compared(expected, stated(lambda t: negation(t, "Nope")), "disprove") is Code.E_STATEMENT
        assert compared(expected, stated(lambda t: negation(t, "Not", 0)), "disprove") is Code.E_STATEMENT
        assert compared(stated(negation), stated(statement), "disprove") is Code.E_STATEMENT

    def test_only_a_safe_theorem_is_a_proof(self) -> None:
        expected = stated(lambda t: t.const("True"))
        for kind, more in [("axiom", {}), ("def", {}), ("def", {"safety": "unsafe"}), ("opaque", {})]:
            terms = Terms()
            value = None if kind == "axiom" else terms.const("proof")
            terms.declare(kind, "target", terms.const("True"), value, **more)
            assert compared(expected, terms.export()) is Code.E_KIND

    def test_a_hole_takes_one_answer_wherever_it_occurs(self) -> None:
        def build(*values: Callable[[Terms], int]) -> Export:
            return stated(lambda t: t.app(t.const("P"), *(value(t) for value in values)))

        def hole(terms: Terms) -> int:
            return terms.hole(terms.const("Nat"), 7)

        one, two = (lambda t: t.natural(1)), (lambda t: t.natural(2))
        expected = build(hole, hole)
        filled = compared(expected, build(one, one), holes=True)
        assert isinstance(filled, tuple)
        assert [answers.hole_line(expected, each.hole) for each in filled] == [7]
        assert compared(expected, build(one, two), holes=True) is Code.E_STATEMENT
        assert compared(expected, build(one, one), holes=False) is Code.E_STATEMENT


class TestData:
    @given(st.data())
    def test_damaged_data_is_refused_or_well_formed(self, data: st.DataObject) -> None:
        terms = Terms()
        terms.declare(
            "def", "f", terms.pi(terms.const("Nat"), terms.sort(terms.succ(0))), terms.lam(terms.natural(3), 0)
        )
        terms.declare("inductive", "A", terms.sort(0), constructors=[])
        terms.declare("theorem", "target", terms.app(terms.const("f"), terms.natural(1)), terms.const("f"))
        damaged = copy.deepcopy(terms.data())
        junk = st.one_of(st.none(), st.booleans(), st.integers(-3, 40), st.text(max_size=3), st.just([]), st.just(1e9))
        place: Any = damaged
        while True:
            keys = list(range(len(place))) if isinstance(place, list) else list(place)
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], list | dict) or not place[key] or data.draw(st.integers(0, 5)) == 0:
                place[key] = data.draw(junk)
                break
            place = place[key]
        try:
            export = parse_export(damaged, 10_000)
        except MalformedExport:
            return
        for index, node in enumerate(export.exprs):
            assert all(child < index for child in export_children(node))
        json.dumps(export.tables)

    def test_a_node_cannot_refer_to_itself_or_forward(self) -> None:
        for child in (0, 1, -1, True, "0", 0.0, None):
            with pytest.raises(MalformedExport):
                parse_export({"names": [], "levels": [], "exprs": [["app", child, child]], "declarations": []}, 10)

    def test_size_is_bounded(self) -> None:
        terms = Terms()
        for value in range(20):
            terms.natural(value)
        with pytest.raises(MalformedExport, match="more than 10 nodes"):
            parse_export(terms.data(), 10)

    def test_names_are_their_parts(self) -> None:
        assert parse_name("Classical.choice") == ("Classical", "choice")
        assert parse_name("«Classical.choice»") == ("Classical.choice",)
        assert show_name(("Classical.choice",)) == "«Classical.choice»"
        assert show_name(("_private", 0, "propext")) == "propext (private)"
        assert "\x1b" not in show_name(("a\x1b[2J",))


def export_children(node: tuple[Any, ...]) -> tuple[int, ...]:
    from orchestrator.lean.judge.data import children

    return children(node)


def audited(
    export: Export, kinds: dict[str, str], reached: list[tuple[str, str]] | None = None, absent: tuple[str, ...] = ()
) -> Code | None:
    below = closure(export, TARGET)
    names = [*below.own, *below.library]
    library = Library(
        {name: kinds.get(".".join(map(str, name))) for name in names},
        [(parse_name(axiom), parse_name(use)) for axiom, use in reached or []],
        frozenset(map(parse_name, absent)),
    )
    try:
        axioms.check_safety(export, below)
        axioms.check_primitives(below, library)
        axioms.check_known(below, library)
        axioms.check_axioms(export, below, axioms.find_axioms(export, below, library))
    except Rejection as refusal:
        return refusal.code
    return None


class TestAxioms:
    @pytest.mark.parametrize("place", ["type", "value", "opaque body", "constructor", "recursor rule", "projection"])
    def test_an_axiom_is_found_wherever_it_hides(self, place: str) -> None:
        terms = Terms()
        cheat = terms.const("cheat")
        terms.declare("axiom", "cheat", terms.const("False"))
        true = terms.const("True")
        middle = terms.const("middle")
        if place == "type":
            terms.declare("theorem", "middle", cheat, true)
        elif place == "value":
            terms.declare("theorem", "middle", true, cheat)
        elif place == "opaque body":
            terms.declare("opaque", "middle", true, cheat)
        elif place == "constructor":
            terms.declare("inductive", "middle", terms.sort(0), constructors=[terms.name("mk")])
            terms.declare("constructor", "mk", cheat, inductive=terms.name("middle"))
        elif place == "recursor rule":
            terms.declare("recursor", "middle", true, all=[], rules=[[terms.name("True"), 0, cheat]])
        else:
            middle = terms.expr("proj", terms.name("cheat"), 0, true)
        terms.declare("theorem", "target", true, middle)
        assert audited(terms.export(), {"True": "inductive", "False": "inductive"}) is Code.E_AXIOM

    def test_an_axiom_beside_the_proof_is_harmless(self) -> None:
        terms = Terms()
        terms.declare("axiom", "cheat", terms.const("False"))
        terms.declare("theorem", "target", terms.const("True"), terms.const("True.intro"))
        assert audited(terms.export(), {"True": "inductive", "True.intro": "constructor"}) is None

    @pytest.mark.parametrize(
        ("reached", "code"),
        [
            ("propext", None),
            ("Quot.sound", None),
            ("Classical.choice", None),
            ("sorryAx", Code.E_AXIOM),
            ("Lean.ofReduceBool", Code.E_AXIOM),
            ("Lean.trustCompiler", Code.E_AXIOM),
            ("«Classical.choice»", Code.E_AXIOM),
        ],
    )
    def test_three_axioms_of_the_library_are_allowed(self, reached: str, code: Code | None) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("True"), terms.const("lemma"))
        kinds = {"True": "inductive", "lemma": "theorem"}
        assert audited(terms.export(), kinds, [(reached, "lemma")]) is code

    def test_native_evaluation_is_refused_without_its_axiom(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("True"), terms.const("Lean.reduceBool"))
        assert audited(terms.export(), {"True": "inductive", "Lean.reduceBool": "opaque"}) is Code.E_AXIOM

    def test_a_standard_axiom_of_ones_own_is_none(self) -> None:
        terms = Terms()
        terms.declare("axiom", "propext", terms.const("False"))
        terms.declare("theorem", "target", terms.const("False"), terms.const("propext"))
        assert audited(terms.export(), {"False": "inductive"}) is Code.E_AXIOM
        assert audited(terms.export(), {"False": "inductive", "propext": "axiom"}) is Code.E_PRIMITIVE

    @pytest.mark.parametrize(("absent", "refused"), [("gone", True), ("gone.rec", True), ("other", False)])
    def test_what_the_library_only_speaks_of_is_not_declared(self, absent: str, refused: bool) -> None:
        terms = Terms()
        terms.declare("def", "gone", terms.const("Prop"), terms.const("True"))
        terms.declare("theorem", "target", terms.const("True"), terms.const("gone"))
        code = audited(terms.export(), {"True": "inductive", "Prop": "def"}, absent=(absent,))
        assert code is (Code.E_PRIMITIVE if refused else None)

    def test_what_is_nowhere_cannot_be_rested_on(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("True"), terms.const("ghost"))
        assert audited(terms.export(), {"True": "inductive"}) is Code.E_EXPORT

    def test_unsafe_definitions_are_refused_below_the_target(self) -> None:
        terms = Terms()
        terms.declare("def", "loop", terms.const("False"), terms.const("loop"), safety="unsafe")
        terms.declare("theorem", "target", terms.const("False"), terms.const("loop"))
        assert audited(terms.export(), {"False": "inductive"}) is Code.E_KERNEL


class TestBounds:
    def test_shared_terms_do_not_multiply_the_work(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Many declarations may share one large term: each would be walked in full."""
        terms = Terms()
        value = terms.const("Nat.zero")
        for _ in range(50):
            value = terms.app(terms.const("Nat.succ"), value)
        for index in range(20):
            terms.declare("def", f"d{index}", terms.const("Nat"), value)
        monkeypatch.setattr(data, "MAX_VISITS", 1000)
        with pytest.raises(MalformedExport, match="more than 1000 nodes"):
            assert terms.export().used

    def test_a_variable_that_lean_would_lose_is_refused(self) -> None:
        """An index of 2^20 - 1 makes `Lean.Expr.mkData` take the term for closed."""
        for index, fine in ((2**20 - 2, True), (2**20 - 1, False)):
            terms = Terms()
            terms.bvar(index)
            if fine:
                assert terms.export().exprs == (("bvar", index),)
            else:
                with pytest.raises(MalformedExport):
                    terms.export()

    def test_names_and_sentences_stay_short(self) -> None:
        terms = Terms()
        terms.name("x" * 2000)
        with pytest.raises(MalformedExport):
            terms.export()
        refusal = Rejection(Code.E_AXIOM, "y" * 10_000, ("z",) * 1000)
        assert len(refusal.detail) < 2100
        assert len(refusal.axioms) == 100

    def test_names_share_their_prefixes_in_the_table_only(self) -> None:
        prefixes = [[index, "x" * 1000] for index in range(200)]
        many = [[200, number] for number in range(1000)]
        answer: dict[str, Any] = {"names": prefixes, "levels": [], "exprs": [["sort", 0]], "declarations": []}
        assert len(parse_export(answer, 10_000).names) == 201
        with pytest.raises(MalformedExport, match="parts and characters"):
            parse_export({**answer, "names": [*prefixes, *many]}, 10_000)
        again = {"kind": "inductive", "name": 1, "levels": [200] * 1000, "type": 0}
        with pytest.raises(MalformedExport, match="parts and characters"):
            parse_export({**answer, "declarations": [again]}, 10_000)

    def test_lists_together_are_no_longer_than_a_table(self) -> None:
        """In JSON an item takes two characters, so that a list of millions is small until it is read."""
        terms = Terms()
        answer = terms.data()
        answer["exprs"] = [["const", terms.name("c"), [0] * 900]]
        assert len(parse_export(answer, 1000).exprs) == 1
        answer["exprs"].append(["const", terms.name("d"), [0] * 200])
        with pytest.raises(MalformedExport, match="items in lists"):
            parse_export(answer, 1000)


class TestReplayPlan:
    def test_each_declaration_comes_after_those_it_uses(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("b"), terms.const("A.mk"))
        terms.declare("def", "b", terms.const("A"), terms.const("c"))
        terms.declare("constructor", "A.mk", terms.const("c"), inductive=terms.name("A"))
        terms.declare("inductive", "A", terms.sort(0), constructors=[terms.name("A", "mk")])
        terms.declare("def", "c", terms.sort(0), terms.const("True"))
        export = terms.export()
        planned = [export.names[each["name"]] for each in replay.plan(export, closure(export, TARGET))]
        assert planned == [("c",), ("A",), ("b",), ("target",)]

    def test_circles_and_broken_families_are_refused(self) -> None:
        def planned(build: Callable[[Terms], None]) -> Code | None:
            terms = Terms()
            build(terms)
            export = terms.export()
            try:
                replay.plan(export, closure(export, TARGET))
            except Rejection as refusal:
                return refusal.code
            return None

        def circle(terms: Terms) -> None:
            terms.declare("theorem", "target", terms.const("False"), terms.const("helper"))
            terms.declare("theorem", "helper", terms.const("False"), terms.const("target"))

        def orphan(terms: Terms) -> None:
            terms.declare("constructor", "mk", terms.const("False"), inductive=terms.name("Nat"))
            terms.declare("theorem", "target", terms.const("False"), terms.const("mk"))

        def stolen(terms: Terms) -> None:
            terms.declare("inductive", "A", terms.sort(0), constructors=[terms.name("Nat", "zero")])
            terms.declare("theorem", "target", terms.const("A"), terms.const("A"))

        assert [planned(build) for build in (circle, orphan, stolen)] == [Code.E_EXPORT] * 3
