"""What is known about a problem, on two axes, as each source says it; pure.

The informal axis is about mathematics, the formal one about Lean. A report keeps the source's own words beside ours,
so that nothing is lost where the two do not fit; where sources disagree, that is shown and nobody's word is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Final

from orchestrator.errors import ChallengeError


class Axis(StrEnum):
    """What a report is about."""

    INFORMAL = "informal"
    FORMAL = "formal"


class InformalState(StrEnum):
    """Where the mathematics stands; the words of the public Erdős table are among them."""

    OPEN = "open"
    PARTIAL = "partial"
    SOLVED = "solved"
    PROVED = "proved"
    DISPROVED = "disproved"
    FALSIFIABLE = "falsifiable"
    VERIFIABLE = "verifiable"
    DECIDABLE = "decidable"
    NOT_PROVABLE = "not provable"
    NOT_DISPROVABLE = "not disprovable"
    INDEPENDENT = "independent"
    UNKNOWN = "unknown"


class FormalState(StrEnum):
    """Where the Lean stands."""

    UNFORMALISED = "unformalised"
    STATED = "stated"
    TRIAGED = "triaged"
    ATTEMPTED = "attempted"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    FORMALISED = "formalised"
    """A source says that the solution is in Lean; this program has not judged it."""
    REPLAYED = "decided: replayed"
    CROSS_CHECKED = "decided: cross-checked"
    COMPARED = "decided: compared"
    UNKNOWN = "unknown"


State = InformalState | FormalState
OURS: Final = "this-database"
"""The address of what this program found out itself."""

_UNSETTLED: Final = frozenset(
    {InformalState.OPEN, InformalState.PARTIAL, InformalState.FALSIFIABLE, InformalState.VERIFIABLE}
    | {InformalState.DECIDABLE, InformalState.NOT_PROVABLE, InformalState.NOT_DISPROVABLE}
)
_YES: Final = frozenset({InformalState.PROVED})
_NO: Final = frozenset({InformalState.DISPROVED})
_SETTLED: Final = frozenset({InformalState.SOLVED, InformalState.INDEPENDENT}) | _YES | _NO
_RANK: Final[dict[State, int]] = {
    state: rank
    for rank, state in enumerate(
        (
            FormalState.UNKNOWN,
            FormalState.UNFORMALISED,
            FormalState.STATED,
            FormalState.TRIAGED,
            FormalState.ATTEMPTED,
            FormalState.PARTIAL,
            FormalState.CONDITIONAL,
            FormalState.FORMALISED,
            FormalState.REPLAYED,
            FormalState.CROSS_CHECKED,
            FormalState.COMPARED,
        )
    )
}
BEFORE_TRIED: Final = tuple(state for state, rank in _RANK.items() if rank < _RANK[FormalState.ATTEMPTED])
"""Where the Lean stands before anything was tried."""
_DONE: Final = frozenset(
    {FormalState.FORMALISED, FormalState.REPLAYED, FormalState.CROSS_CHECKED, FormalState.COMPARED}
)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What one source said at one time. ``words`` are its own; ``address`` is where, an URL or a path with a line.

    ``date`` is ISO 8601 or empty where the source gives none. Written in a header's ``reports`` as
    ``- informal open, 2026-08-08, https://www.erdosproblems.com/242: open``.
    """

    axis: Axis
    state: State
    date: str
    address: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.axis} {self.state}, {self.date or 'undated'}, {self.address}: {self.words or self.state}"


_REPORT: Final = re.compile(
    r"(?P<axis>informal|formal) (?P<state>[^,]+), (?P<date>\d{4}-\d{2}-\d{2}|undated), (?P<address>\S+): (?P<words>.+)"
)


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar, written YYYY-MM-DD."""
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def parse_report(text: str, line: int | None = None) -> StatusReport:
    """Read what ``str(report)`` writes.

    Raises:
        ChallengeError: it is written in another way, or the state is none of the axis.
    """
    found = _REPORT.fullmatch(text)
    if found is None:
        raise ChallengeError(
            "a report is written 'informal open, 2026-08-08, ADDRESS: the words of the source', with informal or "
            f"formal and a date or undated; not {text[:80]!r}",
            line,
        )
    states: type[StrEnum] = InformalState if found["axis"] == Axis.INFORMAL else FormalState
    if found["state"] not in set(states):
        raise ChallengeError(f"unknown {found['axis']} state {found['state']!r}; known are {', '.join(states)}", line)
    if found["date"] != "undated" and not is_day(found["date"]):
        raise ChallengeError(f"{found['date']!r} is no date", line)
    state: State = InformalState(found["state"]) if found["axis"] == Axis.INFORMAL else FormalState(found["state"])
    day = "" if found["date"] == "undated" else found["date"]
    return StatusReport(Axis(found["axis"]), state, day, found["address"], found["words"])


def mathematics(reports: Iterable[StatusReport]) -> State:
    """Where the mathematics stands.

    What the judge decided here stands. Otherwise the newest report does (of two of the same day the later in the list),
    unless it says that the problem is not settled and one without a date says that it is: that one is not older, its
    day is only not known.
    """
    newest = [one for one in newest_by_source(reports) if one.axis is Axis.INFORMAL]
    ours = [one.state for one in newest if one.address == OURS]
    if ours:
        return ours[0]
    stands: StatusReport | None = None
    for report in newest:
        if stands is None or report.date >= stands.date:
            stands = report
    if stands is None:
        return InformalState.UNKNOWN
    undated = [one.state for one in newest if not one.date and one.state in _SETTLED]
    return undated[-1] if undated and stands.state not in _SETTLED else stands.state


def newest_by_source(reports: Iterable[StatusReport]) -> list[StatusReport]:
    """Of each source its newest report on each axis."""
    newest: dict[tuple[str, Axis], StatusReport] = {}
    for report in reports:
        key = (_host(report.address), report.axis)
        if key not in newest or report.date >= newest[key].date:
            newest[key] = report
    return list(newest.values())


def furthest(reports: Iterable[StatusReport]) -> State:
    """Where the Lean stands: as far as any report says it is; what is older or knows less is history."""
    formal = [report.state for report in reports if report.axis is Axis.FORMAL]
    return max(formal, key=lambda state: _RANK.get(state, 0), default=FormalState.UNKNOWN)


def contradictions(reports: Sequence[StatusReport]) -> tuple[tuple[StatusReport, StatusReport], ...]:
    """Pairs of reports of different sources, each its newest on its axis, that cannot both be right."""
    newest = newest_by_source(reports)
    # Who settles it in words and in Lean is told once.
    told = {_host(one.address) for one in newest if one.axis is Axis.INFORMAL and one.state in _SETTLED}
    return tuple(
        (a, b)
        for a, b in combinations(newest, 2)
        if _clash(a, b)
        and (a.axis is b.axis or not any(one.state in _DONE and _host(one.address) in told for one in (a, b)))
    )


def _clash(a: StatusReport, b: StatusReport) -> bool:
    states = {a.state, b.state}
    if a.axis is not b.axis:  # a solution in Lean settles the mathematics too
        return bool(states & _DONE) and bool(states & _UNSETTLED)
    if a.axis is Axis.FORMAL:
        return bool(states & _DONE) and FormalState.UNFORMALISED in states
    both = (bool(states & _UNSETTLED) and bool(states & _SETTLED)) or (bool(states & _YES) and bool(states & _NO))
    return both


def _host(address: str) -> str:
    """What names a source: the host of an URL, the first part of a path."""
    return re.sub(r"^[a-z]+://(?:www\.)?", "", address).split("/")[0]
