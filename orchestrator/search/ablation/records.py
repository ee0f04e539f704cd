"""What an ablation keeps of one run: enough for anybody to test the published comparison again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator.errors import UserError


class CurvePoint(BaseModel):
    """How far a run was once it had spent so much. ``score`` is 1 for a decided problem, less for partial progress."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    micro_usd: int
    lean_seconds: float
    score: Annotated[float, Field(ge=0.0, le=1.0)]


class RunRecord(BaseModel):
    """One run of one strategy on one problem with one seed; a line of the published JSONL file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    strategy: str
    configuration: str
    """sha256 of the run's whole configuration as canonical JSON."""
    problem: str
    seed: int
    solved: bool
    micro_usd: int
    lean_seconds: float
    """Lean's CPU seconds."""
    attempts: int
    curve: tuple[CurvePoint, ...] = ()


def write_records(path: Path, records: Iterable[RunRecord]) -> None:
    """Append records as JSON lines, each of them whole or not there; a line that a crash cut off is dropped first."""
    with path.open("ab+") as file:
        file.seek(0)
        written = file.read()
        file.truncate(written.rfind(b"\n") + 1)
        for record in records:
            file.write(record.model_dump_json().encode() + b"\n")


def read_records(path: Path) -> list[RunRecord]:
    """Every record of a file.

    Raises:
        UserError: a line is not a record; the message names file and line. A last line without its end, as a crash
            leaves it, is ignored.
    """
    return list(_lines(path))


def _lines(path: Path) -> Iterator[RunRecord]:
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not line.endswith("\n"):
            return
        if line.strip():
            yield _parsed(path, number, line)


def _parsed(path: Path, number: int, line: str) -> RunRecord:
    try:
        return RunRecord.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise UserError(f"{path}, line {number} is not a record of a run: {where}: {first['msg']}") from error
