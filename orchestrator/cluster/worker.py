"""A worker: one warm Lean and, once it is needed, a judge. The same class serves every executor."""

from __future__ import annotations

import asyncio
import time

from orchestrator.cluster.executor import CheckJob, Job, JobResult, JudgeJob, NamesJob, ProveJob, WorkerStatus
from orchestrator.cluster.parts import SubmissionJudge, WorkerParts
from orchestrator.errors import ChallengeError, UserError
from orchestrator.lean.checker import Checker, CheckRequest, Limits, Outcome
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.library import NameHits, NameSearch
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import ProverOutcome

_ACTIVITIES = {JudgeJob: "judge", CheckJob: "check", NamesJob: "search"}
CHALLENGE_LIMITS = Limits(wall_seconds=60.0)


class Worker:
    """Runs one job at a time. Whoever starts it closes it with `aclose`.

    Args:
        parts: how it opens what it owns.
        number: its place among the workers of an executor, from 0.
    """

    def __init__(self, parts: WorkerParts, number: int) -> None:
        self._parts = parts
        self._number = number
        self._opening = asyncio.Lock()
        self._checker: Checker | None = None
        self._judge: SubmissionJudge | None = None
        self._elaborated: set[str] = set()
        self._job: Job | None = None
        self._began = 0.0
        self._checks_before = 0

    async def start(self) -> str:
        """Open the checker and return its toolchain; raises `SetupError`."""
        return (await self._open_checker()).toolchain

    async def run(self, job: Job) -> JobResult:
        """See `Executor.submit`."""
        checker = await self._open_checker()
        self._checks_before = (await checker.statistics()).checks
        self._job, self._began = job, time.monotonic()
        try:
            match job:
                case JudgeJob():
                    return await self._judged(job)
                case CheckJob():
                    return await checker.check(job.request)
                case NamesJob():
                    return await self._searched(job, checker)
                case ProveJob():
                    return await self._proved(job, checker)
        finally:
            self._job = None

    async def status(self) -> WorkerStatus:
        """See `Executor.status`."""
        statistics = await self._checker.statistics() if self._checker else None
        job = self._job
        return WorkerStatus(
            worker=self._number,
            problem=job.challenge.id if job else "",
            activity="" if job is None else job.prover if isinstance(job, ProveJob) else _ACTIVITIES[type(job)],
            checks=statistics.checks - self._checks_before if statistics and job else 0,
            seconds=time.monotonic() - self._began if job else 0.0,
            resident_bytes=statistics.resident_bytes if statistics else 0,
        )

    async def aclose(self) -> None:
        """Stop the Lean hosts; idempotent."""
        judge, self._judge = self._judge, None
        checker, self._checker = self._checker, None
        await asyncio.gather(*(part.aclose() for part in (judge, checker) if part is not None))

    async def _proved(self, job: ProveJob, checker: Checker) -> ProverOutcome:
        make = self._parts.provers.get(job.prover)
        if make is None:
            raise UserError(f"there is no prover {job.prover!r}; known are {', '.join(self._parts.provers)}")
        await self._require_elaborated(job.challenge, checker)
        return await make().prove(job.task, checker)

    async def _judged(self, job: JudgeJob) -> Verdict:
        judge = await self._open_judge()
        return await judge.judge(job.challenge, job.submission)

    async def _searched(self, job: NamesJob, checker: Checker) -> NameHits:
        if not isinstance(checker, NameSearch):
            raise UserError("this worker's Lean cannot list the names of its library; search by goal or statement")
        return await checker.library_names(job.challenge.imports, job.words, job.limit)

    async def _require_elaborated(self, challenge: Challenge, checker: Checker) -> None:
        """Refuse a challenge whose own text has errors before anybody works on it."""
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

    async def _open_judge(self) -> SubmissionJudge:
        async with self._opening:
            if self._judge is None:
                self._judge = await self._parts.open_judge()
            return self._judge


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
