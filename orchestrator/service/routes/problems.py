"""Problems: list, show, look at a challenge before it is stored, store it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from orchestrator.api.access import Role
from orchestrator.api.base import Answer
from orchestrator.api.pages import Page
from orchestrator.api.problems import (
    AxisReport,
    ChallengeBody,
    Contradiction,
    ProblemDetail,
    ProblemRow,
    Progress,
    Statement,
    SubmitBody,
    Submitted,
    TriageReport,
)
from orchestrator.errors import ChallengeError, SourceError
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.standing import Ours, where_it_stands
from orchestrator.problems.status import FormalState, InformalState, StatusReport
from orchestrator.search.statements import add_statement
from orchestrator.service import present
from orchestrator.service.connected import while_connected
from orchestrator.service.parts import ROWS, Cursor, Limit, PartsOf, StoreOf
from orchestrator.service.progress import progress_of
from orchestrator.service.routes.route import Route, answer, operation
from orchestrator.service.triage import refuse_broken, triage
from orchestrator.store import ProblemFilter, Store, Verdict
from orchestrator.vocabulary import Direction, ProblemState

router = APIRouter(prefix="/api/v1", tags=["problems"], route_class=Route)
FACET_SECONDS = 10.0


class Facets(Answer):
    """Values that filters and forms offer."""

    sources: tuple[str, ...] = Field(examples=[("erdos", "oeis")])
    tags: tuple[str, ...] = Field(examples=[("number theory",)])
    strategies: tuple[str, ...] = Field(examples=[("tactics",)])


@router.get("/problems", **operation("list_problems", "List problems", Role.VIEWER, Page[ProblemRow]))
async def list_problems(
    store: StoreOf,
    source: Annotated[str | None, Query(max_length=100, description="Part of the id before the slash.")] = None,
    state: Annotated[ProblemState | None, Query(description="Where this server stands with it.")] = None,
    known: Annotated[str | None, Query(max_length=24, description="What its author says is known of it.")] = None,
    informal: Annotated[InformalState | None, Query(description="Where sources say the mathematics stands.")] = None,
    formal: Annotated[FormalState | None, Query(description="Where sources say the Lean stands.")] = None,
    contradictions: Annotated[
        bool, Query(description="Only those on which sources contradict each other, or this server's own verdict.")
    ] = False,
    tag: Annotated[str | None, Query(max_length=100)] = None,
    text: Annotated[str | None, Query(max_length=100, description="Looked for in id and title.")] = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Problems by id, with where their current statements stand."""
    which = ProblemFilter(source, state, known, informal, formal, tag, text, contradictions)
    page = await store.listing.problems(which, after=cursor, limit=limit)
    return answer(Page[ProblemRow](items=tuple(map(present.problem_row, page.items)), next=page.next))


@router.get("/problems/facets", **operation("problem_facets", "Sources, tags and strategies", Role.VIEWER, Facets))
async def facets(parts: PartsOf) -> Response:
    """What filters and forms offer; at most some seconds old."""
    sources, tags = await parts.recent("facets", FACET_SECONDS, parts.store.listing.facets)
    strategies = tuple(parts.engine.strategies)
    return answer(Facets(sources=tuple(sources), tags=tuple(tags), strategies=strategies))


@router.post(
    "/triage", **operation("triage", "Look at a challenge without storing it", Role.RESEARCHER, TriageReport, body=True)
)
async def triage_challenge(request: Request, body: ChallengeBody, parts: PartsOf) -> Response:
    """Parse a challenge and let Lean elaborate it. What is wrong with it are findings of a 200."""
    report = await while_connected(request, triage(body.text, parts.checks))
    if report.usable and report.id is not None:
        state = await _known_state(parts.store, report)
        report = report.model_copy(update={"known_state": state})
    return answer(report)


@router.post(
    "/problems",
    **operation("submit_problem", "Store a challenge", Role.RESEARCHER, Submitted, status=201, body=True, more=(409,)),
)
async def submit_problem(request: Request, body: SubmitBody, parts: PartsOf) -> Response:
    """Store a challenge that triage does not call broken, so that runs can be started on it; the same text once."""
    store, challenge = parts.store, Challenge.parse(body.text)
    findings = () if body.untriaged else await while_connected(request, refuse_broken(body.text, parts.checks))
    version = await add_statement(store, challenge)
    await parts.checks.remember(challenge)
    line = await store.listing.problem(version.problem_id)
    stored = Submitted(
        id=version.problem_id, statement_sha256=version.sha256, new=line.runs == 0, findings=tuple(findings)
    )
    return answer(stored, 201, Location=f"/api/v1/problems/{quote(version.problem_id)}")


@router.get(
    "/problems/{problem_id:path}/statements",
    **operation("list_statements", "Statement versions", Role.VIEWER, Page[Statement], more=(404,)),
)
async def list_statements(problem_id: str, store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """The frozen texts of a problem, newest first."""
    line = await store.listing.problem(problem_id)
    page = await store.listing.statements(problem_id, after=cursor, limit=limit)
    items = tuple(present.statement(version, line.statement_id) for version in page.items)
    return answer(Page[Statement](items=items, next=page.next))


@router.get(
    "/problems/{problem_id:path}/progress",
    **operation("problem_progress", "Best partial progress in words", Role.VIEWER, Progress, more=(404,)),
)
async def problem_progress(problem_id: str, store: StoreOf) -> Response:
    """What is proved, what is open and what was refuted in the sketch that came furthest."""
    return answer(await progress_of(store, await store.listing.problem(problem_id)))


@router.get(
    "/problems/{problem_id:path}", **operation("get_problem", "A problem", Role.VIEWER, ProblemDetail, more=(404,))
)
async def get_problem(problem_id: str, store: StoreOf) -> Response:
    """A problem with its current statement and the verdict that decides it."""
    line = await store.listing.problem(problem_id)
    version = await store.problems.statement(line.statement_id)
    decision = await store.listing.decision(line.statement_id)
    row = present.problem_row(line)
    fields = row.model_dump(exclude={"statement_sha256"}) | _header(version.text) | _axes(version.text, row, decision)
    return answer(
        ProblemDetail(
            **fields,
            statement=present.statement(version, line.statement_id),
            decision=None
            if decision is None
            else present.verdict_row(*decision, certificate=decision[0].certificate is not None),
        )
    )


def _header(text: str) -> dict[str, object]:
    """What the challenge's header says; nothing of a text that is no challenge any more."""
    try:
        challenge = Challenge.parse(text)
    except (ChallengeError, SourceError):
        return {}
    meta = challenge.metadata
    return {
        "address": meta.source,
        "informal": meta.informal,
        "equivalence": meta.equivalence,
        "note": meta.note,
        "references": meta.references,
        "target": challenge.target,
        "disproof_offered": challenge.disproof,
    }


def _axes(text: str, row: ProblemRow, decision: tuple[Verdict, Direction] | None) -> dict[str, object]:
    """Both axes with who says what; this server's own state is one of the reports."""
    try:
        challenge = Challenge.parse(text)
    except (ChallengeError, SourceError):
        return {}
    verdict = decision[0] if decision else None
    ours = Ours(row.state, verdict.trust, verdict.created_at.date().isoformat()) if verdict else Ours(row.state)
    found = where_it_stands(challenge, (), ours)
    return {
        "informal_state": found.informal.value,
        "formal_state": found.formal.value,
        "reports": tuple(map(_report, found.reports)),
        "contradictions": tuple(
            Contradiction(first=_report(first), second=_report(second)) for first, second in found.clashes
        ),
        "quotation": challenge.metadata.quotation,
        "meaning": challenge.metadata.meaning,
    }


def _report(report: StatusReport) -> AxisReport:
    axis, state = report.axis.value, report.state.value
    return AxisReport(axis=axis, state=state, date=report.date, address=report.address, words=report.words)


async def _known_state(store: Store, report: TriageReport) -> ProblemState | None:
    page = await store.listing.problems(ProblemFilter(text=report.id), limit=20)
    return next((line.state for line in page.items if line.statement_sha256 == report.statement_sha256), None)
