"""Where a problem stands on both axes: every source's report beside what this program found out itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.intake.ledger import ImportLedger
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.importers.importer import Row
from orchestrator.problems.metadata import Status
from orchestrator.problems.status import (
    Axis,
    FormalState,
    InformalState,
    State,
    StatusReport,
    contradictions,
    furthest,
    standing,
)
from orchestrator.vocabulary import ProblemState, TrustLevel

OURS: Final = "this-database"
_ERDOS_FILE: Final = re.compile(r"FormalConjectures/ErdosProblems/(?P<number>\d+)\.lean")
_HEADER: Final[dict[Status, InformalState]] = {
    Status.OPEN: InformalState.OPEN,
    Status.PROVED: InformalState.PROVED,
    Status.DISPROVED: InformalState.DISPROVED,
    Status.UNKNOWN: InformalState.UNKNOWN,
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


class Sources:
    """What the newest import of each source says, by problem of the catalogue."""

    def __init__(self, ledger: ImportLedger) -> None:
        self._reports: dict[str, list[StatusReport]] = {}
        for source in ledger.sources():
            snapshot = ledger.latest(source)
            for row in snapshot.rows if snapshot else ():
                for identifier in _about(source, row):
                    self._reports.setdefault(identifier, []).extend(row.reports)

    def of(self, identifier: str) -> tuple[StatusReport, ...]:
        """Reports on a problem of this id."""
        return tuple(self._reports.get(identifier, ()))


def _about(source: str, row: Row) -> Iterable[str]:
    """Ids of the problems that a row is about."""
    if source == "erdos-table":
        yield str(row.content["problem"])
    elif source == "formal-conjectures":
        found = _ERDOS_FILE.fullmatch(row.file)
        if found and row.content["written"] == f"erdos_{found['number']}":
            yield f"erdos/{found['number']}"
    else:
        yield row.key


def where_it_stands(challenge: Challenge, sources: Sources | None, ours: Ours | None) -> Standing:
    """Put together what the header, the imported sources and this database say.

    A variant (an id with a suffix) has the reports of its own header only: what a source says of the whole problem
    says nothing of a part.

    Args:
        challenge: of the catalogue.
        sources: the imports, or None where they are not to be read.
        ours: where the problem stands in the database; None where it is not there.
    """
    meta = challenge.metadata
    header = StatusReport(Axis.INFORMAL, _HEADER[meta.status], "", f"catalogue/{challenge.id}", meta.status.value)
    stated = StatusReport(Axis.FORMAL, FormalState.STATED, "", f"catalogue/{challenge.id}", "a challenge")
    reports = [header, stated, *meta.reports, *(sources.of(challenge.id) if sources else ())]
    if ours is not None and (own := _own(ours)):
        reports.append(own)
    # A header often repeats what an import says.
    ordered = tuple(sorted(dict.fromkeys(reports), key=lambda report: report.date))
    newest = standing(ordered)
    return Standing(challenge.id, newest[Axis.INFORMAL].state, furthest(ordered), ordered, contradictions(ordered))


def _own(ours: Ours) -> StatusReport | None:
    """What this database says on the formal axis; nothing where the problem is only kept there."""
    if ours.state is ProblemState.UNTRIED:
        return None
    state = _BY_TRUST.get(ours.trust, FormalState.REPLAYED) if ours.state.decided else FormalState.ATTEMPTED
    return StatusReport(Axis.FORMAL, state, ours.day, OURS, str(ours.state))


_BY_TRUST: Final[dict[TrustLevel | None, FormalState]] = {
    TrustLevel.CROSS_CHECKED: FormalState.CROSS_CHECKED,
    TrustLevel.COMPARED: FormalState.COMPARED,
}


def chosen(found: Sequence[Standing], informal: str | None, formal: str | None, *, clashing: bool) -> list[Standing]:
    """Those in the given states; with ``clashing``, those on which sources contradict each other."""
    return [
        each
        for each in found
        if (informal is None or each.informal == informal)
        and (formal is None or each.formal == formal)
        and (not clashing or each.clashes)
    ]
