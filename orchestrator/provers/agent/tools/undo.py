"""``undo``: back to an earlier version of the file."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class UndoArguments(Arguments):
    """Arguments of ``undo``."""

    to: Literal["previous", "last_good"] = Field(
        default="previous", description="The version before the last change, or the last one without errors."
    )


async def run(toolbox: Toolbox, arguments: UndoArguments) -> str:
    """Go back; costs no edit."""
    if arguments.to == "previous":
        toolbox.workspace.undo()
        said = "The last change is undone."
    else:
        toolbox.workspace.back_to_good()
        said = "The file is the last version without errors again."
    return f"{said}\n\n{await toolbox.workspace.report()}"


TOOL: Final = Tool(
    "undo",
    "Take back the last change, or everything since the file was last free of errors. Costs no edit.",
    UndoArguments,
    run,
)
