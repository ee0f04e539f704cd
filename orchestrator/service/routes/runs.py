"""Runs: list, start, show, pause, resume, cancel, and everything that they consist of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from orchestrator.api.access import Role
from orchestrator.api.common import BudgetBody, VerdictRow
from orchestrator.api.pages import Page
from orchestrator.api.runs import (
    AttemptRow,
    EpisodeRow,
    EventRow,
    GoalRow,
    NewRunBody,
    RunDetail,
    RunRow,
    Series,
    SketchRow,
    SpendRow,
)
from orchestrator.service import present
from orchestrator.service.engine import Wanted
from orchestrator.service.events import event_row, newest_events
from orchestrator.service.parts import ROWS, Cursor, Limit, Parts, PartsOf, StoreOf
from orchestrator.service.routes.health import draining
from orchestrator.service.routes.route import Route, answer, operation
from orchestrator.service.series import series_of
from orchestrator.service.triage import refuse_broken
from orchestrator.store import Budget, Run
from orchestrator.vocabulary import RunStatus

router = APIRouter(prefix="/api/v1", tags=["runs"], route_class=Route)
MOST_COUNTED = 10_001
"""Attempts that are counted of each state: beyond it a page says "10,000+"."""
Newest = Annotated[bool, Query(description="Newest first.")]


def budget(body: BudgetBody) -> Budget:
    """The limits that a client asks for."""
    micro_usd = None if body.usd is None else round(body.usd * 1_000_000)
    return Budget(micro_usd=micro_usd, tokens=body.tokens, seconds=body.seconds, episodes=body.episodes)


@router.get("/runs", **operation("list_runs", "List runs", Role.VIEWER, Page[RunRow]))
async def list_runs(
    store: StoreOf,
    problem: Annotated[str | None, Query(max_length=200)] = None,
    campaign: Annotated[str | None, Query(max_length=40)] = None,
    status: RunStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Runs, newest first."""
    page = await store.listing.runs(problem_id=problem, campaign_id=campaign, status=status, after=cursor, limit=limit)
    return answer(Page[RunRow](items=tuple(map(present.run_row, page.items)), next=page.next))


@router.post(
    "/runs", **operation("start_run", "Start a run", Role.RESEARCHER, RunDetail, status=201, body=True, more=(404, 409))
)
async def start_run(body: NewRunBody, parts: PartsOf, _: Annotated[None, Depends(draining)]) -> Response:
    """Start a run on a problem's current statement; it is at work soon after the answer."""
    wanted = Wanted(body.strategy, budget(body.budget), body.seed, body.profile, body.untriaged)
    if not body.untriaged and parts.engine.asks_models(wanted):
        line = await parts.store.listing.problem(body.problem)
        version = await parts.store.problems.statement(line.statement_id)
        await refuse_broken(version.text, parts.checks)
    run = await parts.engine.start(body.problem, wanted)
    return answer(await _detail(parts, run), 201, Location=f"/api/v1/runs/{run.id}")


@router.get("/runs/{run_id}", **operation("get_run", "A run", Role.VIEWER, RunDetail, more=(404,)))
async def get_run(run_id: str, parts: PartsOf) -> Response:
    """A run with its counts and the verdict that decides it."""
    return answer(await _detail(parts, await parts.store.runs.get(run_id)))


@router.post(
    "/runs/{run_id}/pause", **operation("pause_run", "Pause a run", Role.RESEARCHER, RunDetail, more=(404, 409))
)
async def pause_run(run_id: str, parts: PartsOf) -> Response:
    """Stop work on a run so that it can be resumed. Idempotent."""
    return answer(await _detail(parts, await parts.engine.pause(run_id)))


@router.post(
    "/runs/{run_id}/resume", **operation("resume_run", "Resume a run", Role.RESEARCHER, RunDetail, more=(404, 409))
)
async def resume_run(run_id: str, parts: PartsOf, _: Annotated[None, Depends(draining)]) -> Response:
    """Go on with a run that is queued, paused or left behind. Idempotent."""
    return answer(await _detail(parts, await parts.engine.resume(run_id)))


@router.post(
    "/runs/{run_id}/cancel", **operation("cancel_run", "Cancel a run", Role.RESEARCHER, RunDetail, more=(404, 409))
)
async def cancel_run(run_id: str, parts: PartsOf) -> Response:
    """End a run for good; what it found stays. Idempotent."""
    return answer(await _detail(parts, await parts.engine.cancel(run_id)))


@router.get(
    "/runs/{run_id}/attempts",
    **operation("list_attempts", "Attempts of a run", Role.VIEWER, Page[AttemptRow], more=(404,)),
)
async def list_attempts(
    run_id: str, store: StoreOf, newest: Newest = False, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Attempts in the order in which they were made, or newest first."""
    page = await store.attempts.list(run_id, newest_first=newest, after=cursor, limit=limit)
    return answer(Page[AttemptRow](items=tuple(map(present.attempt_row, page.items)), next=page.next))


@router.get(
    "/runs/{run_id}/sketches",
    **operation("list_sketches", "Lineage of a run", Role.VIEWER, Page[SketchRow], more=(404,)),
)
async def list_sketches(run_id: str, store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """The sketches of a run with their parents, in the order of the attempts that made them."""
    page = await store.listing.sketches(run_id, after=cursor, limit=limit)
    return answer(Page[SketchRow](items=tuple(map(present.sketch_row, page.items)), next=page.next))


@router.get(
    "/runs/{run_id}/goals", **operation("list_goals", "Goals of a run", Role.VIEWER, Page[GoalRow], more=(404,))
)
async def list_goals(run_id: str, store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """The goals of a run, those that block most of its sketches first."""
    page = await store.listing.goals(run_id, after=cursor, limit=limit)
    return answer(Page[GoalRow](items=tuple(map(present.goal_row, page.items)), next=page.next))


@router.get(
    "/runs/{run_id}/verdicts",
    **operation("list_verdicts", "Verdicts of a run", Role.VIEWER, Page[VerdictRow], more=(404,)),
)
async def list_verdicts(run_id: str, store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Verdicts, newest first, without their certificates."""
    page = await store.listing.verdicts(run_id=run_id, after=cursor, limit=limit)
    return answer(Page[VerdictRow](items=tuple(present.verdict_row(*one) for one in page.items), next=page.next))


@router.get(
    "/runs/{run_id}/episodes",
    **operation("list_episodes", "Episodes of a run", Role.VIEWER, Page[EpisodeRow], more=(404,)),
)
async def list_episodes(
    run_id: str, store: StoreOf, newest: Newest = False, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Episodes in the order in which they began, or newest first."""
    await store.runs.get(run_id)
    page = await store.episodes.list(run_id=run_id, newest_first=newest, after=cursor, limit=limit)
    return answer(Page[EpisodeRow](items=tuple(map(present.episode_row, page.items)), next=page.next))


@router.get(
    "/runs/{run_id}/events", **operation("list_events", "Log of a run", Role.VIEWER, Page[EventRow], more=(404,))
)
async def list_events(
    run_id: str,
    store: StoreOf,
    newest: Newest = False,
    cursor: Annotated[int | None, Query(ge=0, lt=2**31, description="Sequence number to go on from.")] = None,
    limit: Limit = ROWS,
) -> Response:
    """The log of a run, oldest or newest first; sequence numbers have no gaps."""
    if newest:
        items = await newest_events(store, run_id, cursor, limit)
        following = str(items[-1].seq) if items and items[-1].seq > 1 else None
    else:
        events = await store.events.since(run_id, cursor or 0, limit=limit)
        items = tuple(map(event_row, events))
        following = str(items[-1].seq) if len(items) == limit else None
    return answer(Page[EventRow](items=items, next=following))


@router.get("/runs/{run_id}/series", **operation("run_series", "Goals over time", Role.VIEWER, Series, more=(404,)))
async def run_series(run_id: str, store: StoreOf) -> Response:
    """Goals, sketches and ratings over time, thinned out to some hundred points."""
    return answer(await series_of(store, await store.runs.get(run_id)))


@router.get(
    "/runs/{run_id}/spend",
    **operation("run_spend", "What a run cost", Role.VIEWER, Page[SpendRow], more=(404,)),
)
async def run_spend(run_id: str, store: StoreOf) -> Response:
    """What each model cost in a run, dearest first."""
    lines = await store.listing.spend(run_id=run_id)
    return answer(Page[SpendRow](items=tuple(map(SpendRow.model_validate, lines))))


async def _detail(parts: Parts, run: Run) -> RunDetail:
    store = parts.store
    verdicts = await store.listing.verdicts(run_id=run.id, limit=20)
    rows = [present.verdict_row(*one) for one in verdicts.items]
    newest = await newest_events(store, run.id, None, 1)
    return RunDetail(
        **present.run_fields(run),
        toolchain=run.toolchain,
        config=dict(run.config),
        attempts=dict(await store.attempts.counts(run.id, at_most=MOST_COUNTED)),
        decision=next((row for row in rows if row.decides or row.verdict == "needs_review"), None),
        heartbeat_at=run.heartbeat_at,
        here=parts.engine.drives(run.id),
        last_event=newest[0].seq if newest else 0,
    )
