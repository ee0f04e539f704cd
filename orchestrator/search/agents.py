"""Strategy A: N independent agents over one problem, each a chain of episodes; the first accepted proof stops the rest.

The chain is in the database: an attempt is an episode, its ``seed`` the number of its agent, its ``parent_sketch`` what
the agent's last episode with a valid file made. A run killed at any moment goes on from there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from orchestrator.errors import (
    AlreadyFinished,
    LeanCrashed,
    LimitReached,
    ModelUnavailable,
    OperatorError,
    OwnershipLost,
    RetryError,
    StoreError,
    UserError,
)
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import JsonObject, sketch_digest
from orchestrator.provers.agent.agent import AgentTools, goes_on, run_episode
from orchestrator.provers.agent.stored_episode import StoredEpisode
from orchestrator.search.admission import admitted
from orchestrator.search.events import Listener, RunEvent, RunEventKind, nobody
from orchestrator.search.ownership import HEARTBEAT_SECONDS, paused, taken_over
from orchestrator.search.statements import add_statement
from orchestrator.store import Attempt, AttemptOutcome, Budget, NewAttempt, NewRun, Run, Store, collected
from orchestrator.vocabulary import AttemptState, FailureKind, RunOutcome

log = logging.getLogger(__name__)

AGENTS: Final = "agents"
"""The strategy of this module, as stored with its runs."""
PROVER: Final = "agent"
START_GAP_SECONDS: Final = 0.01
"""Between two agents' beginnings. Agents that begin together ask and end together, too: the event loop, the database
and the model's server would have two hundred of them to do at once, and then nothing."""


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """What a run of agents sets out to do; stored with it. At least the number of episodes bounds every run."""

    agents: int = 1
    budget: Budget = field(default_factory=lambda: Budget(episodes=10))
    profile: Mapping[str, Any] = field(default_factory=dict)
    """What was told of the model: its profile's name, model and price snapshot; for people."""

    def __post_init__(self) -> None:
        if self.agents < 1 or self.budget.episodes is None:
            raise ValueError("a run of agents needs at least one agent and a limit on its episodes")

    def to_config(self) -> JsonObject:
        """What is stored in the run's ``config``; its limits are stored beside it."""
        return {"agents": self.agents, "profile": dict(self.profile)}

    @classmethod
    def of_run(cls, run: Run) -> Self:
        """The plan of a stored run; raises `StoreError` if it is not one of ours."""
        try:
            if run.strategy != AGENTS:
                raise ValueError(f"its strategy is {run.strategy!r}")
            return cls(int(run.config["agents"]), run.limits, run.config["profile"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"run {run.id} cannot be resumed by this version ({error}): start a new one") from error


async def create_agent_run(
    store: Store, challenge: Challenge, plan: AgentPlan, toolchain: str, *, campaign_id: str | None = None
) -> Run:
    """Store the challenge's frozen text and a queued run for it, to be driven by `drive_agents`.

    Args:
        campaign_id: the campaign whose budget it shares, if any.
    """
    statement = await add_statement(store, challenge)
    new = NewRun(statement.id, AGENTS, toolchain, plan.to_config(), plan.budget, campaign_id=campaign_id)
    return await store.runs.create(new)


async def drive_agents(
    tools: AgentTools,
    run_id: str,
    owner: str,
    *,
    listener: Listener = nobody,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> Run:
    """Drive a run that is queued, paused or left behind to its end, from what the database says.

    Cancelling the caller ends the episodes in flight, settles their calls and pauses the run.

    Args:
        tools: what the agents use.
        run_id: a stored run of strategy ``agents`` that is not finished.
        owner: this driver's token (`orchestrator.store.owner_token`).
        listener: told what happens.
        heartbeat_seconds: between two signs of life.

    Returns:
        The finished run.

    Raises:
        UserError: another process drives it.
        AlreadyFinished: there is nothing left to do.
        OwnershipLost: another process has taken it over in the meantime.
        OperatorError: the store, the model or Lean must be mended; the run is paused.
    """
    run = await taken_over(tools.store, run_id, owner)
    driver = _Driver(tools, run, await challenge_of(tools.store, run), owner, listener, heartbeat_seconds)
    try:
        return await driver.drive()
    except (OwnershipLost, AlreadyFinished):
        raise
    except BaseException:
        await paused(tools.store, run_id, owner)
        driver.tell(RunEventKind.PAUSED)
        raise


async def challenge_of(store: Store, run: Run) -> Challenge:
    """What a stored run is to prove."""
    return Challenge.parse((await store.problems.statement(run.statement_id)).text)


class _Driver:
    """What of one driven run is not in the database: how it is going to end."""

    def __init__(
        self,
        tools: AgentTools,
        run: Run,
        challenge: Challenge,
        owner: str,
        listener: Listener,
        heartbeat_seconds: float,
    ) -> None:
        self._tools = tools
        self._store = tools.store
        self._run = run
        self._challenge = challenge
        self._owner = owner
        self._listener = listener
        self._heartbeat_seconds = heartbeat_seconds
        self._plan = AgentPlan.of_run(run)
        self._proof: tuple[RunOutcome, str] | None = None
        self._notes: list[str] = []

    def tell(self, kind: RunEventKind, text: str = "") -> None:
        """Tell the listener."""
        self._listener(RunEvent(kind, self._challenge.id, self._run.id, text))

    async def drive(self) -> Run:
        """Run episodes until the problem is decided or the budget spent, and finish the run."""
        self.tell(RunEventKind.STARTED)
        await self._store.attempts.add(self._run.id, await self._missing_attempts())
        try:
            await self._work()
            outcome, detail = self._proof or await self._undecided()
        except AlreadyFinished:
            raise
        except UserError as error:  # the challenge cannot be worked on as it is, whoever tries
            outcome, detail = RunOutcome.FAILED, str(error)
        run = await self._store.runs.finish(self._run.id, self._owner, outcome, detail=detail)
        self.tell(RunEventKind.FINISHED, f"{outcome}{': ' + detail if detail else ''}")
        return run

    async def _missing_attempts(self) -> list[NewAttempt]:
        """The next attempt of every agent that has none in line: all of them at first, few after a crash."""
        last: dict[int, Attempt] = {}
        for attempt in await collected(self._store.attempts.list, self._run.id):
            last[attempt.seed] = attempt
        missing = []
        for agent in range(self._plan.agents):
            if agent not in last:
                missing.append(NewAttempt(PROVER, agent))
            elif last[agent].state in (AttemptState.FINISHED, AttemptState.CANCELLED):
                missing.append(_next(last[agent], last[agent].sketch_digest))
        return missing

    async def _work(self) -> None:
        lanes = {asyncio.create_task(self._lane(agent * START_GAP_SECONDS)) for agent in range(self._plan.agents)}
        heartbeat = asyncio.create_task(self._heartbeat())
        pending = set(lanes)
        try:
            while pending and self._proof is None:
                done, _ = await asyncio.wait({*pending, heartbeat}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                pending -= done
        finally:
            for task in (*lanes, heartbeat):
                task.cancel()
            await asyncio.gather(*lanes, heartbeat, return_exceptions=True)

    async def _heartbeat(self) -> None:
        # The run's sign of life is that of its attempts, which live and die with this process.
        while True:
            await asyncio.sleep(self._heartbeat_seconds)
            self._run = await self._store.runs.heartbeat(self._run.id, self._owner)

    async def _lane(self, start_after: float) -> None:
        """Run one episode after the other."""
        await asyncio.sleep(start_after)
        while self._proof is None:
            attempt = await self._store.attempts.claim(self._run.id, self._owner)
            if attempt is None:
                return
            if not await self._attempt(attempt):
                return

    async def _attempt(self, attempt: Attempt) -> bool:
        """Run one episode and admit what it made; whether its agent goes on."""
        self.tell(RunEventKind.ATTEMPT, f"agent {attempt.seed + 1}")
        try:
            episode = await run_episode(
                self._tools, self._challenge, attempt, self._owner, campaign_id=self._run.campaign_id
            )
        except LimitReached as reached:
            self._notes.append(reached.message)
            await self._store.attempts.cancel(attempt.id, detail=reached.message)
            return False
        except (OperatorError, OwnershipLost, UserError):
            raise
        except Exception as error:  # noqa: BLE001 - a defect in one agent must not stop the others
            return await self._failure(attempt, error)
        content = admitted(
            episode.outcome, episode.verdict, toolchain=self._tools.checker.toolchain, parent=episode.start
        )
        proved = self._proof is not None or (episode.verdict is not None and episode.verdict.proved)
        then = [] if proved or not goes_on(episode.result) else [_next(attempt, self._digest(content))]
        await self._store.attempts.finish(attempt.id, self._owner, content, then=then)
        self.tell(RunEventKind.RESULT, f"agent {attempt.seed + 1}: {episode.result.ending}, {episode.result.state}")
        self._heed(episode)
        return bool(then)

    def _digest(self, content: AttemptOutcome) -> str | None:
        """The identity that the outcome's sketch gets in the store."""
        sketch = content.sketch
        return None if sketch is None else sketch_digest(self._run.statement_sha256, sketch.direction, sketch.regions)

    async def _failure(self, attempt: Attempt, error: Exception) -> bool:
        """A failure of ours: stored apart, and the same work waits in line again unless it has failed too often."""
        kind = FailureKind.MODEL_UNAVAILABLE if isinstance(error, ModelUnavailable) else FailureKind.INTERNAL
        kind = FailureKind.LEAN_CRASHED if isinstance(error, LeanCrashed) else kind
        if not isinstance(error, RetryError):
            log.error("agent %d failed on %s", attempt.seed + 1, self._challenge.id, exc_info=error)
        sentence = str(error) or type(error).__name__
        retry = await self._store.attempts.fail(attempt.id, self._owner, kind, sentence)
        self._notes.append(f"agent {attempt.seed + 1} failed through no fault of the proof: {sentence}")
        self.tell(RunEventKind.TROUBLE, f"{kind}: {sentence}{'' if retry else '; given up'}")
        return retry is not None

    def _heed(self, episode: StoredEpisode) -> None:
        verdict = episode.verdict
        if verdict is None:
            return
        self.tell(RunEventKind.VERDICT, f"{verdict.kind} ({verdict.trust}): {verdict.detail}")
        if verdict.proved:
            self._proof = (self._decided(verdict), verdict.detail)
        else:
            self._notes.append(f"the judge: {verdict.kind}, {verdict.detail}")

    def _decided(self, verdict: Verdict) -> RunOutcome:
        return RunOutcome.of_accepted(verdict.direction, answers=bool(self._challenge.answers))

    async def _undecided(self) -> tuple[RunOutcome, str]:
        """How a run ends without an accepted proof: as failed where only failures of ours stood in the way."""
        states = set(await self._store.attempts.counts(self._run.id))
        nobody_had_a_say = AttemptState.FAILED in states and AttemptState.FINISHED not in states
        detail = "; ".join(dict.fromkeys(self._notes))
        return (RunOutcome.FAILED if nobody_had_a_say else RunOutcome.NOT_PROVED), detail


def _next(attempt: Attempt, made: str | None) -> NewAttempt:
    """What the same agent does after ``attempt``: it goes on from the sketch made, or again from where it started."""
    return NewAttempt(attempt.prover, attempt.seed, attempt.direction, made or attempt.parent_sketch)
