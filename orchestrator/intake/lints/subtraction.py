"""Subtraction of natural numbers stops at zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from orchestrator.intake.calls import Calls
from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import places
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Key, Term
from orchestrator.lean.judge.data import Name

NAME = "natural subtraction"
_HARMLESS_SIDE: Final[dict[Name, int]] = {("LT", "lt"): 3, ("GT", "gt"): 2, ("LE", "le"): 2, ("GE", "ge"): 3}


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``a - b`` in ``Nat`` (and ``Nat.pred``) without a hypothesis that says ``b ≤ a`` in a step."""
    found, calls = {}, Calls(subject)
    for where, body in subject.bodies:
        cut: Counter[Key] = Counter()
        harmless: Counter[Key] = Counter()
        for place in places(body, where):
            term = place.term
            harmless.update(_no_matter_below_zero(term))
            if term.head == ("HSub", "hSub") and len(term.arguments) == 6 and term.arguments[0].is_const("Nat"):
                left, right = term.arguments[4:]
                if place.at_most(right, left) or calls.at_most(place, right, left):
                    continue
            elif term.head not in (("Nat", "sub"), ("Nat", "pred")) or not term.arguments:
                continue
            cut[term.key] += 1
        if not cut - harmless:
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


def _no_matter_below_zero(term: Term) -> Sequence[Key]:
    """What means the same if it is cut off at 0: ``a - b`` in ``x < a - b``, ``a - b ≤ x``, ``List.range (a - b)``."""
    parts = term.arguments
    if term.head == ("List", "range") and len(parts) == 1:
        return [parts[0].key]
    side = _HARMLESS_SIDE.get(term.head) if term.head else None
    return [parts[side].key] if side is not None and len(parts) == 4 and parts[0].is_const("Nat") else []


LINT = Lint(NAME, "no subtraction of natural numbers that may be cut off", look)
