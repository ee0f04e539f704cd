"""Putting tactic text in the place of a ``sorry``, whatever stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.lean.checker import CheckResult, GoalOrigin, OpenGoal, Position
from orchestrator.problems.lexical import import_header, scan
from orchestrator.provers.prover import SketchGoal

SORRY = "sorry"

# Where a tactic block begins, so that several lines at one column form a sequence of tactics.
_BLOCK_BEGINS = re.compile(r"(?:^|\bby|=>|·)[ ]*\Z")
_LINE_ENDS = re.compile(r"[ ]*(?:--[^\n]*)?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Spliced:
    """A text with something put in; it stands at ``start``..``end`` (code-point offsets)."""

    text: str
    start: int
    end: int

    def covers(self, position: Position) -> bool:
        """Whether a position of the text lies in what was put in."""
        return self.start <= offset_of(self.text, position) < self.end


def offset_of(text: str, position: Position) -> int:
    """The code-point offset of ``position`` in ``text``; a position behind the end is the end."""
    offset = 0
    for _ in range(position.line - 1):
        newline = text.find("\n", offset)
        if newline < 0:
            return len(text)
        offset = newline + 1
    return min(offset + position.column, len(text))


def sorry_places(text: str, goals: Iterable[OpenGoal]) -> tuple[SketchGoal, ...]:
    """The goals of a checked ``text`` that stand at a literal ``sorry``, in the order of the text."""
    found: dict[int, SketchGoal] = {}
    for goal in goals:
        start, end = offset_of(text, goal.start), offset_of(text, goal.end)
        if goal.origin is GoalOrigin.SORRY and text[start:end] == SORRY:
            found.setdefault(start, SketchGoal(text, start, end, goal.goal, goal.is_tactic))
    return tuple(found[start] for start in sorted(found))


def replace_sorry(place: SketchGoal, script: str) -> Spliced:
    """``place.source`` with ``script`` (lines of tactics, indented from column 0) for its ``sorry``.

    Where a tactic block may stand, the lines take the column of the ``sorry``. Elsewhere they are put in parentheses,
    and after ``by`` where a term is expected.
    """
    before, after = place.source[: place.start], place.source[place.end :]
    column = place.start - (before.rfind("\n") + 1)
    lines = script.strip("\n").split("\n")
    line_before = before[before.rfind("\n") + 1 :]
    if not place.is_tactic:
        inner = lines[0] if len(lines) == 1 else _indented(["", *lines], column + 2)
        put = f"(by {inner})" if len(lines) == 1 else f"(by{inner})"
    elif _BLOCK_BEGINS.search(line_before) and _LINE_ENDS.match(after):
        put = _indented(lines, column)
    else:
        put = f"({_indented(lines, column + 1)})"
    return Spliced(before + put + after, place.start, place.start + len(put))


def fill_others(place: SketchGoal, others: Iterable[SketchGoal], filler: str, prelude: str) -> SketchGoal:
    """``place`` in a text in which every other ``sorry`` is the identifier ``filler`` and ``prelude`` comes first.

    ``prelude`` (commands that define ``filler``) is put behind the imports, on their last line or the first free one.
    """
    shift, text = 0, place.source
    for other in sorted(others, key=lambda other: other.start, reverse=True):
        put = f"exact {filler}" if other.is_tactic else filler
        text = text[: other.start] + put + text[other.end :]
        if other.start < place.start:
            shift += len(put) - (other.end - other.start)
    at = import_header(scan(text).code).end
    put = f"\n{prelude}\n"
    if at <= place.start + shift:
        shift += len(put)
    text = text[:at] + put + text[at:]
    return SketchGoal(text, place.start + shift, place.end + shift, place.goal, place.is_tactic)


def has_sorry_axiom(result: CheckResult) -> frozenset[str]:
    """Names of the declarations that rest on ``sorryAx``."""
    return frozenset(declaration.name for declaration in result.declarations if "sorryAx" in declaration.axioms)


def _indented(lines: list[str], column: int) -> str:
    """Lines joined so that all but the first start at ``column``; empty lines stay empty."""
    return "\n".join([lines[0], *(" " * column + line if line else "" for line in lines[1:])])
