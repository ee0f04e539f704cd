"""Attempts: units of work of a run, claimed by one worker at a time, and what each of them brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.lean.checker import Outcome
from orchestrator.problems.identity import JsonObject
from orchestrator.store.events import AnyEvent
from orchestrator.store.goals import NewGoal, NewGoalResult
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sketches import NewSketch
from orchestrator.store.verdicts import NewVerdict
from orchestrator.vocabulary import AttemptState, Direction, FailureKind


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A unit of work for a prover; ``direction`` None leaves the choice to the prover."""

    prover: str
    seed: int
    direction: Direction | None = None
    parent_sketch: str | None = None
    task: JsonObject | None = None
    """Whatever else the work needs to be repeated, as JSON; a retry has the same."""


@dataclass(frozen=True, slots=True)
class NewCheck:
    """One Lean check that mattered, its messages summarised."""

    outcome: Outcome
    seconds: float
    messages: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """All that an attempt produced; admitted in one transaction or not at all.

    ``goals`` are the open goals of ``sketch`` in file order; ``verdicts`` are about ``sketch``; both need one.
    """

    sketch: NewSketch | None = None
    goals: tuple[NewGoal, ...] = ()
    goal_results: tuple[NewGoalResult, ...] = ()
    checks: tuple[NewCheck, ...] = ()
    verdicts: tuple[NewVerdict, ...] = ()
    events: tuple[AnyEvent, ...] = ()
    detail: str = ""

    def __post_init__(self) -> None:
        if self.sketch is None and (self.goals or self.verdicts):
            raise ValueError("an outcome with goals or verdicts needs the sketch that they are about")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One unit of work. ``retry_of`` names the attempt it repeats, ``retries`` how many infrastructure failures
    preceded.
    """

    id: str
    run_id: str
    state: AttemptState
    prover: str
    seed: int
    direction: Direction | None
    parent_sketch: str | None
    sketch_digest: str | None
    """The sketch it produced."""
    retry_of: str | None
    retries: int
    owner: str | None
    heartbeat_at: datetime | None
    failure_kind: FailureKind | None
    detail: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    task: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One stored Lean check."""

    id: int
    attempt_id: str
    outcome: Outcome
    seconds: float
    messages: tuple[JsonObject, ...]
    created_at: datetime


class Attempts(Protocol):
    """Attempts: queued, claimed, kept by heartbeats, and ended once."""

    async def add(self, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
        """Waiting attempts, to be claimed in this order; raises `AlreadyFinished`."""
        ...

    async def begin(
        self, run_id: str, owner: str, new: Sequence[NewAttempt], *, events: Sequence[AnyEvent] = ()
    ) -> tuple[Attempt, ...]:
        """Attempts that are running for ``owner`` at once, with entries of the run's log, in one transaction.

        Raises:
            OwnershipLost: ``owner`` does not drive the run.
            AlreadyFinished: the run has ended.
        """
        ...

    async def get(self, attempt_id: str) -> Attempt:
        """An attempt as it is now."""
        ...

    async def list(
        self,
        run_id: str,
        states: Collection[AttemptState] = tuple(AttemptState),
        *,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Attempt]:
        """The attempts of a run in these states, oldest first."""
        ...

    async def counts(self, run_id: str, *, at_most: int | None = None) -> Mapping[AttemptState, int]:
        """How many attempts of a run are in each state, ``at_most`` so many; states without any are left out."""
        ...

    async def history(self, attempt_id: str) -> tuple[Attempt, ...]:
        """The attempts that this one repeats, newest first."""
        ...

    async def claim(self, run_id: str, owner: str) -> Attempt | None:
        """The oldest waiting attempt, now running for ``owner``; None if none waits or the run is not running."""
        ...

    async def heartbeat(self, attempt_id: str, owner: str) -> None:
        """Say that ``owner`` is still at work; raises `OwnershipLost`."""
        ...

    async def finish(
        self, attempt_id: str, owner: str, outcome: AttemptOutcome, *, then: Sequence[NewAttempt] = ()
    ) -> Attempt:
        """Admit an outcome: sketch, goals, findings, checks, verdicts, events and the final state together.

        With them the attempts ``then`` are queued; they may start from the outcome's sketch.

        The same outcome delivered twice by the same owner is stored once. Episodes still open end as failed.

        Raises:
            OwnershipLost: the attempt was given to another worker or cancelled; nothing was stored.
            AlreadyFinished: it was finished with another outcome.
        """
        ...

    async def fail(
        self,
        attempt_id: str,
        owner: str,
        kind: FailureKind,
        detail: str,
        *,
        retry: bool = True,
        events: Sequence[AnyEvent] = (),
    ) -> Attempt | None:
        """Record an infrastructure failure, with entries of the run's log.

        Returns:
            The waiting retry; None if ``max_retries`` are used up or ``retry`` is False.
        """
        ...

    async def cancel(self, attempt_id: str, *, detail: str, events: Sequence[AnyEvent] = ()) -> Attempt:
        """Take a waiting or running attempt out for good, with entries of the run's log; one that is final stays as
        it is, and nothing is logged.
        """
        ...

    async def retry_stale(self, run_id: str, *, stale_after: float) -> tuple[Attempt, ...]:
        """Fail every running attempt without a heartbeat for ``stale_after`` seconds as `WORKER_LOST`.

        Returns:
            The waiting retries.
        """
        ...
