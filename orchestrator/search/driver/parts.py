"""What drivers of one process share, and the moments at which a test may make one fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.remote import ExecutorJudge
from orchestrator.lean.environment import Environment
from orchestrator.lean.judging import Judge
from orchestrator.models.model import Model
from orchestrator.provers.prover import GoalProver
from orchestrator.provers.raters.rater import Rater
from orchestrator.provers.registry import GOAL_PROVERS, PROVERS, Entry
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.search.goals.service import GoalDesk
from orchestrator.search.strategies import make_strategy
from orchestrator.search.strategy import Strategy
from orchestrator.store import Store

HEARTBEAT_SECONDS = 3.0


class Moment(StrEnum):
    """Points of a run where a fault can be put, in the order in which an attempt passes them."""

    ACQUIRED = "acquired"
    DECIDED = "decided"
    """A decision was made and not yet stored."""
    BEGUN = "begun"
    """The attempt is stored as running."""
    PROVED = "proved"
    """The prover has handed in; nothing of it is stored."""
    JUDGED = "judged"
    ADMITTED = "admitted"
    """The outcome is stored."""
    FINISHING = "finishing"
    """The run is about to be finished."""


def nothing(moment: Moment) -> None:
    """No fault."""


@dataclass(frozen=True)
class DriverParts:
    """What the drivers of a process need. The caller that opens the parts closes them.

    Args:
        store: where everything is remembered.
        executor: started.
        models: by profile name, each paid from ``ledger``; only those of the runs that are driven.
        ledger: over the same store.
        provers, goal_provers, raters: by name.
        at: called at every `Moment` of a run; what it raises is a crash at that place.
        clock: monotonic seconds.
        heartbeat_seconds: between two heartbeats of a run.
        strategies: makes a strategy from its name and configuration.
        judging: gives the judge of a run.
    """

    store: Store
    executor: Executor
    ledger: StoreLedger
    models: Mapping[str, Model] = field(default_factory=dict)
    provers: Mapping[str, Entry] = field(default_factory=lambda: PROVERS)
    goal_provers: Mapping[str, Callable[[], GoalProver]] = field(default_factory=lambda: GOAL_PROVERS)
    raters: Mapping[str, Rater] = field(default_factory=dict)
    at: Callable[[Moment], None] = nothing
    clock: Callable[[], float] = time.monotonic
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    strategies: Callable[[str, Mapping[str, object]], Strategy[object]] = make_strategy
    judging: Callable[[Executor, Environment], Judge] = ExecutorJudge
    desk: GoalDesk = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "desk", GoalDesk(self.store.goals))


def driver_parts(store: Store, executor: Executor, **others: object) -> DriverParts:
    """Parts with a ledger of their own, for processes and tests that ask no model."""
    return DriverParts(store, executor, StoreLedger(store), **others)  # type: ignore[arg-type]
