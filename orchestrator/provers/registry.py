"""Every prover and rater by the name that decisions, attempts and configurations give it: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.provers.prover import GoalProver, Prover
from orchestrator.provers.raters.rater import Rater


class Where(StrEnum):
    """Where a prover runs."""

    WORKER = "worker"
    """On a worker, beside its Lean: it needs nothing else."""
    DRIVER = "driver"
    """In the driver's process, with checks on workers: it needs a model, or the goal provers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a prover is made and where it runs; ``paid`` says that it asks models."""

    make: Callable[[], Prover]
    where: Where = Where.WORKER
    paid: bool = False


def _recheck() -> Prover:
    from orchestrator.provers.recheck import RecheckProver

    return RecheckProver()


def _portfolio() -> Prover:
    from orchestrator.provers.tactics.provers import portfolio_prover

    return portfolio_prover()


def _tree_search() -> Prover:
    from orchestrator.provers.tactics.provers import tree_search_prover

    return tree_search_prover()


def _agent() -> Prover:
    from orchestrator.provers.agent.prover import AgentProver

    return AgentProver()


def _external() -> Prover:
    from orchestrator.provers.agent.external import DepartedAgent

    return DepartedAgent()


def _portfolio_for_goals() -> GoalProver:
    from orchestrator.provers.tactics.provers import portfolio_goal_prover

    return portfolio_goal_prover()


def _tree_search_for_goals() -> GoalProver:
    from orchestrator.provers.tactics.provers import tree_search_goal_prover

    return tree_search_goal_prover()


PROVERS: Mapping[str, Entry] = {
    "recheck": Entry(_recheck),
    "portfolio": Entry(_portfolio),
    "tree-search": Entry(_tree_search),
    "agent": Entry(_agent, Where.DRIVER, paid=True),
    "external": Entry(_external, Where.DRIVER),
}
"""Provers of challenges."""

GOAL_PROVERS: Mapping[str, Callable[[], GoalProver]] = {
    "portfolio": _portfolio_for_goals,
    "tree-search": _tree_search_for_goals,
}
"""Provers of open goals, cheap ones first."""


def raters() -> dict[str, Rater]:
    """Every rater by its name."""
    from orchestrator.provers.raters.model_free import ModelFreeRater
    from orchestrator.provers.raters.model_rater import ModelRater

    return {rater.name: rater for rater in (ModelRater(), ModelFreeRater())}
