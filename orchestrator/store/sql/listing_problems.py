"""Problems as lists show them: filtered, each with where its current statement stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import UnknownId
from orchestrator.problems.standing import SETTLED
from orchestrator.problems.status import BEFORE_TRIED, FormalState
from orchestrator.store.listing import ProblemFilter, ProblemLine
from orchestrator.store.pages import Page
from orchestrator.store.problems import StatementVersion
from orchestrator.store.sql import problems
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.verdicts import IS_PROOF
from orchestrator.vocabulary import ProblemState, RunOutcome, RunStatus, TrustLevel

DECIDED = (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)
CURRENT = t.problems.c.current_id
"""The id of a problem's current statement."""


_KEPT = t.statement_counts.c
_RUNNING = sa.select(t.runs.c.statement_id).where(t.runs.c.status == RunStatus.RUNNING)
_SOME = {name: sa.func.coalesce(_KEPT[name], 0) > 0 for name in ("runs", *(outcome.value for outcome in DECIDED))}
"""Whether a statement has runs, and whether some of them ended so."""
STATE = sa.case(
    *((_SOME[outcome.value], outcome.value) for outcome in DECIDED),
    (_KEPT.statement_id.in_(_RUNNING), ProblemState.RUNNING.value),
    (_SOME["runs"], ProblemState.TRIED.value),
    else_=ProblemState.UNTRIED.value,
)
"""Where a statement stands, best first, as `ProblemState` orders it; from its counters (`with_counts`)."""
_AXES = t.statement_versions.c.metadata["axes"]
_SETTLED = {outcome: SETTLED[ProblemState(outcome)].value for outcome in DECIDED}
"""Where the mathematics stands: what was decided here is settled."""
_LITTLE = tuple(state.value for state in BEFORE_TRIED)
_HERE = sa.or_(*(_SOME[outcome.value] for outcome in DECIDED))
_TRUST = (
    sa.select(sa.type_coerce(t.verdicts.c.trust, sa.String))
    .join_from(t.runs, t.verdicts, t.verdicts.c.run_id == t.runs.c.id)
    .where(t.runs.c.statement_id == t.statement_versions.c.id, IS_PROOF)
    .order_by(t.verdicts.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_OF_STATEMENT = t.runs.c.statement_id == t.statement_versions.c.id


def with_counts(query: sa.Select[Any]) -> sa.Select[Any]:
    """The query, which is from problems, with the counters of each current statement."""
    return query.join(t.statement_counts, _KEPT.statement_id == CURRENT, isouter=True)


_PROBLEMS = with_counts(
    sa.select(
        t.problems.c.id,
        t.problems.c.title,
        t.statement_versions.c.id.label("statement_id"),
        t.statement_versions.c.sha256.label("statement_sha256"),
        t.statement_versions.c.metadata,
        STATE.label("state"),
        sa.case((_HERE, sa.func.coalesce(_TRUST, TrustLevel.REPLAYED.value))).label("trust"),
        sa.func.coalesce(_KEPT.runs, 0).label("runs"),
        sa.select(sa.func.coalesce(sa.func.sum(t.runs.c.spent_micro_usd), 0))
        .where(_OF_STATEMENT)
        .scalar_subquery()
        .label("micro_usd"),
    ).join_from(t.problems, t.statement_versions, t.statement_versions.c.id == CURRENT)
)
_PROBLEM = _PROBLEMS.where(t.problems.c.id == sa.bindparam("problem_id"))
_VERSION = sa.select(t.statement_versions)
_FACETS = sa.select(t.problems.c.id, t.statement_versions.c.metadata["tags"].label("tags")).join_from(
    t.problems, t.statement_versions, t.statement_versions.c.id == CURRENT
)


def problem_lines(tx: Transaction, which: ProblemFilter, after: str | None, limit: int) -> Page[ProblemLine]:
    """See `Listing.problems`."""
    asked = {name: getattr(which, name) for name in _CONDITIONS if getattr(which, name)}
    given = {name: _PATTERNS[name](value) if name in _PATTERNS else str(value) for name, value in asked.items()}
    query = _problems_like(frozenset(asked))
    return read_page(tx, query, t.problems.c.id, _line, after=after, limit=limit, given=given)


@cache
def _problems_like(asked: frozenset[str]) -> sa.Select[Any]:
    return _PROBLEMS.where(*(_CONDITIONS[name] for name in sorted(asked)))


def _like(text: str) -> str:
    return re.sub(r"[/%_]", r"/\g<0>", text)


_METADATA = t.statement_versions.c.metadata
_DECIDED_BY = sa.literal("decided: ")
_STATED = _AXES["formal"].as_string()
_CLASHING = _AXES["clashing"]
_CONDITIONS: Mapping[str, sa.ColumnElement[bool]] = {
    "source": t.problems.c.id.like(sa.bindparam("source"), escape="/"),
    "state": sa.type_coerce(STATE, sa.String) == sa.bindparam("state"),
    "known": _METADATA["status"].as_string() == sa.bindparam("known"),
    "informal": sa.or_(
        *(sa.and_(_SOME[one.value], sa.bindparam("informal") == word) for one, word in _SETTLED.items()),
        sa.and_(~_HERE, _AXES["informal"].as_string() == sa.bindparam("informal")),
    ),
    "formal": sa.or_(
        sa.and_(_HERE, _DECIDED_BY + sa.func.coalesce(_TRUST, TrustLevel.REPLAYED.value) == sa.bindparam("formal")),
        sa.and_(~_HERE, _SOME["runs"], _STATED.in_(_LITTLE), sa.bindparam("formal") == FormalState.ATTEMPTED.value),
        sa.and_(~_HERE, sa.or_(~_SOME["runs"], ~_STATED.in_(_LITTLE)), sa.bindparam("formal") == _STATED),
    ),
    "contradictions": sa.or_(
        *(
            sa.and_(_SOME[one.value], _CLASHING[one.value].as_string() == sa.bindparam("contradictions"))
            for one in _SETTLED
        ),
        sa.and_(~_HERE, _CLASHING["untried"].as_string() == sa.bindparam("contradictions")),
    ),
    "tag": sa.cast(_METADATA, sa.Text).like(sa.bindparam("tag"), escape="/"),
    "text": sa.or_(
        *(column.ilike(sa.bindparam("text"), escape="/") for column in (t.problems.c.title, t.problems.c.id))
    ),
}
"""What each field of a `ProblemFilter` asks of a problem."""
_PATTERNS: Mapping[str, Callable[[str], str]] = {
    "source": lambda source: _like(f"{source}/") + "%",
    "contradictions": lambda wanted: "yes",
    "tag": lambda tag: f"%{_like(json.dumps(tag))}%",
    "text": lambda text: f"%{_like(text)}%",
}


def problem_line(tx: Transaction, problem_id: str) -> ProblemLine:
    """See `Listing.problem`."""
    row = tx.row(_PROBLEM, problem_id=problem_id)
    if row is None:
        problems.get(tx, problem_id)  # says which ids look alike
        raise UnknownId("problem", problem_id)
    return _line(row)


def _line(row: RowMapping) -> ProblemLine:
    state = ProblemState(row["state"])
    axes = row["metadata"].get("axes") or {}
    informal, formal = (str(axes.get(name) or "unknown") for name in ("informal", "formal"))
    if state.decided:
        informal, formal = _SETTLED[RunOutcome(state)], f"decided: {row['trust']}"
    elif state is not ProblemState.UNTRIED and formal in _LITTLE:
        formal = FormalState.ATTEMPTED.value
    return record(ProblemLine, row, state=state, informal=informal, formal=formal, micro_usd=int(row["micro_usd"]))


def statement_versions(tx: Transaction, problem_id: str, after: str | None, limit: int) -> Page[StatementVersion]:
    """See `Listing.statements`."""
    problems.get(tx, problem_id)
    return read_page(
        tx,
        _VERSION,
        t.statement_versions.c.id,
        lambda row: record(StatementVersion, row),
        where={t.statement_versions.c.problem_id: problem_id},
        after=after,
        limit=limit,
        newest_first=True,
    )


def facets(tx: Transaction) -> tuple[Sequence[str], Sequence[str]]:
    """See `Listing.facets`."""
    sources: set[str] = set()
    tags: set[str] = set()
    for row in tx.rows(_FACETS):
        sources.add(str(row["id"]).partition("/")[0])
        tags.update(row["tags"] or ())
    return sorted(sources), sorted(tags)
