"""Importer of repositories that LeanDojo traced: their premises and theorems, read by LeanDojo in its own process."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from orchestrator.errors import OperatorError
from orchestrator.lean.native.process import run
from orchestrator.problems.importers.importer import Imported, Refusal, Row, SourceFile, unique_rows

CHILD: Final = Path(__file__).parent / "leandojo_child.py"
TRACE: Final = ".trace.xml"
BUILT: Final = PurePosixPath(".lake/build/ir")
WALL_SECONDS: Final = 3600.0
"""For a whole repository."""


class LeanDojo:
    """Reads ``*.trace.xml`` beside the sources they are of. Tracing needs a native toolchain and is not done here."""

    name = "leandojo"

    def wanted(self, path: str) -> bool:
        """Traces of the repository itself, and its sources; what lies in ``.lake/packages`` belongs to others."""
        if PurePosixPath(path).is_relative_to(BUILT):
            return path.endswith(TRACE)
        return path.endswith(".lean") and not path.startswith(".lake/")

    def rows(self, files: Iterable[SourceFile]) -> Imported:
        """One row for each name: a premise, with steps and premises of its proof where it is a theorem.

        Raises:
            OperatorError: LeanDojo is not installed, or cannot be imported.
            RetryError: it did not end within `WALL_SECONDS`.
        """
        with tempfile.TemporaryDirectory(prefix="leandojo-") as folder:
            root, output = Path(folder, "traced"), Path(folder, "rows.jsonl")
            traces = _write(root, files)
            if not traces:
                return Imported()
            if importlib.util.find_spec("lean_dojo") is None:
                raise OperatorError(
                    "traces are read by LeanDojo, which is not installed: it supports Python up to 3.12 "
                    f"(this is {sys.version_info.major}.{sys.version_info.minor}); import them with such a Python"
                )
            _read_traces(root, output)
            rows, refused = _taken(output, traces)
        kept, doubles = unique_rows(rows)
        return Imported(kept, (*refused, *doubles))


def _write(root: Path, files: Iterable[SourceFile]) -> set[str]:
    """Copy what the process may read; returns the paths of the traces."""
    traces = set()
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        if file.path.endswith(TRACE):
            traces.add(file.path)
    return traces


def _read_traces(root: Path, output: Path) -> None:
    clean = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(root.parent), "PYTHON_DOTENV_DISABLED": "1"}
    command = (sys.executable, "-I", str(CHILD), str(root), str(output))
    ended = asyncio.run(run(command, cwd=root.parent, env=clean, wall_seconds=WALL_SECONDS))
    if not output.exists():
        reason = (ended.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise OperatorError(
            f"LeanDojo cannot be imported: {reason}; it needs git on PATH, and `make setup` installs the rest"
        )


def _taken(output: Path, traces: set[str]) -> tuple[list[Row], list[Refusal]]:
    rows: list[Row] = []
    refused: list[Refusal] = []
    for found in _lines(output):
        file = found["file"]
        traces.discard(file)
        if "error" in found:
            refused.append(Refusal(file, None, f"LeanDojo cannot read this trace ({found['error']}); trace it again"))
            continue
        rows += _rows_of(found)
    refused += [Refusal(file, None, "LeanDojo ended before it had read this trace") for file in sorted(traces)]
    return rows, refused


def _lines(output: Path) -> Iterator[dict[str, Any]]:
    """What the process wrote; a line that it did not end, since it was killed, is left out."""
    with output.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.endswith("\n"))


def _rows_of(found: dict[str, Any]) -> Iterator[Row]:
    steps = {theorem.pop("name"): theorem for theorem in found["theorems"]}
    for premise in found["premises"]:
        name, line = premise["name"], premise["line"]
        theorem = steps.get(name)
        content = {**premise, "file": found["source"], "kind": "theorem" if theorem else premise["kind"]}
        yield Row(f"leandojo/{name}", found["source"], line, {**content, **(theorem or {})})
