"""Reads the JSON of a certificate from a file that anybody may have written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from orchestrator.problems.text import read_source

MAX_BYTES: Final = 64 << 20
"""Far beyond what the judge certifies: two texts of at most 1 MiB each, and a line for each declaration."""
_MAX_DIGITS: Final = 30


def read_object(path: Path) -> dict[str, Any]:
    """The one JSON object in a file, with each key once.

    Raises:
        SourceError: it cannot be read.
        ValueError: it holds something else, said in words of ours.
    """
    data = read_source(path, MAX_BYTES)  # also of /dev/zero
    if len(data) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a byte order mark; save it as UTF-8 without one")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_int=_number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("its brackets are nested too deep") from error
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values for one key a reader may see either."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"it has the key {twice!r} twice")
    return found


def _number(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"it has a number of {len(digits)} digits")
    return int(digits)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"it has {name}, which JSON does not know")
