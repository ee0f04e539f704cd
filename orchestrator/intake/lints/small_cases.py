"""The statement at its first values, where they can be decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.problems.metadata import Status
from orchestrator.vocabulary import Direction

NAME = "small cases"
ONE_VARIABLE = range(8)
TWO_VARIABLES = range(4)
_WITNESSES = (50, 12, 7)
"""Below what witnesses are looked for, by how many the statement claims to exist."""
_TRACE = re.compile(r"case (?P<values>[\d ]+) is (?P<truth>true|false)")


@dataclass(frozen=True, slots=True)
class Case:
    """The statement's truth at some values of its leading natural variables.

    None where it was not decided: it cannot be evaluated there, or claims something to exist of which no small one was
    found.
    """

    values: tuple[int, ...]
    truth: bool | None


async def cases(subject: Subject, probes: Probes) -> tuple[Case, ...]:
    """The table of first cases; empty where the statement does not begin with natural variables."""
    leading = _leading(subject)
    if not leading or not subject.challenge.disproof:
        return ()
    values = [(value,) for value in ONE_VARIABLE] if leading == 1 else list(product(TWO_VARIABLES, repeat=2))
    challenge = subject.challenge
    lines = ["  intro orchestrator_h", *map(_bounded, range(1, len(_WITNESSES) + 1))]
    small = " | ".join(f"(apply orchestrator_{count}; decide +kernel)" for count in range(1, len(_WITNESSES) + 1))
    for each in values:
        statement = f"type_of% (@orchestrator_h {' '.join(map(str, each))})"
        shown = " ".join(map(str, each))
        lines += [
            "  first",
            f'    | (have : {statement} := by decide +kernel); trace "case {shown} is true"',
            f'    | (have : ¬ {statement} := by decide +kernel); trace "case {shown} is false"',
            f"    | (have : {statement} := by clear orchestrator_h; intros; first | (exfalso; omega) | {small});"
            f' trace "case {shown} is true"',
            "    | skip",
        ]
    source = challenge.source_with({challenge.proof_region: "\n".join([*lines, "  sorry\n"])}, Direction.DISPROVE)
    result = await probes.check(source)
    if result is None:
        return ()
    truths = {
        tuple(map(int, found["values"].split())): found["truth"] == "true"
        for message in result.messages
        if (found := _TRACE.search(message.text))
    }
    return tuple(Case(each, truths.get(each)) for each in values)


def _bounded(count: int) -> str:
    """That something below the bound is something: ``count`` natural numbers at once."""
    names = [f"x{number}" for number in range(count)]
    listed, bound = " ".join(names), _WITNESSES[count - 1]
    some = "".join(f"∃ {name} ∈ List.range {bound}, " for name in names)
    opened = "".join(f"let ⟨{name}, _, h⟩ := h; " for name in names)
    return (
        f"  have orchestrator_{count} : ∀ P : {'Nat → ' * count}Prop, ({some}P {listed}) → ∃ {listed}, P {listed}"
        f" := fun _ h => {opened}⟨{', '.join(names)}, h⟩"
    )


def _leading(subject: Subject) -> int:
    """How many of the first two variables are natural numbers, counted from the first."""
    term, count = subject.statement, 0
    while term is not None and term.kind == "pi" and count < 2 and term.binder[1].is_const("Nat"):
        term, count = term.binder[2], count + 1
    return count


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """A claim that fails at its first values is often one that forgot to leave them out."""
    table = await cases(subject, probes)
    false = [case.values for case in table if case.truth is False]
    true = [case.values for case in table if case.truth]
    if not false or subject.challenge.metadata.status is Status.DISPROVED:
        return ()
    shown = ", ".join(str(values[0]) if len(values) == 1 else str(values) for values in false[:6])
    line = subject.target.line if subject.target else None
    if true and all(min(values) < 2 for values in false) and any(min(values) > 1 for values in true):
        why = f"it fails at {shown}, and holds at later values"
        return [Finding(NAME, Grade.BROKEN, why, "leave these values out if the source does", line)]
    return [Finding(NAME, Grade.DECIDED, f"it fails at {shown}", "look whether the source claims that", line)]


LINT = Lint(NAME, "the first values that could be decided do not speak against it", look)
