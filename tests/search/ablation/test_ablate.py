"""An ablation that is stopped goes on where it was, and makes no run twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted import scripted_parts

from orchestrator.cluster.local import LocalExecutor
from orchestrator.errors import UserError
from orchestrator.provers.registry import Entry
from orchestrator.search.ablation.ablate import Case, ablate
from orchestrator.search.ablation.real import RealRuns, challenges_of
from orchestrator.search.ablation.records import RunRecord
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategies import STRATEGIES, make_strategy
from orchestrator.store import open_store

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


async def test_real_runs_are_recorded_and_tell_each_other_nothing(tmp_path: Path) -> None:
    goals = tmp_path / "goals.jsonl"
    goals.write_text('{"id": "one_1", "preamble": "", "statement": "theorem two : 1 + 1 = 2"}\n')
    (challenge,) = challenges_of(goals)
    assert challenge.id == "goals/one-1"
    parts = scripted_parts(tmp_path)
    plans = {
        name: RunPlan(config={"provers": [name]}, reuse_verdicts=False, reuse_goals=False)
        for name in ("proves", "fails")
    }
    async with open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store, LocalExecutor(parts, 1) as executor:
        known = {name: Entry(make) for name, make in parts.provers.items()}
        runs = RealRuns(driver_parts(store, executor, provers=known), {challenge.id: challenge}, plans)
        cases = [runs.case(name, challenge.id, 0) for name in plans]
        records = await ablate(cases, runs.run, tmp_path / "runs.jsonl")
    assert [(one.strategy, one.solved, one.attempts) for one in records] == [("proves", True, 1), ("fails", False, 1)]
    assert len({one.configuration for one in records}) == 2
    assert records[0].curve[-1].score == 1.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b'{"id": "x"}\n', "line 1 is not a goal"),
        (b'\n{"id": "x", "statement": "lemma"}\n', "the goal in line 2 of .*goals.jsonl cannot be a challenge"),
        (b'{"id": "x", "statement": "theorem x : \xff"}\n', "UTF-8"),
        (None, "'.*goals.jsonl' cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_goal_is_named(tmp_path: Path, text: bytes | None, sentence: str) -> None:
    goals = tmp_path / "goals.jsonl"
    if text is not None:
        goals.write_bytes(text)
    with pytest.raises(UserError, match=sentence):
        challenges_of(goals)
