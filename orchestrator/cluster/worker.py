"""A worker: one warm Lean and, once it is needed, a judge. The same class serves every executor."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeVar

from orchestrator.cluster.executor import WorkerStatus
from orchestrator.cluster.jobs import Job
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import ChallengeError, UserError
from orchestrator.lean.checker import Checker, CheckRequest, Limits, Outcome
from orchestrator.lean.environment import Environment
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import Prover

R = TypeVar("R")

CHALLENGE_LIMITS = Limits(wall_seconds=60.0)


class Worker:
    """Runs one job at a time. The caller that starts it closes it with `aclose`.

    Args:
        parts: how it opens what it owns.
        number: its place among the workers of an executor, from 0.
    """

    def __init__(self, parts: WorkerParts, number: int) -> None:
        self._parts = parts
        self._number = number
        self._opening = asyncio.Lock()
        self._checker: Checker | None = None
        self._judge: Judge | None = None
        self._elaborated: set[str] = set()
        self._job: Job[Any] | None = None
        self._began = 0.0
        self._checks_before = 0

    async def start(self) -> Environment:
        """Open the checker and return its environment; raises `SetupError`."""
        return (await self._open_checker()).environment

    async def run(self, job: Job[R]) -> R:
        """See `Executor.submit`."""
        checker = await self._open_checker()
        self._checks_before = (await checker.statistics()).checks
        self._job, self._began = job, time.monotonic()
        try:
            return await job.run(_Bench(self, checker))
        finally:
            self._job = None

    async def status(self) -> WorkerStatus:
        """See `Executor.status`."""
        statistics = await self._checker.statistics() if self._checker else None
        job = self._job
        return WorkerStatus(
            worker=self._number,
            problem=job.problem if job else "",
            activity=job.label if job else "",
            checks=statistics.checks - self._checks_before if statistics and job else 0,
            seconds=time.monotonic() - self._began if job else 0.0,
            resident_bytes=statistics.resident_bytes if statistics else 0,
            hosts_replaced=statistics.hosts_replaced if statistics else 0,
        )

    async def aclose(self) -> None:
        """Stop the Lean hosts; idempotent."""
        judge, self._judge = self._judge, None
        checker, self._checker = self._checker, None
        await asyncio.gather(*(part.aclose() for part in (judge, checker) if part is not None))

    async def open_judge(self) -> Judge:
        """The judge, opened when it is first asked for."""
        async with self._opening:
            if self._judge is None:
                self._judge = await self._parts.open_judge()
            return self._judge

    def make_prover(self, name: str) -> Prover:
        """A prover by its name; raises `UserError` for one that is not known here."""
        make = self._parts.provers.get(name)
        if make is None:
            raise UserError(f"there is no prover {name!r}; known are {', '.join(self._parts.provers)}")
        return make()

    async def require_elaborated(self, challenge: Challenge, checker: Checker) -> None:
        """Refuse a challenge whose own text has errors before anything works on it."""
        if challenge.sha256 in self._elaborated:
            return
        result = await checker.check(CheckRequest(challenge.text, CHALLENGE_LIMITS, declarations=False))
        if result.errors:
            first = result.errors[0]
            raise ChallengeError(f"{challenge.id} does not elaborate: {_one_line(first.text)}", first.start.line)
        if result.outcome is not Outcome.ELABORATED:
            raise ChallengeError(f"{challenge.id} does not elaborate within the limits ({result.outcome})")
        self._elaborated.add(challenge.sha256)

    async def _open_checker(self) -> Checker:
        async with self._opening:
            if self._checker is None:
                self._checker = await self._parts.open_checker()
            return self._checker


class _Bench:
    """The `orchestrator.cluster.jobs.WorkerBench` of one job."""

    def __init__(self, worker: Worker, checker: Checker) -> None:
        self._worker = worker
        self.checker = checker

    async def judge(self) -> Judge:
        return await self._worker.open_judge()

    def prover(self, name: str) -> Prover:
        return self._worker.make_prover(name)

    async def require_elaborated(self, challenge: Challenge) -> None:
        await self._worker.require_elaborated(challenge, self.checker)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
