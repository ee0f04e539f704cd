"""Proofs that a sketch gave of goals which its ancestor had left open, as scripts that others can use.

A prover closes a goal by editing the file, so its script is what stands where the ancestor had a ``sorry``. It is found
by comparing the two texts, and counts only if Lean takes it in the ancestor's text, without the rest of the edit.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from orchestrator.lean.checker import Checker, CheckRequest, Outcome
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.prover import GoalBudget, GoalResult, SketchGoal
from orchestrator.provers.tactics.splice import SORRY, sorry_places
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.vocabulary import GoalStatus

PROVER = "sketch"
"""The name under which such findings are stored."""
_SORRY = re.compile(r"\bsorry\b")


async def harvested(
    ancestor: str, descendant: str, wanted: Collection[str], checker: Checker, budget: GoalBudget
) -> tuple[GoalResult, ...]:
    """Proofs of goals that ``ancestor`` leaves open and ``descendant`` does not.

    Args:
        ancestor, descendant: whole texts that elaborate.
        wanted: digests of the goals that are worth it.
        checker: answers the checks.
        budget: for all of it.

    Raises:
        RetryError: an infrastructure failure.
    """
    result = await checker.check(CheckRequest(ancestor, budget.check_limits))
    if result.outcome is not Outcome.ELABORATED:
        return ()
    meter = Meter(checker, budget.wall_seconds, budget.max_checks, budget.check_limits)
    found = []
    for place in sorry_places(ancestor, result.goals):
        script = put_in_place(place, descendant)
        if goal_digest(place.goal) not in wanted or script is None or meter.exhausted:
            continue
        if await OpenPlace(place, result, meter).attempt(script):
            found.append(GoalResult(place.goal, GoalStatus.PROVED, PROVER, meter.elapsed, proof=script))
    return tuple(found)


def put_in_place(place: SketchGoal, descendant: str) -> str | None:
    """The tactics that stand in ``descendant`` where ``place`` has its ``sorry``; None where that cannot be told, or
    where they leave a hole themselves."""
    if not place.is_tactic:
        return None
    before = place.source[: place.start]
    row, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    old, new = place.source.split("\n"), descendant.split("\n")
    if old[row][column:].split("--")[0].strip() != SORRY:
        return None
    prefix = old[row][:column].rstrip()
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and i1 <= row < i2:
            # Other lines of the same change stand before and after it.
            return _script(new[j1 + (row - i1) : j2 - (i2 - 1 - row)], prefix, column)
    return None


def _script(lines: list[str], prefix: str, column: int) -> str | None:
    if not lines or not lines[0].startswith(prefix):
        return None
    first = lines[0][len(prefix) :].strip()
    if prefix.strip():
        rest = lines[1:]
    else:
        first, rest = "", lines
        if any(line.strip() and len(line) - len(line.lstrip()) < column for line in lines):
            return None  # it goes on beyond the block that the `sorry` stood in
    indents = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
    inner = [line[min(indents) :] if line.strip() else "" for line in rest] if indents else []
    script = "\n".join([first, *inner] if first else inner).strip("\n")
    return script if script.strip() and not _SORRY.search(script) else None
