"""Tables of attempts and problems as text, for spreadsheets and for other projects' files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from orchestrator.errors import SetupError
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


class ParquetTable:
    """Attempts as a Parquet file, texts as they are, written page by page. Closed with ``with``.

    Raises:
        SetupError: pyarrow is not installed.
    """

    def __init__(self, where: Path | IO[bytes]) -> None:
        try:
            self._arrow = import_module("pyarrow")
            parquet = import_module("pyarrow.parquet")
        except ModuleNotFoundError as error:
            raise SetupError(
                "Parquet needs pyarrow: run `tools/venv.sh parquet` in the project's folder, or write CSV"
            ) from error
        kinds = {"seed": self._arrow.int64(), "retries": self._arrow.int64()}
        kinds |= {name: self._arrow.timestamp("us", tz="UTC") for name in COLUMNS if name.endswith("_at")}
        self._schema = self._arrow.schema([(name, kinds.get(name, self._arrow.string())) for name in COLUMNS])
        self._writer = parquet.ParquetWriter(where, self._schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def add(self, attempts: Sequence[Attempt]) -> None:
        """Write these attempts."""
        columns = {name: [_plain(getattr(attempt, name)) for attempt in attempts] for name in COLUMNS}
        self._writer.write_table(self._arrow.table(columns, schema=self._schema))


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
