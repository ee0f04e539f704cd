"""Runs of an ablation on real problems: the driver, Lean and the judge as in production, in a database of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from orchestrator.cluster.executor import toolchain_for
from orchestrator.errors import UserError
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.problems.metadata import DEFAULT_TARGET
from orchestrator.problems.text import check_text, read_source
from orchestrator.search.ablation.ablate import Case
from orchestrator.search.ablation.records import CurvePoint, RunRecord
from orchestrator.search.board import Board
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.log import RunLog
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategy import Admitted, RunFacts
from orchestrator.store import owner_token
from orchestrator.vocabulary import RunOutcome

DECIDED: Final = frozenset({RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED})
PARTIAL: Final = 0.9
"""The most that a sketch with open goals is worth."""
_THEOREM: Final = re.compile(r"\btheorem\s+([^\s({\[:]+)")
MAX_GOALS_BYTES: Final = 1 << 26
"""Of a file of goals (64 MiB)."""
_GOAL: Final = """\
/-
id: goals/{id}
title: A goal of a file
target: {target}
source: {source}
status: unknown
informal:
  A goal of a file.
-/

{preamble}

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

{statement} := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""


def challenges_of(path: Path) -> list[Challenge]:
    """The goals of a file: a JSON object a line with ``id``, ``preamble`` and ``statement``, a theorem without proof.

    Raises:
        UserError: the file cannot be read, or a line is not such an object, or not a challenge.
    """
    lines = check_text(read_source(path, MAX_GOALS_BYTES), MAX_GOALS_BYTES).split("\n")
    return [_challenge(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _challenge(path: Path, number: int, line: str) -> Challenge:
    try:
        row = json.loads(line)
        name, statement, preamble = str(row["id"]).replace("_", "-"), str(row["statement"]), row.get("preamble", "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}, line {number} is not a goal with id, preamble and statement: {error}") from error
    named = _THEOREM.search(statement)
    target = named[1] if named else DEFAULT_TARGET
    text = _GOAL.format(id=name, target=target, source=path.name, preamble=preamble, statement=statement)
    try:
        return Challenge.parse(text)
    except UserError as error:
        raise UserError(f"the goal in line {number} of {path} cannot be a challenge: {error}") from error


@dataclass(frozen=True)
class RealRuns:
    """Makes the runs of cases.

    Args:
        parts: of the process; its store should hold nothing but this ablation.
        challenges: by problem id.
        plans: by strategy name; the seed of a case takes the place of the plan's. The caller leaves out what one run
            would tell the next: known verdicts and goals.
    """

    parts: DriverParts
    challenges: Mapping[str, Challenge]
    plans: Mapping[str, RunPlan]

    def case(self, strategy: str, problem: str, seed: int) -> Case:
        """The case, with the digest of all that its run depends on but its seed."""
        plan, challenge = replace(self.plans[strategy], seed=0), self.challenges[problem]
        facts: list[Any] = [plan.strategy, plan.to_config(), repr(plan.budget), challenge.sha256]
        facts.append(toolchain_for(self.parts.executor, challenge))
        return Case(strategy, problem, seed, sha256_hex(canonical_json(facts)))

    async def run(self, case: Case) -> RunRecord:
        """Make one run, to its end.

        Raises:
            OrchestratorError: as from `drive_run`.
        """
        challenge = self.challenges[case.problem]
        plan = replace(self.plans[case.strategy], seed=case.seed)
        store = self.parts.store
        run = await create_run(store, challenge, plan, toolchain_for(self.parts.executor, challenge), known=False)
        run = await drive_run(self.parts, run.id, owner_token())
        board, curve, best = Board(RunFacts()), list[CurvePoint](), -1.0
        for entry in await RunLog(store.events, run.id).history():
            board.learn(entry)
            score = 1.0 if board.proved else _partial(board)
            if isinstance(entry, Admitted) and score > best:
                best = score
                point = CurvePoint(
                    micro_usd=board.spent.micro_usd, lean_seconds=round(board.lean_seconds, 3), score=score
                )
                curve.append(point)
        return RunRecord(
            strategy=case.strategy,
            configuration=case.configuration,
            problem=case.problem,
            seed=case.seed,
            solved=run.outcome in DECIDED,
            micro_usd=run.spent.micro_usd,
            lean_seconds=round(board.lean_seconds, 3),
            attempts=sum(board.visits.values()),
            curve=tuple(curve),
        )


def _partial(board: Board) -> float:
    """How far the best sound sketch is: the share of its goals that are settled, times `PARTIAL`."""
    sound = [sketch for sketch in board.sketches.values() if board.sound(sketch) and sketch.goals]
    return max((PARTIAL * (1.0 - board.left[one.digest] / len(one.goals)) for one in sound), default=0.0)
