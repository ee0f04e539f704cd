"""What an episode learned, kept as a comment in the file: the file is all that the next episode gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from orchestrator.problems.challenge import Challenge
from orchestrator.problems.regions import RegionKind, looks_like_marker
from orchestrator.provers.agent.report import clip
from orchestrator.vocabulary import Direction

MAX_LESSON_BYTES: Final = 6_000
_HEADING: Final = "Lessons of the last episode (no edit reaches into them)"
_END: Final = "End of the lessons."
_BLOCK: Final = re.compile(rf"^ *-- {re.escape(_HEADING)}:\n(?: *--(?: .*)?\n)*? *-- {_END}\n", re.MULTILINE)


def with_lessons(
    challenge: Challenge, direction: Direction, regions: Sequence[str], text: str
) -> tuple[str, ...] | None:
    """The regions with ``text`` as line comments in the block before the proof, in place of older lessons.

    Line comments cannot end early, whatever a model writes into them.

    Returns:
        None if there is nothing to say, or no place for it.
    """
    said = _plain(text)
    if not said:
        return None
    helpers = [i for i in range(challenge.proof_region) if challenge.regions[i].kind is RegionKind.BLOCK]
    index = helpers[-1] if helpers else challenge.proof_region
    indent = " " * challenge.template_for(direction).regions[index].indent
    lines = [f"{_HEADING}:", *("" if line == _END else line for line in said.split("\n")), _END]
    comment = "".join(f"{indent}-- {line}".rstrip() + "\n" for line in lines)
    changed = list(regions)
    changed[index] = comment + _BLOCK.sub("", changed[index])
    return tuple(changed)


def lesson_spans(text: str) -> list[tuple[int, int]]:
    """Where the fenced lessons stand in a file: what they quote is not what an edit means."""
    return [block.span() for block in _BLOCK.finditer(text)]


def without_lessons(text: str, plan: str) -> str:
    """Regions as they are shown beside their ``plan``: without the fenced lessons where these only repeat it."""
    said = [line.strip() for line in _plain(plan).split("\n")]

    def shown(block: re.Match[str]) -> str:
        told = [line.strip().removeprefix("--").strip() for line in block[0].splitlines()[1:-1]]
        return "" if told == said else block[0]

    return _BLOCK.sub(shown, text)


def _plain(text: str) -> str:
    """``text`` without characters that a source cannot hold, with a bar before what reads like a marker."""
    lines = text.replace("\r\n", "\n").replace("\t", "  ").split("\n")
    kept = ("".join(char for char in line if unicodedata.category(char) not in _FORBIDDEN) for line in lines)
    told = clip("\n".join(map(str.rstrip, kept)).strip(), MAX_LESSON_BYTES)
    return "\n".join(f"| {line}" if looks_like_marker(line) else line for line in told.split("\n"))


_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
