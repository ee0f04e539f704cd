"""What is known of goals, in words for the next prover: refutations, and goals that bring their target no nearer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from orchestrator.search.lineage import goal_line, times
from orchestrator.store import GoalEdge, GoalResult, Goals, NewGoal
from orchestrator.vocabulary import GoalEdgeKind, GoalStatus

MOST_NOTES: Final = 12
MOST_CHARACTERS: Final = 400
"""Of one goal or one proof."""


async def notes_on(
    goals: Goals,
    about: Sequence[NewGoal],
    toolchain: str,
    *,
    tries: Mapping[str, int] | None = None,
    file: str = "",
) -> tuple[str, ...]:
    """One line for each goal of which something is known that a prover should not find out again.

    Args:
        goals: where findings and relations are kept.
        about: the goals, in the order of the lines.
        toolchain: the Lean that they belong to.
        tries: how often goal provers of this run worked on a goal, by its digest.
        file: what the prover is shown; a proof that stands in it already is not told again.
    """
    digests = list(dict.fromkeys(goal.digest for goal in about))
    results = await goals.results(digests, toolchain)
    edges = await goals.edges(digests, toolchain)
    lines = []
    for goal in {goal.digest: goal for goal in about}.values():
        said = _said(results.get(goal.digest, ()), edges.get(goal.digest, ()), file)
        if not said and (number := (tries or {}).get(goal.digest, 0)):
            said = f"the built-in provers tried it {times(number)} in vain. It may be true all the same."
        if said:
            lines.append(f"`{_shortened(goal_line(goal.pretty or goal.target))}`: {said}")
    return tuple(lines[:MOST_NOTES])


def _said(results: Sequence[GoalResult], edges: Sequence[GoalEdge], file: str) -> str:
    by_kind = {edge.kind: edge.proof or "" for edge in edges}
    refuted = [one.proof for one in results if one.status is GoalStatus.DISPROVED and one.proof]
    if refuted:
        return f"it is false; `{_cut(refuted[-1])}` proves its negation. Do not work on it, change the step."
    if GoalEdgeKind.EQUAL in by_kind:
        return "it is the theorem again, by definition, so nothing was gained. Find a step that is easier."
    if {GoalEdgeKind.IMPLIES, GoalEdgeKind.IMPLIED} <= by_kind.keys():
        there, back = (_cut(by_kind[kind]) for kind in (GoalEdgeKind.IMPLIES, GoalEdgeKind.IMPLIED))
        return f"it is as hard as the theorem: each follows from the other (`{there}`, `{back}`). Find an easier step."
    if GoalEdgeKind.CONTRADICTORY in by_kind:
        return f"its hypotheses contradict each other: `{_cut(by_kind[GoalEdgeKind.CONTRADICTORY])}` closes it."
    proved = [one.proof for one in results if one.status is GoalStatus.PROVED and one.proof]
    there_already = any(_lines(proof) <= _lines(file) for proof in proved)
    return f"it was proved by `{_cut(proved[-1])}`." if proved and not there_already else ""


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


def _cut(text: str) -> str:
    return _shortened("; ".join(part.strip() for part in text.split("\n") if part.strip()))


def _shortened(line: str) -> str:
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"
