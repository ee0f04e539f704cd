"""The run loop: one problem, one plan, driven from the database until it is decided, spent or interrupted."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from orchestrator.cluster.executor import Executor, environment_for
from orchestrator.cluster.jobs import About, JudgeJob, ProveJob
from orchestrator.errors import (
    AlreadyFinished,
    LeanCrashed,
    OperatorError,
    OwnershipLost,
    RetryError,
    UserError,
    WorkerLost,
)
from orchestrator.lean.environment import LeanNeeds
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import ProverOutcome, ProverStatus, ProverTask
from orchestrator.search.admission import admitted
from orchestrator.search.events import Listener, RunEvent, RunEventKind, nobody
from orchestrator.search.known import known_verdict
from orchestrator.search.ownership import HEARTBEAT_SECONDS, paused, taken_over
from orchestrator.search.plan import TACTICS, Plan
from orchestrator.search.statements import add_statement
from orchestrator.store import Attempt, NewAttempt, NewRun, Run, Store
from orchestrator.vocabulary import AttemptState, Code, FailureKind, RunOutcome, TrustLevel, VerdictKind

log = logging.getLogger(__name__)

JUDGE_TRIALS = 3
RECHECK = "recheck"
"""The prover that looks at an accepted sketch again."""
SHARE_BEFORE_OTHERS = 0.7
"""How much of the time that is left an attempt may take while others wait behind it: cheap provers come first."""
SHORTEST_ATTEMPT_SECONDS = 0.5
"""With less time left than this, no further attempt is begun."""


async def create_run(
    store: Store, challenge: Challenge, plan: Plan, toolchain: str, *, campaign_id: str | None = None
) -> Run:
    """Store the challenge's frozen text and a queued run for it, to be driven by `drive_run`.

    Args:
        campaign_id: the campaign whose time it shares, if any; `drive_campaign` keeps to it.
    """
    statement = await add_statement(store, challenge)
    new = NewRun(statement.id, TACTICS, toolchain, plan.to_config(), plan.budget, campaign_id=campaign_id)
    return await store.runs.create(new)


async def drive_run(
    store: Store,
    executor: Executor,
    run_id: str,
    owner: str,
    *,
    parallel: int = 1,
    at_most: float = math.inf,
    listener: Listener = nobody,
    clock: Callable[[], float] = time.monotonic,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> Run:
    """Drive a run that is queued, paused or left behind to its end, from what the database says.

    Cancelling the caller pauses the run: its attempts go back in line and anyone may resume it.

    Args:
        run_id: a stored run that is not finished.
        owner: this driver's token (`orchestrator.store.owner_token`).
        parallel: attempts in flight at once.
        at_most: seconds that this go may take, where the plan would allow more.
        listener: told what happens.
        clock: monotonic seconds.
        heartbeat_seconds: between two signs of life.

    Returns:
        The finished run.

    Raises:
        UserError: another process drives it.
        AlreadyFinished: there is nothing left to do.
        OwnershipLost: another process has taken it over in the meantime.
        OperatorError: the store or the workers cannot go on; the run is paused.
    """
    run = await taken_over(store, run_id, owner)
    tell = partial(_tell, listener, run)
    try:
        challenge = Challenge.parse((await store.problems.statement(run.statement_id)).text)
        driver = _Driver(store, executor, run, challenge, owner, parallel, at_most, tell, clock, heartbeat_seconds)
        return await driver.drive()
    except (OwnershipLost, AlreadyFinished):
        raise
    except BaseException:
        await paused(store, run_id, owner)
        tell(RunEventKind.PAUSED)
        raise


def _tell(listener: Listener, run: Run, kind: RunEventKind, text: str = "") -> None:
    listener(RunEvent(kind, run.problem_id, run.id, text))


@dataclass(slots=True)
class _Accepted:
    outcome: RunOutcome
    detail: str


class _Driver:
    """The state of one driven run that is not in the database: what is in flight, and when."""

    def __init__(
        self,
        store: Store,
        executor: Executor,
        run: Run,
        challenge: Challenge,
        owner: str,
        parallel: int,
        at_most: float,
        tell: Callable[..., None],
        clock: Callable[[], float],
        heartbeat_seconds: float,
    ) -> None:
        self._store = store
        self._executor = executor
        self._run = run
        self._challenge = challenge
        environment = environment_for(executor.environments, LeanNeeds.of(challenge), prefer=run.toolchain)
        self._toolchain = environment.name
        self._about = About.of(challenge, self._toolchain)
        self._owner = owner
        self._parallel = parallel
        self._tell = tell
        self._clock = clock
        self._heartbeat_seconds = heartbeat_seconds
        self._plan = Plan.from_config(run.strategy, run.config)
        self._beat_at = clock()
        self._seconds = min(self._plan.seconds, run.spent.seconds + at_most)
        self._active: set[str] = set()
        """Attempts that need signs of life: begun, and their end not yet on its way to the store."""
        self._accepted: _Accepted | None = None
        self._notes: list[str] = []
        self._unjudged = False

    async def drive(self) -> Run:
        """Work until the run is decided or spent, and finish it."""
        self._tell(RunEventKind.STARTED)
        if not await self._store.attempts.counts(self._run.id):
            await self._store.attempts.add(self._run.id, await self._first_attempts())
        try:
            await self._work()
        except UserError as error:
            return await self._finish(RunOutcome.FAILED, str(error))
        if self._accepted is not None:
            return await self._finish(self._accepted.outcome, self._accepted.detail)
        return await self._finish(*await self._undecided())

    async def _first_attempts(self) -> list[NewAttempt]:
        """What the plan says, after another look at what settled this statement before."""
        known = await self._store.sketches.accepted(self._run.statement_id)
        again = [] if known is None else [NewAttempt(RECHECK, self._plan.seed, known.direction, known.digest)]
        return again + self._plan.attempts()

    async def _finish(self, outcome: RunOutcome, detail: str) -> Run:
        run = await self._store.runs.finish(self._run.id, self._owner, outcome, detail=detail)
        self._tell(RunEventKind.FINISHED, f"{outcome}{': ' + detail if detail else ''}")
        return run

    async def _undecided(self) -> tuple[RunOutcome, str]:
        """How a run ends without an accepted proof: as failed where only failures of ours stood in the way."""
        states = set(await self._store.attempts.counts(self._run.id))
        if AttemptState.WAITING in states:
            self._notes.append(f"the time of {self._seconds:.3g} s was used up")
        nobody_had_a_say = AttemptState.FAILED in states and AttemptState.FINISHED not in states
        outcome = RunOutcome.FAILED if nobody_had_a_say or self._unjudged else RunOutcome.NOT_PROVED
        return outcome, "; ".join(dict.fromkeys(self._notes))

    async def _work(self) -> None:
        lanes = {asyncio.create_task(self._lane()) for _ in range(self._parallel)}
        heartbeat = asyncio.create_task(self._heartbeat())
        pending = set(lanes)
        try:
            while pending and self._accepted is None:
                done, _ = await asyncio.wait({*pending, heartbeat}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                pending -= done
        finally:
            for task in (*lanes, heartbeat):
                task.cancel()
            await asyncio.gather(*lanes, heartbeat, return_exceptions=True)

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat_seconds)
            self._run = await self._store.runs.heartbeat(self._run.id, self._owner)
            self._beat_at = self._clock()
            for attempt_id in tuple(self._active):
                await self._beat(attempt_id)

    async def _beat(self, attempt_id: str) -> None:
        try:
            await self._store.attempts.heartbeat(attempt_id, self._owner)
        except OwnershipLost:
            if attempt_id in self._active:
                raise
            # It has ended in the meantime: a sign of life that was under way then comes too late, and that is all.

    def _seconds_left(self) -> float:
        return self._seconds - self._run.spent.seconds - (self._clock() - self._beat_at)

    async def _lane(self) -> None:
        """Make one attempt after the other."""
        while self._accepted is None and self._seconds_left() >= SHORTEST_ATTEMPT_SECONDS:
            waiting = (await self._store.attempts.counts(self._run.id)).get(AttemptState.WAITING, 0)
            attempt = await self._store.attempts.claim(self._run.id, self._owner)
            if attempt is None:
                return
            share = self._seconds_left() * (1.0 if waiting <= self._parallel else SHARE_BEFORE_OTHERS)
            self._active.add(attempt.id)
            try:
                await self._attempt(attempt, max(SHORTEST_ATTEMPT_SECONDS, share))
            finally:
                self._active.discard(attempt.id)

    async def _attempt(self, attempt: Attempt, wall_seconds: float) -> None:
        self._tell(RunEventKind.ATTEMPT, f"{attempt.prover} {attempt.direction or ''}".strip())
        task = ProverTask(
            challenge=self._challenge,
            direction=attempt.direction,
            parent=await self._parent_regions(attempt),
            seed=attempt.seed,
            wall_seconds=wall_seconds,
        )
        try:
            outcome = await self._executor.submit(ProveJob(self._about, attempt.prover, task))
        except (UserError, OperatorError):
            raise
        except RetryError as error:
            await self._failure(attempt, error)
            return
        except Exception as error:
            log.exception("prover %s failed on %s", attempt.prover, self._challenge.id)
            await self._failure(attempt, error)
            return
        verdict = await self._judged(outcome) if outcome.status is ProverStatus.COMPLETE else None
        content = admitted(outcome, verdict, toolchain=self._toolchain, parent=attempt.parent_sketch)
        self._active.discard(attempt.id)
        await self._store.attempts.finish(attempt.id, self._owner, content)
        self._tell(RunEventKind.RESULT, f"{outcome.prover}: {content.detail}")
        if verdict is not None:
            self._heed(verdict, outcome)

    async def _parent_regions(self, attempt: Attempt) -> tuple[str, ...] | None:
        if attempt.parent_sketch is None:
            return None
        return (await self._store.sketches.get(attempt.parent_sketch)).regions

    async def _failure(self, attempt: Attempt, error: Exception) -> None:
        """A failure of ours: stored apart, and the same work waits in line again unless it has failed too often."""
        kind = FailureKind.WORKER_LOST if isinstance(error, WorkerLost) else FailureKind.INTERNAL
        kind = FailureKind.LEAN_CRASHED if isinstance(error, LeanCrashed) else kind
        sentence = str(error) or type(error).__name__
        self._active.discard(attempt.id)
        retry = await self._store.attempts.fail(attempt.id, self._owner, kind, sentence)
        self._notes.append(f"{attempt.prover} failed through no fault of the proof: {sentence}")
        self._tell(RunEventKind.TROUBLE, f"{kind}: {sentence}{'' if retry else '; given up'}")

    async def _judged(self, outcome: ProverOutcome) -> Verdict:
        """The verdict on a complete sketch; a judge that keeps failing gives the one that accuses nobody."""
        submission = self._challenge.submission(outcome.regions, outcome.direction)
        if self._plan.reuse_verdicts:
            known = await known_verdict(self._store.verdicts, submission, self._toolchain)
            if known is not None:
                return known
        self._tell(RunEventKind.JUDGING, f"{outcome.prover} {outcome.direction}")
        trouble = ""
        for _ in range(JUDGE_TRIALS):
            try:
                return await self._executor.submit(JudgeJob(self._about, self._challenge, submission))
            except RetryError as error:
                trouble = str(error)
                self._tell(RunEventKind.TROUBLE, f"the judge: {trouble}")
        return Verdict(
            kind=VerdictKind.INFRASTRUCTURE,
            code=Code.INFRASTRUCTURE,
            detail=f"the judge failed {JUDGE_TRIALS} times: {trouble}",
            trust=TrustLevel.ELABORATED,
            toolchain=self._toolchain,
            direction=outcome.direction,
        )

    def _heed(self, verdict: Verdict, outcome: ProverOutcome) -> None:
        self._tell(RunEventKind.VERDICT, f"{verdict.kind} ({verdict.trust}): {verdict.detail}")
        if verdict.proved:
            decided = RunOutcome.of_accepted(outcome.direction, answers=bool(self._challenge.answers))
            self._accepted = _Accepted(decided, verdict.detail)
        elif verdict.kind is not VerdictKind.ACCEPTED:
            self._unjudged |= verdict.kind is VerdictKind.INFRASTRUCTURE
            self._notes.append(f"the judge on {outcome.prover}: {verdict.kind}, {verdict.detail}")
