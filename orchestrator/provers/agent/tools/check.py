"""``check``: what Lean says; also the way from the proof's file to the disproof's."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.vocabulary import Direction


class CheckArguments(Arguments):
    """Arguments of ``check``."""

    direction: Literal["prove", "disprove"] | None = Field(
        default=None, description="Go to the file of the proof or of the disproof first; left out: stay."
    )


async def run(toolbox: Toolbox, arguments: CheckArguments) -> str:
    """Check the file, after turning to the other one if asked."""
    workspace = toolbox.workspace
    turned = arguments.direction is not None and workspace.turn_to(Direction(arguments.direction))
    report = await workspace.report()
    return f"{report}\n\n{await workspace.view(goals=False)}" if turned else report


TOOL: Final = Tool("check", "What Lean says of the file as it stands.", CheckArguments, run)
