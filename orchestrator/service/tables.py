"""Tables of attempts and problems as text, for spreadsheets and for other projects' files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

from orchestrator.store import Attempt, ProblemLine

COLUMNS: Final = (
    "id",
    "run_id",
    "state",
    "prover",
    "direction",
    "seed",
    "parent_sketch",
    "sketch_digest",
    "failure_kind",
    "retries",
    "created_at",
    "started_at",
    "finished_at",
    "detail",
)
CSV_HEAD: Final = ",".join(COLUMNS) + "\r\n"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(attempts: Sequence[Attempt]) -> str:
    """Attempts as CSV; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    for attempt in attempts:
        writer.writerow([_cell(getattr(attempt, name)) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def status_lines(line: ProblemLine) -> str:
    """One problem as an entry of a YAML list; every text is a JSON string, which YAML takes as it is."""
    fields = {
        "id": line.id,
        "title": line.title,
        "status": {"state": str(line.metadata.get("status") or "unknown")},
        "here": {"state": line.state.value, "statement_sha256": line.statement_sha256, "runs": line.runs},
        "tags": list(line.metadata.get("tags") or ()),
    }
    return (
        "- " + "\n  ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()) + "\n"
    )


def write_parquet(attempts: Sequence[Attempt], path: Path) -> None:
    """Attempts as a Parquet file, texts as they are.

    Raises:
        ModuleNotFoundError: pyarrow is not installed.
    """
    parquet = import_module("pyarrow.parquet")
    pyarrow = import_module("pyarrow")

    columns = {name: [_plain(getattr(attempt, name)) for attempt in attempts] for name in COLUMNS}
    parquet.write_table(pyarrow.table(columns), path)


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
