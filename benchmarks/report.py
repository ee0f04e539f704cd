"""Rows of a benchmark, as a table for people and JSON for scripts, with the cost of the whole run."""

from __future__ import annotations

import json
import platform
import resource
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, the value with its unit, what it should reach, and whether it does."""

    what: str
    value: float
    unit: str
    reach: str
    met: bool
    detail: str = ""


def adding_seconds() -> float:
    """How long Python takes to add up ten million numbers: what a core is worth just now, to compare two runs by.

    Each sum is a new object: a loop without them was as fast on a day on which everything else took twice as long.
    """
    began, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - began


def report(name: str, rows: list[Row], json_path: Path | None) -> None:
    """Print the table, then the resources used by this process and its children; write JSON where asked."""
    table = Table("what", "measured", "reach", "met", "detail", title=name)
    for row in rows:
        table.add_row(row.what, f"{row.value:.4g} {row.unit}", row.reach, "yes" if row.met else "NO", row.detail)
    console = Console()
    console.print(table)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    usage = {
        "user_seconds": own.ru_utime + children.ru_utime,
        "system_seconds": own.ru_stime + children.ru_stime,
        "peak_rss_mib": own.ru_maxrss / 1024,
        "peak_rss_of_largest_child_mib": children.ru_maxrss / 1024,
        "adding_ten_million_numbers_seconds": adding_seconds(),
    }
    console.print(", ".join(f"{key} {value:.2f}" for key, value in usage.items()))
    if json_path is not None:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        document = {"benchmark": name, "machine": machine, "rows": [asdict(row) for row in rows], "usage": usage}
        json_path.write_text(json.dumps(document, indent=2) + "\n")
