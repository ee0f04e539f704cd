"""The closing table of a campaign and its exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.cli.output import Exit, plain, seconds
from orchestrator.cli.report import RunReport, exit_code, print_table
from orchestrator.problems.naming import counted
from orchestrator.store import Spend
from orchestrator.vocabulary import RunOutcome, RunStatus

PAUSED = RunReport(
    problem="erdos/242",
    run="r-1",
    status=RunStatus.PAUSED,
    outcome=None,
    detail="",
    verdict=None,
    prover="",
    attempts=3,
    failed_attempts=1,
    seconds=12.34,
    before="tried, 2 runs",
)


def report(outcome: RunOutcome, detail: str = "") -> RunReport:
    return replace(PAUSED, status=RunStatus.FINISHED, outcome=outcome, detail=detail)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], Exit.DONE),
        ([RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED], Exit.DONE),
        ([RunOutcome.PROVED, RunOutcome.NOT_PROVED], Exit.NOT_PROVED),
        ([RunOutcome.STOPPED], Exit.NOT_PROVED),
        ([RunOutcome.PROVED, RunOutcome.NOT_PROVED, RunOutcome.FAILED], Exit.USAGE),
    ],
)
def test_exit_codes(outcomes: list[RunOutcome], code: Exit) -> None:
    assert exit_code([report(outcome) for outcome in outcomes]) is code


def test_an_unfinished_run_is_not_proved() -> None:
    assert exit_code([PAUSED]) is Exit.NOT_PROVED


def test_the_table_says_where_to_look_and_why_a_run_failed(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([PAUSED, report(RunOutcome.FAILED, "line 3: it does not elaborate")])
    out = capsys.readouterr().out
    assert [line.split()[:2] for line in out.splitlines() if line.startswith(" erdos/242")] == [
        ["erdos/242", "paused"],
        ["erdos/242", "failed"],
    ]
    assert "3 (1 lost)" in out
    assert "erdos/242 failed: line 3: it does not elaborate" in out
    assert "Look closer: orchestrator show erdos/242" in out


def test_each_failure_is_said_once_and_a_run_that_took_long_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    failed = report(RunOutcome.FAILED, "the server of model profile 'prover' refuses the request")
    late = replace(report(RunOutcome.NOT_PROVED), limit=20.0, seconds=52.0, worked=19.5, episode="e-1")
    print_table([failed, replace(failed, problem="oeis/A000045"), late, replace(late, seconds=20.5)])
    out = capsys.readouterr().out
    assert out.count("refuses the request") == 1
    assert "erdos/242, oeis/A000045 failed: the server of model profile" in out
    assert "erdos/242 took 52.0 s where 20.0 s were given: its provers worked 19.5 s; the rest is waiting" in out
    assert out.count("were given") == 1
    assert "Read what the model said: orchestrator show e-1" in out


def test_the_table_fits_a_narrow_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_table([replace(report(RunOutcome.PROVED), problem="oeis/A000058-squarefree")])
    assert "oeis/A000058-squarefree" in capsys.readouterr().out, "ids are never folded: they are for copying"


def test_durations() -> None:
    assert [seconds(value) for value in (0.416, 12.34, 245.2)] == ["0.42 s", "12.3 s", "4 min 05 s"]


def test_plain_json() -> None:
    assert plain({RunStatus.PAUSED: (PAUSED.outcome, frozenset({1}))}) == {"paused": [None, [1]]}


def test_what_models_used_is_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    spent = Spend(micro_usd=1_250_000, tokens=12_345)
    asked = replace(report(RunOutcome.PROVED), spent=spent, episode="e-1", episodes=2, lean_seconds=7.5)
    print_table([PAUSED, asked])
    line = "Models: 2 episodes, 12,345 tokens, 1.2500 USD, 7.50 s of Lean's processor time for their tools"
    assert line in capsys.readouterr().out.splitlines()
    print_table([PAUSED])
    assert "Models:" not in capsys.readouterr().out
    assert plain(asked)["lean_seconds"] == 7.5


def test_one_is_not_many() -> None:
    assert [counted(number, "match") for number in (0, 1, 2)] == ["0 matches", "1 match", "2 matches"]
    assert [counted(number, "edit") for number in (0, 1, 2)] == ["0 edits", "1 edit", "2 edits"]
