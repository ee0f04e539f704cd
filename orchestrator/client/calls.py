"""What can be asked of a server, as data: both clients make these calls and differ in how they wait."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, TypeAdapter

from orchestrator.api.campaigns import CampaignDetail
from orchestrator.api.common import BudgetBody
from orchestrator.api.pages import MAX_ROWS, Page
from orchestrator.api.problems import ProblemDetail, ProblemRow, Progress, Submitted, TriageReport
from orchestrator.api.runs import (
    CampaignRow,
    EventRow,
    NewCampaignBody,
    NewRunBody,
    Overview,
    RunDetail,
    RunRow,
)
from orchestrator.vocabulary import RunStatus

T = TypeVar("T")
API: Final = "/api/v1"


def has_stopped(run: RunDetail) -> bool:
    """Whether nothing more will come of a run by itself: it has ended, or is paused until something is mended."""
    return run.status is RunStatus.FINISHED or (run.status is RunStatus.PAUSED and bool(run.detail) and not run.here)


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request and the type of its answer; a POST carries the key under which it counts once."""

    method: str
    path: str
    answer: Any
    query: Mapping[str, Any] = field(default_factory=dict)
    body: BaseModel | None = None
    key: str | None = None

    def read(self, content: bytes) -> T:
        """The answer from its JSON text."""
        if self.answer is bytes:
            return content  # type: ignore[return-value]
        found: T = TypeAdapter(self.answer).validate_json(content)
        return found


def _get(path: str, answer: Any, **query: Any) -> Call[Any]:
    return Call("GET", API + path, answer, {name: value for name, value in query.items() if value is not None})


def _post(path: str, answer: Any, body: BaseModel | None = None) -> Call[Any]:
    return Call("POST", API + path, answer, body=body, key=secrets.token_hex(16))


def overview() -> Call[Overview]:
    """Where everything stands."""
    return _get("/overview", Overview)


def problems(**filters: Any) -> Call[Page[ProblemRow]]:
    """A page of problems; filters as query parameters of the API."""
    return _get("/problems", Page[ProblemRow], **{"limit": MAX_ROWS, **filters})


def problem(problem_id: str) -> Call[ProblemDetail]:
    """A problem."""
    return _get(f"/problems/{quote(problem_id)}", ProblemDetail)


def progress(problem_id: str) -> Call[Progress]:
    """The best partial progress on a problem."""
    return _get(f"/problems/{quote(problem_id)}/progress", Progress)


class _Text(BaseModel):
    text: str


class _Challenge(_Text):
    untriaged: bool


def triage(text: str) -> Call[TriageReport]:
    """Look at a challenge without storing it."""
    return _post("/triage", TriageReport, _Text(text=text))


def submit(text: str, untriaged: bool = False) -> Call[Submitted]:
    """Store a challenge."""
    return _post("/problems", Submitted, _Challenge(text=text, untriaged=untriaged))


def runs(**filters: Any) -> Call[Page[RunRow]]:
    """A page of runs, newest first."""
    return _get("/runs", Page[RunRow], **{"limit": MAX_ROWS, **filters})


def start_run(body: NewRunBody) -> Call[RunDetail]:
    """Start a run."""
    return _post("/runs", RunDetail, body)


def run(run_id: str) -> Call[RunDetail]:
    """A run."""
    return _get(f"/runs/{quote(run_id)}", RunDetail)


def act_on_run(run_id: str, action: str) -> Call[RunDetail]:
    """Pause, resume or cancel a run."""
    return _post(f"/runs/{quote(run_id)}/{action}", RunDetail)


def events(run_id: str, after: int) -> Call[Page[EventRow]]:
    """A page of a run's log."""
    return _get(f"/runs/{quote(run_id)}/events", Page[EventRow], cursor=after, limit=MAX_ROWS)


def campaigns(cursor: str | None) -> Call[Page[CampaignRow]]:
    """A page of campaigns, newest first."""
    return _get("/campaigns", Page[CampaignRow], cursor=cursor, limit=MAX_ROWS)


def start_campaign(body: NewCampaignBody) -> Call[CampaignDetail]:
    """Start a campaign."""
    return _post("/campaigns", CampaignDetail, body)


def campaign(campaign_id: str) -> Call[CampaignDetail]:
    """A campaign."""
    return _get(f"/campaigns/{quote(campaign_id)}", CampaignDetail)


def act_on_campaign(campaign_id: str, action: str) -> Call[CampaignDetail]:
    """Pause, resume or cancel a campaign."""
    return _post(f"/campaigns/{quote(campaign_id)}/{action}", CampaignDetail)


def extend_campaign(campaign_id: str, budget: BudgetBody) -> Call[CampaignDetail]:
    """Give a campaign new limits."""
    return _post(f"/campaigns/{quote(campaign_id)}/extend", CampaignDetail, budget)


def certificate(verdict_id: int) -> Call[dict[str, Any]]:
    """The certificate of a verdict."""
    return _get(f"/verdicts/{verdict_id}/certificate", dict[str, Any])


def anything(path: str, **query: Any) -> Call[Any]:
    """The JSON at an address below ``/api/v1``."""
    return _get(quote(path), Any, **query)


def file(path: str, **query: Any) -> Call[bytes]:
    """The bytes at an address below ``/api/v1``."""
    return _get(quote(path), bytes, **query)
