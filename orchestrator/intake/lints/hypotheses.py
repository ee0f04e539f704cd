"""Every variable and hypothesis matters to what is claimed."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, is_data_type

NAME = "hypotheses used"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Variables that nothing mentions; hypotheses that share no variable, directly or not, with the conclusion."""
    term = subject.statement
    if term is None:
        return ()
    line = subject.target.line if subject.target else None
    variables: list[tuple[str, int]] = []
    hypotheses: list[tuple[str, Term]] = []
    instances: set[int] = set()
    while term.kind == "pi":
        name, type_, body, info = term.binder
        if info == 3:
            instances |= type_.variables
        elif is_data_type(type_):
            variables.append((name, term.depth))
        else:
            hypotheses.append((name, type_))
        term = body
    found = []
    mentioned = term.variables.union(instances, *(type_.variables for _, type_ in hypotheses))
    mentioned |= _types_of(subject.statement)
    for name, level in variables:
        if level not in mentioned:
            found.append(
                Finding(
                    NAME, Grade.SUSPICIOUS, f"the variable {name} is never used", "drop it, or say what it is for", line
                )
            )
    reached = _connected(term.variables, [type_.variables for _, type_ in hypotheses])
    for name, type_ in hypotheses:
        if type_.variables and not (type_.variables & reached):
            found.append(
                Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"the hypothesis {_shown(name)} speaks of nothing that the conclusion speaks of",
                    "look whether it names the wrong variable",
                    line,
                )
            )
        elif not type_.variables and not _closed_is_common(type_):
            found.append(
                Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"the hypothesis {_shown(name)} speaks of no variable",
                    "say why it is assumed: it may be false, or follow from nothing",
                    line,
                )
            )
    return found


def _shown(name: str) -> str:
    return name if name and not name.startswith("a._@") and "✝" not in name else "(unnamed)"


def _closed_is_common(type_: Term) -> bool:
    """A named conjecture as a hypothesis is a way of stating conditional results."""
    return type_.kind == "const"


def _types_of(statement: Term | None) -> frozenset[int]:
    """Variables that types of other variables mention."""
    found: frozenset[int] = frozenset()
    term = statement
    while term is not None and term.kind == "pi":
        _, type_, body, _ = term.binder
        if is_data_type(type_):
            found |= type_.variables
        term = body
    return found


def _connected(start: frozenset[int], groups: list[frozenset[int]]) -> frozenset[int]:
    reached = start
    while True:
        grown = reached.union(*(group for group in groups if group & reached))
        if grown == reached:
            return reached
        reached = grown


LINT = Lint(NAME, "every variable and hypothesis bears on the conclusion", look)
