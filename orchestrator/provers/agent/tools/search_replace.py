"""``search_replace``: edits of the file by what it says."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.edits import Edit
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class EditArguments(Arguments):
    """One replacement."""

    search: str = Field(max_length=50_000, description="Text that occurs exactly once in the editable regions.")
    replace: str = Field(max_length=200_000, description="What takes its place.")


class SearchReplaceArguments(Arguments):
    """Arguments of ``search_replace``."""

    edits: list[EditArguments] = Field(
        min_length=1, max_length=40, description="Made in order, each on the result of those before."
    )
    all_or_none: bool = Field(default=False, description="Make no edit if one of them cannot be made.")


async def run(toolbox: Toolbox, arguments: SearchReplaceArguments) -> str:
    """Make the edits; each counts, refused ones too, so that a model cannot go on for ever."""
    toolbox.require_edit()
    edits = [Edit(edit.search, edit.replace) for edit in arguments.edits]
    try:
        notes = toolbox.workspace.edit(edits, all_or_none=arguments.all_or_none)
    except ToolRefused:
        toolbox.counters.edits += 1
        raise
    return await toolbox.edited("\n".join([*notes, "Edited"]), len(edits))


TOOL: Final = Tool(
    "search_replace",
    "Change the file: each edit replaces the one place in the regions that reads `search` by `replace`. To fill an "
    "empty block, use `set_region`, or search for its START and END marker lines and repeat them in `replace`. Lean's "
    "messages and the open goals come back.",
    SearchReplaceArguments,
    run,
)
