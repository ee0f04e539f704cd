"""Which declaration and which step of a file a check hit its limit at, found by checking shorter texts."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from orchestrator.lean.checker import LIMIT_OUTCOMES, CheckResult, Position

_DECLARATION: Final = re.compile(
    r"^(?:@\[[^\]\n]*\]\s*|(?:private|protected|noncomputable|partial|unsafe)\s+)*"
    r"(?P<kind>theorem|lemma|def|abbrev|instance|example|structure|inductive|opaque|#\w+)\b[ \t]*(?P<name>[^\s:({\[]*)",
    re.MULTILINE,
)
_HEAVY: Final = re.compile(
    r"(?P<indent>^[ \t]*(?:[·|].*?=>|·)?[ \t]*|\bby[ \t]+|;[ \t]*)"
    r"(?P<tactic>(?:decide|simp|omega|grind|rfl|exact\??|apply|norm|ac_rfl|bv|native_decide|rw|unfold|induction)\b[^;\n]*)",
    re.MULTILINE,
)
_MOST_STEPS: Final = 4

Check = Callable[[str], Awaitable[CheckResult]]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a check ran into its limit; ``before`` is what Lean says of the text before that declaration."""

    declaration: str
    line: int
    step: str | None
    step_line: int | None
    before: CheckResult

    def __str__(self) -> str:
        if self.step is None:
            return f"It was at {self.declaration} (line {self.line}) when the limit was reached."
        return (
            f"It was at {self.declaration} (line {self.line}) when the limit was reached; what takes so long is "
            f"`{self.step}` in line {self.step_line}."
        )


async def find_stop(source: str, check: Check, running: Position | None = None) -> Stop | None:
    """The first declaration that does not get through by itself, and its step that does it.

    Args:
        source: a whole file whose check hit a limit.
        check: checks a text under a limit for one declaration; what was checked before should be remembered.
        running: where the command begins that Lean was at, if it could tell.

    Returns:
        None if every declaration gets through under its own limit.
    """
    declarations = list(_DECLARATION.finditer(source))
    before = CheckResult(outcome=next(iter(LIMIT_OUTCOMES)))
    for index, found in enumerate(declarations):
        end = declarations[index + 1].start() if index + 1 < len(declarations) else len(source)
        end = _without_comment(source, end)
        if running is not None:
            if source.count("\n", 0, end) + 1 > running.line:
                return await _stop(source, found, end, before, check)
            continue
        result = await check(source[:end])
        if result.outcome in LIMIT_OUTCOMES:
            return await _stop(source, found, end, before, check)
        before = _until(result, source[:end])
    return None


async def _stop(source: str, found: re.Match[str], end: int, before: CheckResult, check: Check) -> Stop:
    declaration = f"`{found['kind']} {found['name']}`".replace(" `", "`")
    line = source.count("\n", 0, found.start()) + 1
    steps = [step for step in _HEAVY.finditer(source, found.end(), end)]
    for step in reversed(steps[-_MOST_STEPS:]):
        at, stop = step.span("tactic")
        without = await check(f"{source[:at]}sorry{source[stop:end]}")
        if without.outcome not in LIMIT_OUTCOMES:
            return Stop(declaration, line, step["tactic"].strip(), source.count("\n", 0, at) + 1, before)
    return Stop(declaration, line, None, None, before)


def _without_comment(source: str, end: int) -> int:
    """``end`` moved before a doc comment that belongs to the declaration behind it."""
    comment = re.search(r"\n/--(?:(?!-/).)*-/\s*\Z", source[:end], re.DOTALL)
    return end if comment is None else comment.start() + 1


def _until(result: CheckResult, text: str) -> CheckResult:
    """``result`` without messages at the very end, which speak of a text that breaks off."""
    last = Position(text.count("\n") + 1, 0)
    return replace(result, messages=tuple(message for message in result.messages if message.start < last))
