"""Where work runs: the `Executor` protocol, the jobs it takes and what comes back.

Jobs and results are frozen and can be pickled: an executor may run them in this process, in another or on another
machine, and the answers are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self, overload

from orchestrator.lean.checker import CheckRequest, CheckResult
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.library import NameHits
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.prover import ProverOutcome, ProverTask


@dataclass(frozen=True, slots=True)
class ProveJob:
    """One prover's go at one challenge; ``prover`` is a name that the workers know (`WorkerParts.provers`)."""

    prover: str
    task: ProverTask

    @property
    def challenge(self) -> Challenge:
        """What is to be proved."""
        return self.task.challenge


@dataclass(frozen=True, slots=True)
class JudgeJob:
    """One judgement on a complete sketch."""

    challenge: Challenge
    submission: Submission


@dataclass(frozen=True, slots=True)
class CheckJob:
    """One check of a text about a challenge, for an agent that lives where the model is and not where Lean is."""

    challenge: Challenge
    request: CheckRequest


@dataclass(frozen=True, slots=True)
class NamesJob:
    """One search of the library that a challenge imports; see `orchestrator.lean.library.NameSearch`."""

    challenge: Challenge
    words: tuple[str, ...]
    limit: int


Job = ProveJob | JudgeJob | CheckJob | NamesJob
JobResult = ProverOutcome | Verdict | CheckResult | NameHits


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What a worker is doing now; for people."""

    worker: int
    problem: str
    """The challenge's id; empty while idle."""
    activity: str
    """The prover's name, ``judge``, ``check``, ``search``, or empty."""
    checks: int
    """Lean checks made for this job so far."""
    seconds: float
    """How long the job has been running."""
    resident_bytes: int
    """Memory of the worker's Lean hosts."""


class Executor(Protocol):
    """Runs jobs on a fixed number of workers, each with a warm Lean of its own.

    Safe for any number of concurrent tasks of one event loop: a job waits until a worker is free, at most
    ``capacity`` run at once. Cancelling the awaiting task cancels the job down to its Lean host. A job whose worker
    died raises `WorkerLost`; the caller decides whether to submit it again, and it then goes to a worker that lives.
    Whoever starts an executor closes it; ``async with`` does both.
    """

    @property
    def capacity(self) -> int:
        """How many jobs run at once."""
        ...

    @property
    def toolchain(self) -> str:
        """The Lean that answers, as in `Checker.toolchain`; the same on every worker. Known once started."""
        ...

    async def start(self) -> None:
        """Start the workers and wait until they are warm.

        Raises:
            OperatorError: Lean, Ray or the cluster is not as it must be; nothing is left running.
        """
        ...

    @overload
    async def submit(self, job: ProveJob) -> ProverOutcome: ...

    @overload
    async def submit(self, job: JudgeJob) -> Verdict: ...

    @overload
    async def submit(self, job: CheckJob) -> CheckResult: ...

    @overload
    async def submit(self, job: NamesJob) -> NameHits: ...

    async def submit(self, job: Job) -> JobResult:
        """Run one job on the next free worker.

        Raises:
            UserError: the challenge cannot be worked on as it is.
            RetryError: a failure of ours (`WorkerLost`, `LeanCrashed`); the job may be submitted again.
        """
        ...

    async def status(self) -> tuple[WorkerStatus, ...]:
        """What every worker that answers at once is doing; never waits for a job."""
        ...

    async def aclose(self) -> None:
        """Cancel what runs, stop the workers and everything they started; idempotent."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...
