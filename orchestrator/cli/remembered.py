"""Answers of commands that only read, kept in the cache folder until what they were read from changes.

To parse the catalogue, or only to import what reads a database, takes longer than to look at the times of files.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from orchestrator.config import settings

_SETTLED_NS: Final = 2_000_000_000
"""A file that changed so lately may change again without a new time: nothing is remembered of it."""
_PROGRAM: Final = Path(__file__).parent.parent

Stamp = list[tuple[str, int, int]]


def files_below(folder: Path, suffix: str) -> Iterator[str]:
    """Paths of the files whose names end so, unordered; much cheaper than `Path.rglob`."""
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names if name.endswith(suffix))


def stamp(paths: Iterable[str]) -> Stamp:
    """Path, time of change in ns and size of each file; of one that is not there, zeros."""
    stamps: Stamp = []
    for path in sorted(paths):
        try:
            found = os.stat(path)
            stamps.append((path, found.st_mtime_ns, found.st_size))
        except (FileNotFoundError, NotADirectoryError):
            stamps.append((path, 0, 0))
    return stamps


def remembered(name: str, look: Callable[[], Stamp], make: Callable[[], Any], *, program: Iterable[str]) -> Any:
    """What ``make()`` gives, or what it gave when the files looked the same.

    Args:
        name: of the answer; a file name without suffix.
        look: the files that the answer is read from, as they are now.
        make: the answer, of JSON types.
        program: folders of this program that have a part in it.
    """
    place = settings().cache_dir / "answers" / f"{name}.json"
    code = stamp(path for folder in program for path in files_below(_PROGRAM / folder, ".py"))
    before = look()
    seen = [[list(one) for one in part] for part in (before, code)]  # as JSON gives it back
    with suppress(OSError, ValueError, KeyError, TypeError):  # a damaged or unreadable file is none
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["seen"] == seen:
            return kept["answer"]
    answer = make()
    youngest = max((changed for _, changed, _ in (*before, *code)), default=0)
    if time.time_ns() - youngest > _SETTLED_NS and look() == before:
        _keep(place, {"seen": seen, "answer": answer})
    return answer


def _keep(place: Path, value: object) -> None:
    with suppress(OSError):  # a folder that cannot be written costs time at the next call, and nothing else
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        part.replace(place)
