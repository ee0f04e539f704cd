"""Every prover and rater by the name that decisions, attempts and configurations give it: one line each.

A line names the module in `orchestrator.provers` and what makes the prover there; nothing is imported
before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Generic, TypeVar

from orchestrator.provers.prover import GoalProver, Prover
from orchestrator.provers.raters.rater import Rater

T = TypeVar("T")


class Where(StrEnum):
    """Where a prover runs."""

    WORKER = "worker"
    """On a worker, beside its Lean: it needs nothing else."""
    DRIVER = "driver"
    """In the driver's process, with checks on workers: it needs a model, or the goal provers."""


@dataclass(frozen=True)
class Lazy(Generic[T]):
    """Makes what ``place``, ``MODULE:NAME`` in `orchestrator.provers`, makes. Can be pickled."""

    place: str

    def __call__(self) -> T:
        """Import it and make one."""
        module, _, name = self.place.partition(":")
        made: T = getattr(import_module(f"orchestrator.provers.{module}"), name)()
        return made


@dataclass(frozen=True, slots=True)
class Entry:
    """How a prover is made and where it runs; ``paid`` says that it asks models."""

    make: Callable[[], Prover]
    where: Where = Where.WORKER
    paid: bool = False


PROVERS: Mapping[str, Entry] = {
    "recheck": Entry(Lazy("recheck:RecheckProver")),
    "portfolio": Entry(Lazy("tactics.provers:portfolio_prover")),
    "agent": Entry(Lazy("agent.prover:AgentProver"), Where.DRIVER, paid=True),
    "whole-proof": Entry(Lazy("whole_proof:WholeProofProver"), Where.DRIVER, paid=True),
}
"""Provers of challenges."""

GOAL_PROVERS: Mapping[str, Callable[[], GoalProver]] = {
    "portfolio": Lazy("tactics.provers:portfolio_goal_prover"),
}
"""Provers of open goals, cheap ones first."""

RATERS: Mapping[str, Callable[[], Rater]] = {
    "model": Lazy("raters.model_rater:ModelRater"),
    "model-free": Lazy("raters.model_free:ModelFreeRater"),
}
"""Raters of sketches."""


def raters() -> dict[str, Rater]:
    """One of every rater, by its name."""
    return {name: make() for name, make in RATERS.items()}
