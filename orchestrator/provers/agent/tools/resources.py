"""``resources``: what is left."""

from __future__ import annotations

from typing import Final

from orchestrator.provers.agent.tools.arguments import NoArguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


async def run(toolbox: Toolbox, arguments: NoArguments) -> str:
    """What is left of the episode's and the run's limits."""
    limits, used = toolbox.limits, toolbox.counters
    own = [
        f"edits left: {toolbox.edits_left}",
        f"calls of `try_goals` left: {limits.goal_calls - used.goal_calls}",
        f"submissions left: {limits.submissions - used.submissions}",
    ]
    return "\n".join([*own, *await toolbox.resources_left()])


TOOL: Final = Tool("resources", "What is left: edits, calls, submissions, money, tokens, time.", NoArguments, run)
