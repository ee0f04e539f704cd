"""``try_tactics``: several tactics at one open goal, without an edit."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import CheckResult, GoalOrigin, Outcome
from orchestrator.provers.agent.hints import clean, hint_for
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.places import place_of
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.tactics.splice import Spliced, replace_sorry

_MAX_BYTES: Final = 1_200
_MOST: Final = 20


class TryTacticsArguments(Arguments):
    """Arguments of ``try_tactics``."""

    goal: int = Field(default=1, ge=1, description="Number of the open goal, as `check` lists it.")
    tactics: list[str] = Field(
        min_length=1, max_length=_MOST, description="Each a tactic or several lines of tactics, tried by itself."
    )


async def run(toolbox: Toolbox, arguments: TryTacticsArguments) -> str:
    """Try each at the goal; the file does not change."""
    place = await place_of(toolbox.workspace, arguments.goal)
    parts = []
    for number, script in enumerate(arguments.tactics, 1):
        if not script.strip():
            raise ToolRefused(f"tactic {number} is empty")
        put = replace_sorry(place, script)
        result = await toolbox.workspace.check_text(put.text)
        parts.append(f"{number}. `{_short(script)}` {_outcome(result, put)}")
    return "\n".join(parts)


def _outcome(result: CheckResult, put: Spliced) -> str:
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        return f"passes a limit ({result.outcome})"
    # The file had no errors before, so every error is the script's.
    if errors := result.errors:
        lines = put.text.split("\n")
        first = errors[0]
        hint = hint_for(first.text, lines[first.start.line - 1], first.start.column)
        told = f" ({hint})" if hint else ""
        return f"fails: {clip(clean(first.text), _MAX_BYTES)}{told}"
    left = [goal for goal in result.goals if goal.origin is GoalOrigin.SORRY and put.covers(goal.start)]
    if left:
        return "leaves\n" + clip("\n".join(goal.goal.pretty for goal in left), _MAX_BYTES)
    return "closes the goal"


def _short(script: str) -> str:
    return clip(script.strip(), 200)


TOOL: Final = Tool(
    "try_tactics",
    "Try several tactics, or short scripts, at one open goal and see what each does. The file does not change; costs "
    "no edit. Put `sorry` behind a step to see the goal that it leaves.",
    TryTacticsArguments,
    run,
)
