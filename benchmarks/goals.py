"""How many goals of a file the provers without a model settle, at so many Lean seconds a goal (issue 12).

``python -m benchmarks.goals FILE [--time 8] [--wall 60] [--only ID] [--json OUT]``. A line of the file
is one goal: ``id``, ``category``, ``grade``, ``truth``, ``preamble`` and ``statement`` (a theorem without its proof).
What a prover claims is put into the file and checked as a whole, from the header on, without ``sorryAx``; a claim that
Lean does not take, or that says the opposite of ``truth``, is counted as wrong.
"""

from __future__ import annotations

import asyncio
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report import adding_seconds
from orchestrator.config import settings
from orchestrator.lean.checker import Checker, CheckRequest, Limits
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import (
    ProverEvent,
    ProverOutcome,
    ProverStatus,
    ProverTask,
    proves,
    target_name,
)
from orchestrator.provers.tactics.provers import TacticProver, portfolio_prover

HEADER = """\
/-
id: goals/{id}
title: A routine goal
source: a file of goals
status: unknown
informal:
  A routine goal.
-/
"""
BLOCK = "{indent}-- EVOLVE-BLOCK-START\n{body}{indent}-- EVOLVE-BLOCK-END\n"
GRADES = {"E": "one tactic", "M": "two or three steps", "H": "a lemma or stronger induction"}


@dataclass(frozen=True)
class RoutineGoal:
    """One line of the file; ``proof`` is not read."""

    id: str
    category: str
    grade: str
    truth: bool
    preamble: str
    statement: str

    def challenge(self) -> Challenge:
        """The goal as a challenge that may be proved or disproved."""
        head = BLOCK.format(indent="", body="")
        proof = BLOCK.format(indent="  ", body="  sorry\n")
        text = HEADER.format(id=self.id.replace("_", "-"))
        return Challenge.parse(f"{text}\n{self.preamble}\n\n{head}\n{self.statement} := by\n{proof}")


@dataclass(frozen=True)
class Finding:
    """What came of one goal."""

    id: str
    category: str
    grade: str
    truth: bool
    settled: bool
    wrong: bool
    wall_seconds: float
    lean_seconds: float
    tries: int
    checks: int
    by: str = ""
    proof: str = ""
    stopped: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)


def read_goals(path: Path) -> list[RoutineGoal]:
    """The goals of a file, in order."""
    names = ("id", "category", "grade", "truth", "preamble", "statement")
    lines = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return [RoutineGoal(**{name: line[name] for name in names}) for line in lines]


async def attempt(goal: RoutineGoal, prover: TacticProver, checker: Checker, wall: float, lean: float) -> Finding:
    """Let ``prover`` work on one goal and check what it hands in."""
    challenge = goal.challenge()
    events: list[ProverEvent] = []
    task = ProverTask(challenge, wall_seconds=wall, lean_seconds=lean)
    outcome = await prover.prove(task, CheckerBench(checker), events.append)
    complete = outcome.status is ProverStatus.COMPLETE
    honest = complete and await _holds(challenge, outcome, checker)
    right = honest and (outcome.direction == "prove") is goal.truth
    closed = next((event.payload for event in events if event.kind == "closed"), {})
    spent = next((event.payload for event in reversed(events) if event.kind == "spent"), {})
    return Finding(
        goal.id,
        goal.category,
        goal.grade,
        goal.truth,
        settled=right,
        wrong=complete and not right,
        wall_seconds=outcome.seconds,
        lean_seconds=spent.get("lean_seconds", 0.0),
        tries=spent.get("tries", 0),
        checks=outcome.checks,
        by=str(closed.get("by", "")),
        proof=str(closed.get("script", "")),
        stopped="" if complete else outcome.plan,
        events=[{"kind": event.kind, **event.payload} for event in events],
    )


async def _holds(challenge: Challenge, outcome: ProverOutcome, checker: Checker) -> bool:
    """Whether the whole file, elaborated from its header on, proves what the outcome says."""
    text = challenge.splice(outcome.regions, outcome.direction)
    result = await checker.check(CheckRequest(text, Limits(wall_seconds=60.0), incremental=False))
    return proves(result, target_name(challenge, outcome.direction))


def _share(findings: Sequence[Finding]) -> str:
    return f"{sum(f.settled for f in findings)}/{len(findings)}"


def tables(findings: Sequence[Finding]) -> Iterable[Table]:
    """By category and grade, then what settled what."""
    table = Table("category", *(f"true {g}" for g in GRADES), "true", "false", title="settled")
    by_category: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_category[finding.category].append(finding)
    for category, group in [*sorted(by_category.items()), ("all", list(findings))]:
        true = [f for f in group if f.truth]
        grades = [_share([f for f in true if f.grade == grade]) for grade in GRADES]
        table.add_row(category, *grades, _share(true), _share([f for f in group if not f.truth]))
    yield table
    kinds = Table("settled by", "goals", "median Lean s", title="what settled what")
    by_kind: dict[str, list[float]] = defaultdict(list)
    for finding in findings:
        if finding.settled:
            by_kind[finding.by].append(finding.lean_seconds)
    for kind, seconds in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        kinds.add_row(kind, str(len(seconds)), f"{statistics.median(seconds):.2f}")
    yield kinds


def summary(findings: Sequence[Finding]) -> dict[str, float]:
    """The figures below the tables."""
    settled = [f for f in findings if f.settled]
    lean = sum(f.lean_seconds for f in findings)
    return {
        "goals": len(findings),
        "true_settled": sum(f.truth for f in settled),
        "true": sum(f.truth for f in findings),
        "false_settled": sum(not f.truth for f in settled),
        "false": sum(not f.truth for f in findings),
        "wrong": sum(f.wrong for f in findings),
        "median_lean_seconds_of_settled": statistics.median([f.lean_seconds for f in settled] or [0.0]),
        "lean_seconds": lean,
        "tries": sum(f.tries for f in findings),
        "tries_a_lean_second": sum(f.tries for f in findings) / lean if lean else 0.0,
        "wall_seconds": sum(f.wall_seconds for f in findings),
    }


async def run(path: Path, wall: float, lean: float, only: Sequence[str], json_path: Path | None) -> None:
    """Work through the file on one host and print the tables."""
    goals = [goal for goal in read_goals(path) if not only or goal.id in only]
    console = Console()
    findings: list[Finding] = []
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(hosts=1)) as checker:
        for goal in goals:
            finding = await attempt(goal, portfolio_prover(), checker, wall, lean)
            findings.append(finding)
            word = "WRONG" if finding.wrong else "settled" if finding.settled else "open"
            what = f"{finding.by}: {finding.proof!r}" if finding.settled else finding.stopped
            line = f"{goal.id:6} {goal.grade} {goal.truth!s:5} {word:7} {finding.lean_seconds:5.2f} s {what}"
            console.print(line[:220], markup=False, highlight=False, soft_wrap=True)
        hosts = (await checker.statistics()).hosts_killed
    for table in tables(findings):
        console.print(table)
    figures = {**summary(findings), "hosts_killed": hosts, "adding_ten_million_numbers_seconds": adding_seconds()}
    console.print(", ".join(f"{key} {value:.4g}" for key, value in figures.items()))
    open_ones = Counter(f"{f.grade}" for f in findings if not f.settled)
    console.print(f"open by grade: {dict(open_ones)}")
    if json_path is not None:
        document = {"file": path.name, "figures": figures, "goals": [asdict(f) for f in findings]}
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        await asyncio.to_thread(json_path.write_text, text)


def main(
    path: Annotated[Path, typer.Argument(help="a file of goals, JSON lines")],
    wall: Annotated[float, typer.Option(help="seconds of wall time a goal, the outer bound")] = 60.0,
    time: Annotated[float, typer.Option(help="Lean CPU seconds a goal")] = 8.0,
    only: Annotated[list[str] | None, typer.Option(help="ids of goals to work on; all without it")] = None,
    json: Annotated[Path | None, typer.Option(help="also write everything to this file")] = None,
) -> None:
    """Run the provers over a file of goals."""
    asyncio.run(run(path, wall, time, only or (), json))


if __name__ == "__main__":
    typer.run(main)
