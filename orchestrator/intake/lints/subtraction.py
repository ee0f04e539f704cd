"""Subtraction of natural numbers stops at zero."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import places
from orchestrator.intake.subject import Probes, Subject

NAME = "natural subtraction"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``a - b`` in ``Nat`` (and ``Nat.pred``) without a hypothesis that says ``b ≤ a`` in one step."""
    found = {}
    for where, body in subject.bodies:
        for place in places(body, where):
            term = place.term
            if term.head == ("HSub", "hSub") and len(term.arguments) == 6 and term.arguments[0].is_const("Nat"):
                left, right = term.arguments[4:]
                if place.at_most(right, left):
                    continue
            elif term.head not in (("Nat", "sub"), ("Nat", "pred")) or not term.arguments:
                continue
            name = ".".join(map(str, where))
            found[name] = Finding(
                NAME,
                Grade.SUSPICIOUS,
                f"{name} subtracts natural numbers, and nothing beside it says that the result is not cut off at 0",
                "add the bound as a hypothesis, subtract in Int, or move the term to the other side",
                subject.line_of(where, r" - |\.pred"),
            )
    return list(found.values())


LINT = Lint(NAME, "no subtraction of natural numbers that may be cut off", look)
