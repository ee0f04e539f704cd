"""Where a text says itself that something is not proved: in its code, whatever becomes of Lean's warnings."""

from __future__ import annotations

import re
from typing import Final

from orchestrator.lean.checker import Position
from orchestrator.problems.lexical import scan

_HOLE: Final = re.compile(r"(?<![\w.'!?])(?:sorry|admit|sorryAx)(?![\w'!?])|\bskipKernelTC(?=\s+true\b)")
_HOLE_OR_STOP: Final = re.compile(rf"{_HOLE.pattern}|(?<![\w.'!?])stop(?![\w'!?])")
_SILENT: Final = re.compile(r"#guard_msgs|\bwarn\s*\.\s*sorry")
"""What swallows Lean's warning; else the warning tells of a `stop`, which is also an ordinary name."""


def written_holes(source: str) -> tuple[Position, ...]:
    """The places of ``sorry``, ``admit``, ``stop`` and of the option that turns the kernel off."""
    code = scan(source).code.replace("«", " ").replace("»", " ")
    pattern = _HOLE_OR_STOP if _SILENT.search(code) else _HOLE
    starts = (match.start() for match in pattern.finditer(code))
    return tuple(Position(code.count("\n", 0, at) + 1, at - code.rfind("\n", 0, at) - 1) for at in starts)
