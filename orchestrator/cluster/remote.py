"""An executor's workers as a checker and a judge, for agents that live in the process that holds model and store."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Self

from orchestrator.cluster.executor import CheckJob, Executor, JudgeJob, NamesJob
from orchestrator.lean.checker import CheckerStatistics, CheckRequest, CheckResult
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.library import NameHits
from orchestrator.problems.challenge import Challenge, Submission


class ExecutorChecker:
    """A `Checker` and `NameSearch` for one challenge; each check goes to a worker that knows the challenge, if it can.

    The executor belongs to the caller; closing this closes nothing.
    """

    def __init__(self, executor: Executor, challenge: Challenge) -> None:
        self._executor = executor
        self._challenge = challenge
        self._checks = 0
        self._elaboration_seconds = 0.0
        self._total_seconds = 0.0

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._executor.toolchain

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`; the total time includes the wait for a worker."""
        began = time.perf_counter()
        result = await self._executor.submit(CheckJob(self._challenge, request))
        self._checks += 1
        self._elaboration_seconds += result.timing.elaboration
        self._total_seconds += time.perf_counter() - began
        return result

    async def library_names(self, imports: Sequence[str], words: Sequence[str], limit: int) -> NameHits:
        """See `NameSearch.library_names`; the library is that of the challenge's own imports."""
        return await self._executor.submit(NamesJob(self._challenge, tuple(words), limit))

    async def statistics(self) -> CheckerStatistics:
        """See `Checker.statistics`; the workers' memory is in `Executor.status`."""
        return CheckerStatistics(
            checks=self._checks,
            elaboration_seconds=self._elaboration_seconds,
            total_seconds=self._total_seconds,
        )

    async def aclose(self) -> None:
        """Nothing to stop."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


class ExecutorJudge:
    """Asks the judge of an executor's workers (`orchestrator.provers.agent.tools.JudgeSubmission`)."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def __call__(self, challenge: Challenge, submission: Submission) -> Verdict:
        """The verdict; raises `RetryError` for failures of ours."""
        return await self._executor.submit(JudgeJob(challenge, submission))
