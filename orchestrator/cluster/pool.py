"""What every executor has in common: lending workers to jobs, workers that join, leave, get lost and come back."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from orchestrator.cluster.executor import WorkerStatus, environment_for
from orchestrator.cluster.jobs import Job
from orchestrator.errors import ImportNotAvailable, OrchestratorError, WorkerLost
from orchestrator.lean.environment import Environment, LeanNeeds
from orchestrator.lean.lending import Lending

log = logging.getLogger(__name__)

R = TypeVar("R")

REVIVALS = 5
"""How often in a row a lost worker is started again before it is given up."""
REVIVAL_PAUSE_SECONDS = 0.5
STATUS_SECONDS = 1.0


class WorkerHandle(Protocol):
    """A worker as the pool sees it, in this process or elsewhere."""

    async def start(self) -> Environment:
        """Make it warm and return its environment; also after it was lost. Idempotent."""
        ...

    async def run(self, job: Job[R]) -> R:
        """Run one job; see `Executor.submit`."""
        ...

    async def status(self) -> WorkerStatus:
        """What it is doing; raises `WorkerLost`."""
        ...

    async def aclose(self) -> None:
        """Stop it and what it started; does not raise for a worker that is gone already."""
        ...


@dataclass(eq=False)
class _Place:
    """A worker in the pool, and what it worked on last."""

    worker: WorkerHandle
    environment: Environment
    last_key: str = ""


def _suiting(requires: LeanNeeds) -> Callable[[_Place], bool]:
    """Whether a place's Lean is what work needs; asked once for each Lean, of which hundreds of workers have few."""
    known: dict[str, bool] = {}

    def suits(place: _Place) -> bool:
        environment = place.environment
        if environment.name not in known:
            known[environment.name] = environment.satisfies(requires)
        return known[environment.name]

    return suits


class PoolExecutor(ABC):
    """An `Executor` over workers that a subclass makes.

    Args:
        workers: how many there are once it has started; `resize` changes that.
    """

    def __init__(self, workers: int) -> None:
        self._wanted = workers
        self._numbers = 0
        self._places: list[_Place] = []
        self._lending: Lending[_Place, str] = Lending(lambda place, key: float(place.last_key == key))
        self._jobs: set[asyncio.Task[Any]] = set()
        self._revivals: set[asyncio.Task[None]] = set()
        self._farewells: set[asyncio.Task[None]] = set()
        """Workers that have left and are being stopped; `aclose` waits for them."""
        self._resizing = asyncio.Lock()
        self._started = False
        self._closing = False

    @abstractmethod
    async def _connect(self) -> None:
        """Start what the workers need besides themselves."""

    @abstractmethod
    def _make_worker(self, number: int) -> WorkerHandle:
        """A worker with this number, not yet started."""

    @abstractmethod
    async def _disconnect(self) -> None:
        """Stop what `_connect` started; also after it failed half-way."""

    @property
    def capacity(self) -> int:
        """See `Executor.capacity`."""
        return max(1, len(self._places))

    @property
    def environments(self) -> tuple[Environment, ...]:
        """See `Executor.environments`."""
        if not self._started:
            raise RuntimeError("the executor has not been started")
        return tuple({place.environment.name: place.environment for place in self._places}.values())

    async def start(self) -> None:
        """See `Executor.start`."""
        try:
            await self._connect()
            await self.resize(self._wanted)
        except BaseException:
            await self.aclose()
            raise
        self._started = True

    async def resize(self, workers: int) -> None:
        """See `Executor.resize`."""
        async with self._resizing:
            if self._closing:
                raise WorkerLost("the executor was closed")
            for place in self._places[max(1, workers) :]:
                self._leave(place)
            await self._join(workers - len(self._places))
            self._wanted = workers

    async def _join(self, count: int) -> None:
        """Start so many workers; all of them join, or none."""
        made = [self._make_worker(self._numbers + number) for number in range(count)]
        self._numbers += len(made)
        try:
            environments = await asyncio.gather(*(worker.start() for worker in made))
        except BaseException:
            await asyncio.gather(*(worker.aclose() for worker in made))
            raise
        for worker, environment in zip(made, environments, strict=True):
            place = _Place(worker, environment)
            self._places.append(place)
            self._lending.add(place)

    def _leave(self, place: _Place) -> None:
        """Lend the worker no more, and stop it when its job is done."""
        self._places.remove(place)
        if self._lending.remove(place, self._nothing_left):
            self._stop(place)

    def _stop(self, place: _Place) -> None:
        _run_in(self._farewells, place.worker.aclose())

    def _nothing_left(self) -> Exception:
        if not self._places:
            return WorkerLost("every worker was lost and none came back; see the log and start again")
        return ImportNotAvailable("the last worker that had the Lean that this needs has ended; start again")

    async def submit(self, job: Job[R]) -> R:
        """See `Executor.submit`."""
        requires: LeanNeeds = job.requires
        if self._places:
            different = {place.environment.name: place.environment for place in self._places}
            environment_for(list(different.values()), requires)
        place = await self._lending.take(job.key, _suiting(requires))
        task = asyncio.create_task(place.worker.run(job))
        self._jobs.add(task)
        lost = False
        try:
            return await task
        except WorkerLost:
            lost = True
            raise
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if self._closing and not (current is not None and current.cancelling()):
                raise WorkerLost("the executor was closed while the job ran") from None
            raise
        finally:
            self._jobs.discard(task)
            place.last_key = job.key
            self._return(place, lost=lost)

    def _return(self, place: _Place, *, lost: bool) -> None:
        """The worker's job has ended: lend it to the next, bring it back to life, or let it leave."""
        if lost and not self._closing and place in self._places:
            _run_in(self._revivals, self._revive(place))
        elif not self._lending.give_back(place):
            self._stop(place)

    async def _revive(self, place: _Place) -> None:
        """Start a lost worker again; it is lent to nobody until it is warm, and leaves if it cannot be started."""
        for trial in range(1, REVIVALS + 1):
            try:
                place.environment = await place.worker.start()
            except OrchestratorError as error:
                log.warning("a lost worker did not come back (%d of %d): %s", trial, REVIVALS, error)
                await asyncio.sleep(REVIVAL_PAUSE_SECONDS * trial)
            else:
                self._return(place, lost=False)
                return
        if place in self._places:
            self._places.remove(place)
        self._lending.remove(place, self._nothing_left)
        if not self._places:
            self._lending.close(self._nothing_left())
        self._stop(place)

    async def status(self) -> tuple[WorkerStatus, ...]:
        """See `Executor.status`."""
        answers = await asyncio.gather(*(_status(place.worker) for place in self._places), return_exceptions=True)
        unexpected = [
            a for a in answers if isinstance(a, BaseException) and not isinstance(a, WorkerLost | TimeoutError)
        ]
        if unexpected:
            raise unexpected[0]
        return tuple(answer for answer in answers if isinstance(answer, WorkerStatus))

    async def aclose(self) -> None:
        """See `Executor.aclose`."""
        if self._closing:
            return
        self._closing = True
        self._lending.close(WorkerLost("the executor was closed"))
        running = [*self._jobs, *self._revivals]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(*(place.worker.aclose() for place in self._places), *self._farewells)
        await self._disconnect()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


async def _status(worker: WorkerHandle) -> WorkerStatus:
    async with asyncio.timeout(STATUS_SECONDS):
        return await worker.status()


def _run_in(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` in the background, in ``tasks`` until it ends."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
