"""Intervals, tests and corrections against values worked out by hand or by another way."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import UserError
from orchestrator.search.ablation.records import CurvePoint, RunRecord, read_records, write_records
from orchestrator.search.ablation.statistics import (
    bootstrap,
    compare,
    holm,
    sign_flip,
    solved_against_spend,
)


def record(strategy: str, problem: str, seed: int, solved: bool, micro_usd: int = 10) -> RunRecord:
    return RunRecord(
        strategy=strategy,
        configuration="0" * 64,
        problem=problem,
        seed=seed,
        solved=solved,
        micro_usd=micro_usd,
        lean_seconds=1.0,
        attempts=1,
        curve=(CurvePoint(micro_usd=micro_usd, lean_seconds=1.0, score=1.0 if solved else 0.25),),
    )


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([0.6, 0.5]) == (1.0, 1.0)
    assert holm([]) == ()


@given(st.lists(st.floats(0.0, 1.0), max_size=8))
def test_holm_only_raises_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(after >= before for before, after in zip(p_values, adjusted, strict=True))
    by_value = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert all(adjusted[a] <= adjusted[b] for a, b in pairwise(by_value))


def test_sign_flip_by_hand() -> None:
    # All three positive: of eight sign patterns, two (all +, all -) are as extreme.
    assert sign_flip(np.array([1.0, 1.0, 1.0]), 0) == 0.25
    assert sign_flip(np.array([0.5, -0.5]), 0) == 1.0
    assert sign_flip(np.zeros(4), 0) == 1.0


def test_drawn_signs_agree_with_all_signs() -> None:
    rng = np.random.default_rng(5)
    fourteen = rng.normal(0.4, 1.0, 14)
    exact = sign_flip(fourteen, 0)
    drawn = sign_flip(np.append(fourteen, 1e-9), 0)
    assert drawn == pytest.approx(exact, abs=0.02)


def test_bootstrap_covers_the_truth() -> None:
    covered = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        runs = {str(n): (rng.random(12) < p).astype(float) for n, p in enumerate((0.2, 0.5, 0.8))}
        interval = bootstrap(runs, seed, repeats=2000)
        assert interval.low <= interval.estimate <= interval.high
        covered += interval.low <= 0.5 <= interval.high
    assert covered >= 50


def test_bootstrap_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        bootstrap({}, 0)


def test_comparison_pairs_by_problem() -> None:
    records = [record("A", f"p{n}", seed, True) for n in range(6) for seed in range(2)]
    records += [record("tactics", f"p{n}", seed, False) for n in range(6) for seed in range(2)]
    records += [record("best", f"p{n}", 0, n % 2 == 0) for n in range(6)]
    found = {c.strategy: c for c in compare(records, "tactics", seed=1)}
    assert found["A"].difference == 1.0
    assert found["A"].p_value == pytest.approx(2 / 64)
    assert found["A"].adjusted == pytest.approx(4 / 64)
    assert found["best"].difference == 0.5
    with pytest.raises(ValueError, match="has no run"):
        compare(records, "nothing", seed=1)


def test_curve_counts_what_was_solved_by_then() -> None:
    records = [record("A", "p", n, n < 3, micro_usd=n * 10) for n in range(4)]
    assert solved_against_spend(records, np.array([0.0, 10.0, 15.0, 1000.0])).tolist() == [0.25, 0.5, 0.5, 0.75]


def test_records_survive_a_crash_in_the_last_line(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    kept = [record("A", "p", 1, True), record("best", "q", 2, False)]
    write_records(path, kept)
    with path.open("a") as file:
        file.write('{"strategy": "A", "conf')
    assert read_records(path) == kept
    write_records(path, kept[:1])
    assert read_records(path) == [*kept, kept[0]]


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    write_records(path, [record("A", "p", 1, True)])
    with path.open("a") as file:
        file.write('{"strategy": "A"}\n')
    with pytest.raises(UserError, match=r"line 2 is not a record of a run: configuration"):
        read_records(path)
