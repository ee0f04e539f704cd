"""The statistics of an ablation: intervals by stratified bootstrap, paired sign-flip tests, Holm's correction.

Problems are the strata and the unit of comparison: seeds of one problem are repeats, not independent evidence. Methods
follow arXiv 2607.18235 and 2605.29268. Everything is a pure function of the records and a seed.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from orchestrator.search.ablation.records import RunRecord

Floats = npt.NDArray[np.float64]

BOOTSTRAPS: Final = 10_000
EXACT_UP_TO: Final = 14
"""With so many pairs or fewer, all sign patterns are tried; with more, this many are drawn: `FLIPS`."""
FLIPS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One strategy against the baseline, on the problems that both were run on."""

    strategy: str
    baseline: str
    problems: int
    difference: float
    """Mean over problems of the difference in solve rate."""
    p_value: float
    """Two-sided; of the sign-flip test."""
    adjusted: float
    """After Holm's step-down correction over all comparisons made together."""


def solve_rates(records: Sequence[RunRecord]) -> dict[str, dict[str, Floats]]:
    """Solved (1) or not (0) per run, by strategy and problem, in the order of their seeds."""
    rates: dict[str, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        rates[record.strategy][record.problem].append((record.seed, float(record.solved)))
    return {
        strategy: {problem: np.array([solved for _, solved in sorted(runs)]) for problem, runs in problems.items()}
        for strategy, problems in rates.items()
    }


def bootstrap(problems: Mapping[str, Floats], seed: int, *, repeats: int = BOOTSTRAPS) -> Interval:
    """The mean over problems of their solve rates, with its stratified bootstrap interval: seeds are drawn again
    within each problem, problems are kept.

    Raises:
        ValueError: there is no run.
    """
    if not problems or not all(len(runs) for runs in problems.values()):
        raise ValueError("a solve rate needs at least one run of every problem")
    rng = np.random.default_rng(seed)
    drawn = np.zeros(repeats)
    for runs in problems.values():
        drawn += runs[rng.integers(len(runs), size=(repeats, len(runs)))].mean(axis=1)
    low, high = np.quantile(drawn / len(problems), [0.025, 0.975])
    estimate = float(np.mean([runs.mean() for runs in problems.values()]))
    return Interval(estimate, float(low), float(high))


def sign_flip(differences: Floats, seed: int) -> float:
    """The two-sided p-value that paired ``differences`` have mean zero: how often random signs do as well or better.

    Exact for at most `EXACT_UP_TO` pairs; otherwise ``(1 + hits) / (1 + draws)``.
    """
    pairs = differences[differences != 0.0]
    if not len(pairs):
        return 1.0
    observed = abs(pairs.sum()) - 1e-12
    if len(pairs) <= EXACT_UP_TO:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=len(pairs))))
        return float(np.mean(np.abs(signs @ pairs) >= observed))
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(FLIPS, len(pairs)))
    return float((1 + np.sum(np.abs(signs @ pairs) >= observed)) / (1 + FLIPS))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down adjusted p-values, in the order given."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: (p_values[i], i))):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return tuple(adjusted)


def compare(records: Sequence[RunRecord], baseline: str, seed: int) -> list[Comparison]:
    """Every other strategy against ``baseline``, paired by problem, corrected together.

    Raises:
        ValueError: the baseline has no run.
    """
    rates = solve_rates(records)
    if baseline not in rates:
        raise ValueError(f"the baseline {baseline!r} has no run; there are {', '.join(sorted(rates))}")
    others = [strategy for strategy in rates if strategy != baseline]
    raw = []
    for strategy in others:
        both = sorted(rates[strategy].keys() & rates[baseline].keys())
        pairs = np.array([rates[strategy][p].mean() - rates[baseline][p].mean() for p in both])
        raw.append((strategy, len(both), float(pairs.mean()) if len(pairs) else 0.0, sign_flip(pairs, seed)))
    adjusted = holm([p_value for *_, p_value in raw])
    return [
        Comparison(strategy, baseline, problems, difference, p_value, after)
        for (strategy, problems, difference, p_value), after in zip(raw, adjusted, strict=True)
    ]


def solved_against_spend(records: Sequence[RunRecord], axis: Floats, *, lean_seconds: bool = False) -> Floats:
    """The share of runs that had decided their problem at each spend of ``axis`` (micro-dollars, or Lean seconds)."""
    spends = [r.lean_seconds if lean_seconds else float(r.micro_usd) for r in records if r.solved]
    found: Floats = np.searchsorted(np.sort(np.array(spends)), axis, side="right") / max(1, len(records))
    return found
