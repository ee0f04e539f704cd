"""``evaluate``: the value of an expression, or whether a proposition holds, by computation."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import Outcome, Severity
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.snippets import check_snippet
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox

_MAX_BYTES: Final = 3_000


class EvaluateArguments(Arguments):
    """Arguments of ``evaluate``."""

    expression: str = Field(
        max_length=5_000, description="A closed term, `(List.range 10).map f`, or a decidable proposition, `f 7 = 13`."
    )


async def run(toolbox: Toolbox, arguments: EvaluateArguments) -> str:
    """A value by `#reduce`, a truth value by the kernel; definitions of the file count, compiled code is not needed."""
    expression = " ".join(arguments.expression.split())
    if not expression:
        raise ToolRefused("`expression` is empty")
    lines = [
        f"#check ({expression})",
        f"example : ({expression} : Prop) := by decide +kernel",
        f"example : ¬ ({expression} : Prop) := by decide +kernel",
    ]
    said = (await check_snippet(toolbox.workspace, lines[0], goals=False)).messages
    if wrong := [message.text for message in said if message.severity is Severity.ERROR]:
        raise ToolRefused(f"the expression does not elaborate: {clip(wrong[0], _MAX_BYTES)}")
    if said and said[0].text.rstrip().endswith(": Prop"):
        return await _truth(toolbox, expression, lines[1:])
    result = await check_snippet(toolbox.workspace, f"#reduce ({expression})", goals=False)
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        return f"The computation passed a limit ({result.outcome}); take a smaller case, or ask for a proposition."
    value = _integers("\n".join(message.text for message in result.messages))
    return clip(value, _MAX_BYTES) or "Lean printed no value for this expression."


def _integers(text: str) -> str:
    """Integers as people write them, in place of their constructors."""
    text = re.sub(r"\bInt\.ofNat (\d+)", r"\1", text)
    return re.sub(r"\bInt\.negSucc (\d+)", lambda found: f"-{int(found[1]) + 1}", text)


async def _truth(toolbox: Toolbox, expression: str, examples: list[str]) -> str:
    wrong = ""
    for example, value in zip(examples, ("true", "false"), strict=True):
        result = await check_snippet(toolbox.workspace, example, goals=False)
        if result.outcome is Outcome.ELABORATED:
            return f"{expression} is {value} (by `decide +kernel`)."
        if result.outcome is not Outcome.ERRORS:
            return f"The computation passed a limit ({result.outcome}); take a smaller case."
        wrong = wrong or result.errors[0].text
    return f"It does not come out by computation: {clip(wrong, _MAX_BYTES)}"


TOOL: Final = Tool(
    "evaluate",
    "Compute an expression (`#reduce`) or decide a proposition (in the kernel) with the definitions of the file. Works "
    "for noncomputable definitions too; costs no edit.",
    EvaluateArguments,
    run,
)
