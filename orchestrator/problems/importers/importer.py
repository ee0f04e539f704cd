"""What every importer speaks: files in, rows and refusals out; nothing is read, run or stored here.

An importer never gives up on a whole source for one bad file, nor on a file for one bad row: what cannot be taken is
refused with file, line and reason, and the rest is imported. Rows are plain JSON, so that two imports can be compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from orchestrator.problems.status import StatusReport

JsonObject = Mapping[str, Any]

MAX_FILE_BYTES: Final = 16 << 20
"""A larger file is refused: the largest in any of the sources is below 1 MiB, or 2 MiB for the public Erdős table."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its path there (with ``/``) and its bytes."""

    path: str
    data: bytes


class PinKind(StrEnum):
    """What a revision is: a commit, a day, or the SHA-256 of everything that was read."""

    COMMIT = "commit"
    DATE = "date"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Pin:
    """Which state of which source: ``source`` is the importer's name."""

    source: str
    kind: PinKind
    revision: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing imported. ``key`` names it within its source, the same in every revision; ``line`` is from 1."""

    key: str
    file: str
    line: int
    content: JsonObject
    reports: tuple[StatusReport, ...] = ()
    """What the source says of the problem's status on the day of its revision; not part of the content."""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the content: two imports of one row differ exactly where this does."""
        text = json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken, or taken with a doubt: where and why. ``line`` is from 1, None for a file as a whole."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}{'' if self.line is None else f':{self.line}'}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer made of its files. ``warnings`` are about rows that were taken all the same."""

    rows: tuple[Row, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()


class Importer(Protocol):
    """Reads one format. Pure: the same files give the same rows."""

    @property
    def name(self) -> str:
        """The source's name, as on the command line."""
        ...

    def wanted(self, path: str) -> bool:
        """Whether a file of a checkout, by its path, belongs to the format."""
        ...

    def rows(self, files: Iterable[SourceFile]) -> Imported:
        """Rows and refusals of all files; raises nothing for what the files hold."""
        ...


def unique_rows(rows: Iterable[Row]) -> tuple[tuple[Row, ...], tuple[Refusal, ...]]:
    """The rows whose key is theirs alone; of several rows with one key none is taken, since none is the right one."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    kept, refused = [], []
    for key, same in by_key.items():
        if len(same) == 1:
            kept.append(same[0])
            continue
        places = ", ".join(f"{row.file}:{row.line}" for row in same)
        refused += [Refusal(row.file, row.line, f"{key!r} stands more than once ({places})") for row in same]
    return tuple(kept), tuple(refused)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two imports of one source, by key, in the order of the newer one."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]


def difference(before: Mapping[str, str], rows: Sequence[Row]) -> Difference:
    """Compare rows with the digests, by key, of an earlier import."""
    keys = {row.key for row in rows}
    return Difference(
        new=tuple(row.key for row in rows if row.key not in before),
        changed=tuple(row.key for row in rows if before.get(row.key, row.digest) != row.digest),
        same=tuple(row.key for row in rows if before.get(row.key) == row.digest),
        gone=tuple(key for key in before if key not in keys),
    )
