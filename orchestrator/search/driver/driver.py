"""The driver: the one loop that asks a strategy, does what it decides, and stores what came of it.

All that it knows of a run is in the database. Killed at any moment, it leaves a run that another driver takes over: the
log gives it the same board, and work that was decided and not ended is done again.
"""

from __future__ import annotations

import asyncio
import logging
import math
from typing import Any

from orchestrator.cluster.executor import environment_for
from orchestrator.errors import (
    AlreadyFinished,
    LimitReached,
    NothingDone,
    OperatorError,
    OrchestratorError,
    OwnershipLost,
    StoreError,
    UserError,
)
from orchestrator.lean.environment import LeanNeeds
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import ProverOutcome, ProverStatus
from orchestrator.search.board import Board
from orchestrator.search.driver.admitting import Admitter
from orchestrator.search.driver.attempts import AttemptMaker, Made
from orchestrator.search.driver.conclusion import Conclusion
from orchestrator.search.driver.decisions import facts_of, label, new_attempt, step_of
from orchestrator.search.driver.episodes import EpisodeMaker
from orchestrator.search.driver.failures import failure_kind, is_defect, sentence_of
from orchestrator.search.driver.judging import RunJudge
from orchestrator.search.driver.lanes import Lanes, fits, without
from orchestrator.search.driver.loading import load
from orchestrator.search.driver.log import RunLog, event_of
from orchestrator.search.driver.matches import Matches
from orchestrator.search.driver.ownership import pause_safely, take_over
from orchestrator.search.driver.parts import DriverParts, Moment
from orchestrator.search.driver.runs import challenge_of
from orchestrator.search.events import Listener, RunEvent, RunEventKind, ignore_events
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategies.cheap_first import CheapFirst
from orchestrator.search.strategies.switching import Switching
from orchestrator.search.strategy import (
    Capacity,
    Decided,
    Dropped,
    Entry,
    Failed,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    Stop,
    Strategy,
    Wait,
    Work,
)
from orchestrator.store import Attempt, Run
from orchestrator.vocabulary import FailureKind, RunOutcome

log = logging.getLogger(__name__)

SHORTEST_ATTEMPT_SECONDS = 0.5
"""With less time left than this, no further attempt is begun."""
START_GAP_SECONDS = 0.004
"""Between two beginnings of a batch. Agents that begin together ask and end together, too: the event loop, the database
and the model's server would have two hundred of them to do at once, and then nothing."""
MOST_GIVEN_UP = 5
"""Attempts that fail for good in a row; then the run ends, or is paused where workers or a model are away."""
AWAY = frozenset({FailureKind.WORKER_LOST, FailureKind.MODEL_UNAVAILABLE})


async def drive_run(
    parts: DriverParts,
    run_id: str,
    owner: str,
    *,
    parallel: int = 0,
    at_most: float = math.inf,
    listener: Listener = ignore_events,
) -> Run:
    """Drive a run that is queued, paused or left behind to its end, from what the database says.

    Cancelling the caller pauses the run: its attempts are queued again and anyone may resume it.

    Args:
        parts: of this process.
        run_id: a stored run that is not finished.
        owner: this driver's token (`orchestrator.store.owner_token`).
        parallel: provers at work at once where the run's plan does not say; 0 means as many as there are workers.
        at_most: seconds that this call may take, where the plan would allow more.
        listener: told what happens.

    Returns:
        The finished run.

    Raises:
        UserError: another process drives it.
        AlreadyFinished: there is nothing left to do.
        OwnershipLost: another process has taken it over in the meantime.
        OperatorError: the store, a model, or the workers must be mended; the run is paused.
    """
    run = await take_over(parts.store, run_id, owner)
    try:
        driver = Driver(parts, run, await challenge_of(parts.store, run), owner, listener)
        return await driver.drive(parallel or parts.executor.capacity, run.spent.seconds + at_most)
    except (OwnershipLost, AlreadyFinished):
        raise
    except BaseException as error:
        await pause_safely(parts.store, run_id, owner, detail=_why_paused(error))
        listener(RunEvent(RunEventKind.PAUSED, run.problem_id, run.id))
        raise


def _why_paused(error: BaseException) -> str:
    """What has to be mended before a run can go on; empty where it was only interrupted."""
    if isinstance(error, LimitReached):  # its campaign was paused, and goes on by itself
        return ""
    if isinstance(error, OrchestratorError):
        return str(error)
    return f"an error of this program: {error!r}" if isinstance(error, Exception) else ""


class Driver:
    """The state of one driven run that is not in the database: what is in flight here, and how it is going to end."""

    def __init__(self, parts: DriverParts, run: Run, challenge: Challenge, owner: str, listener: Listener) -> None:
        self._parts, self._store = parts, parts.store
        self._run = run
        self._challenge = challenge
        self._owner = owner
        self._listener = listener
        self._plan = plan = RunPlan.of_run(run)
        environment = environment_for(parts.executor.environments, LeanNeeds.of(challenge), prefer=run.toolchain)
        self._toolchain = environment.name
        known = self._store.verdicts if plan.reuse_verdicts else None
        self._judge = RunJudge(parts.judging(parts.executor, environment), known, self._trouble)
        profile = plan.profiles[0].name if plan.profiles else ""
        episodes = EpisodeMaker(self._store, run, owner, parts.ledger, parts.models, profile)
        self._matches = Matches(parts, run, challenge, profile, plan.seed)
        self._log = RunLog(self._store.events, run.id)
        self._strategy = CheapFirst(Switching(_strategy(parts, run, plan), parts.strategies), plan.first)
        facts = facts_of(run, plan, challenge, parts.provers)
        self._board = self._strategy.begin(facts)
        self._common = Board(facts)
        self._maker = AttemptMaker(parts, run, plan, challenge, self._toolchain, self._judge, episodes, self._common)
        self._admitter = Admitter(parts, run, plan, challenge, self._toolchain, self._common, self._maker)
        self._beat_at = parts.clock()
        self._seconds = math.inf
        self._conclusion = Conclusion(bool(challenge.answers))
        self._lanes = Lanes(Capacity())
        self._given_up = 0
        """Attempts that failed for good since one ended well."""
        self._model_away = ""
        """Why the last attempt failed for good, if for want of its model."""

    async def drive(self, parallel: int, until: float) -> Run:
        """Work until the run is decided or spent, and finish it.

        Args:
            parallel: provers at work at once where the plan does not say.
            until: seconds of the run's time that may be spent at most.
        """
        lanes = self._plan.lanes
        self._lanes = Lanes(Capacity(lanes.provers or parallel, lanes.raters, lanes.goals))
        self._seconds = min(until, math.inf if self._run.limits.seconds is None else self._run.limits.seconds)
        if self._plan.profiles:
            await load(self._parts.provers, self._parts.goal_provers.values())
        self._tell(RunEventKind.STARTED)
        self._parts.at(Moment.ACQUIRED)
        for entry in await self._log.history():
            self._learn(entry)
        try:
            await self._work()
        except UserError as error:
            if isinstance(error, AlreadyFinished):
                raise
            return await self._finish(RunOutcome.FAILED, str(error))
        await self._require_model()
        return await self._finish(*self._conclusion.outcome(await self._store.attempts.counts(self._run.id)))

    async def _require_model(self) -> None:
        """Raise `OperatorError` where the run would end only because its model is away: what it may use is left."""
        run = await self._store.runs.get(self._run.id)
        left = run.limits.episodes is None or run.spent.episodes < run.limits.episodes
        if self._conclusion.accepted is None and self._model_away and left and self._seconds_left() > 0:
            raise OperatorError(self._to_mend(self._model_away))

    # --- what is known ------------------------------------------------------------------------------------------------

    def _learn(self, entry: Entry) -> None:
        self._common.learn(entry)
        self._board = self._strategy.learn(self._board, entry)
        if isinstance(entry, Rated):
            self._matches.learn(entry)

    def _tell(self, kind: RunEventKind, text: str = "") -> None:
        self._listener(RunEvent(kind, self._run.problem_id, self._run.id, text))

    def _trouble(self, sentence: str) -> None:
        self._tell(RunEventKind.TROUBLE, sentence)

    def _seconds_left(self) -> float:
        return self._seconds - self._run.spent.seconds - (self._parts.clock() - self._beat_at)

    # --- the loop -----------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        self._lanes.start("heartbeat", self._heartbeat())
        try:
            await self._take_up()
            while self._conclusion.accepted is None:
                for entry in await self._log.news():
                    self._learn(entry)
                await self._decide()
                if self._lanes.idle:
                    return
                await self._lanes.news()
        finally:
            await self._lanes.stop()

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(self._parts.heartbeat_seconds)
            self._run = await self._store.runs.heartbeat(self._run.id, self._owner)
            self._beat_at = self._parts.clock()

    async def _take_up(self) -> None:
        """Go on with what was decided before and has not ended: queued attempts, and matches."""
        steps = dict(self._common.in_flight)
        while (attempt := await self._store.attempts.claim(self._run.id, self._owner)) is not None:
            step = step_of(attempt)
            work = steps.pop(step, None)
            if isinstance(work, Prove | ProveGoal) and not self._out_of_time():
                self._lanes.start(work.kind, self._attempt(step, work, attempt))
            else:
                await self._drop(step, attempt, "nothing of its run's time was left")
        for step, work in steps.items():
            if isinstance(work, Rate):
                self._lanes.start("rate", self._match(step, work))

    def _out_of_time(self) -> bool:
        if self._plan.lean_seconds is not None and self._common.lean_seconds >= self._plan.lean_seconds:
            self._conclusion.limited(f"the {self._plan.lean_seconds:g} s of Lean's processor time were used up")
            return True
        if self._seconds_left() >= SHORTEST_ATTEMPT_SECONDS:
            return False
        self._conclusion.limited(f"the time of {self._seconds:.3g} s was used up")
        return True

    async def _decide(self) -> None:
        """Ask the strategy for as much as there are free lanes, store it, and begin."""
        decided: list[Decided] = []
        free = self._lanes.free
        while self._conclusion.accepted is None and not self._conclusion.limit and not self._common.proved:
            if free == Capacity():
                break
            decision = self._strategy.next(self._board, free)
            if isinstance(decision, Wait | Stop) or not fits(decision, free) or self._out_of_time():
                break
            entry = Decided(self._common.step, decision)
            self._learn(entry)
            decided.append(entry)
            free = without(free, decision)
        if decided:
            await self._begin(decided)

    async def _begin(self, decided: list[Decided]) -> None:
        self._parts.at(Moment.DECIDED)
        events = [event_of(entry, self._log.seen) for entry in decided]
        provings = [entry for entry in decided if not isinstance(entry.decision, Rate)]
        new = [new_attempt(entry) for entry in provings]
        attempts = await self._store.attempts.begin(self._run.id, self._owner, new, events=events)
        self._parts.at(Moment.BEGUN)
        for place, (entry, attempt) in enumerate(zip(provings, attempts, strict=True)):
            work = entry.decision
            assert isinstance(work, Prove | ProveGoal)
            self._lanes.start(work.kind, self._attempt(entry.step, work, attempt, place * START_GAP_SECONDS))
        for entry in decided:
            if isinstance(entry.decision, Rate):
                self._lanes.start("rate", self._match(entry.step, entry.decision))

    # --- one piece of work --------------------------------------------------------------------------------------------

    async def _attempt(self, step: int, work: Prove | ProveGoal, attempt: Attempt, start_after: float = 0.0) -> None:
        if start_after:
            await asyncio.sleep(start_after)
        self._tell(RunEventKind.ATTEMPT, label(work))
        share = work.share if isinstance(work, Prove) else 1.0
        seconds = max(SHORTEST_ATTEMPT_SECONDS, self._seconds_left() * share)
        try:
            made = await self._maker.make(attempt, work, seconds)
            self._parts.at(Moment.PROVED)
        except LimitReached as reached:
            self._conclusion.limited(reached.message)
            await self._drop(step, attempt, reached.message)
            return
        except NothingDone as nothing:
            self._conclusion.note(str(nothing))
            await self._drop(step, attempt, str(nothing))
            return
        except (UserError, OperatorError, OwnershipLost):
            raise
        except Exception as error:  # noqa: BLE001 - a defect in one prover must not stop the others
            await self._failure(step, work, attempt, error)
            return
        verdict = await self._judged(made.outcome)
        self._parts.at(Moment.JUDGED)
        await self._admit(step, work, attempt, made, verdict)

    async def _judged(self, outcome: ProverOutcome) -> Verdict | None:
        """The verdict on what was handed in: the judge's if it is complete."""
        submission = self._challenge.submission(outcome.regions, outcome.direction)
        if outcome.status is not ProverStatus.COMPLETE:
            return self._judge.given(submission)
        if self._judge.given(submission) is None:
            self._tell(RunEventKind.JUDGING, f"{outcome.prover} {outcome.direction}")
        return await self._judge.judge(self._challenge, submission)

    async def _admit(
        self, step: int, work: Prove | ProveGoal, attempt: Attempt, made: Made, verdict: Verdict | None
    ) -> None:
        outcome = made.outcome
        new = await self._admitter.outcome(step, work, attempt, made, verdict, self._run)
        await self._store.attempts.finish(attempt.id, self._owner, new)
        self._given_up, self._model_away = 0, ""
        self._parts.at(Moment.ADMITTED)
        self._tell(RunEventKind.RESULT, f"{label(work)}: {outcome.ending or new.detail.splitlines()[0]}")
        if verdict is not None:
            self._tell(RunEventKind.VERDICT, f"{verdict.kind} ({verdict.trust}): {verdict.detail}")
            self._conclusion.learn(verdict, outcome.prover)
        if outcome.ending == "run_budget":
            self._conclusion.limit = True

    async def _failure(self, step: int, work: Work, attempt: Attempt, error: Exception) -> None:
        """An infrastructure failure: stored apart, and the same work is done again unless it failed too often."""
        kind, sentence = failure_kind(error), sentence_of(error)
        again = attempt.retries < self._run.max_retries
        entry = Failed(step, kind.value, sentence, again)
        if is_defect(error):
            log.error("%s failed on %s", label(work), self._challenge.id, exc_info=error)
        await self._store.attempts.fail(attempt.id, self._owner, kind, sentence, events=(event_of(entry),))
        self._conclusion.note(f"{label(work)} failed through no fault of the proof: {sentence}")
        self._trouble(f"{kind}: {sentence}{'' if again else '; given up'}")
        if not again:
            self._give_up(kind, sentence)
        else:
            retry = await self._store.attempts.claim(self._run.id, self._owner)
            while retry is not None:
                at = step_of(retry)
                queued = self._common.in_flight.get(at)
                assert isinstance(queued, Prove | ProveGoal), "only attempts are queued"
                self._lanes.start(queued.kind, self._attempt(at, queued, retry))
                retry = await self._store.attempts.claim(self._run.id, self._owner)

    def _give_up(self, kind: FailureKind, sentence: str) -> None:
        """An attempt failed for good. A strategy would decide the same again and again, for as long as money lasts."""
        self._given_up += 1
        self._model_away = sentence if kind is FailureKind.MODEL_UNAVAILABLE else ""
        if self._given_up < MOST_GIVEN_UP:
            return
        if kind in AWAY:
            raise OperatorError(self._to_mend(sentence))
        self._conclusion.limited(f"{self._given_up} attempts in a row failed for good")

    def _to_mend(self, why: str) -> str:
        many = "1 attempt" if self._given_up == 1 else f"{self._given_up} attempts in a row"
        return f"{many} failed for good, the last because {why}"

    async def _drop(self, step: int, attempt: Attempt, reason: str) -> None:
        entry = event_of(Dropped(step, reason))
        await self._store.attempts.cancel(attempt.id, detail=reason, events=(entry,) if step >= 0 else ())

    async def _match(self, step: int, work: Rate) -> None:
        entry: Entry
        try:
            entry = await self._matches.play(step, work, self._common)
        except LimitReached as reached:
            self._conclusion.limited(reached.message)
            entry = Dropped(step, reached.message)
        except (UserError, OperatorError, OwnershipLost):
            raise
        except Exception as error:
            log.log(logging.ERROR if is_defect(error) else logging.INFO, "a match failed", exc_info=error)
            entry = Failed(step, failure_kind(error).value, sentence_of(error))
        await self._store.events.append(self._run.id, [event_of(entry)])

    # --- the end ------------------------------------------------------------------------------------------------------

    async def _finish(self, outcome: RunOutcome, detail: str) -> Run:
        self._parts.at(Moment.FINISHING)
        run = await self._store.runs.finish(self._run.id, self._owner, outcome, detail=detail)
        self._tell(RunEventKind.FINISHED, f"{outcome}{': ' + detail if detail else ''}")
        return run


def _strategy(parts: DriverParts, run: Run, plan: RunPlan) -> Strategy[Any]:
    try:
        return parts.strategies(plan.strategy, plan.config)
    except UserError as error:
        raise StoreError(f"run {run.id} cannot be resumed by this version ({error}): start a new one") from error
