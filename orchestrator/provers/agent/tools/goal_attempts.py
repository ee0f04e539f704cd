"""The sub-provers as a tool: proofs of open goals are spliced into the file, refutations come back as text.

What was found out before about a goal is looked at first, see `orchestrator.provers.goal_cache`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from orchestrator.errors import ChallengeError, SourceError, ToolRefused
from orchestrator.lean.checker import Outcome
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import GoalBudget, GoalProver, GoalResult, SketchGoal
from orchestrator.provers.tactics.splice import replace_sorry, sorry_places
from orchestrator.vocabulary import GoalStatus

CONCURRENT_GOALS = 4
_MAX_PROOF_BYTES = 600
_MAX_TRIED = 12


async def try_goals(
    workspace: Workspace,
    provers: Sequence[GoalProver],
    numbers: Sequence[int] | None,
    budget: GoalBudget,
    cache: GoalCache,
) -> str:
    """Try open goals with each of ``provers`` until one proves or refutes them; splice the proofs in.

    Args:
        workspace: changed where goals were closed.
        provers: asked in this order.
        numbers: which goals, from 1; None means all.
        budget: of one prover on one goal.
        cache: asked first, and told what was found.

    Returns:
        A report for the model.

    Raises:
        ToolRefused: the file has errors, nothing is open, or there is no such goal.
    """
    if (await workspace.check()).outcome is not Outcome.ELABORATED:
        raise ToolRefused("the file has errors; repair them first, so that the goals are what they seem")
    goals = await workspace.open_goals()
    chosen = list(dict.fromkeys(numbers)) if numbers is not None else list(range(1, len(goals) + 1))
    if not chosen:
        raise ToolRefused("no goal is open")
    if missing := [number for number in chosen if not 1 <= number <= len(goals)]:
        raise ToolRefused(f"there is no goal {missing[0]}; {len(goals)} are open")
    source = workspace.source
    limit = asyncio.Semaphore(CONCURRENT_GOALS)

    async def attempt(sketch: SketchGoal) -> list[GoalResult]:
        async with limit:
            return await _attempt(workspace, provers, sketch, budget, cache)

    # A goal whose `sorry` is not written out, as in a macro, has no place to put a proof.
    placed = {number: sketch for number in chosen for sketch in sorry_places(source, [goals[number - 1]])}
    found = dict(zip(placed, await asyncio.gather(*map(attempt, placed.values())), strict=True))
    proved = [(placed[n], results[-1]) for n, results in found.items() if results[-1].status is GoalStatus.PROVED]
    spliced = await _splice(workspace, proved)
    return "\n".join(_line(number, found.get(number), placed.get(number) in spliced) for number in chosen)


async def _attempt(
    workspace: Workspace, provers: Sequence[GoalProver], sketch: SketchGoal, budget: GoalBudget, cache: GoalCache
) -> list[GoalResult]:
    """The findings of each prover asked, the last one conclusive if any is; or what was known already."""
    known = await cache.known(sketch, workspace.checker)
    settled = await known.settled(budget)
    if settled is not None:
        return [settled]
    results = []
    for prover in provers:
        in_vain = known.tried_in_vain(prover.name, budget)
        if in_vain is not None:
            results.append(in_vain)
            continue
        results.append(await prover.attempt(sketch, workspace.checker, budget))
        await cache.remember(sketch, results[-1], budget, workspace.checker.toolchain)
        if results[-1].status is not GoalStatus.UNKNOWN:
            break
    return results


async def _splice(workspace: Workspace, proved: Sequence[tuple[SketchGoal, GoalResult]]) -> list[SketchGoal]:
    """Put proofs in place of their ``sorry``; those that do not go together with the others are left out."""
    if await _put(workspace, proved):
        return [sketch for sketch, _ in proved]
    kept: list[tuple[SketchGoal, GoalResult]] = []
    for one in proved:
        if await _put(workspace, [*kept, one]):
            kept.append(one)
    return [sketch for sketch, _ in kept]


async def _put(workspace: Workspace, proved: Sequence[tuple[SketchGoal, GoalResult]]) -> bool:
    """Splice all of these into the text they were found in; the workspace changes only if Lean has no objection."""
    if not proved:
        return True
    text = proved[0][0].source
    for sketch, result in sorted(proved, key=lambda pair: pair[0].start, reverse=True):
        # From the last to the first, so that the offsets before a change stay right.
        at = SketchGoal(text, sketch.start, sketch.end, sketch.goal, sketch.is_tactic)
        text = replace_sorry(at, result.proof or "").text
    try:
        regions = workspace.challenge.extract(text, workspace.direction)
    except (ChallengeError, SourceError):
        return False
    if (await workspace.check_text(text)).outcome is not Outcome.ELABORATED:
        return False
    workspace.put(regions)
    return True


def _line(number: int, results: Sequence[GoalResult] | None, spliced: bool) -> str:
    if not results:
        return f"goal {number}: not tried, it is not left open by a `sorry` of its own; write one for it"
    last = results[-1]
    when = " in an earlier try" if last.recalled else ""
    proof = clip(last.proof or "", _MAX_PROOF_BYTES)
    if last.status is GoalStatus.DISPROVED:
        return f"goal {number}: REFUTED{when}. It is false as stated; its negation is proved by\n{proof}"
    if last.status is GoalStatus.PROVED:
        where = "spliced in" if spliced else "NOT spliced in, because the file then has errors; the proof was"
        return f"goal {number}: closed by {last.prover}{when}, {where}\n{proof}"
    if all(result.recalled for result in results):
        return (
            f"goal {number}: still open; the sub-provers have tried it before, in the same file and with as much time"
        )
    tried = [tactic for result in results for tactic in result.tried]
    more = ", ..." if len(tried) > _MAX_TRIED else ""
    return f"goal {number}: still open; tried {', '.join(dict.fromkeys(tried[:_MAX_TRIED])) or 'nothing'}{more}"
