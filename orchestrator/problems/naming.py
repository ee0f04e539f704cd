"""The order of problem ids, how a command is told of a problem, and how many there are of something."""

from __future__ import annotations

import re


def natural_key(identifier: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that orders ``erdos/12`` after ``erdos/9``: digits by value, the rest by letter."""
    parts = re.findall(r"[0-9]+|[^0-9]+", identifier)
    return tuple((0, int(part), part) if part[0] in "0123456789" else (1, 0, part) for part in parts)


def as_argument(identifier: str) -> str:
    """What stands for a stored problem in a command that is recommended: its id, or ``FILE`` where it came from one."""
    return "FILE" if identifier.startswith("local/") else identifier


def counted(number: int, word: str) -> str:
    """How many there are: ``1 edit``, ``2 edits``, ``0 matches``."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {word}{'es' if word.endswith('ch') else 's'}"
