"""Ranges and indices that start at zero."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import places
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, is_data_type

NAME = "ranges from zero"
_RANGES = (("List", "range"), ("List", "finRange"), ("Nat", "fold"), ("Nat", "all"), ("Nat", "any"))


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``List.range n`` where an element divides or multiplies; ``∀ n`` where ``n`` divides and may be 0."""
    found: dict[str, Finding] = {}
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for place in places(body, where):  # without the instances that decide a condition: they repeat it
            if _sensitive_range(place.term):
                found[name] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} runs over a range that starts at 0 and ends before its bound, and uses its elements as "
                    "factors or divisors",
                    "look whether the source's index starts at 1, and whether it takes the bound in",
                    subject.line_of(where, r"range|finRange|Nat\.(fold|all|any)"),
                )
    if subject.statement is not None and (name := _divisor_from_zero(subject.statement)):
        line = subject.target.line if subject.target else None
        found["target"] = Finding(
            NAME,
            Grade.SUSPICIOUS,
            f"the variable {name} starts at 0, where it divides or is divided by",
            "add 0 < it if the source's numbers start at 1",
            line,
        )
    return list(found.values())


def _sensitive_range(term: Term) -> bool:
    if term.kind != "app" or not any(argument.head in _RANGES for argument in term.arguments):
        return False
    functions = [each for argument in term.arguments for each in [argument] if each.kind == "lam"]
    return any(_multiplies(function) for function in functions)


def _multiplies(function: Term) -> bool:
    level = function.depth
    body = function
    levels = set()
    while body.kind == "lam":
        levels.add(level)
        level += 1
        body = body.binder[2]
    for place in places(body, ()):
        term, parts = place.term, place.term.arguments
        divisor = None
        if term.head in (("HDiv", "hDiv"), ("HMod", "hMod")) and len(parts) == 6:
            divisor = parts[5]
        elif term.head == ("Dvd", "dvd") and len(parts) == 4:
            divisor = parts[2]
        if divisor is not None and divisor.variables & levels and not place.positive(divisor):
            return True
        product = term.head == ("HMul", "hMul") and len(parts) == 6 and len(levels) == 2
        if product and all(part.kind == "bvar" for part in parts[4:]):
            return True
    return False


def _divisor_from_zero(statement: Term) -> str:
    """A leading natural variable without a lower bound that something is divisible by, taken modulo, ..."""
    term = statement
    variables: dict[int, str] = {}
    bounded: set[int] = set()
    while term.kind == "pi":
        name, type_, body, _ = term.binder
        if type_.is_const("Nat"):
            variables[term.depth] = name
        elif not is_data_type(type_):
            bounded |= type_.variables
        term = body
    for part in term.below():
        if part.head in (("HMod", "hMod"), ("HDiv", "hDiv")) and len(part.arguments) == 6:
            level = part.arguments[5].level if part.arguments[5].kind == "bvar" else None
        elif part.head == ("Dvd", "dvd") and len(part.arguments) == 4:
            level = part.arguments[2].level if part.arguments[2].kind == "bvar" else None
        else:
            continue
        if level in variables and level not in bounded:
            return variables[level]
    return ""


LINT = Lint(NAME, "no range or index that starts at 0 where that matters", look)
