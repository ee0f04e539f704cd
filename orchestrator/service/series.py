"""What a run's page draws over time, thinned out so that its size does not grow with the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from orchestrator.api.runs import Series
from orchestrator.store import Run, Store

T = TypeVar("T")
POINTS: Final = 300
SKETCHES: Final = 1000


async def series_of(store: Store, run: Run) -> Series:
    """Sketches, their open goals and the goals proved, over the seconds since the run began."""
    began = run.started_at or run.created_at
    times: list[float] = []
    best: list[int | None] = []
    made: list[int] = []
    fewest: int | None = None
    grown = await store.listing.growth(run.id, SKETCHES)
    for created_at, open_goals in grown.sketches:
        if open_goals:
            fewest = open_goals if fewest is None else min(fewest, open_goals)
        times.append(max(0.0, (created_at - began).total_seconds()))
        best.append(fewest)
        made.append(len(made) + 1)
    seconds = [max(0.0, (at - began).total_seconds()) for at in grown.proved]
    counts = _counts(seconds, times)
    return Series(
        times=tuple(round(time, 1) for time in _thinned(times)),
        open=tuple(_thinned(best)),
        proved=tuple(_thinned(counts)),
        sketches=tuple(_thinned(made)),
    )


def _counts(seconds: Sequence[float], times: Sequence[float]) -> list[int]:
    """How many of ``seconds`` have passed at each of ``times``; both ascend."""
    counts, at = [], 0
    for time in times:
        while at < len(seconds) and seconds[at] <= time:
            at += 1
        counts.append(at)
    return counts


def _thinned(values: Sequence[T]) -> list[T]:
    """Some hundred of the values at even distances, the last one included."""
    if len(values) <= POINTS:
        return list(values)
    step = (len(values) - 1) / (POINTS - 1)
    return [values[round(place * step)] for place in range(POINTS)]
