"""The engine of one server process: a queue of runs, a bounded number of them driven at a time, on one executor.

The database is the truth: what this process has in its queue it can lose at any moment. Runs that a killed server left
behind are found again at the next start, by their owner's process that is no more.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import asdict
from functools import partial
from typing import Protocol

from orchestrator.cluster.executor import Executor
from orchestrator.errors import AlreadyFinished, OperatorError, OrchestratorError, OwnershipLost, UserError
from orchestrator.intake.gate import Looked
from orchestrator.intake.lints.finding import Grade
from orchestrator.problems.challenge import Challenge
from orchestrator.search.driver.owners import owner_words, stale_after
from orchestrator.search.driver.ownership import end_without_agent, is_an_agents
from orchestrator.search.plan import RunPlan
from orchestrator.service.engine import Wanted, Working
from orchestrator.store import Budget, Campaign, Note, Run, Store, every
from orchestrator.vocabulary import CampaignState, RunOutcome, RunStatus

log = logging.getLogger(__name__)

STOP_SECONDS = 12.0
"""How long a run that is stopped may take to put its work back."""


Look = Callable[[Challenge], Awaitable[Looked]]
"""What triage says of a statement."""
OpenExecutor = Callable[[], AbstractAsyncContextManager[Executor]]
"""Starts the workers when it is entered and stops them when it is left."""


class Driving(Protocol):
    """How runs are made and driven."""

    @property
    def strategies(self) -> Sequence[str]:
        """The names of the strategies."""
        ...

    def plan(self, wanted: Wanted, *, limited: bool = False) -> RunPlan:
        """What is to be done; ``limited``: a campaign limits the money. Raises `UserError` for what cannot be."""
        ...

    def require_kept(self, limits: Budget, plan: RunPlan) -> None:
        """Raise `UserError` where runs of a plan could not keep such limits of their campaign."""
        ...

    async def create(
        self, store: Store, executor: Executor, challenge: Challenge, plan: RunPlan, campaign_id: str | None
    ) -> Run:
        """A queued run; raises `UserError` where this server's Lean cannot work on the challenge."""
        ...

    async def drive(self, store: Store, executor: Executor, run_id: str, owner: str) -> None:
        """Drive a run to its end; cancelling pauses it."""
        ...

    async def aclose(self) -> None:
        """Close what was opened for it."""
        ...


class LocalEngine:
    """See `orchestrator.service.engine.Engine`. `aclose` pauses what runs and stops the workers.

    Args:
        store: where runs are.
        open_executor: starts the workers, at the first run.
        driving: how runs are made and driven.
        owner: this process's token in the store.
        at_once: how many runs are driven at the same time.
        waited: told how many seconds a run was in the queue.
        broken: asked before a run asks models.
    """

    def __init__(
        self,
        store: Store,
        open_executor: OpenExecutor,
        driving: Driving,
        owner: str,
        *,
        at_once: int,
        waited: Callable[[float], None] = lambda seconds: None,
        look: Look | None = None,
    ) -> None:
        self._store = store
        self._open_executor = open_executor
        self._opened = AsyncExitStack()
        self._driving = driving
        self._owner = owner
        self._at_once = at_once
        self._executor: Executor | None = None
        self._starting = asyncio.Lock()
        self._waited = waited
        self._look = look
        self._queue: dict[str, float] = {}
        """When each came, on the monotonic clock."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = False
        self._checks_before = 0

    @property
    def strategies(self) -> Sequence[str]:
        """See `Engine.strategies`."""
        return self._driving.strategies

    async def recover(self, interrupted: Sequence[str] = ()) -> int:
        """Go on with ``interrupted`` and with the runs that a server of this machine left behind; how many they are."""
        found = dict.fromkeys(interrupted)
        async for run in every(self._store.runs.list, unfinished=True):
            if run.status is RunStatus.RUNNING and run.owner and stale_after(run.owner) == 0.0:
                found[run.id] = None
        for run_id in found:
            self._enqueue(run_id)
        return len(found)

    async def start(self, problem_id: str, wanted: Wanted) -> Run:
        """See `Engine.start`."""
        challenge, plan = await self._challenge(problem_id), self._driving.plan(wanted)
        run = await self._driving.create(self._store, await self._started(), challenge, plan, None)
        self._enqueue(run.id)
        return run

    async def start_campaign(self, problem_ids: Sequence[str], name: str, limits: Budget, wanted: Wanted) -> Campaign:
        """See `Engine.start_campaign`."""
        challenges = [await self._challenge(problem_id) for problem_id in problem_ids]
        plan = self._driving.plan(wanted, limited=limits.micro_usd is not None)
        if wanted.strategy is not None:
            self._driving.require_kept(limits, plan)
        executor = await self._started()
        campaign = await self._store.campaigns.create(limits, name=name)
        for challenge in challenges:
            run = await self._driving.create(self._store, executor, challenge, plan, campaign.id)
            self._enqueue(run.id)
        return campaign

    async def pause(self, run_id: str) -> Run:
        """See `Engine.pause`."""
        self._queue.pop(run_id, None)
        await self._stop(run_id)
        run = await self._store.runs.get(run_id)
        if run.status in (RunStatus.PAUSED, RunStatus.FINISHED):
            return run
        await self._take(run)
        return await self._store.runs.pause(run_id, self._owner)

    async def resume(self, run_id: str) -> Run:
        """See `Engine.resume`."""
        run = await self._store.runs.get(run_id)
        if run.status is RunStatus.FINISHED:
            raise AlreadyFinished(f"run {run_id} has ended ({run.outcome}); start a new one")
        if not self.drives(run_id):
            if run.status is RunStatus.RUNNING and stale_after(run.owner) > 0:
                raise UserError(f"run {run_id} is being driven by {owner_words(run.owner)}; stop that first")
            await self._started()
            self._enqueue(run_id)
        return run

    async def cancel(self, run_id: str) -> Run:
        """See `Engine.cancel`."""
        self._queue.pop(run_id, None)
        await self._stop(run_id)
        run = await self._store.runs.get(run_id)
        if run.status is RunStatus.FINISHED:
            return run
        await self._take(run)
        return await self._store.runs.finish(run_id, self._owner, RunOutcome.STOPPED, detail="cancelled")

    async def pause_campaign(self, campaign_id: str) -> Campaign:
        """See `Engine.pause_campaign`."""
        await self._store.campaigns.pause(campaign_id)  # first: from now on no process begins another of its runs
        runs = await self._unfinished(campaign_id)
        for run_id in runs:
            self._queue.pop(run_id, None)
        for run_id in runs:
            await self._stop(run_id)
        return await self._store.campaigns.get(campaign_id)

    async def resume_campaign(self, campaign_id: str) -> Campaign:
        """See `Engine.resume_campaign`."""
        campaign = await self._store.campaigns.resume(campaign_id)
        for run_id in await self._unfinished(campaign_id):
            await self.resume(run_id)
        return campaign

    async def cancel_campaign(self, campaign_id: str) -> Campaign:
        """See `Engine.cancel_campaign`."""
        campaign = await self._store.campaigns.get(campaign_id)
        if campaign.state is CampaignState.PAUSED:  # its runs can be ended only by an owner, and none can be acquired
            await self._store.campaigns.resume(campaign_id)
        runs = await self._unfinished(campaign_id) if campaign.state is not CampaignState.CANCELLED else []
        for run_id in runs:
            self._queue.pop(run_id, None)
        for run_id in runs:
            await self.cancel(run_id)
        return await self._store.campaigns.cancel(campaign_id)

    async def extend_campaign(self, campaign_id: str, limits: Budget) -> Campaign:
        """See `Engine.extend_campaign`."""
        now = (await self._store.campaigns.get(campaign_id)).limits
        runs = await self._store.runs.list(campaign_id=campaign_id, limit=1)
        new = {name: limit for name, limit in asdict(limits).items() if limit != getattr(now, name)}
        for run in runs.items:  # all of a campaign have one plan
            self._driving.require_kept(Budget(**new), RunPlan.of_run(run))
        return await self._store.campaigns.extend(campaign_id, limits)

    def asks_models(self, wanted: Wanted) -> bool:
        """See `Engine.asks_models`."""
        return bool(self._driving.plan(wanted).profiles)

    def drives(self, run_id: str) -> bool:
        """See `Engine.drives`."""
        return run_id in self._queue or run_id in self._tasks

    @property
    def at_work(self) -> int:
        """See `Engine.at_work`."""
        return len(self._tasks)

    @property
    def waiting(self) -> int:
        """See `Engine.waiting`."""
        return len(self._queue)

    async def workers(self) -> Sequence[Working]:
        """See `Engine.workers`."""
        if self._executor is None:
            return ()
        return [
            Working(
                one.worker, one.problem, one.activity, one.checks, one.seconds, one.resident_bytes, one.hosts_replaced
            )
            for one in await self._executor.status()
        ]

    async def checks_made(self) -> int:
        """See `Engine.checks_made`."""
        return sum(one.checks for one in await self.workers())

    async def probe(self) -> None:
        """See `Engine.probe`."""
        if self._executor is not None and not await self._executor.status():
            raise OperatorError("no worker of the engine answers")

    async def aclose(self) -> list[str]:
        """Pause what runs, stop the workers; the ids of the runs that were interrupted or still waited."""
        self._closing = True
        interrupted = [*self._tasks, *self._queue]
        self._queue.clear()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
        self._executor = None
        await self._driving.aclose()
        await self._opened.aclose()
        return interrupted

    def _enqueue(self, run_id: str) -> None:
        if self._closing or self.drives(run_id):
            return
        self._queue[run_id] = time.monotonic()
        self._fill()

    def _fill(self) -> None:
        while self._queue and len(self._tasks) < self._at_once and not self._closing:
            run_id = next(iter(self._queue))
            self._waited(time.monotonic() - self._queue.pop(run_id))
            task = asyncio.create_task(self._drive(run_id))
            self._tasks[run_id] = task
            task.add_done_callback(partial(self._ended, run_id))

    def _ended(self, run_id: str, task: asyncio.Task[None]) -> None:
        del self._tasks[run_id]
        self._fill()

    async def _drive(self, run_id: str) -> None:
        try:
            run = await self._store.runs.get(run_id)
            if is_an_agents(run) and run.status is not RunStatus.FINISHED:
                log.warning("%s", await end_without_agent(self._store, run, self._owner))
            elif await self._worth_money(run):
                await self._driving.drive(self._store, await self._started(), run_id, self._owner)
        except (OwnershipLost, UserError) as error:
            log.warning("a run is left to others: %s", error, extra={"run": run_id})
        except OrchestratorError as error:
            log.error("a run cannot go on and is paused: %s", error, extra={"run": run_id})
        except Exception:
            log.exception("a run ended by an error of this program", extra={"run": run_id})

    async def _worth_money(self, run: Run) -> bool:
        """Whether work on a run may begin: one that would pay for a broken statement is ended instead, and what looks
        suspicious (the same as a known problem, say) is told in its log."""
        plan = RunPlan.of_run(run)
        begun = run.spent.micro_usd or run.spent.tokens or run.spent.episodes
        if self._look is None or not plan.profiles or plan.untriaged or begun or run.status is RunStatus.FINISHED:
            return True
        version = await self._store.problems.statement(run.statement_id)
        looked = await self._look(Challenge.parse(version.text))
        why = "; ".join(looked.why)
        if looked.grade is Grade.SUSPICIOUS:
            await self._store.events.append(run.id, [Note(f"triage calls the statement suspicious: {why}")])
        if looked.grade is Grade.BROKEN:
            await self._take(run)
            detail = f"not tried: triage calls the statement broken: {why}; `untriaged` tries it anyway"
            await self._store.runs.finish(run.id, self._owner, RunOutcome.STOPPED, detail=detail)
        return looked.grade is not Grade.BROKEN

    async def _stop(self, run_id: str) -> None:
        task = self._tasks.get(run_id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task], timeout=STOP_SECONDS)

    async def _take(self, run: Run) -> None:
        """Become the owner of a run that is to be paused or ended."""
        if await self._store.runs.acquire(run.id, self._owner, stale_after=stale_after(run.owner)) is None:
            raise UserError(f"run {run.id} is being driven by {owner_words(run.owner)}; stop that first")

    async def _unfinished(self, campaign_id: str) -> list[str]:
        return [run.id async for run in every(self._store.runs.list, campaign_id=campaign_id, unfinished=True)]

    async def _challenge(self, problem_id: str) -> Challenge:
        line = await self._store.listing.problem(problem_id)
        return Challenge.parse((await self._store.problems.statement(line.statement_id)).text)

    async def _started(self) -> Executor:
        async with self._starting:
            if self._executor is None:
                if self._closing:
                    raise OperatorError("the server is being stopped")
                self._executor = await self._opened.enter_async_context(self._open_executor())
            return self._executor
