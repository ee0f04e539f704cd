"""``set_region``: a region's whole text at once."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class SetRegionArguments(Arguments):
    """Arguments of ``set_region``."""

    region: int = Field(ge=1, description="Number of the region, as `view` shows it at its START line.")
    text: str = Field(max_length=200_000, description="Its new content, without the marker lines.")


async def run(toolbox: Toolbox, arguments: SetRegionArguments) -> str:
    """Replace one region."""
    toolbox.require_edit()
    count = len(toolbox.workspace.draft.regions)
    if arguments.region > count:
        raise ToolRefused(f"there is no region {arguments.region}; the file has {count}")
    toolbox.workspace.set_region(arguments.region - 1, arguments.text.strip("\n") + "\n")
    return await toolbox.edited(f"Region {arguments.region} is replaced")


TOOL: Final = Tool(
    "set_region",
    "Replace the whole content of one editable region, for example an empty block or the whole proof. Lean's messages "
    "come back.",
    SetRegionArguments,
    run,
)
