"""What every executor has in common: lending workers to jobs, and bringing lost workers back."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol, Self, overload

from orchestrator.cluster.executor import CheckJob, Job, JobResult, JudgeJob, NamesJob, ProveJob, WorkerStatus
from orchestrator.cluster.slots import Slots
from orchestrator.errors import OperatorError, OrchestratorError, WorkerLost
from orchestrator.lean.checker import CheckResult
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.library import NameHits
from orchestrator.provers.prover import ProverOutcome

log = logging.getLogger(__name__)

REVIVALS = 5
"""How often in a row a lost worker is started again before it is given up."""
REVIVAL_PAUSE_SECONDS = 0.5
STATUS_SECONDS = 1.0


class WorkerHandle(Protocol):
    """A worker as the pool sees it, in this process or elsewhere."""

    async def start(self) -> str:
        """Make it warm and return its toolchain; also after it was lost. Idempotent."""
        ...

    async def run(self, job: Job) -> JobResult:
        """Run one job; see `Executor.submit`."""
        ...

    async def status(self) -> WorkerStatus:
        """What it is doing; raises `WorkerLost`."""
        ...

    async def aclose(self) -> None:
        """Stop it and what it started; does not raise for a worker that is gone already."""
        ...


class PoolExecutor(ABC):
    """An `Executor` over workers that a subclass launches."""

    def __init__(self) -> None:
        self._workers: list[WorkerHandle] = []
        self._slots: Slots[WorkerHandle] = Slots()
        self._toolchain = ""
        self._jobs: set[asyncio.Task[JobResult]] = set()
        self._revivals: set[asyncio.Task[None]] = set()
        self._closing = False

    @abstractmethod
    async def _launch(self) -> Sequence[WorkerHandle]:
        """Make the workers; `start` then starts them."""

    @abstractmethod
    async def _land(self) -> None:
        """Stop what `_launch` started besides the workers; also after it failed half-way."""

    @property
    def capacity(self) -> int:
        """See `Executor.capacity`."""
        return max(1, len(self._workers))

    @property
    def toolchain(self) -> str:
        """See `Executor.toolchain`."""
        if not self._toolchain:
            raise RuntimeError("the executor has not been started")
        return self._toolchain

    async def start(self) -> None:
        """See `Executor.start`."""
        try:
            self._workers = list(await self._launch())
            answers = await asyncio.gather(*(worker.start() for worker in self._workers))
            self._toolchain = _only(answers)
        except BaseException:
            await self.aclose()
            raise
        for worker in self._workers:
            self._slots.give_back(worker)

    @overload
    async def submit(self, job: ProveJob) -> ProverOutcome: ...

    @overload
    async def submit(self, job: JudgeJob) -> Verdict: ...

    @overload
    async def submit(self, job: CheckJob) -> CheckResult: ...

    @overload
    async def submit(self, job: NamesJob) -> NameHits: ...

    async def submit(self, job: Job) -> JobResult:
        """See `Executor.submit`."""
        worker = await self._slots.take(job.challenge.sha256)
        task = asyncio.create_task(worker.run(job))
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
            if lost and not self._closing:
                self._revive(worker)
            else:
                self._slots.give_back(worker, job.challenge.sha256)

    def _revive(self, worker: WorkerHandle) -> None:
        """Start a lost worker again in the background; its place in the line stays empty until it is warm."""
        task = asyncio.create_task(self._revived(worker))
        self._revivals.add(task)
        task.add_done_callback(self._revivals.discard)

    async def _revived(self, worker: WorkerHandle) -> None:
        for trial in range(1, REVIVALS + 1):
            try:
                if await worker.start() != self._toolchain:
                    raise OperatorError("a worker came back with another Lean; start again")
            except OrchestratorError as error:
                log.warning("a lost worker did not come back (%d of %d): %s", trial, REVIVALS, error)
                await asyncio.sleep(REVIVAL_PAUSE_SECONDS * trial)
            else:
                self._slots.give_back(worker)
                return
        self._workers.remove(worker)
        await worker.aclose()
        if not self._workers:
            self._slots.close("every worker was lost and none came back; see the log and start again")

    async def status(self) -> tuple[WorkerStatus, ...]:
        """See `Executor.status`."""
        answers = await asyncio.gather(*map(_status, self._workers), return_exceptions=True)
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
        self._slots.close("the executor was closed")
        running = [*self._jobs, *self._revivals]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(*(worker.aclose() for worker in self._workers))
        await self._land()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


def _only(toolchains: Sequence[str]) -> str:
    different = sorted(set(toolchains))
    if len(different) != 1:
        raise OperatorError(
            f"the workers have different Leans ({', '.join(different)}), so their answers cannot be compared: install "
            "the same version of this program on every node and run `orchestrator setup` there"
        )
    return different[0]


async def _status(worker: WorkerHandle) -> WorkerStatus:
    async with asyncio.timeout(STATUS_SECONDS):
        return await worker.status()
