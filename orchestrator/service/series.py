"""What a run's page draws over time, thinned out so that its size does not grow with the run."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import Final, TypeVar

from orchestrator.api.runs import Ratings, Series
from orchestrator.search.population.ratings import Match, Posterior, rate
from orchestrator.store import Run, Store

T = TypeVar("T")
POINTS: Final = 300
SKETCHES: Final = 1000
MATCHES: Final = 1000
RATED_TIMES: Final = 8
"""At so many moments of a run its sketches are rated."""
RATED_SKETCHES: Final = 5
"""The best of them are drawn."""
SAMPLES: Final = 60
"""Of the chain at each moment: enough for a line to look at, a tenth of what a search decides by."""


async def series_of(store: Store, run: Run) -> Series:
    """Sketches, their open goals and the goals proved, over the seconds since the run began."""
    began = run.started_at or run.created_at
    grown = await store.listing.growth(run.id, SKETCHES)
    moments = [at for at, _ in grown.sketches]
    times = [max(0.0, (at - began).total_seconds()) for at in moments]
    made = list(range(1, len(times) + 1))
    seconds = [max(0.0, (at - began).total_seconds()) for at in grown.proved]
    counts = _counts(seconds, times)
    played = await store.listing.matches(run.id, MATCHES)
    elo_times, elo = await asyncio.to_thread(
        ratings_over_time, [(max(0.0, (at - began).total_seconds()), ranking) for at, ranking in played]
    )
    return Series(
        times=tuple(round(time, 1) for time in _thinned(times)),
        open=tuple(_thinned(fewest_open(grown.sketches))),
        proved=tuple(_thinned(counts)),
        sketches=tuple(_thinned(made)),
        elo_times=elo_times,
        elo=elo,
    )


def ratings_over_time(
    played: Sequence[tuple[float, Sequence[Sequence[str]]]],
) -> tuple[tuple[float, ...], tuple[Ratings, ...]]:
    """How the ratings of the best sketches changed.

    Args:
        played: when each match ended, in seconds, and how it ranked which sketches, in the order of time.

    Returns:
        Some moments, and for each of the sketches that are best at the end its ratings at these; None before its
        first match. The same matches give the same ratings.
    """
    played = [(at, ranking) for at, ranking in played if sum(map(len, ranking)) > 1]
    numbers: dict[str, int] = {}
    matches: list[Match] = []
    for _, ranking in played:
        groups = [tuple(numbers.setdefault(sketch, len(numbers)) for sketch in group) for group in ranking]
        matches.append(Match(tuple(group for group in groups if group)))
    if not played:
        return (), ()
    ends = sorted({max(1, round(len(played) * (step + 1) / RATED_TIMES)) for step in range(RATED_TIMES)})
    known: Posterior | None = None
    rows: list[list[float | None]] = []
    for end in ends:
        known = rate(matches[:end], len(numbers), 0, warm=known, samples=SAMPLES, burn_in=SAMPLES)
        rows.append([round(float(elo), 1) if n else None for elo, n in zip(known.elo, known.matches, strict=True)])
    games = Counter(player for match in matches for player in match.players)
    last = rows[-1]
    best = sorted(games, key=lambda player: (-(last[player] or 0.0), player))[:RATED_SKETCHES]
    names = list(numbers)
    lines = tuple(Ratings(sketch=names[player], values=tuple(row[player] for row in rows)) for player in best)
    return tuple(round(played[end - 1][0], 1) for end in ends), lines


def fewest_open(sketches: Sequence[tuple[datetime, Sequence[datetime | None]]]) -> list[int | None]:
    """How many goals were open in the best sketch so far when each was made; None where no sketch had an open goal.

    Args:
        sketches: when each was made, ascending, and when its goals were proved (None: not yet).
    """
    having: Counter[int] = Counter()  # how many sketches have so many open goals
    left: list[int] = []
    ends: list[tuple[datetime, int]] = []
    found: list[int | None] = []
    for number, (now, goals) in enumerate(sketches):
        later = [at for at in goals if at is not None and at > now]
        left.append(len(later) + sum(at is None for at in goals))
        having[left[number]] += 1
        for at in later:
            heappush(ends, (at, number))
        while ends and ends[0][0] <= now:
            _, one = heappop(ends)
            having[left[one]] -= 1
            left[one] -= 1
            having[left[one]] += 1
        found.append(min((count for count, among in having.items() if count and among), default=None))
    return found


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
