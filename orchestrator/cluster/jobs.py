"""The kinds of work that executors run: a new kind is one class here, or in any room above.

Jobs are frozen and can be pickled: an executor may run them in this process, in another or on another machine, and the
answers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from orchestrator.errors import UserError
from orchestrator.lean.checker import Checker, CheckRequest, CheckResult
from orchestrator.lean.environment import LeanNeeds
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.lean.library import NameHits, NameSearch
from orchestrator.lean.trials import TacticTrials, TryAnswer, TryRequest
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.goal_cache import Finding
from orchestrator.provers.prover import Prover, ProverOutcome, ProverTask

R_co = TypeVar("R_co", covariant=True)


class WorkerBench(Protocol):
    """What a job may use of the worker it runs on."""

    @property
    def checker(self) -> Checker:
        """The worker's warm Lean."""
        ...

    async def judge(self) -> Judge:
        """The worker's judge, opened when it is first needed."""
        ...

    def prover(self, name: str) -> Prover:
        """A prover that this worker knows; raises `UserError`."""
        ...

    async def require_elaborated(self, challenge: Challenge) -> None:
        """Check the challenge's own text, once; raises `ChallengeError` if it has errors."""
        ...


class Job(Protocol[R_co]):
    """One piece of work with a result of type ``R``."""

    @property
    def key(self) -> str:
        """Jobs with the same key are best done on the same worker: its Lean still knows the text."""
        ...

    @property
    def label(self) -> str:
        """One word for people that watch the workers."""
        ...

    @property
    def problem(self) -> str:
        """The challenge's id, for people that watch the workers."""
        ...

    @property
    def requires(self) -> LeanNeeds:
        """Which Lean it needs."""
        ...

    async def run(self, worker: WorkerBench) -> R_co:
        """Do it; what it raises reaches the caller of `Executor.submit` with its class and words."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """The challenge that a job is about, without its text."""

    key: str
    problem: str
    requires: LeanNeeds

    @classmethod
    def of(cls, challenge: Challenge, toolchain: str = "") -> About:
        """What executors need to know of ``challenge``; ``toolchain`` asks for that very Lean."""
        return cls(challenge.sha256, challenge.id, LeanNeeds.of(challenge).on(toolchain))


@dataclass(frozen=True, slots=True)
class _AboutChallenge:
    """What the jobs of this module have in common."""

    about: About

    @property
    def key(self) -> str:
        """See `Job.key`."""
        return self.about.key

    @property
    def problem(self) -> str:
        """See `Job.problem`."""
        return self.about.problem

    @property
    def requires(self) -> LeanNeeds:
        """See `Job.requires`."""
        return self.about.requires


@dataclass(frozen=True, slots=True)
class ProveJob(_AboutChallenge):
    """One prover's attempt at one challenge; ``prover`` is a name that the workers know (`WorkerParts.provers`)."""

    prover: str
    task: ProverTask
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    """What is known of goals that the prover may meet, by `orchestrator.provers.goal_cache.goal_digest`."""

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return self.prover

    async def run(self, worker: WorkerBench) -> ProverOutcome:
        """See `Job.run`."""
        prover = worker.prover(self.prover)
        await worker.require_elaborated(self.task.challenge)
        return await prover.prove(self.task, CheckerBench(worker.checker, self.findings))


@dataclass(frozen=True, slots=True)
class JudgeJob(_AboutChallenge):
    """One judgement on a complete sketch."""

    challenge: Challenge
    submission: Submission

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return "judge"

    async def run(self, worker: WorkerBench) -> Verdict:
        """See `Job.run`."""
        judge = await worker.judge()
        return await judge.judge(self.challenge, self.submission)


@dataclass(frozen=True, slots=True)
class VerifyJob(_AboutChallenge):
    """One certified judgement, repeated."""

    certificate: Certificate

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return "verify"

    async def run(self, worker: WorkerBench) -> VerifyReport:
        """See `Job.run`."""
        judge = await worker.judge()
        return await judge.verify(self.certificate)


@dataclass(frozen=True, slots=True)
class CheckJob(_AboutChallenge):
    """One check of a text about a challenge, for a prover that lives where the model is and not where Lean is."""

    request: CheckRequest

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return "check"

    async def run(self, worker: WorkerBench) -> CheckResult:
        """See `Job.run`."""
        return await worker.checker.check(self.request)


@dataclass(frozen=True, slots=True)
class TryJob(_AboutChallenge):
    """Scripts at one goal of a text about a challenge; see `orchestrator.lean.trials.TacticTrials`."""

    request: TryRequest

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return "try"

    async def run(self, worker: WorkerBench) -> TryAnswer:
        """See `Job.run`."""
        checker = worker.checker
        if not isinstance(checker, TacticTrials):
            return TryAnswer(place=False, supported=False)
        return await checker.try_scripts(self.request)


@dataclass(frozen=True, slots=True)
class NamesJob(_AboutChallenge):
    """One search of the library that a challenge imports; see `orchestrator.lean.library.NameSearch`."""

    words: tuple[str, ...]
    limit: int

    @property
    def label(self) -> str:
        """See `Job.label`."""
        return "search"

    async def run(self, worker: WorkerBench) -> NameHits:
        """See `Job.run`."""
        checker = worker.checker
        if not isinstance(checker, NameSearch):
            raise UserError("this worker's Lean cannot list the names of its library; search by goal or statement")
        return await checker.library_names(self.requires.imports, self.words, self.limit)
