"""Every tool of an episode, one line each, and how a call finds its tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from orchestrator.errors import SourceError, ToolRefused
from orchestrator.models.tool_calls import resolve_name
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools import (
    add_lemma,
    check,
    evaluate,
    find_counterexample,
    lookup,
    resources,
    search_library,
    search_replace,
    set_region,
    submit,
    try_goals,
    try_tactics,
    try_text,
    undo,
    view,
)
from orchestrator.provers.agent.tools.arguments import note_on_ignored, parse_arguments
from orchestrator.provers.agent.tools.tool import Tool, ToolResult
from orchestrator.provers.agent.tools.toolbox import Toolbox

MAX_RESULT_BYTES: Final = 24_000

TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        search_replace.TOOL,
        add_lemma.TOOL,
        set_region.TOOL,
        undo.TOOL,
        view.TOOL,
        check.TOOL,
        try_goals.TOOL,
        try_tactics.TOOL,
        try_text.TOOL,
        evaluate.TOOL,
        find_counterexample.TOOL,
        search_library.TOOL,
        lookup.TOOL,
        resources.TOOL,
        submit.TOOL,
    )
}
"""By name, in the order in which a model is told of them."""

TOOL_SPECS: Final = tuple(tool.spec for tool in TOOLS.values())


async def call_tool(
    toolbox: Toolbox, name: str, arguments: str | Mapping[str, JsonValue], *, others: Sequence[str] = ()
) -> ToolResult:
    """Do one call as a model, or a coding agent over MCP, made it. Never raises for what is asked.

    Args:
        toolbox: of the episode; its calls are made one after the other.
        name: of the tool; need not exist.
        arguments: the raw text, which need not be JSON, or a parsed object.
        others: names of further tools, which the caller answers.

    Raises:
        RetryError: an infrastructure failure; nothing is said about the call.
    """
    tool = TOOLS.get(resolve_name(name, tuple(TOOLS)))
    if tool is None:
        return ToolResult(f"There is no tool {name!r}. The tools are {', '.join([*TOOLS, *others])}.", ok=False)
    ignored: tuple[str, ...] = ()
    try:
        parsed, ignored = parse_arguments(tool.name, tool.arguments, arguments)
        text, ok = await tool.run(toolbox, parsed), True
    except (ToolRefused, SourceError) as refused:
        text, ok = f"Refused: {refused}", False
    return ToolResult(clip(note_on_ignored(tool.name, ignored) + text, MAX_RESULT_BYTES), ok=ok)
