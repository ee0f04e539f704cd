"""Where a problem stands on both axes: every source's report beside what this program found out itself; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.problems.challenge import Challenge
from orchestrator.problems.metadata import Status
from orchestrator.problems.status import (
    OURS,
    Axis,
    FormalState,
    InformalState,
    State,
    StatusReport,
    contradictions,
    furthest,
    mathematics,
)
from orchestrator.vocabulary import ProblemState, TrustLevel

_HEADER: Final[dict[Status, InformalState]] = {
    Status.OPEN: InformalState.OPEN,
    Status.PROVED: InformalState.PROVED,
    Status.DISPROVED: InformalState.DISPROVED,
    Status.UNKNOWN: InformalState.UNKNOWN,
}
SETTLED: Final[dict[ProblemState, InformalState]] = {
    ProblemState.PROVED: InformalState.PROVED,
    ProblemState.DISPROVED: InformalState.DISPROVED,
    ProblemState.ANSWERED: InformalState.SOLVED,
}
"""Where the mathematics stands once it was decided here."""
_BY_TRUST: Final[dict[TrustLevel | None, FormalState]] = {
    TrustLevel.CROSS_CHECKED: FormalState.CROSS_CHECKED,
    TrustLevel.COMPARED: FormalState.COMPARED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One problem on both axes. ``reports`` are all that is known, oldest first; ``clashes`` cannot both be right."""

    id: str
    informal: State
    formal: State
    reports: tuple[StatusReport, ...]
    clashes: tuple[tuple[StatusReport, StatusReport], ...]


@dataclass(frozen=True, slots=True)
class Ours:
    """What this database knows of a problem: its state, trust and day (ISO 8601) of the last verdict, if any."""

    state: ProblemState
    trust: TrustLevel | None = None
    day: str = ""


def where_it_stands(challenge: Challenge, imported: Sequence[StatusReport], ours: Ours | None) -> Standing:
    """Put together what the header, the imported sources and this database say.

    A variant (an id with a suffix) has the reports of its own header only: what a source says of the whole problem
    says nothing of a part.

    Args:
        challenge: of the catalogue.
        imported: what imported sources say of it.
        ours: where the problem stands in the database; None where it is not there.
    """
    meta = challenge.metadata
    header = StatusReport(Axis.INFORMAL, _HEADER[meta.status], "", f"catalogue/{challenge.id}", meta.status.value)
    stated = StatusReport(Axis.FORMAL, FormalState.STATED, "", f"catalogue/{challenge.id}", "a challenge")
    reports = [header, stated, *meta.reports, *imported, *(_own(ours) if ours else ())]
    # A header often repeats what an import says.
    ordered = tuple(sorted(dict.fromkeys(reports), key=lambda report: report.date))
    return Standing(challenge.id, mathematics(ordered), furthest(ordered), ordered, contradictions(ordered))


def _own(ours: Ours) -> list[StatusReport]:
    """What this database says; nothing where the problem is only kept there. What the judge decided is settled."""
    if ours.state is ProblemState.UNTRIED:
        return []
    if not ours.state.decided:
        return [StatusReport(Axis.FORMAL, FormalState.ATTEMPTED, ours.day, OURS, str(ours.state))]
    formal = _BY_TRUST.get(ours.trust, FormalState.REPLAYED)
    return [
        StatusReport(Axis.INFORMAL, SETTLED[ours.state], ours.day, OURS, f"{ours.state} here, by the judge"),
        StatusReport(Axis.FORMAL, formal, ours.day, OURS, str(ours.state)),
    ]
