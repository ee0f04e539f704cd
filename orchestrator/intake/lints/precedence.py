"""Connectives that do not bind as they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import ORDERS
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, conjuncts, implication, is_data_type

NAME = "precedence"
_MINUS_POWER = re.compile(r"(?:[=<>≤≥≠(,∧∨→↔+*]|:=)\s*(-\s?\d+ ?\^ ?[\w(]+)")
_MEMBERSHIP = ORDERS | {("Membership", "mem"), ("Dvd", "dvd")}


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``∃ x, P x → Q x``; ``∀ x, P x ∧ Q x``; ``∃ x`` whose claim does not mention ``x``; ``P ↔ Q → R``."""
    found: dict[tuple[str, str], Finding] = {}
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for term in body.below():
            if problem := _problem(term):
                why, todo = problem
                found[name, why] = Finding(
                    NAME, Grade.SUSPICIOUS, f"in {name}, {why}", todo, subject.line_of(where, "[∃∀→↔]")
                )
    for match in _MINUS_POWER.finditer(subject.found.code):
        why = f"{match[1]} is minus the power: the power binds more tightly"
        line = subject.found.line_of(match.start(1))
        found["", why] = Finding(NAME, Grade.SUSPICIOUS, why, "write (-1) ^ n if a sign that changes is meant", line)
    return list(found.values())


def _problem(term: Term) -> tuple[str, str] | None:
    if term.head == ("Exists",) and len(term.arguments) == 2 and term.arguments[1].kind == "lam":
        claim = term.arguments[1].binder[2]
        level = term.arguments[1].depth
        inner = claim
        while inner.head == ("Exists",) and len(inner.arguments) == 2 and inner.arguments[1].kind == "lam":
            inner = inner.arguments[1].binder[2]
        if implication(inner) and inner.binder[1].variables & set(range(level, inner.depth)):
            return (
                "∃ x, P x → Q x holds as soon as some x has not P",
                "write ∃ x, P x ∧ Q x, or put brackets around the ∃",
            )
        if not claim.uses(level) and not _is_false(claim):
            return ("something is claimed to exist of which nothing is said", "mention it, or drop the ∃")
    if term.kind == "pi" and is_data_type(term.binder[1]):
        body = term.binder[2]
        parts = list(conjuncts(body)) if body.head == ("And",) else []
        if parts and _restricts(parts[0], term.depth) and len(parts) > 1 and not _both_bounds(parts, term.depth):
            return ("∀ x, P x ∧ Q x claims P of every x", "write ∀ x, P x → Q x if P says which x are meant")
    return None


def _is_false(term: Term) -> bool:
    return term.is_const("False") or term.is_const("True")


def _restricts(part: Term, level: int) -> bool:
    """Whether it reads as a restriction on the variable: its own bound or membership, by something without it."""
    if part.head not in _MEMBERSHIP:
        return False
    alone = [each for each in part.arguments if each.kind == "bvar" and each.level == level]
    return len(alone) == 1 and sum(level in each.variables for each in part.arguments) == 1


def _both_bounds(parts: Sequence[Term], level: int) -> bool:
    """``a ≤ f x ∧ f x ≤ b``, which is a claim: every part is an order between the same things."""
    return all(part.head in ORDERS for part in parts) and not all(_restricts(p, level) for p in parts)


LINT = Lint(NAME, "no connective that is commonly misread", look)
