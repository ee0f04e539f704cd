"""What the newest imports say of the catalogue's problems, and problems chosen by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from orchestrator.intake.ledger import ImportLedger
from orchestrator.problems.importers.importer import Row
from orchestrator.problems.standing import Standing
from orchestrator.problems.status import StatusReport

_ERDOS_FILE: Final = re.compile(r"FormalConjectures/ErdosProblems/(?P<number>\d+)\.lean")


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


def chosen(found: Sequence[Standing], informal: str | None, formal: str | None, *, clashing: bool) -> list[Standing]:
    """Those in the given states; with ``clashing``, those on which sources contradict each other."""
    return [
        each
        for each in found
        if (informal is None or each.informal == informal)
        and (formal is None or each.formal == formal)
        and (not clashing or each.clashes)
    ]
