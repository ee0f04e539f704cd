"""From database rows to records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy.engine import RowMapping

from orchestrator.lean.checker import Hypothesis
from orchestrator.store.budgets import Budget, Spend
from orchestrator.store.campaigns import Campaign
from orchestrator.store.episodes import Episode
from orchestrator.store.goals import GoalResult
from orchestrator.store.ledger import Charge, Usage
from orchestrator.store.runs import Run
from orchestrator.store.sketches import SketchGoal

R = TypeVar("R")


def record(cls: type[R], row: RowMapping, **others: Any) -> R:
    """A ``cls`` from the columns named like its fields; JSON lists become tuples, ``others`` fill the rest."""
    names, values_of = _columns(cls, *others)  # type: ignore[arg-type]  # mypy: a type variable hides that types have hashes
    values = [tuple(value) if type(value) is list else value for value in values_of(row)]
    return cls(**dict(zip(names, values, strict=True)), **others)


@cache
def _columns(cls: Any, *others: str) -> tuple[Sequence[str], Callable[[RowMapping], Sequence[Any]]]:
    """The fields that come from columns, and what takes them from a row."""
    names = [name for name in _names(cls) if name not in others]
    if len(names) < 2:
        return names, lambda row: [row[name] for name in names]
    return names, itemgetter(*names)


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def run_record(row: RowMapping) -> Run:
    """A `Run` from a row of `runs.RUN`."""
    return record(Run, row, limits=limits(row), spent=spent(row))


def campaign_record(row: RowMapping) -> Campaign:
    """A `Campaign` from a row of ``campaigns``."""
    return record(Campaign, row, limits=limits(row), spent=spent(row))


_LIMITS = itemgetter(*(f"limit_{name}" for name in _names(Budget)))
_SPENT = itemgetter(*(name if name.startswith("reserved_") else f"spent_{name}" for name in _names(Spend)))
_USAGE = itemgetter(*_names(Usage))


def limits(row: RowMapping) -> Budget:
    """The limits of a run or a campaign."""
    return Budget(*_LIMITS(row))


def spent(row: RowMapping) -> Spend:
    """The counters of a run or a campaign."""
    return Spend(*_SPENT(row))


def usage(row: RowMapping) -> Usage:
    """The usage columns of an episode or a charge."""
    return Usage(*_USAGE(row))


def episode_record(row: RowMapping) -> Episode:
    """An `Episode` from a row of ``episodes``."""
    return record(Episode, row, usage=usage(row))


def charge_record(row: RowMapping) -> Charge:
    """A `Charge` from a row of ``charges``."""
    return record(Charge, row, usage=usage(row))


def sketch_goal_record(row: RowMapping, results: tuple[GoalResult, ...]) -> SketchGoal:
    """A `SketchGoal` from a row of ``sketch_goals`` joined with ``goals``."""
    hypotheses = tuple(Hypothesis(**hypothesis) for hypothesis in row["hypotheses"])
    return record(SketchGoal, row, hypotheses=hypotheses, results=results)
