"""``try_text``: Lean text checked beside the file, without an edit."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.report import render_check
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.snippets import check_snippet
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox


class TryTextArguments(Arguments):
    """Arguments of ``try_text``."""

    text: str = Field(max_length=100_000, description="Declarations or commands: lemmas, `example`s, `#check`.")


async def run(toolbox: Toolbox, arguments: TryTextArguments) -> str:
    """Check the text after the helper lemmas; the file does not change."""
    if not arguments.text.strip():
        raise ToolRefused("`text` is empty")
    result = await check_snippet(toolbox.workspace, arguments.text)
    report = render_check(result, lambda _: False, source=arguments.text)
    if result.running is not None:
        report = f"{report}\n\n{result.running_at(arguments.text)}"
    return report.replace("Lean: no errors and no `sorry`. Use `submit` to have it judged.", "Lean: no errors.")


TOOL: Final = Tool(
    "try_text",
    "Check Lean text as if it stood after the helper lemmas, without changing the file and without costing an edit. "
    "Lines are counted within the text.",
    TryTextArguments,
    run,
)
