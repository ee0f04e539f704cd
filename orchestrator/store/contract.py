"""The storage contract: what every `Store` promises to the rooms above it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from orchestrator.store.inputs import (
    AttemptOutcome,
    Budget,
    JsonObject,
    NewAttempt,
    NewEvent,
    NewGoalResult,
    NewRun,
    NewSketch,
    NewVerdict,
    Usage,
)
from orchestrator.store.records import (
    Attempt,
    Campaign,
    Charge,
    Episode,
    Event,
    GoalResult,
    LineageEdge,
    Run,
    Sketch,
    StatementVersion,
    StoreCheck,
    Verdict,
)
from orchestrator.store.views import Detail, ProblemOverview
from orchestrator.vocabulary import AttemptState, EpisodeStatus, FailureKind, RunOutcome


class Store(Protocol):
    """Remembers everything that was tried; the database alone is enough to resume any run.

    **Ownership.** A run is driven by one owner at a time, an attempt is worked on by one owner at a time; owners are
    tokens that no two workers share (`orchestrator.store.owner_token`). Ownership is won by compare-and-set
    (`acquire_run`, `claim_attempt`), kept by heartbeats, and lost when a heartbeat is older than the age that whoever
    takes over names. Only its owner may end a RUNNING attempt, with three exceptions: the run ends or pauses, its
    heartbeat is stale, or somebody cancels it. The former owner learns so by `OwnershipLost` at its next call.

    **Finality.** Statement versions, sketches, goals, their results, checks, verdicts, events and transcripts never
    change. Runs, attempts, episodes and charges never change once final. This holds at the level of the database too.
    States only move forward; a retry is a new attempt that names the one it repeats.

    **Atomicity.** Every method is one transaction: all of it is stored or, on an error or crash, nothing. Methods that
    a worker may have to repeat because it did not hear the answer (`acquire_run`, `finish_run`, `finish_attempt`,
    `fail_attempt`, `finish_episode`, `reserve`, `settle`, `release`, `add_statement`, `add_sketch`) store once and
    return the same again.

    **Concurrency.** Safe for any number of tasks of one event loop and any number of processes, each of which opens its
    own store. A store belongs to the event loop it is used on and does not survive a fork. Readers never wait
    for writers. Cancelling a caller lets the transaction it has begun end first.

    **Time.** All times come from the clock the store was opened with; processes that share a database need clocks that
    agree to well within the stale age.

    Every method may raise `StoreError` where the database fails and `UnknownId` for an id that is not there.
    """

    # --- problems -----------------------------------------------------------------------------------------------

    async def add_statement(
        self, problem_id: str, *, source: str, title: str, text: str, metadata: JsonObject | None = None
    ) -> StatementVersion:
        """The version of ``problem_id`` with this frozen text; it (and the problem) is stored if new.

        Raises:
            SourceError: the text holds characters that cannot be stored.
        """
        ...

    async def get_statement(self, statement_id: int) -> StatementVersion:
        """A statement version."""
        ...

    # --- runs ---------------------------------------------------------------------------------------------------

    async def create_campaign(self, limits: Budget) -> Campaign:
        """A budget for runs that are made with its id (`NewRun.campaign_id`)."""
        ...

    async def get_campaign(self, campaign_id: str) -> Campaign:
        """A campaign as it is now."""
        ...

    async def campaign_runs(self, campaign_id: str) -> tuple[Run, ...]:
        """The runs of a campaign, oldest first."""
        ...

    async def create_run(self, new: NewRun) -> Run:
        """A queued run."""
        ...

    async def get_run(self, run_id: str) -> Run:
        """A run as it is now."""
        ...

    async def unfinished_runs(self) -> tuple[Run, ...]:
        """Every run that is not finished, oldest first; `acquire_run` tells which of them can be resumed."""
        ...

    async def acquire_run(self, run_id: str, owner: str, *, stale_after: float) -> Run | None:
        """Make ``owner`` the driver of a run that is queued, paused or left behind; then it is running.

        Args:
            stale_after: seconds without a heartbeat after which a running run counts as left behind.

        Returns:
            The run, or None while another owner is alive.

        Raises:
            AlreadyFinished: there is nothing left to do.
        """
        ...

    async def heartbeat_run(self, run_id: str, owner: str) -> Run:
        """Keep the ownership, count the seconds since the last heartbeat as spent, and see the run as it is.

        Raises:
            OwnershipLost, AlreadyFinished: stop driving it.
        """
        ...

    async def pause_run(self, run_id: str, owner: str) -> Run:
        """Give the run up so that anyone can resume it; its running attempts go back in line as new attempts."""
        ...

    async def finish_run(self, run_id: str, owner: str, outcome: RunOutcome, *, detail: str = "") -> Run:
        """End the run for good: cancels what waits or runs and settles open reservations in full.

        Stop the workers first, so that their calls are settled with what they really cost.

        Raises:
            ValueError: proved, disproved or answered without an accepted verdict of this run, at trust `replayed` or
                above, on a sketch of that direction.
            AlreadyFinished: it ended with another outcome.
            OwnershipLost: it is not ``owner``'s.
        """
        ...

    # --- attempts -----------------------------------------------------------------------------------------------

    async def add_attempts(self, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
        """Waiting attempts, to be claimed in this order; raises `AlreadyFinished`."""
        ...

    async def claim_attempt(self, run_id: str, owner: str) -> Attempt | None:
        """The oldest waiting attempt, now running for ``owner``; None if none waits or the run is not running."""
        ...

    async def heartbeat_attempt(self, attempt_id: str, owner: str) -> None:
        """Say that ``owner`` is still at work; raises `OwnershipLost`."""
        ...

    async def finish_attempt(
        self, attempt_id: str, owner: str, outcome: AttemptOutcome, *, then: Sequence[NewAttempt] = ()
    ) -> Attempt:
        """Admit an outcome: sketch, goals, findings, checks, verdicts, events and the final state together.

        With them the attempts ``then`` are put in line; they may start from the outcome's sketch.

        The same outcome delivered twice by the same owner is stored once. Episodes still open end as failed.

        Raises:
            OwnershipLost: the attempt was given to another worker or cancelled; nothing was stored.
            AlreadyFinished: it was finished with another outcome.
        """
        ...

    async def fail_attempt(self, attempt_id: str, owner: str, kind: FailureKind, detail: str) -> Attempt | None:
        """Record a failure of ours; returns the waiting retry, or None if the run's ``max_retries`` are used up."""
        ...

    async def cancel_attempt(self, attempt_id: str, *, detail: str) -> Attempt:
        """Take a waiting or running attempt out for good; one that is final stays as it is."""
        ...

    async def retry_stale_attempts(self, run_id: str, *, stale_after: float) -> tuple[Attempt, ...]:
        """Fail every running attempt without a heartbeat for ``stale_after`` seconds as `WORKER_LOST`.

        Returns:
            The waiting retries.
        """
        ...

    async def attempts(
        self, run_id: str, states: Collection[AttemptState] = tuple(AttemptState)
    ) -> tuple[Attempt, ...]:
        """The attempts of a run in these states, oldest first."""
        ...

    # --- sketches, goals, verdicts ------------------------------------------------------------------------------

    async def add_sketch(self, statement_id: int, sketch: NewSketch) -> Sketch:
        """Store a sketch that no attempt made (the initial one); raises `UnknownId` for a parent that is not stored."""
        ...

    async def get_sketch(self, digest: str) -> Sketch:
        """The sketch with this full digest; raises `UnknownId`."""
        ...

    async def run_sketches(self, run_id: str) -> tuple[Sketch, ...]:
        """Every sketch that the run's attempts made, oldest first."""
        ...

    async def lineage(self, digest: str) -> tuple[LineageEdge, ...]:
        """All ancestors of a sketch as edges, breadth first, the edited parent before inspirations."""
        ...

    async def goal_results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        """The goal cache: what is known of these goals under this toolchain, oldest first; others are left out."""
        ...

    async def add_goal_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        """Store findings outside of an admission, e.g. from a sub-prover while an episode still runs."""
        ...

    async def add_verdict(self, run_id: str, sketch_digest: str, verdict: NewVerdict) -> Verdict:
        """Store a later verdict on a sketch, e.g. of a second judge; also for finished runs."""
        ...

    # --- events -------------------------------------------------------------------------------------------------

    async def append_event(self, run_id: str, event: NewEvent) -> None:
        """Append to the run's log."""
        ...

    async def events_since(self, run_id: str, seq: int = 0, *, limit: int = 1000) -> tuple[Event, ...]:
        """Events with a greater sequence number, in order; none with a smaller number can appear later."""
        ...

    # --- episodes and the ledger --------------------------------------------------------------------------------

    async def start_episode(
        self, attempt_id: str, owner: str, *, profile: str, model: str, prompt_version: str
    ) -> Episode:
        """A running episode of an attempt that ``owner`` runs; raises `LimitReached` and `OwnershipLost`."""
        ...

    async def finish_episode(
        self,
        episode_id: str,
        owner: str,
        status: EpisodeStatus,
        *,
        transcript: Any,
        edits: int = 0,
        seconds: float = 0.0,
        sketch: NewSketch | None = None,
    ) -> Episode:
        """End an episode with its transcript (any JSON value) and what it made; tokens and cost are summed here.

        Settle its calls first: a reservation settled later counts for the run but not in the episode's sums.
        """
        ...

    async def reserve(
        self,
        run_id: str,
        call_id: str,
        *,
        micro_usd: int,
        tokens: int,
        attempt_id: str | None = None,
        episode_id: str | None = None,
    ) -> Charge:
        """Set money and tokens aside for one call, before it is sent.

        Args:
            call_id: unique to the call; the same reservation made twice counts once.
            micro_usd: the most that the call can cost.
            tokens: the most that it can use, input and output.
            attempt_id: whose call it is; taken from the episode where one is given.

        Raises:
            LimitReached: spent, reserved and this together would pass a limit of the run, or of its campaign
                (`CampaignLimitReached`).
            OwnershipLost: the attempt or episode has ended.
            AlreadyFinished: the run has ended.
        """
        ...

    async def settle(self, call_id: str, usage: Usage) -> Charge:
        """Turn a reservation into what the call cost, even above the reservation: what was billed was billed.

        A charge settled before stays as it is: a call whose worker was given up has been charged in full.
        """
        ...

    async def release(self, call_id: str) -> Charge:
        """Give a reservation back: the call was never sent, or the server said that it does not bill it."""
        ...

    # --- for people ---------------------------------------------------------------------------------------------

    async def overview(self, prefix: str = "") -> tuple[ProblemOverview, ...]:
        """Where each problem stands whose id starts with ``prefix``, by id."""
        ...

    async def show(self, identifier: str) -> Detail:
        """What a problem id, or the id or unique prefix of a run, attempt, episode or sketch digest stands for.

        Raises:
            UserError: the prefix is not unique; the message lists candidates.
        """
        ...

    async def check(self) -> StoreCheck:
        """Facts for ``orchestrator doctor``."""
        ...
