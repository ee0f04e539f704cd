"""``view``: the file."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class ViewArguments(Arguments):
    """Arguments of ``view``."""

    first_line: int = Field(default=1, ge=1, description="First line to show.")
    last_line: int | None = Field(default=None, ge=1, description="Last line to show; left out: as far as fits.")


async def run(toolbox: Toolbox, arguments: ViewArguments) -> str:
    """Show the file with line numbers and goals."""
    return await toolbox.workspace.view(arguments.first_line, arguments.last_line)


TOOL: Final = Tool(
    "view",
    "Show the file with line numbers, editable and frozen lines, and the goal at every `sorry`.",
    ViewArguments,
    run,
)
