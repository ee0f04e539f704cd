"""An import from a folder to a report: read, compare with the last import of the source, keep."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from orchestrator.errors import ChallengeError, SourceError, UserError
from orchestrator.intake.checkout import SKIPPED, Checkout, commit_of
from orchestrator.intake.leandojo import LeanDojo
from orchestrator.intake.ledger import ImportLedger
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.importers.erdos_table import ErdosTable
from orchestrator.problems.importers.formal_conjectures import Environment, FormalConjectures
from orchestrator.problems.importers.importer import (
    Difference,
    Imported,
    Importer,
    Pin,
    PinKind,
    Refusal,
    Row,
    difference,
)
from orchestrator.problems.importers.oeis import Oeis
from orchestrator.problems.text import read_source, shown
from orchestrator.store import Problems


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``kept`` is the file it is kept in, None where nothing had changed or nothing is kept."""

    pin: Pin
    content: str
    rows: int
    challenges: int
    difference: Difference
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    gone_for_refusal: tuple[str, ...]
    """Keys that are gone only because their file or row is refused now: the source may still have them."""
    kept: Path | None
    single: Row | None
    """The row, where exactly one was read."""


def _formal_conjectures(root: Path, day: str) -> Importer:
    toolchain = root / "lean-toolchain"
    manifest = root / "lake-manifest.json"
    if not toolchain.is_file() or not manifest.is_file():
        raise SourceError(
            f"{shown(str(root))} is no checkout of formal-conjectures: it needs lean-toolchain and lake-manifest.json, "
            "which say which Lean and Mathlib its statements are for"
        )
    try:
        packages = json.loads(read_source(manifest))
        if not isinstance(packages, dict):
            raise ValueError("not an object")
        return FormalConjectures(Environment.of(read_source(toolchain), packages), day)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{shown(str(manifest))} is no lake manifest: {error}") from None
    except ChallengeError as error:
        raise SourceError(f"{shown(str(root))}: {error.reason}") from None


IMPORTERS: Final[dict[str, Callable[[Path, str], Importer]]] = {
    "formal-conjectures": _formal_conjectures,
    "erdos-table": lambda root, day: ErdosTable(),
    "oeis": lambda root, day: Oeis(day),
    "leandojo": lambda root, day: LeanDojo(),
}
"""One line per source; each makes the importer for a folder or file, at the day of its revision."""

PIECEWISE: Final = frozenset({"oeis"})
"""Sources that are imported file by file as well: what a single file does not have is not gone."""

_LEFT_OUT: Final = {"leandojo": frozenset({".git", "packages", "node_modules"})}
"""Folders that are not entered, for a source whose files lie where others have nothing of theirs."""


def run_import(
    source: str,
    root: Path,
    ledger: ImportLedger,
    *,
    revision: str | None = None,
    day: str | None = None,
    dry_run: bool = False,
    admit: Callable[[Pin, tuple[Row, ...]], None] = lambda pin, rows: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportReport:
    """Import ``root``, a checkout or a file, and keep it unless it is what the last import has already.

    Args:
        source: a key of `IMPORTERS`.
        revision: the commit, where the folder does not say it.
        day: the day of the revision, ISO 8601; the pin of a folder without commits.
        dry_run: report and keep nothing.
        admit: called with the new and changed rows before the import is kept; what it does must bear repetition, as an
            import that ends in between is made again.

    Raises:
        SourceError: there is nothing of the format at ``root``.
        UserError: it cannot be told which revision it is.
        StoreError: the import cannot be kept.
    """
    importer = IMPORTERS[source](root, day or "")
    checkout = Checkout(root, importer, skipped=_LEFT_OUT.get(source, SKIPPED))
    imported = importer.rows(checkout.files())
    imported = replace(imported, refusals=(*checkout.refusals, *imported.refusals))
    if not imported.rows and not imported.refusals:
        raise SourceError(f"{shown(str(root))} has no file that the importer {source} reads")
    before = ledger.latest(source)
    single = imported.rows[0] if len(imported.rows) == 1 else None
    if before is not None and root.is_file() and source in PIECEWISE:
        imported = _with_others(imported, before.rows)
    content = _digest(imported)
    pin = _pin(source, root, revision, day, content)
    changes = difference(before.digests if before else {}, imported.rows)
    unchanged = before is not None and before.pin == pin and before.content == content
    kept = None
    if not dry_run and not unchanged:
        fresh = {*changes.new, *changes.changed}
        admit(pin, tuple(row for row in imported.rows if row.key in fresh))
        kept = ledger.add(pin, content, clock().isoformat(), imported)
    refused = {refusal.file for refusal in imported.refusals}
    files = {row.key: row.file for row in before.rows} if before else {}
    return ImportReport(
        pin,
        content,
        len(imported.rows),
        sum(bool(row.content.get("challenge")) for row in imported.rows),
        changes,
        imported.refusals,
        imported.warnings,
        tuple(key for key in changes.gone if files[key] in refused),
        kept,
        single,
    )


def imported_challenge(identifier: str, ledger: ImportLedger) -> Challenge | None:
    """The challenge of this id in the newest import of its source, or None."""
    snapshot = ledger.latest(identifier.partition("/")[0])
    header = f"/-\nid: {identifier}\n"
    for row in snapshot.rows if snapshot else ():
        text = row.content.get("challenge")
        if text and text.startswith(header):
            return Challenge.parse(text)
    return None


async def register(problems: Problems, pin: Pin, rows: Iterable[Row]) -> int:
    """Store the challenges of rows as statement versions, with their provenance; returns how many rows had one.

    A text that is stored already stays the version it is; a changed one becomes a new version beside the old.
    """
    count = 0
    for row in rows:
        text = row.content.get("challenge")
        if not text:
            continue
        meta = Challenge.parse(text).metadata
        place = {"file": row.file, "line": row.line, "key": row.key}
        provenance = {"source": pin.source, "kind": pin.kind.value, "revision": pin.revision, **place}
        await problems.register(
            meta.id,
            registrar=f"import:{pin.source}",
            source=meta.source,
            title=meta.title,
            text=text,
            metadata={
                "status": meta.status.value,
                "tags": list(meta.tags),
                "informal": meta.informal,
                "provenance": provenance,
            },
        )
        count += 1
    return count


def read_sequence(name: str, ledger: ImportLedger) -> dict[str, Any]:
    """A sequence of the OEIS by its number, if it was imported, or by its file.

    Raises:
        SourceError: it was not, or the file holds no single sequence.
    """
    if Path(name).suffix in (".seq", ".json"):
        checkout = Checkout(Path(name), Oeis())
        imported = Oeis().rows(checkout.files())
        if len(imported.rows) != 1:
            problem = next(iter((*checkout.refusals, *imported.refusals)), "it holds no single sequence")
            raise SourceError(f"{shown(name)} cannot be read: {problem}")
        return dict(imported.rows[0].content)
    snapshot = ledger.latest("oeis")
    found = next((row for row in snapshot.rows if row.key == f"oeis/{name}"), None) if snapshot else None
    if found is None:
        raise SourceError(f"{shown(name)} was not imported; run `orchestrator import oeis FILE`, or give its file")
    return dict(found.content)


def _with_others(imported: Imported, before: tuple[Row, ...]) -> Imported:
    """What a single file brings, with all that was imported before from others."""
    keys = {row.key for row in imported.rows}
    return replace(imported, rows=(*imported.rows, *(row for row in before if row.key not in keys)))


def _pin(source: str, root: Path, revision: str | None, day: str | None, content: str) -> Pin:
    commit = revision or commit_of(root)
    if commit:
        if not commit.isprintable() or len(commit) > 100:
            raise UserError("a revision is at most 100 characters that can be shown")
        return Pin(source, PinKind.COMMIT, commit)
    return Pin(source, PinKind.DATE, day) if day else Pin(source, PinKind.CONTENT, content)


def _digest(imported: Imported) -> str:
    rows = sorted((row.key, row.digest, [str(report) for report in row.reports]) for row in imported.rows)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def counted(refusals: tuple[Refusal, ...]) -> list[tuple[str, int]]:
    """How often each reason stands, most frequent first; a reason with a number or a quoted word counts as one."""
    kinds = Counter(re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "...", refusal.reason) for refusal in refusals)
    return kinds.most_common()
