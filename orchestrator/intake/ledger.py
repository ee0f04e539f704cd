"""What was imported when: one file per import, never changed, from which a later import tells what is new.

``FOLDER/SOURCE/000001-REVISION.jsonl``: a line about the import, then a line per row and per refusal. A file appears
whole or not at all, so that an import killed at any instant leaves nothing half-written.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from orchestrator.errors import StoreError
from orchestrator.problems.importers.importer import Imported, JsonObject, Pin, PinKind, Refusal, Row
from orchestrator.problems.status import StatusReport, parse_report

_NAME: Final = re.compile(r"(?P<number>\d{6})-(?P<revision>[A-Za-z0-9._-]+)\.jsonl")
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One import as it was kept. ``content`` is the SHA-256 of its rows."""

    number: int
    pin: Pin
    content: str
    imported_at: str
    rows: tuple[Row, ...]
    refusals: tuple[Refusal, ...]

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each row, by key."""
        return {row.key: row.digest for row in self.rows}


class ImportLedger:
    """The folder of all imports."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sources(self) -> list[str]:
        """Names of the sources that something was imported from."""
        if not self._folder.is_dir():
            return []
        return sorted(each.name for each in self._folder.iterdir() if each.is_dir() and self._files(each.name))

    def latest(self, source: str) -> Snapshot | None:
        """The newest import of a source."""
        files = self._files(source)
        return _read(files[-1]) if files else None

    def add(self, pin: Pin, content: str, imported_at: str, imported: Imported) -> Path:
        """Keep an import.

        Raises:
            StoreError: the folder cannot be written.
        """
        folder = self._folder / pin.source
        files = self._files(pin.source)
        number = int(files[-1].name[:6]) + 1 if files else 1
        revision = re.sub(r"[^A-Za-z0-9._-]", "_", pin.revision)[:40]
        path = folder / f"{number:06}-{revision}.jsonl"
        head = {"version": VERSION, "number": number, **asdict(pin), "content": content, "imported_at": imported_at}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            partial = folder / f".{path.name}.{os.getpid()}"
            with partial.open("w", encoding="utf-8") as file:
                for line in (head, *_lines(imported)):
                    file.write(json.dumps(line, ensure_ascii=True) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(partial, path)  # fails where another import took the number
            partial.unlink()
        except OSError as error:
            raise StoreError(f"the import cannot be kept in {str(folder)!r}: {error.strerror or error}") from error
        return path

    def _files(self, source: str) -> list[Path]:
        folder = self._folder / source
        if not folder.is_dir():
            return []
        return sorted(each for each in folder.iterdir() if _NAME.fullmatch(each.name))


def _lines(imported: Imported) -> Iterator[JsonObject]:
    for row in imported.rows:
        reports = [str(report) for report in row.reports]
        yield {"row": row.key, "file": row.file, "line": row.line, "content": row.content, "reports": reports}
    for refusal in imported.refusals:
        yield {"refused": asdict(refusal)}


def _read(path: Path) -> Snapshot:
    rows: list[Row] = []
    refusals: list[Refusal] = []
    try:
        with path.open(encoding="utf-8") as file:
            head = json.loads(next(file))
            for line in file:
                found: dict[str, Any] = json.loads(line)
                if "row" in found:
                    reports: tuple[StatusReport, ...] = tuple(map(parse_report, found["reports"]))
                    rows.append(Row(found["row"], found["file"], found["line"], found["content"], reports))
                else:
                    refusals.append(Refusal(**found["refused"]))
        pin = Pin(head["source"], PinKind(head["kind"]), head["revision"])
        return Snapshot(head["number"], pin, head["content"], head["imported_at"], tuple(rows), tuple(refusals))
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise StoreError(f"the kept import {str(path)!r} cannot be read ({error}); move it away") from error
