"""``try_tactics``: several tactics at one open goal, without an edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import GoalOrigin, Outcome
from orchestrator.lean.trials import TacticTrials, Try, TryRequest, TryStatus
from orchestrator.provers.agent.hints import clean, hint_for
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.places import place_of
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.splice import replace_sorry
from orchestrator.provers.tactics.trial import PROOF_HEARTBEATS

_MAX_BYTES: Final = 1_200
_MOST: Final = 20
_HOLE: Final = re.compile(r"\b(sorry|admit)\b")
_PARSER: Final = re.compile(r"<input>:(?P<line>\d+):(?P<column>\d+): (?P<said>.*)", re.DOTALL)
"""How the parser says where it stopped, counted from 1 and one to the right of where that stands in the script."""


class TryTacticsArguments(Arguments):
    """Arguments of ``try_tactics``."""

    goal: int = Field(default=1, ge=1, description="Number of the open goal, as `check` lists it.")
    tactics: list[str] = Field(
        min_length=1, max_length=_MOST, description="Each a tactic or several lines of tactics, tried by itself."
    )


async def run(toolbox: Toolbox, arguments: TryTacticsArguments) -> str:
    """Try each at the goal; the file does not change."""
    place = await place_of(toolbox.workspace, arguments.goal)
    for number, script in enumerate(arguments.tactics, 1):
        if not script.strip():
            raise ToolRefused(f"tactic {number} is empty")
    known = await _tried_at_once(toolbox.workspace, place, arguments.tactics)
    parts = []
    for number, script in enumerate(arguments.tactics, 1):
        outcome = known.get(script) or await _checked(toolbox.workspace, place, script)
        parts.append(f"{number}. `{_short(script)}` {outcome}")
    return "\n".join(parts)


async def _tried_at_once(workspace: Workspace, place: SketchGoal, scripts: Sequence[str]) -> dict[str, str]:
    """What comes of the scripts without a ``sorry``: one request, each from the goal's state; nothing from a checker
    that keeps no states."""
    whole = tuple(script for script in dict.fromkeys(scripts) if not _HOLE.search(script))
    if not whole or not isinstance(workspace.checker, TacticTrials):
        return {}
    workspace.checks += 1
    request = TryRequest(
        place.source,
        place.start,
        whole,
        heartbeats=PROOF_HEARTBEATS,
        try_seconds=workspace.limits.wall_seconds,
        wall_seconds=workspace.limits.wall_seconds,
        goals=True,
        until_closed=False,
        is_tactic=place.is_tactic,
        explain=True,
    )
    answer = await workspace.checker.try_scripts(request)
    return {tried.script: _told(tried) for tried in answer.tries if answer.supported}


def _told(tried: Try) -> str:
    match tried.status:
        case TryStatus.CLOSED:
            return "closes the goal"
        case TryStatus.OPEN:
            return "leaves\n" + clip("\n".join(goal.pretty for goal in tried.goals), _MAX_BYTES)
        case TryStatus.LIMIT:
            return "passes a limit (of heartbeats or time)"
    said = tried.messages[0] if tried.messages else "no reason is given"
    line, column = tried.script.split("\n")[0], 0
    if place := _PARSER.match(said):
        said = place["said"]
        row, column = int(place["line"]) - 1, max(0, int(place["column"]) - 2)
        line = [*tried.script.split("\n"), ""][row]
        said = f"{said} (line {row + 1}, column {column} of it)"
    hint = hint_for(said, line, column)
    return f"fails: {clip(clean(said), _MAX_BYTES)}" + (f" ({hint})" if hint else "")


async def _checked(workspace: Workspace, place: SketchGoal, script: str) -> str:
    """What comes of a script in its place, by a check of the whole file."""
    put = replace_sorry(place, script)
    result = await workspace.check_text(put.text)
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
