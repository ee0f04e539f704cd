"""``submit``: the judge's word, which alone makes a proof."""

from __future__ import annotations

import json
from typing import Final, Literal

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.vocabulary import Direction


class SubmitArguments(Arguments):
    """Arguments of ``submit``."""

    direction: Literal["prove", "disprove", "answer"] = Field(
        description="What the file proves: the target, its negation, or the target with the answer you chose."
    )


async def run(toolbox: Toolbox, arguments: SubmitArguments) -> str:
    """Have the file judged; the judge says whether, never why not."""
    _require_direction(toolbox, arguments.direction)
    if not await toolbox.workspace.complete():
        raise ToolRefused(
            f"this file is not a finished proof yet, so it was not judged.\n\n{await toolbox.workspace.report_once()}"
        )
    verdict = await toolbox.judge_now()
    if toolbox.settled is not None:
        return f"The judge's verdict: {verdict.kind.value}. This ends the work."
    return f"The judge's verdict: {json.dumps(verdict.for_agents())}"


def _require_direction(toolbox: Toolbox, asked: Literal["prove", "disprove", "answer"]) -> None:
    here = toolbox.workspace.direction
    has_values = bool(toolbox.workspace.challenge.answers)
    wanted = "answer" if has_values and here == Direction.PROVE else here.value
    if asked != wanted:
        raise ToolRefused(
            f"this file is one to submit with direction {wanted!r}"
            + ("" if has_values else "; `check` with `direction` goes to the other file")
        )


TOOL: Final = Tool(
    "submit",
    "Hand the finished file to the judge, as a proof (`prove`), a disproof (`disprove`), or a proof with the answer "
    "you chose (`answer`).",
    SubmitArguments,
    run,
)
