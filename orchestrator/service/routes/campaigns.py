"""Campaigns: list, start, show, pause, resume, cancel, extend."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from orchestrator.api.access import Role
from orchestrator.api.campaigns import CampaignDetail
from orchestrator.api.common import BudgetBody
from orchestrator.api.pages import Page
from orchestrator.api.runs import CampaignRow, NewCampaignBody, SpendRow
from orchestrator.service import present
from orchestrator.service.engine import Wanted
from orchestrator.service.failures import Refused
from orchestrator.service.parts import ROWS, Cursor, Limit, Parts, PartsOf, StoreOf
from orchestrator.service.routes.health import draining
from orchestrator.service.routes.route import Route, answer, operation
from orchestrator.service.routes.runs import budget
from orchestrator.store import Budget, Campaign, ProblemFilter, Store, every

router = APIRouter(prefix="/api/v1", tags=["campaigns"], route_class=Route)
MOST_PROBLEMS = 5000


@router.get("/campaigns", **operation("list_campaigns", "List campaigns", Role.VIEWER, Page[CampaignRow]))
async def list_campaigns(store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Campaigns, newest first."""
    page = await store.listing.campaigns(after=cursor, limit=limit)
    runs = await store.listing.campaign_runs([one.id for one in page.items])
    items = tuple(present.campaign_row(one, runs[one.id]) for one in page.items)
    return answer(Page[CampaignRow](items=items, next=page.next))


@router.post(
    "/campaigns",
    **operation(
        "start_campaign", "Start a campaign", Role.RESEARCHER, CampaignDetail, status=201, body=True, more=(404, 409)
    ),
)
async def start_campaign(body: NewCampaignBody, parts: PartsOf, _: Annotated[None, Depends(draining)]) -> Response:
    """Start a run for each of the problems that are named or filtered, under a budget that they share.

    A run that would ask models about a statement that triage calls broken ends before anything is spent.
    """
    chosen = list(dict.fromkeys(body.problems)) or await _filtered(parts.store, body)
    if not chosen:
        raise Refused(409, "nothing-to-do", "no undecided problem matches this; set `again` to try decided ones too")
    each = Wanted(body.strategy, budget(body.budget_per_problem), body.seed, body.profile, body.untriaged)
    campaign = await parts.engine.start_campaign(chosen, body.name, budget(body.budget), each)
    return answer(await _detail(parts, campaign), 201, Location=f"/api/v1/campaigns/{campaign.id}")


@router.get(
    "/campaigns/{campaign_id}", **operation("get_campaign", "A campaign", Role.VIEWER, CampaignDetail, more=(404,))
)
async def get_campaign(campaign_id: str, parts: PartsOf) -> Response:
    """A campaign with its counts; its runs are ``GET /runs?campaign=``."""
    return answer(await _detail(parts, await parts.store.campaigns.get(campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/pause",
    **operation("pause_campaign", "Pause a campaign", Role.RESEARCHER, CampaignDetail, more=(404, 409)),
)
async def pause_campaign(campaign_id: str, parts: PartsOf) -> Response:
    """Pause all of its runs. Idempotent."""
    return answer(await _detail(parts, await parts.engine.pause_campaign(campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/resume",
    **operation("resume_campaign", "Resume a campaign", Role.RESEARCHER, CampaignDetail, more=(404, 409)),
)
async def resume_campaign(campaign_id: str, parts: PartsOf, _: Annotated[None, Depends(draining)]) -> Response:
    """Go on with its unfinished runs. Idempotent."""
    return answer(await _detail(parts, await parts.engine.resume_campaign(campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/cancel",
    **operation("cancel_campaign", "Cancel a campaign", Role.RESEARCHER, CampaignDetail, more=(404, 409)),
)
async def cancel_campaign(campaign_id: str, parts: PartsOf) -> Response:
    """End its unfinished runs for good. Idempotent."""
    return answer(await _detail(parts, await parts.engine.cancel_campaign(campaign_id)))


@router.post(
    "/campaigns/{campaign_id}/extend",
    **operation(
        "extend_campaign", "Extend a campaign's budget", Role.RESEARCHER, CampaignDetail, body=True, more=(404, 409)
    ),
)
async def extend_campaign(campaign_id: str, body: BudgetBody, parts: PartsOf) -> Response:
    """Give it new limits in all, none below what is spent; what is left out stays as it is. Idempotent."""
    now = (await parts.store.campaigns.get(campaign_id)).limits
    asked = budget(body)
    limits = Budget(
        micro_usd=now.micro_usd if asked.micro_usd is None else asked.micro_usd,
        tokens=now.tokens if asked.tokens is None else asked.tokens,
        seconds=now.seconds if asked.seconds is None else asked.seconds,
        episodes=now.episodes if asked.episodes is None else asked.episodes,
    )
    return answer(await _detail(parts, await parts.engine.extend_campaign(campaign_id, limits)))


@router.get(
    "/campaigns/{campaign_id}/spend",
    **operation("campaign_spend", "What a campaign cost", Role.VIEWER, Page[SpendRow], more=(404,)),
)
async def campaign_spend(campaign_id: str, store: StoreOf) -> Response:
    """What each model cost in a campaign, dearest first."""
    lines = await store.listing.spend(campaign_id=campaign_id)
    return answer(Page[SpendRow](items=tuple(map(SpendRow.model_validate, lines))))


async def _filtered(store: Store, body: NewCampaignBody) -> list[str]:
    which = ProblemFilter(source=body.source, tag=body.tag)
    found = [line.id async for line in every(store.listing.problems, which) if body.again or not line.state.decided]
    if len(found) > MOST_PROBLEMS:
        said = f"{len(found)} problems match this, and a campaign takes at most {MOST_PROBLEMS}: name fewer"
        raise Refused(409, "too-many", said)
    return found


async def _detail(parts: Parts, campaign: Campaign) -> CampaignDetail:
    runs = await parts.store.listing.campaign_runs([campaign.id])
    row = present.campaign_row(campaign, runs[campaign.id])
    return CampaignDetail(**row.model_dump(), failures=dict(await parts.store.listing.failures(campaign.id)))
