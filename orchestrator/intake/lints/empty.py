"""Domains that are empty, or may be."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, implication

NAME = "empty domains"
_EMPTY = (("Empty",), ("PEmpty",), ("False",))


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Quantifiers over empty types and lists, below zero, and over type variables that may be empty."""
    found: dict[str, Finding] = {}
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for term in body.below():
            if why := _empty(term):
                found[f"{name} {why}"] = Finding(
                    NAME,
                    Grade.BROKEN,
                    f"{name} quantifies over {why}",
                    "mend the bound",
                    subject.line_of(where, "[∀∃]"),
                )
    if subject.statement is not None:
        found |= _type_variables(subject, subject.statement)
    return list(found.values())


def _empty(term: Term) -> str:
    domain = None
    if term.kind == "pi":
        domain = term.binder[1]
    elif term.head == ("Exists",) and term.arguments:
        domain = term.arguments[0]
    if domain is None:
        return ""
    if domain.head in _EMPTY and not domain.is_const("False"):
        return f"the empty type {'.'.join(map(str, domain.head or ()))}"
    if domain.head == ("Fin",) and domain.arguments and domain.arguments[0].literal == 0:
        return "Fin 0, which is empty"
    if implication(term):
        parts = domain.arguments
        if domain.head == ("LT", "lt") and len(parts) == 4 and parts[3].literal == 0 and parts[0].is_const("Nat"):
            return "natural numbers below 0, of which there are none"
        if domain.head == ("Membership", "mem") and any(part.head == ("List", "nil") for part in parts[3:]):
            return "the members of an empty list"
    return ""


def _type_variables(subject: Subject, statement: Term) -> dict[str, Finding]:
    variables: dict[int, str] = {}
    inhabited: set[int] = set()
    term = statement
    while term.kind == "pi":
        name, type_, body, _ = term.binder
        if type_.kind == "sort" and statement.terms.export.levels[type_.node[1]] != ("zero",):
            variables[term.depth] = name
        if type_.head in (("Nonempty",), ("Inhabited",)) and type_.arguments:
            inhabited |= type_.arguments[0].variables
        if type_.kind == "bvar":
            inhabited.add(type_.level)
        term = body
    found = {}
    stack = [term]
    while stack:
        part = stack.pop()
        if part.head == ("Iff",):
            continue  # which says of neither side that it holds
        stack += part.children
        if part.head == ("Exists",) and part.arguments and part.arguments[0].kind == "bvar":
            level = part.arguments[0].level
            if level in variables and level not in inhabited:
                found[variables[level]] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"the type {variables[level]} may be empty, and something of it is claimed to exist",
                    f"add [Nonempty {variables[level]}]",
                    subject.target.line if subject.target else None,
                )
    return found


LINT = Lint(NAME, "no quantifier over what is or may be empty", look)
