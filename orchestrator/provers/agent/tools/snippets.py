"""Texts that are checked beside the file, and what Lean says of them alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from orchestrator.errors import SourceError, ToolRefused
from orchestrator.lean.checker import CheckResult, Message, Outcome, Position, Severity
from orchestrator.provers.agent.workspace import Workspace

_BRACKETS: Final = {"(": ")", "{": "}", "[": "]", "⦃": "⦄"}


async def check_snippet(workspace: Workspace, snippet: str, *, goals: bool = True) -> CheckResult:
    """What Lean says of ``snippet`` after the helper lemmas: of it alone, with positions in it.

    Raises:
        ToolRefused: the text cannot be checked.
    """
    text, first = workspace.with_snippet(snippet)
    try:
        result = await workspace.check_text(text, goals=goals)
    except SourceError as error:
        raise ToolRefused(str(error)) from None
    messages = tuple(
        replace(m, start=_moved(m.start, 1 - first), end=m.end and _moved(m.end, 1 - first))
        for m in sorted(result.messages, key=lambda message: message.start)
        if m.start.line >= first
    )
    open_goals = tuple(
        replace(goal, start=_moved(goal.start, 1 - first), end=_moved(goal.end, 1 - first))
        for goal in result.goals
        if goal.start.line >= first
    )
    outcome = result.outcome
    if outcome in (Outcome.ELABORATED, Outcome.ERRORS):
        failed = any(message.severity is Severity.ERROR for message in messages)
        outcome = Outcome.ERRORS if failed else Outcome.ELABORATED
    inside = result.running is not None and result.running.line >= first
    running = _moved(result.running, 1 - first) if result.running is not None and inside else None
    return replace(result, messages=messages, goals=open_goals, outcome=outcome, running=running)


def by_line(result: CheckResult) -> dict[int, list[Message]]:
    """The messages of a result by their lines."""
    found: dict[int, list[Message]] = {}
    for message in result.messages:
        found.setdefault(message.start.line, []).append(message)
    return found


def _moved(position: Position, lines: int) -> Position:
    return Position(position.line + lines, position.column)


def proposition(statement: str) -> str:
    """What stands between ``example`` and ``:=`` for a statement as people write it.

    Accepted are a proposition, binders with a proposition (``(a b : Nat) (h : a < b) : a ≤ b``), and a whole
    ``theorem name ... : ... := ...``. The result is one line.
    """
    text = " ".join(line.split("--")[0].strip() for line in statement.strip().split("\n"))
    text = " ".join(text.split())
    words = text.split(" ", 2)
    if words[0] in ("theorem", "lemma", "example", "def"):
        named = words[0] != "example" and len(words) > 2
        text = words[2] if named else text.removeprefix(words[0]).strip()
        if words[0] != "example" and not named:
            text = ""
    text = _before(text, ":=").strip()
    if text.startswith(":") or _binders_end(text):
        return text
    return f": {text}"


def _binders_end(text: str) -> bool:
    """Whether ``text`` begins with binders and a colon behind them."""
    at = 0
    while at < len(text) and text[at] in _BRACKETS:
        depth, opened = 0, text[at]
        while at < len(text):
            depth += (text[at] == opened) - (text[at] == _BRACKETS[opened])
            at += 1
            if depth == 0:
                break
        while at < len(text) and text[at] == " ":
            at += 1
    return at > 0 and text[at : at + 1] == ":" and text[at : at + 2] != ":="


def _before(text: str, mark: str) -> str:
    """``text`` up to the first ``mark`` outside all brackets."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in _BRACKETS) - (char in _BRACKETS.values())
        if depth == 0 and text.startswith(mark, at):
            return text[:at]
    return text
