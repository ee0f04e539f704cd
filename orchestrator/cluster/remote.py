"""An executor's workers as a checker and a judge, for agents that live in the process that holds model and store."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Self

from orchestrator.cluster.executor import Executor, environment_for
from orchestrator.cluster.jobs import About, CheckJob, JudgeJob, NamesJob, TryJob, VerifyJob
from orchestrator.lean.checker import CheckerStatistics, CheckRequest, CheckResult
from orchestrator.lean.environment import Environment, LeanNeeds
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.library import NameHits
from orchestrator.lean.trials import TryAnswer, TryRequest
from orchestrator.problems.challenge import Challenge, Submission


class ExecutorChecker:
    """A `Checker` and `NameSearch` for one challenge; each check goes to a worker that knows the challenge, if it can.

    The executor belongs to the caller; closing this closes nothing.

    Args:
        executor: whose workers answer.
        challenge: what is checked; any text may be, but the workers are chosen for this one.
        toolchain: the Lean to ask if there are several that satisfy the challenge.

    Raises:
        ImportNotAvailable: no worker has a Lean that the challenge requires.
    """

    def __init__(self, executor: Executor, challenge: Challenge, toolchain: str = "") -> None:
        self._executor = executor
        self._environment = environment_for(executor.environments, LeanNeeds.of(challenge), prefer=toolchain)
        self._about = About.of(challenge, self._environment.name)
        self._checks = 0
        self._elaboration_seconds = 0.0
        self.lean_seconds = 0.0
        """Processor time of Lean for all that was asked here; time in its elaborator where that is not told."""
        self._total_seconds = 0.0

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._environment.name

    @property
    def environment(self) -> Environment:
        """See `Checker.environment`."""
        return self._environment

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`; the total time includes the wait for a worker."""
        began = time.perf_counter()
        result = await self._executor.submit(CheckJob(self._about, request))
        self._checks += 1
        self._elaboration_seconds += result.timing.elaboration
        self.lean_seconds += result.timing.processor or result.timing.elaboration
        self._total_seconds += time.perf_counter() - began
        return result

    async def try_scripts(self, request: TryRequest) -> TryAnswer:
        """See `orchestrator.lean.trials.TacticTrials`; not ``supported`` where the worker's Lean has no tries."""
        answer = await self._executor.submit(TryJob(self._about, request))
        self._checks += len(answer.tries)
        self.lean_seconds += answer.seconds
        return answer

    async def warm_up(self) -> None:
        """Nothing: the workers are warm, or not this one's to warm."""

    async def library_names(self, imports: Sequence[str], words: Sequence[str], limit: int) -> NameHits:
        """See `NameSearch.library_names`; the library is that of the challenge's own imports."""
        return await self._executor.submit(NamesJob(self._about, tuple(words), limit))

    async def free_workers(self) -> int:
        """How many workers are idle just now."""
        return sum(status.activity == "" for status in await self._executor.status())

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
    """A `Judge` that asks the judges of an executor's workers on one Lean.

    The executor belongs to the caller; closing this closes nothing.

    Args:
        executor: whose workers answer.
        environment: the Lean to judge on.
    """

    def __init__(self, executor: Executor, environment: Environment) -> None:
        self._executor = executor
        self._environment = environment

    @property
    def environment(self) -> Environment:
        """See `Judge.environment`."""
        return self._environment

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """See `Judge.judge`."""
        about = About.of(challenge, self._environment.name)
        return await self._executor.submit(JudgeJob(about, challenge, submission))

    async def verify(self, certificate: Certificate) -> VerifyReport:
        """See `Judge.verify`."""
        about = About(certificate.inputs.statement_sha256, "", LeanNeeds(name=self._environment.name))
        return await self._executor.submit(VerifyJob(about, certificate))

    async def aclose(self) -> None:
        """Nothing to stop."""
