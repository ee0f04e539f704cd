"""Division by zero gives zero, and division of whole numbers rounds."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.calls import Calls
from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import Place, places
from orchestrator.intake.small_values import hold
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term
from orchestrator.lean.judge.data import Name

NAME = "division"
_DIVIDES: dict[Name, str] = {("HDiv", "hDiv"): "divides", ("HMod", "hMod"): "takes the remainder"}


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Divisors that may be 0; quotients that are rounded though nothing says that they come out even."""
    found: dict[tuple[str, str], Finding] = {}
    calls = Calls(subject)
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for place in places(body, where):
            term = place.term
            verb = _DIVIDES.get(term.head) if term.head else None
            if verb is None or len(term.arguments) != 6:
                continue
            if not (term.arguments[0].is_const("Nat") or term.arguments[0].is_const("Int")):
                continue
            number, divisor = term.arguments[4:]
            if not (
                place.positive(divisor)
                or calls.positive(place, divisor)
                or await hold(subject, probes, place, "{0} ≠ 0", [divisor])
            ):
                found[name, "zero"] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} {verb} by something that may be 0, where Lean's x / 0 is 0 and x % 0 is x",
                    "add the hypothesis that it is positive, or multiply out",
                    subject.line_of(where, r" [/%] "),
                )
            elif (
                verb == "divides"
                and not _even(place, where, number, divisor)
                and not _with_remainder(term, body)
                and not await hold(subject, probes, place, "{0} % {1} = 0", [number, divisor])
            ):
                found[name, "rounds"] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} divides whole numbers, which rounds down, and nothing beside it says that it is exact",
                    "multiply out, or say that rounding is meant",
                    subject.line_of(where, r" / "),
                )
    return list(found.values())


def _even(place: Place, where: Name, number: Term, divisor: Term) -> bool:
    """A divisibility or remainder hypothesis about both, or a product with the divisor as a factor."""
    if number.head == ("HMul", "hMul") and any(part.key == divisor.key for part in number.arguments[4:]):
        return True
    for fact in place.facts:
        pair = [part.key for part in fact.arguments[2:]]
        if fact.head == ("Dvd", "dvd") and pair == [divisor.key, number.key]:
            return True
        if fact.head == ("Eq",) and len(fact.arguments) == 3:
            for side in fact.arguments[1:]:
                if side.head == ("HMod", "hMod") and [a.key for a in side.arguments[4:]] == [number.key, divisor.key]:
                    return True
    return False


def _with_remainder(quotient: Term, body: Term) -> bool:
    """Whether the remainder of the same division is used as well, or one of the quotient is taken, as where digits are
    read: rounding is meant there."""
    wanted = [part.key for part in quotient.arguments[4:]]
    remainders = [term.arguments[4:] for term in body.below() if term.head == ("HMod", "hMod")]
    return any([part.key for part in given] == wanted or given[0].key == quotient.key for given in remainders if given)


LINT = Lint(NAME, "no division that may be by zero or round unnoticed", look)
