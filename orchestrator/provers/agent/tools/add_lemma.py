"""``add_lemma``: declarations for the helper block, without a search string."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class AddLemmaArguments(Arguments):
    """Arguments of ``add_lemma``."""

    text: str = Field(max_length=200_000, description="Whole declarations: definitions, lemmas with their proofs.")


async def run(toolbox: Toolbox, arguments: AddLemmaArguments) -> str:
    """Append the text to the last block before the proof."""
    toolbox.require_edit()
    workspace = toolbox.workspace
    block = workspace.helper_block
    if block is None:
        raise ToolRefused("this file has no block for helper lemmas; state them by `have` inside the proof")
    if not arguments.text.strip():
        raise ToolRefused("`text` is empty")
    before = workspace.draft.regions[block]
    gap = "\n" if before.strip() else ""
    workspace.set_region(block, f"{before.rstrip()}\n{gap}{arguments.text.strip(chr(10)).rstrip()}\n".lstrip("\n"))
    return await toolbox.edited(f"Added at the end of region {block + 1}")


TOOL: Final = Tool(
    "add_lemma",
    "Append helper definitions or lemmas to the block before the target. Lean's messages come back.",
    AddLemmaArguments,
    run,
)
