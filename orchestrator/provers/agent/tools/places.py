"""Open goals by their numbers, at the places where a proof can be put."""

from __future__ import annotations

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import OUTCOME_WORDS, CheckResult, Outcome
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.splice import sorry_places


def require_elaborated(result: CheckResult) -> None:
    """Refuse to work on the goals of a file that Lean did not take to its end; says whether that is the file's fault.

    Raises:
        ToolRefused: it has errors, or the check ended at a limit.
    """
    if result.outcome in OUTCOME_WORDS:
        raise ToolRefused(f"{OUTCOME_WORDS[result.outcome]}; until then its goals are not known")
    if result.outcome is not Outcome.ELABORATED:
        raise ToolRefused("the file has errors; repair them first, so that the goals are what they seem")


async def place_of(workspace: Workspace, number: int) -> SketchGoal:
    """The place of the open goal ``number`` (from 1).

    Raises:
        ToolRefused: as `require_elaborated`, there is no such goal, or its ``sorry`` is not written out.
    """
    require_elaborated(await workspace.check())
    goals = await workspace.open_goals()
    if not 1 <= number <= len(goals):
        raise ToolRefused(f"there is no goal {number}; {len(goals)} are open")
    places = sorry_places(workspace.source, [goals[number - 1]])
    if not places:
        raise ToolRefused(f"goal {number} is not left open by a `sorry` of its own; write one for it")
    return places[0]
