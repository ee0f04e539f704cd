"""Quantifiers that say less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, is_data_type
from orchestrator.lean.judge.data import Name

NAME = "idle quantifiers"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``∀ x`` without ``x``; a sequence that may be constant; a variable that hides another of its name."""
    found: dict[str, Finding] = {}
    for where, body in subject.bodies:
        is_target = body is subject.statement
        for term in _without_leading(body).below() if is_target else body.below():
            if problem := _problem(term):
                why, todo = problem
                found[why] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"in {'.'.join(map(str, where))}, {why}",
                    todo,
                    subject.line_of(where, "[∀∃]"),
                )
        for name in () if is_target else _unused(body):
            why = f"{'.'.join(map(str, where))} does not use its argument {name}"
            found[why] = Finding(
                NAME, Grade.SUSPICIOUS, why, "use it, drop it, or call it _", subject.line_of(where, name)
            )
    if subject.statement is not None:
        line = subject.target.line if subject.target else None
        for name in dict.fromkeys(_hidden(subject.statement, ())):
            why = f"an inner {name} hides the {name} outside of it"
            found[why] = Finding(NAME, Grade.SUSPICIOUS, why, "give one of them another name", line)
    return list(found.values())


def _unused(value: Term) -> Iterator[str]:
    """Explicit arguments of a definition that have a name and do not occur in it."""
    while value.kind == "lam":
        name, _, body, info = value.binder
        if info == 0 and name.isidentifier() and not name.startswith("_") and not body.uses(value.depth):
            yield name
        value = body


def _without_leading(term: Term) -> Term:
    """What stands behind the first variables and hypotheses, of which another lint speaks."""
    while term.kind == "pi":
        term = term.binder[2]
    return term


def _problem(term: Term) -> tuple[str, str] | None:
    if _is_forall(term) and term.binder[3] != 3 and not term.dependent and term.binder[0] != "_":
        return f"∀ {_shown(term.binder[0])} is about nothing: it is not mentioned behind it", "mention it, or drop it"
    if term.head == ("Exists",) and len(term.arguments) == 2 and term.arguments[1].kind == "lam":
        name, type_, claim, _ = term.arguments[1].binder
        if type_.kind == "pi" and _only_together(claim, claim.depth - 1):
            return (
                f"the sequence {_shown(name)} may be constant, so one value does for all",
                "say that it grows, or that its values differ; or claim an element beyond every bound",
            )
        if type_.head == ("List",) and _only_counted(claim, claim.depth - 1):
            return (
                f"{_shown(name)} may hold one element as often as it is long: only its length and a property of each "
                "element are asked",
                "ask that its elements differ (List.Nodup, or an increasing list)",
            )
        if type_.is_const("Nat") and _only_above(claim, claim.depth - 1):
            return (
                f"{_shown(name)} is chosen after all that it bounds, so a large one always does",
                "put ∃ before the ∀ of what is bounded",
            )
    return None


def _only_above(claim: Term, variable: int) -> bool:
    """Whether the claim is ``hypotheses → small ≤ large`` where the variable stands on the larger side only, and that
    grows with it: in sums and products."""
    while claim.kind == "pi" and not is_data_type(claim.binder[1]):
        if claim.binder[1].uses(variable):
            return False
        claim = claim.binder[2]
    sides = claim.arguments[2:]
    if claim.head not in _ORDER or len(sides) != 2 or not claim.arguments[0].is_const("Nat"):
        return False
    small, large = sides if _ORDER[claim.head] else sides[::-1]
    return not small.uses(variable) and large.uses(variable) and _grows(large, variable)


def _grows(term: Term, variable: int) -> bool:
    if not term.uses(variable) or _is_variable(term, variable):
        return True
    return term.head in (("HAdd", "hAdd"), ("HMul", "hMul")) and all(_grows(each, variable) for each in term.arguments)


_ORDER: Final[dict[Name | None, bool]] = {
    ("LE", "le"): True,
    ("LT", "lt"): True,
    ("GE", "ge"): False,
    ("GT", "gt"): False,
}
"""Orders, with whether the smaller side comes first."""


def _is_forall(term: Term) -> bool:
    """Whether it is ``∀ x : τ, P`` with data ``x`` and a proposition ``P``."""
    return term.kind == "pi" and is_data_type(term.binder[1]) and not is_data_type(term.binder[2])


def _only_together(claim: Term, function: int) -> bool:
    """Whether the claim is ``∀ n, ...`` where function and variable occur as ``f n`` only."""
    if not _is_forall(claim):
        return False
    variable, body = claim.depth, claim.binder[2]
    stack, seen = [body], False
    while stack:
        term = stack.pop()
        if term.kind == "app" and _is_variable(term.children[0], function):
            if not _is_variable(term.children[1], variable):
                return False
            seen = True
        elif _is_variable(term, function) or _is_variable(term, variable):
            return False
        else:
            stack += term.children
    return seen


def _only_counted(claim: Term, variable: int) -> bool:
    """Whether a list occurs in its length and in ``∀ x, x ∈ list → ...`` only, in both."""
    stack, seen = [claim], set()
    while stack:
        term = stack.pop()
        if term.head == ("List", "length") and _is_variable(term.arguments[-1], variable):
            seen.add("length")
        elif term.kind == "pi" and _is_member(term.binder[1], variable):
            seen.add("member")
            stack.append(term.binder[2])
        elif _is_variable(term, variable):
            return False
        else:
            stack += term.children
    return len(seen) == 2


def _is_member(term: Term, variable: int) -> bool:
    """Whether it says that some variable is in the list."""
    if term.head != ("Membership", "mem") or len(term.arguments) != 5:
        return False
    return _is_variable(term.arguments[3], variable) and term.arguments[4].kind == "bvar"


def _is_variable(term: Term, level: int) -> bool:
    return term.kind == "bvar" and term.level == level


def _hidden(term: Term, scope: tuple[str, ...]) -> Iterator[str]:
    """Names that are bound again by a quantifier within a quantifier of the same name."""
    quantified = _is_forall(term)
    if term.head == ("Exists",) and len(term.arguments) == 2 and term.arguments[1].kind == "lam":
        term, quantified = term.arguments[1], True
    if quantified:
        name, _, body, _ = term.binder
        if name in scope and "✝" not in name and "@" not in name and name not in ("_", "x"):
            yield name
        yield from _hidden(body, (*scope, name))
    else:
        for child in term.children:
            yield from _hidden(child, scope)


def _shown(name: str) -> str:
    return name if "@" not in name and "✝" not in name else "(unnamed)"


LINT = Lint(NAME, "every quantifier says what it seems to say", look)
