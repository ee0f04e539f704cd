"""What is remembered: runs, attempts, sketches, goals, verdicts, events, episodes and what they cost.

    async with open_store(settings().database_url) as store:
        run = await store.runs.acquire(run_id, owner, stale_after=60)
        attempt = await store.attempts.claim(run_id, owner)
        ...
        await store.attempts.finish(attempt.id, owner, outcome)

`Store` is the contract. Each noun has a module with what is new, what is stored and its part of the contract; other
rooms import all of it from here.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from orchestrator.store.access import Answered, ApiKey, ApiKeys, AtWork, Idempotency, OtherRequest
from orchestrator.store.attempts import Attempt, AttemptOutcome, Attempts, Check, NewAttempt, NewCheck
from orchestrator.store.budgets import Budget, Spend
from orchestrator.store.campaigns import Campaign, Campaigns
from orchestrator.store.contract import Store, StoreCheck
from orchestrator.store.episodes import HEADER, Entry, Episode, Episodes, NewEntry
from orchestrator.store.events import (
    AnyEvent,
    AttemptCancelled,
    AttemptFailed,
    AttemptFinished,
    AttemptStarted,
    CampaignChanged,
    EpisodeEnded,
    EpisodeStarted,
    Event,
    Events,
    GoalFound,
    GoalVetoed,
    JudgingStarted,
    MatchFinished,
    Note,
    ProverReported,
    RunAcquired,
    RunCreated,
    RunFinished,
    RunPaused,
    SearchAdmitted,
    SearchDecided,
    SearchDropped,
    SearchFailed,
    SearchRated,
    SearchSwitched,
    SketchAdmitted,
    Trouble,
    Unrecognised,
    VerdictGiven,
)
from orchestrator.store.feed import BEGINNING, Feed, Topics
from orchestrator.store.goals import GoalClaim, GoalEdge, GoalResult, Goals, NewGoal, NewGoalEdge, NewGoalResult
from orchestrator.store.ids import IdMaker, owner_token
from orchestrator.store.ledger import Charge, Ledger, Usage
from orchestrator.store.listing import (
    GoalLine,
    Listing,
    ProblemFilter,
    ProblemLine,
    Ranking,
    SketchLine,
    SpendLine,
    Totals,
)
from orchestrator.store.pages import MAX_PAGE, Page, collected, every
from orchestrator.store.problems import CATALOGUE, LOCAL, LOCAL_PREFIX, Problem, Problems, StatementVersion
from orchestrator.store.runs import NewRun, Run, Runs
from orchestrator.store.schema import prepare, schema_version
from orchestrator.store.sketches import LineageEdge, NewSketch, Sketch, Sketches, SketchGoal
from orchestrator.store.sql.engine import Database, parse_url
from orchestrator.store.sql.store import SqlStore
from orchestrator.store.verdicts import NewVerdict, Verdict, Verdicts
from orchestrator.store.views import (
    AttemptDetail,
    CampaignDetail,
    Detail,
    EpisodeDetail,
    ProblemDetail,
    ProblemOverview,
    RunDetail,
    SketchDetail,
    Views,
)

__all__ = [
    "BEGINNING",
    "CATALOGUE",
    "HEADER",
    "LOCAL",
    "LOCAL_PREFIX",
    "MAX_PAGE",
    "Answered",
    "AnyEvent",
    "ApiKey",
    "ApiKeys",
    "AtWork",
    "Attempt",
    "AttemptCancelled",
    "AttemptDetail",
    "AttemptFailed",
    "AttemptFinished",
    "AttemptOutcome",
    "AttemptStarted",
    "Attempts",
    "Budget",
    "Campaign",
    "CampaignChanged",
    "CampaignDetail",
    "Campaigns",
    "Charge",
    "Check",
    "Detail",
    "Entry",
    "Episode",
    "EpisodeDetail",
    "EpisodeEnded",
    "EpisodeStarted",
    "Episodes",
    "Event",
    "Events",
    "Feed",
    "GoalClaim",
    "GoalEdge",
    "GoalFound",
    "GoalLine",
    "GoalResult",
    "GoalVetoed",
    "Goals",
    "Idempotency",
    "JudgingStarted",
    "Ledger",
    "LineageEdge",
    "Listing",
    "MatchFinished",
    "NewAttempt",
    "NewCheck",
    "NewEntry",
    "NewGoal",
    "NewGoalEdge",
    "NewGoalResult",
    "NewRun",
    "NewSketch",
    "NewVerdict",
    "Note",
    "OtherRequest",
    "Page",
    "Problem",
    "ProblemDetail",
    "ProblemFilter",
    "ProblemLine",
    "ProblemOverview",
    "Problems",
    "ProverReported",
    "Ranking",
    "Run",
    "RunAcquired",
    "RunCreated",
    "RunDetail",
    "RunFinished",
    "RunPaused",
    "Runs",
    "SearchAdmitted",
    "SearchDecided",
    "SearchDropped",
    "SearchFailed",
    "SearchRated",
    "SearchSwitched",
    "Sketch",
    "SketchAdmitted",
    "SketchDetail",
    "SketchGoal",
    "SketchLine",
    "Sketches",
    "Spend",
    "SpendLine",
    "StatementVersion",
    "Store",
    "StoreCheck",
    "Topics",
    "Totals",
    "Trouble",
    "Unrecognised",
    "Usage",
    "Verdict",
    "VerdictGiven",
    "Verdicts",
    "Views",
    "collected",
    "every",
    "open_store",
    "owner_token",
    "schema_version",
    "utc_now",
]


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_store(
    url: str, *, clock: Callable[[], datetime] = utc_now, rng: random.Random | None = None
) -> AsyncIterator[Store]:
    """Open the database at ``url``, made or upgraded where needed, and close it at the end.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME`` (as in `Settings.database_url`).
        clock: source of every stored time; must return aware times.
        rng: source of the random part of new ids; by default the operating system. Never share a seed between
            processes.

    Raises:
        StoreTooNew: a newer version of this program wrote the database.
        StoreError: the database cannot be used; the message says what to do.
    """
    parsed = parse_url(url)
    await asyncio.to_thread(prepare, parsed)
    database = Database(parsed, clock, IdMaker(rng or random.SystemRandom()))
    store = SqlStore(database)
    try:
        yield store
    finally:
        await store.feed.aclose()
        await database.aclose()
