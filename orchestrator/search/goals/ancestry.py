"""Which goals the ancestors of a sketch left open, asked without walking up to the beginning each time.

Sketches are put on lines: the first child goes on with its parent's line, every further child begins a new one. A line
remembers at which of its sketches a goal was first open, so a question costs one look per line on the way up, and a
chain of ten thousand sketches is one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.search.strategy import SketchFacts


@dataclass(slots=True)
class _Line:
    above: tuple[_Line, int] | None
    """The line that it left, and the number of the sketch there; None for a fresh start."""
    length: int = 0
    first: dict[str, int] = field(default_factory=dict)
    """At which sketch of the line each goal was open first."""


class Ancestry:
    """Over the sketches of one run.

    Args:
        sketches: by digest; it may grow and is only read.
    """

    def __init__(self, sketches: Mapping[str, SketchFacts]) -> None:
        self._sketches = sketches
        self._places: dict[str, tuple[_Line, int]] = {}

    def left_open(self, goal: str, digest: str) -> bool:
        """Whether the sketch or one of its ancestors leaves ``goal`` open."""
        place = self._place(digest)
        while place is not None:
            line, number = place
            if line.first.get(goal, number + 1) <= number:
                return True
            place = line.above
        return False

    def _place(self, digest: str) -> tuple[_Line, int] | None:
        new: dict[str, None] = {}  # a sketch whose parent was made from it ends the way up
        here = digest
        while here in self._sketches and here not in self._places and here not in new:
            new[here] = None
            here = self._sketches[here].parent or ""
        place = self._places.get(here)
        for one in reversed(new):
            place = self._places[one] = self._below(place)
            for goal in self._sketches[one].goals:
                place[0].first.setdefault(goal.digest, place[1])
        return place

    def _below(self, parent: tuple[_Line, int] | None) -> tuple[_Line, int]:
        line = parent[0] if parent is not None and parent[1] == parent[0].length - 1 else _Line(parent)
        line.length += 1
        return line, line.length - 1
