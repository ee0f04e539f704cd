"""Where work runs: the `Executor` protocol. What it runs is in `orchestrator.cluster.jobs`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from orchestrator.cluster.jobs import Job
from orchestrator.errors import ImportNotAvailable
from orchestrator.lean.environment import Environment, LeanNeeds
from orchestrator.problems.challenge import Challenge

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What a worker is doing now; for people."""

    worker: int
    problem: str
    """The challenge's id; empty while idle."""
    activity: str
    """The job's label (a prover's name, ``judge``, ``check``, ``search`` ...), or empty."""
    checks: int
    """Lean checks made for this job so far."""
    seconds: float
    """How long the job has been running."""
    resident_bytes: int
    """Memory of the worker's Lean hosts."""
    hosts_replaced: int = 0
    """Lean hosts that died, passed a limit or grew too large and were replaced, since the worker started."""


class Executor(Protocol):
    """Runs jobs on workers, each with a warm Lean of its own.

    Safe for any number of concurrent tasks of one event loop: a job waits until a worker is free whose environment
    satisfies it, at most ``capacity`` run at once. Among those the one that last worked on the same challenge is taken,
    if it is free. Workers may join and leave while jobs run. Cancelling the awaiting task cancels the job down to its
    Lean host. A job whose worker died raises `WorkerLost`; the caller decides whether to submit it again, and it then
    goes to a worker that lives. The caller that starts an executor closes it; ``async with`` does both.
    """

    @property
    def capacity(self) -> int:
        """How many jobs run at once now."""
        ...

    @property
    def environments(self) -> tuple[Environment, ...]:
        """The Leans that answer, each once. Known once started."""
        ...

    async def start(self) -> None:
        """Start the workers and wait until they are warm.

        Raises:
            OperatorError: Lean, Ray or the cluster is not as it must be; nothing is left running.
        """
        ...

    async def submit(self, job: Job[R]) -> R:
        """Run one job on the next free worker that satisfies it.

        Raises:
            ImportNotAvailable: no worker has the Lean that the job requires.
            UserError: the challenge cannot be worked on as it is.
            RetryError: an infrastructure failure (`WorkerLost`, `LeanCrashed`); the job may be submitted again.
        """
        ...

    async def status(self) -> tuple[WorkerStatus, ...]:
        """What every worker that answers at once is doing; never waits for a job."""
        ...

    async def resize(self, workers: int) -> None:
        """Let workers join or leave until there are so many; those that leave finish their job first.

        Raises:
            OperatorError: a worker that should join cannot start; the others are as before.
        """
        ...

    async def aclose(self) -> None:
        """Cancel what runs, stop the workers and everything they started; idempotent."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


def environment_for(environments: Sequence[Environment], needs: LeanNeeds, prefer: str = "") -> Environment:
    """The Lean to do a piece of work on, the one named ``prefer`` if it satisfies the needs.

    Raises:
        ImportNotAvailable: none does; one sentence says what each lacks.
    """
    fitting = [one for one in environments if one.satisfies(needs)]
    if not fitting:
        reasons = "; ".join(f"{one.name}: {one.lacks(needs)}" for one in environments)
        raise ImportNotAvailable(f"no worker has the Lean that this needs: {reasons or 'there are no workers'}")
    return next((one for one in fitting if one.name == prefer), fitting[0])


def toolchain_for(executor: Executor, challenge: Challenge) -> str:
    """Name of the Lean that a new run of ``challenge`` is made for; raises as `environment_for`."""
    return environment_for(executor.environments, LeanNeeds.of(challenge)).name
