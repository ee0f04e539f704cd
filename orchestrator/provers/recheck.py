"""The cheapest prover: a sketch that was accepted before, checked again."""

from __future__ import annotations

import time

from orchestrator.lean.checker import CheckRequest, Outcome
from orchestrator.provers.prover import (
    Bench,
    ProverOutcome,
    ProverStatus,
    ProverTask,
    proves,
    target_name,
)


class RecheckProver:
    """A `Prover` that hands in its task's parent sketch as it is, if Lean still accepts it."""

    @property
    def name(self) -> str:
        """See `Prover.name`."""
        return "recheck"

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """See `Prover.prove`; makes one check.

        Raises:
            ValueError: the task has no parent sketch or no direction.
        """
        if task.parent is None or task.direction is None:
            raise ValueError("nothing to check again: the task needs a parent sketch and its direction")
        began = time.monotonic()
        text = task.challenge.splice(task.parent, task.direction)
        result = await bench.checker.check(CheckRequest(text, task.check_limits))
        status = ProverStatus.FAILED
        if result.outcome is Outcome.ELABORATED:
            complete = proves(result, target_name(task.challenge, task.direction))
            status = ProverStatus.COMPLETE if complete else ProverStatus.PARTIAL
        return ProverOutcome(
            status=status,
            prover=self.name,
            direction=task.direction,
            regions=task.parent,
            plan="accepted before, checked again",
            open_goals=result.goals if status is ProverStatus.PARTIAL else (),
            checks=1,
            seconds=time.monotonic() - began,
            messages=result.messages,
        )
