"""Where everything stands, the workers, and what an id means."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from orchestrator.api.access import Role
from orchestrator.api.base import Answer
from orchestrator.api.pages import Page
from orchestrator.api.runs import Overview, ProblemLine, SpendRow, WorkerRow
from orchestrator.service import present
from orchestrator.service.parts import PartsOf, StoreOf
from orchestrator.service.rate import CheckRate
from orchestrator.service.routes.route import Route, answer, operation
from orchestrator.vocabulary import RunStatus

router = APIRouter(prefix="/api/v1", tags=["overview"], route_class=Route)
SHOWN = 20
TOTALS_SECONDS = 1.0


@router.get("/overview", **operation("get_overview", "Where everything stands", Role.VIEWER, Overview))
async def get_overview(request: Request, parts: PartsOf) -> Response:
    """Sums, what runs now, what was decided last, the workers. Sums are at most a second old."""
    store = parts.store
    totals = await parts.recent("totals", TOTALS_SECONDS, parts.store.listing.totals)
    running = await store.listing.runs(status=RunStatus.RUNNING, limit=SHOWN)
    decided = await store.listing.decided(SHOWN)
    rate: CheckRate = request.app.state.check_rate
    return answer(
        Overview(
            problems={state.value: number for state, number in totals.problems.items()},
            runs={status.value: number for status, number in totals.runs.items()},
            micro_usd=totals.micro_usd,
            checks_per_second=rate.seen(await parts.engine.checks_made(), time.monotonic()),
            at_work=tuple(map(present.run_row, running.items)),
            decided=tuple(
                ProblemLine(id=one, title=title, outcome=run.outcome, run_id=run.id, finished_at=run.finished_at)
                for one, title, run in decided
                if run.outcome is not None
            ),
            workers=tuple(map(WorkerRow.model_validate, await parts.engine.workers())),
        )
    )


@router.get("/workers", **operation("list_workers", "What the workers do", Role.VIEWER, Page[WorkerRow]))
async def list_workers(parts: PartsOf) -> Response:
    """The workers of this server's engine; none before its first run."""
    return answer(Page[WorkerRow](items=tuple(map(WorkerRow.model_validate, await parts.engine.workers()))))


@router.get("/spend", **operation("get_spend", "What models cost", Role.VIEWER, Page[SpendRow]))
async def get_spend(store: StoreOf) -> Response:
    """What each model cost altogether, dearest first; from episodes that have ended."""
    lines = await store.listing.spend()
    return answer(Page[SpendRow](items=tuple(map(SpendRow.model_validate, lines[:200]))))


class Meaning(Answer):
    """What an id or its beginning stands for."""

    kind: str = Field(examples=["run"])
    address: str = Field(description="Where the API has it.", examples=["/api/v1/runs/r-01k3v9x2mq4c7tz0d"])


@router.get("/find", **operation("find", "What does this id mean", Role.VIEWER, Meaning, more=(404, 409)))
async def find(
    store: StoreOf, id: Annotated[str, Query(min_length=1, max_length=200, description="An id or its beginning.")]
) -> Response:
    """What a problem id, or the id or unique beginning of anything else stands for."""
    detail = await store.views.show(id)
    kind = type(detail).__name__.removesuffix("Detail").lower()
    found = getattr(detail, kind)
    identifier = found.digest if kind == "sketch" else found.id
    plural = "sketches" if kind == "sketch" else f"{kind}s"
    return answer(Meaning(kind=kind, address=f"/api/v1/{plural}/{identifier}"))
