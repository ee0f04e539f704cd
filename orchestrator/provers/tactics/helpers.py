"""What a recursive function's helper does, guessed and proved first: ``(insert x l).length = l.length + 1``.

A goal speaks of a recursive function's value, and each step of that function calls another recursive function on what
it has so far. Three kinds of facts about the helper are guessed: what it adds to a measure of that (a length, a sum, a
size, a function of the text's own: nothing, one, or one of its other arguments), a property that it keeps (``sorted``),
and how what it makes is related to what a constructor makes (``(insert x l).Perm (x :: l)``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.lean.terms import Constant
from orchestrator.provers.tactics.closers import LONG, Candidate, arguments, close_each
from orchestrator.provers.tactics.inductions import recursive_variables
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_HELPERS = 3
_PROPOSITIONS = ("Prop", "Bool")
_CONNECTIVES = frozenset({"Eq", "HEq", "Ne", "Iff", "And", "Or", "Not", "LE.le", "LT.lt", "GE.ge", "GT.gt"})


@dataclass(frozen=True, slots=True)
class _Value:
    """``value``, a recursive ``function``'s value, in ``around``, what the goal says of it."""

    around: int
    value: int
    function: Constant


@dataclass(frozen=True, slots=True)
class _Helper:
    """A helper with names for its arguments; ``before`` is the one that stands for what the function has so far."""

    constant: Constant
    names: tuple[str, ...]
    before: str
    others: tuple[str, ...]
    """Names of arguments that are numbers."""

    @property
    def call(self) -> str:
        return f"({self.constant.name} {' '.join(self.names)})"


def helper_lemmas(known: Vocabulary) -> Iterator[Candidate]:
    """A lemma about a helper, then the goal by induction on each variable."""
    if known.goal.terms.kind(known.goal.target) == "pi":
        return
    ways = [f"induction {each.name}" for each in recursive_variables(known)[:2]]
    plain = f"grind{arguments(known.grind)}"  # takes the lemma as a hypothesis, also where it finds no pattern in it
    close = f"first | ({plain}) | ({close_each(known, 'key')})"
    lemmas = (
        lemma
        for value in _values(known)
        for helper in _helpers(known, value)
        for lemma in _lemmas(known, value, helper)
    )
    for lemma in dict.fromkeys(lemmas):
        yield from (Candidate(f"{lemma}\n{way} <;> {close}", "helper lemma", LONG) for way in ways)


def _values(known: Vocabulary) -> Iterator[_Value]:
    """What the goal says of values of recursive functions."""
    terms = known.goal.terms
    for expr in terms.below(known.goal.target):
        name, given = terms.call(expr)
        if not known.whole(expr) or name in _CONNECTIVES or terms.loose(expr):
            continue
        for argument in given:
            function = terms.head(argument)
            if function in known.recursive:
                yield _Value(expr, argument, known.constants[function])


def _helpers(known: Vocabulary, value: _Value) -> Iterator[_Helper]:
    """The recursive functions that a function calls on values of its own type, once."""
    function = value.function
    helpers = [known.constants[name] for name in sorted(function.uses & known.recursive) if name != function.name]
    for helper in helpers[:MAX_HELPERS]:
        kinds = [helper.terms.head(type_) for type_, info in helper.binders if info == 0]
        if len(kinds) != len(helper.binders) or kinds.count(kind := _result(helper)) != 1 or kind != _result(function):
            continue
        names = tuple(f"y{i}" for i in range(len(kinds)))
        numbers = tuple(name for name, each in zip(names, kinds, strict=True) if each in ("Nat", "Int"))
        yield _Helper(helper, names, names[kinds.index(kind)], numbers)


def _lemmas(known: Vocabulary, value: _Value, helper: _Helper) -> Iterator[str]:
    """``have key`` for each guess."""
    result = _kind_of(known, value.around)
    changed, same = (known.printer.text(value.around, {value.value: text}) for text in (helper.call, helper.before))
    if changed is None or same is None:
        return
    if result not in _PROPOSITIONS:
        for right in (same, f"{same} + 1", *(f"{same} + {other}" for other in helper.others)):
            yield _have(known, helper, f"{changed} = {right}")
        return
    holds = " = true" if result == "Bool" else ""
    related = [{value.value: helper.call, argument: made} for argument, made in _made(known, value, helper)]
    for text in (known.printer.text(value.around, each) for each in related):
        if text is not None:
            yield _have(known, helper, f"{text}{holds}")
    if not related:
        yield _have(known, helper, f"{same}{holds} → {changed}{holds}", _followed(known, value, helper))


def _have(known: Vocabulary, helper: _Helper, statement: str, also: tuple[str, ...] = ()) -> str:
    """The lemma, by induction along the helper or in another way."""
    names = " ".join(helper.names)
    close = close_each(known)
    ways = (f"fun_induction {helper.call[1:-1]}", *also)
    tried = " | ".join(f"({way} <;> {close})" for way in ways)
    given = f"{names} h" if also else names
    return f"have key : ∀ {names}, {statement} := by\n  intro {given}\n  first | {tried}"


def _followed(known: Vocabulary, value: _Value, helper: _Helper) -> tuple[str, ...]:
    """Inductions along what is kept: its own recursion, or the proof that it holds."""
    name, arguments = known.goal.terms.call(value.around)
    if name in known.recursive and arguments[-1] == value.value:
        along = known.printer.text(value.around, {value.value: helper.before})
        return (f"fun_induction {along[1:-1]}",) if along else ()
    return ("induction h", f"induction {helper.before}")


def _made(known: Vocabulary, value: _Value, helper: _Helper) -> Iterator[tuple[int, str]]:
    """The function's own argument where the goal speaks of it too, and what a constructor makes of the helper's
    arguments: to be put in its place."""
    terms = known.goal.terms
    beside = set(terms.call(value.around)[1]) - {value.value}
    for argument in terms.call(value.value)[1]:
        type_ = next((h for h in known.variables if terms.exprs[argument][:2] == ("fvar", h.id)), None)
        inductive = known.inductive(type_) if type_ is not None else None
        if argument not in beside or inductive is None:
            continue
        for full in inductive.constructors:
            constructor = known.constants.get(full)
            if constructor is not None and len(constructor.binders) - inductive.params == len(helper.names):
                yield argument, f"({full} {' '.join(helper.names)})"


def _kind_of(known: Vocabulary, expr: int) -> str:
    """``Prop``, ``Bool`` or another type's name: what an application of a constant is."""
    constant = known.constants.get(known.goal.terms.head(expr))
    if constant is None:
        return ""
    return "Prop" if constant.is_predicate else _result(constant)


def _result(constant: Constant) -> str:
    """The type that a function's values have, by its head."""
    return "" if constant.result is None else constant.terms.head(constant.result)
