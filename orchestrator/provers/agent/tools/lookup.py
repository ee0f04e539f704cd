"""``lookup``: one name of the library or the file."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field, field_validator

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import Severity
from orchestrator.provers.agent.hints import clean, hint_for
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments, decoded
from orchestrator.provers.agent.tools.library import MAX_RESULTS, named, quoted, types_of
from orchestrator.provers.agent.tools.snippets import by_line, check_snippet
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox

_MAX_BYTES: Final = 2_000
_MOST_NAMES: Final = 5
_NAME: Final = re.compile(r"[^\s`(){}\[\],;:]{1,200}")


class LookupArguments(Arguments):
    """Arguments of ``lookup``."""

    name: str = Field(max_length=1000, description="A constant, such as `Nat.mul_le_mul`.")

    @field_validator("name", mode="before")
    @classmethod
    def _several(cls, given: object) -> object:
        """Models ask for several at once, as a list or as the JSON text of one."""
        several = decoded(given)
        if isinstance(several, list) and all(isinstance(one, str) for one in several):
            return " ".join(several)
        return given


async def run(toolbox: Toolbox, arguments: LookupArguments) -> str:
    """Type, kind, and whether `simp` and `grind` use it; near names where there is none."""
    words = [word.strip("`\"'").removeprefix("@") for word in re.split(r"[\s,;]+|(?<=\s)and\s", arguments.name)]
    names = list(dict.fromkeys(filter(None, words)))
    if not 0 < len(names) <= _MOST_NAMES or not all(_NAME.fullmatch(name) for name in names):
        raise ToolRefused(f"`name` must be a constant, such as `Nat.mul_le_mul`, or up to {_MOST_NAMES} of them")
    return "\n\n".join([await _one(toolbox, name) for name in names])


async def _one(toolbox: Toolbox, name: str) -> str:
    written = quoted(name)
    lines = [f"#check {written}", f"#print {written}", f"attribute [-simp] {written}", f"attribute [-grind] {written}"]
    result = await check_snippet(toolbox.workspace, "\n".join(lines), goals=False)
    said = by_line(result)
    if any(message.severity is Severity.ERROR for message in said.get(1, [])):
        return await _near(toolbox, name)
    printed = clip(clean("\n".join(message.text for message in said.get(2, said[1]))), _MAX_BYTES)
    marks = [mark for mark, line in (("simp", 3), ("grind", 4)) if line not in said]
    uses = "Neither `simp` nor `grind` uses it unasked."
    if marks:
        uses = f"`{'` and `'.join(marks)}` use{'s' * (len(marks) == 1)} it unasked."
    typed = clip("\n".join(message.text for message in said[1]), _MAX_BYTES)
    return f"{typed}\n{uses}" if ":=\n(its proof" in printed else f"{typed}\n{printed}\n{uses}"


async def _near(toolbox: Toolbox, name: str) -> str:
    words = [word for word in re.split(r"[._]", name) if word]
    hint = hint_for(f"Unknown identifier `{name}`", name, 0)
    told = f"There is no `{name}`" + (f": {hint}." if hint else ".")
    for kept in range(len(words), 0, -1):
        names, _ = await named(toolbox.workspace, words[-kept:])
        if names:
            facts = await types_of(toolbox.workspace, names[:MAX_RESULTS])
            return told + " Near names:\n" + "\n".join(map(str, facts))
    return told


TOOL: Final = Tool(
    "lookup",
    "One constant of the library or the file: its type, its constructors or fields, and whether `simp` and `grind` use "
    "it. Near names come back where there is none.",
    LookupArguments,
    run,
)
