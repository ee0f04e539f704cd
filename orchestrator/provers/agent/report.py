"""Check results in the words a model gets: first errors first, one per cause, open goals with their hypotheses.

Nothing here depends on time or machine, so that a recorded conversation replays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestrator.lean.checker import OUTCOME_WORDS, CheckResult, GoalOrigin, Message, OpenGoal, Position, Severity
from orchestrator.provers.agent.hints import clean, hint_for

MAX_REPORT_BYTES = 12_000
_MAX_MESSAGE_BYTES = 2_000
_MAX_GOAL_BYTES = 2_500
_MAX_ERRORS = 8
_MAX_OTHERS = 6
_MAX_GOALS = 8

_NUMBER = re.compile(r"\d+")
_UNREAD = re.compile(r"unknown tactic|; expected|expected (?:token|command|term)|tabs are not allowed")
# What Lean says when it elaborates the part of a command that it could read.
_HALF_READ = re.compile(r"elaboration function for `|Missing cases:\s*\Z")


@dataclass(frozen=True, slots=True)
class Cause:
    """Messages that say the same thing; ``lines`` are all their places."""

    message: Message
    lines: tuple[int, ...]


def sorry_goals(result: CheckResult, is_frozen: Callable[[int], bool]) -> tuple[OpenGoal, ...]:
    """The goals left open by a ``sorry`` in a region, in file order.

    Their numbers, from 1, are what a model calls them by. The ``sorry`` of a disproof file's frozen target is not one.
    """
    goals = (goal for goal in result.goals if goal.origin is GoalOrigin.SORRY and not is_frozen(goal.start.line))
    return tuple(sorted(goals, key=lambda goal: goal.start))


def render_check(
    result: CheckResult, is_frozen: Callable[[int], bool], max_bytes: int = MAX_REPORT_BYTES, *, source: str = ""
) -> str:
    """What a check found, in at most ``max_bytes`` of UTF-8.

    Args:
        result: the check of the whole file.
        is_frozen: whether a line (from 1) of the file is outside all regions.
        max_bytes: the report ends with a note on what it leaves out.
        source: the file, whose lines are quoted where an error stands.
    """
    lines = source.split("\n")
    found, goals = _without_echoes(result.errors), sorry_goals(result, is_frozen)
    errors = causes(found)
    parts = [_summary(result, len(found), len(goals))]
    parts += [_error(cause, is_frozen, lines) for cause in errors[:_MAX_ERRORS]]
    if len(errors) > _MAX_ERRORS:
        parts.append(f"... and {len(errors) - _MAX_ERRORS} further kinds of errors")
    parts += _error_goals(result, found)
    shortest = sorted(enumerate(goals, 1), key=lambda one: len(one[1].goal.pretty))
    parts += [render_goal(number, goal) for number, goal in shortest[:_MAX_GOALS]]
    if len(goals) > _MAX_GOALS:
        parts.append(f"... and {len(goals) - _MAX_GOALS} longer goals (see `view`)")
    others = [message for message in result.messages if _worth_showing(message)]
    parts += [
        f"{m.severity}, line {m.start.line}: {clip(clean(m.text), _MAX_MESSAGE_BYTES)}" for m in others[:_MAX_OTHERS]
    ]
    return clip("\n\n".join(parts), max_bytes)


def _without_echoes(errors: Sequence[Message]) -> tuple[Message, ...]:
    """Errors without those that only follow from a proof that could not be read to its end."""
    unread = [error.start for error in errors if _UNREAD.search(error.text)]
    misread = {error.start.line for error in errors if error.text.startswith("Invalid syntax for ")}

    def follows(error: Message) -> bool:
        if error.text.startswith("unknown tactic"):
            return error.start.line in misread
        if error.kind == "Tactic.unsolvedGoals":
            return any(_encloses(error, place) for place in unread)
        return bool(unread) and _HALF_READ.match(error.text) is not None

    return tuple(error for error in errors if not follows(error))


def _encloses(error: Message, place: Position) -> bool:
    """Whether the block that an error is about is cut off at ``place``."""
    return error.start <= place and (error.end is None or error.end.line >= place.line - 1)


def causes(messages: Sequence[Message]) -> list[Cause]:
    """Messages in file order with repetitions (same text up to numbers) joined to the first of them."""
    first: dict[str, Message] = {}
    lines: dict[str, list[int]] = {}
    for message in sorted(messages, key=lambda message: message.start):
        key = _NUMBER.sub("#", message.text)
        first.setdefault(key, message)
        lines.setdefault(key, []).append(message.start.line)
    return [Cause(message, tuple(dict.fromkeys(lines[key]))) for key, message in first.items()]


def render_goal(number: int, goal: OpenGoal) -> str:
    """One numbered goal."""
    place = "tactic" if goal.is_tactic else "term"
    text = clip(goal.goal.pretty, _MAX_GOAL_BYTES)
    return f"goal {number} (line {goal.start.line}, {place} `sorry`):\n{text}{_stuck(goal)}"


def _stuck(goal: OpenGoal) -> str:
    return f"\n({goal.goal.stuck_on}.)" if goal.goal.stuck_on else ""


def clip(text: str, max_bytes: int) -> str:
    """``text`` with its middle left out if it is longer than ``max_bytes`` of UTF-8."""
    data = text.encode("utf-8", "replace")
    if len(data) <= max_bytes:
        return text
    kept = max(max_bytes - 64, 2)
    head, tail = data[: kept * 2 // 3].decode("utf-8", "ignore"), data[-(kept // 3) :].decode("utf-8", "ignore")
    return f"{head}\n[... {len(data) - kept} bytes left out ...]\n{tail}"


def _summary(result: CheckResult, errors: int, goals: int) -> str:
    if result.outcome in OUTCOME_WORDS:
        words = OUTCOME_WORDS[result.outcome]
        return f"{words}. What it said until then:" if errors or goals else words
    opened = f"{goals} goal{'s' * (goals != 1)} left open by `sorry`"
    if errors:
        return f"Lean: {errors} error{'s' * (errors != 1)}; {opened}."
    return f"Lean: no errors; {opened}." if goals else "Lean: no errors and no `sorry`. Use `submit` to have it judged."


def _error(cause: Cause, is_frozen: Callable[[int], bool], lines: Sequence[str]) -> str:
    message, rest = cause.message, cause.lines[1:]
    row = message.start.line
    quoted = lines[row - 1].strip() if 0 < row <= len(lines) else ""
    place = f"line {row}, column {message.start.column}" + (f" (`{quoted}`)" if quoted else "")
    frozen = f" (frozen text: {_blame(message.text)})" if is_frozen(row) else ""
    again = f"\n(the same at line{'s' * (len(rest) > 1)} {', '.join(map(str, rest[:10]))})" if rest else ""
    hint = hint_for(message.text, lines[row - 1] if 0 < row <= len(lines) else "", message.start.column)
    told = f"\nhint: {hint}." if hint else ""
    return f"error, {place}{frozen}: {clip(clean(message.text), _MAX_MESSAGE_BYTES)}{told}{again}"


def _blame(text: str) -> str:
    """What is wrong where an error is reported at frozen text, which has none of its own."""
    if text.startswith("unsolved goals"):
        return "the proof in your region leaves these goals open"
    if _UNREAD.search(text):
        return "Lean cannot read what stands beside it in your region"
    return "something in your regions changes what it means"


def _error_goals(result: CheckResult, shown: Sequence[Message]) -> list[str]:
    """Goals at errors, each once, where no message that is shown prints it already."""
    printed = "\n".join(message.text for message in shown)
    found: dict[str, OpenGoal] = {}
    stuck: dict[str, None] = {}
    for goal in result.goals:
        if goal.origin is not GoalOrigin.ERROR:
            continue
        if goal.goal.pretty not in printed:
            found.setdefault(goal.goal.pretty, goal)
        elif goal.goal.stuck_on:
            stuck.setdefault(f"({goal.goal.stuck_on}.)")
    return [
        *stuck,
        *(
            f"state at the error in line {goal.start.line}:\n{clip(goal.goal.pretty, _MAX_GOAL_BYTES)}{_stuck(goal)}"
            for goal in list(found.values())[:3]
        ),
    ]


def _worth_showing(message: Message) -> bool:
    if message.severity is Severity.ERROR or message.kind == "hasSorry":
        return False
    return not message.kind.startswith("linter")
