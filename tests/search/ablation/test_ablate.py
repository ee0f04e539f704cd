"""An ablation that is stopped goes on where it was, and makes no run twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.errors import UserError
from orchestrator.search.ablation.ablate import Case, ablate
from orchestrator.search.ablation.records import RunRecord
from orchestrator.search.strategies import STRATEGIES, make_strategy

CASES = [
    Case(strategy, problem, seed, "c") for seed in range(2) for strategy in ("A", "best") for problem in ("p", "q")
]


def record_of(case: Case) -> RunRecord:
    return RunRecord(
        strategy=case.strategy,
        configuration=case.configuration,
        problem=case.problem,
        seed=case.seed,
        solved=case.problem == "p",
        micro_usd=1,
        lean_seconds=0.0,
        attempts=1,
    )


async def test_a_stopped_ablation_goes_on(tmp_path: Path) -> None:
    made: list[Case] = []

    async def fails_at_four(case: Case) -> RunRecord:
        if len(made) == 3:
            raise UserError("out of money")
        made.append(case)
        return record_of(case)

    with pytest.raises(UserError, match="out of money"):
        await ablate(CASES, fails_at_four, tmp_path / "runs.jsonl")
    assert made == CASES[:3]

    async def works(case: Case) -> RunRecord:
        made.append(case)
        return record_of(case)

    told: list[RunRecord] = []
    records = await ablate(CASES, works, tmp_path / "runs.jsonl", at_once=2, done=told.append)
    assert sorted(made, key=CASES.index) == CASES
    assert records == [record_of(case) for case in CASES]
    assert len(told) == 5


def test_every_strategy_has_its_name_and_refuses_unknown_keys() -> None:
    for name in STRATEGIES:
        assert make_strategy(name, {}).name == name
        with pytest.raises(UserError, match="does not take this configuration"):
            make_strategy(name, {"no_such_key": 1})
    with pytest.raises(UserError, match="there is no strategy 'E'; known are A, B, C"):
        make_strategy("E", {})
