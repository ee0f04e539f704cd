"""What the service asks of the engine: start runs and campaigns, pause, resume and cancel them, tell what works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from orchestrator.store import Budget, Campaign, Run


@dataclass(frozen=True)
class Wanted:
    """How a run is to be made; without a strategy, models are asked where money is given and a model is there."""

    strategy: str | None
    limits: Budget
    seed: int = 0
    profile: str | None = None
    untriaged: bool = False
    """Whether models are asked also about a statement that triage calls broken."""


@dataclass(frozen=True)
class Working:
    """What one worker does now."""

    worker: int
    problem: str
    activity: str
    checks: int
    seconds: float
    resident_bytes: int
    hosts_replaced: int = 0


class Engine(Protocol):
    """Drives runs in this process. Every method may be called again with the same effect."""

    @property
    def strategies(self) -> Sequence[str]:
        """The names that `Wanted.strategy` may have."""
        ...

    async def start(self, problem_id: str, wanted: Wanted) -> Run:
        """A new run on the problem's current statement, at work soon.

        Raises:
            UserError: no such strategy or profile, or this server's Lean cannot work on the statement.
        """
        ...

    async def start_campaign(self, problem_ids: Sequence[str], name: str, limits: Budget, wanted: Wanted) -> Campaign:
        """A new campaign with a run for each problem; errors as `start`.

        A run that would ask models about a statement that triage calls broken ends before anything is spent.
        """
        ...

    async def pause(self, run_id: str) -> Run:
        """Stop work on a run so that it can be resumed; a finished one stays as it is."""
        ...

    async def resume(self, run_id: str) -> Run:
        """Go on with a run that is queued, paused or left behind; raises `AlreadyFinished`."""
        ...

    async def cancel(self, run_id: str) -> Run:
        """End a run for good; a finished one stays as it is."""
        ...

    async def pause_campaign(self, campaign_id: str) -> Campaign:
        """Pause all of its runs."""
        ...

    async def resume_campaign(self, campaign_id: str) -> Campaign:
        """Go on with all of its runs that are not finished."""
        ...

    async def cancel_campaign(self, campaign_id: str) -> Campaign:
        """End all of its runs that are not finished."""
        ...

    async def extend_campaign(self, campaign_id: str, limits: Budget) -> Campaign:
        """Give it new limits and go on with it; raises `UserError` for one that its runs could not keep."""
        ...

    @property
    def at_work(self) -> int:
        """How many runs are driven here now."""
        ...

    @property
    def waiting(self) -> int:
        """How many runs wait in the queue of this process."""
        ...

    def asks_models(self, wanted: Wanted) -> bool:
        """Whether such a run would ask models; raises `UserError` for what cannot be."""
        ...

    def drives(self, run_id: str) -> bool:
        """Whether this server works on the run now."""
        ...

    async def workers(self) -> Sequence[Working]:
        """What the workers do now; none before the first run."""
        ...

    async def checks_made(self) -> int:
        """Lean checks of the engine so far, for a rate."""
        ...

    async def probe(self) -> None:
        """Raises an `OperatorError` if no work can be done."""
        ...
