"""Which inductive types the judge takes, on data that was made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from judge_terms import TARGET, Terms

from orchestrator.lean.judge import inductives
from orchestrator.lean.judge.axioms import Library, closure
from orchestrator.lean.judge.inductives import check_inductives
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

LIBRARY = Library({("List",): "inductive", ("Nat",): "inductive", ("Squash",): "def"}, [], frozenset())

Field = Callable[[Terms, int], int]


def judged(terms: Terms) -> Code | None:
    """What the judge says of a target that rests on ``T``."""
    terms.declare("theorem", "target", terms.const("True"), terms.const("T"))
    export = terms.export()
    try:
        check_inductives(export, closure(export, TARGET), LIBRARY)
    except Rejection as refusal:
        return refusal.code
    return None


def declare(terms: Terms, sort: int, *fields: int) -> None:
    """``inductive T : sort | mk : fields → T`` without parameters; fields are given as types."""
    own = terms.const("T")
    type_ = own
    for field in reversed(fields):
        type_ = terms.pi(field, type_)
    terms.declare("inductive", "T", sort, constructors=[terms.name("T", "mk")])
    terms.declare("constructor", "T.mk", type_, inductive=terms.name("T"), fields=len(fields))


def with_field(field: Callable[[Terms], int]) -> Code | None:
    terms = Terms()
    declare(terms, terms.sort(terms.succ(0)), field(terms))
    return judged(terms)


class TestSorts:
    def in_sort(self, sort: Callable[[Terms], int], levels: tuple[str, ...] = ()) -> Code | None:
        terms = Terms()
        own = terms.const("T", *(terms.param(each) for each in levels))
        terms.declare("inductive", "T", sort(terms), constructors=[], levels=levels)
        terms.declare("theorem", "target", terms.const("True"), own)
        export = terms.export()
        try:
            check_inductives(export, closure(export, TARGET), LIBRARY)
        except Rejection as refusal:
            return refusal.code
        return None

    def test_propositions_and_types(self) -> None:
        assert self.in_sort(lambda t: t.sort(0)) is None
        assert self.in_sort(lambda t: t.sort(t.succ(0))) is None
        assert self.in_sort(lambda t: t.sort(t.succ(t.param("u"))), ("u",)) is None

    def test_what_may_be_a_proposition_and_need_not(self) -> None:
        def imax(terms: Terms) -> int:
            return terms.sort(terms._intern(terms.levels, ["imax", terms.succ(0), 0], 1))

        assert self.in_sort(lambda t: t.sort(t.param("u")), ("u",)) is Code.E_KERNEL
        assert self.in_sort(imax) is Code.E_KERNEL

    def test_a_sort_that_must_be_computed(self) -> None:
        assert self.in_sort(lambda t: t.app(t.const("List.length"), t.const("x"))) is Code.E_KERNEL

    def test_a_definition_of_the_submission_is_unfolded(self) -> None:
        def behind(terms: Terms) -> int:
            terms.declare("def", "Kind", terms.sort(terms.succ(0)), terms.sort(0))
            return terms.const("Kind")

        assert self.in_sort(behind) is None


class TestOccurrences:
    @pytest.mark.parametrize(
        "field",
        [
            lambda t: t.const("T"),
            lambda t: t.pi(t.const("Nat"), t.const("T")),
            lambda t: t.app(t.const("List"), t.const("T")),
            lambda t: t.app(t.const("List"), t.pi(t.const("Nat"), t.app(t.const("List"), t.const("T")))),
            lambda t: t.app(t.const("optParam"), t.const("T"), t.const("default")),
            lambda t: t.app(t.lam(t.sort(0), t.bvar(0)), t.const("T")),
            lambda t: t.app(t.const("Squash"), t.const("Nat")),
        ],
    )
    def test_plain_ones(self, field: Callable[[Terms], int]) -> None:
        assert with_field(field) is None

    @pytest.mark.parametrize(
        "field",
        [
            lambda t: t.pi(t.const("T"), t.const("Nat")),
            lambda t: t.app(t.const("Squash"), t.const("T")),
            lambda t: t.app(t.const("Eq.rec"), t.const("T")),
            lambda t: t.app(t.const("T"), t.const("T")),
            lambda t: t.expr("proj", t.name("T"), 0, t.const("x")),
            lambda t: t.app(t.lam(t.sort(0), t.const("Nat")), t.expr("const", t.name("T"), [t.succ(0)])),
            lambda t: t.const("_nested.T_1"),
        ],
    )
    def test_others(self, field: Callable[[Terms], int]) -> None:
        assert with_field(field) is Code.E_KERNEL

    @pytest.mark.parametrize(
        ("inner", "code"),
        [
            (lambda t: t.app(t.const("List"), t.bvar(0)), None),
            (lambda t: t.app(t.const("Eq.rec"), t.bvar(0)), Code.E_KERNEL),
            (lambda t: t.pi(t.bvar(0), t.const("Nat")), Code.E_KERNEL),
        ],
    )
    def test_the_fields_of_a_type_around_it(self, inner: Callable[[Terms], int], code: Code | None) -> None:
        terms = Terms()
        own, sort = terms.const("Wrap"), terms.sort(terms.succ(0))
        made = terms.pi(sort, terms.pi(inner(terms), terms.app(own, terms.bvar(1))))
        terms.declare("inductive", "Wrap", terms.pi(sort, sort), params=1, constructors=[terms.name("Wrap", "mk")])
        terms.declare("constructor", "Wrap.mk", made, inductive=terms.name("Wrap"), params=1, fields=1)
        declare(terms, sort, terms.app(own, terms.const("T")))
        assert judged(terms) is code

    def test_a_name_declared_twice(self) -> None:
        terms = Terms()
        mk = terms.name("T", "mk")
        terms.declare("inductive", "T", terms.sort(0), constructors=[mk, mk])
        terms.declare("constructor", "T.mk", terms.const("T"), inductive=terms.name("T"))
        assert judged(terms) is Code.E_KERNEL


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inductives, "MAX_STEPS", 10)
    assert with_field(lambda t: t.app(t.const("List"), t.const("T"))) is Code.E_RESOURCE


def test_a_term_that_unfolds_forever_ends() -> None:
    """``(fun x => x x) (fun x => x x)``: no kernel has seen it yet."""

    def field(terms: Terms) -> int:
        twice = terms.lam(terms.const("T"), terms.app(terms.bvar(0), terms.bvar(0)))
        return terms.app(twice, twice)

    assert with_field(field) is Code.E_RESOURCE


class TestWork:
    """What is walked counts as work, so a type of a few thousand nodes cannot keep the judge for hours."""

    def test_long_applications(self) -> None:
        def field(terms: Terms) -> int:
            spine = nat = terms.const("Nat")
            for _ in range(3000):
                terms.exprs.append(["app", spine, nat])
                spine = len(terms.exprs) - 1
            return spine

        assert with_field(field) is Code.E_RESOURCE

    def test_variables_of_far_away(self) -> None:
        count = 9000
        terms = Terms()
        type_ = terms.const("T")
        first = len(terms.exprs)
        terms.exprs += [["bvar", count - 1 - index] for index in range(count)]
        for index in range(count):
            terms.exprs.append(["pi", terms.name("x"), first + index, type_, 0])
            type_ = len(terms.exprs) - 1
        terms.declare("inductive", "T", terms.sort(terms.succ(0)), constructors=[terms.name("T", "mk")])
        terms.declare("constructor", "T.mk", type_, inductive=terms.name("T"), fields=count)
        terms.declare("theorem", "target", terms.const("True"), terms.const("T"))
        export = terms.export(max_nodes=100_000)
        with pytest.raises(Rejection, match="too large to be checked"):
            check_inductives(export, closure(export, TARGET), LIBRARY)
