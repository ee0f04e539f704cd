"""The report of an ablation: a table for the terminal, curves as PNG, and one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from orchestrator.problems.whole_file import write_whole
from orchestrator.search.ablation.records import RunRecord
from orchestrator.search.ablation.statistics import (
    Comparison,
    Floats,
    Interval,
    bootstrap,
    compare,
    solve_rates,
    solved_against_spend,
)

POINTS: Final = 200
_CAPTION: Final = (
    "Intervals: 95 %, stratified bootstrap over seeds. p: paired sign-flip test over problems against {baseline}, "
    "before and after Holm's correction."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One strategy's line of the table."""

    strategy: str
    runs: int
    problems: int
    rate: Interval
    usd: float
    """Mean spend of a run."""
    lean_seconds: float
    """Mean Lean CPU seconds of a run."""
    comparison: Comparison | None
    """None for the baseline itself."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is shown; made by `summarize`."""

    baseline: str
    rows: tuple[Row, ...]
    records: tuple[RunRecord, ...]

    def to_json(self) -> dict[str, Any]:
        """The table as JSON; the runs are in the JSONL file beside it."""
        return {
            "baseline": self.baseline,
            "strategies": [
                {
                    "strategy": row.strategy,
                    "runs": row.runs,
                    "problems": row.problems,
                    "solve_rate": row.rate.estimate,
                    "interval": [row.rate.low, row.rate.high],
                    "mean_usd": row.usd,
                    "mean_lean_seconds": row.lean_seconds,
                    "difference": row.comparison and row.comparison.difference,
                    "p": row.comparison and row.comparison.p_value,
                    "p_holm": row.comparison and row.comparison.adjusted,
                }
                for row in self.rows
            ],
        }


def summarize(records: Sequence[RunRecord], baseline: str, seed: int = 0) -> Report:
    """The table over ``records``, best solve rate first.

    Raises:
        ValueError: the baseline has no run.
    """
    compared = {found.strategy: found for found in compare(records, baseline, seed)}
    rows = []
    for strategy, problems in solve_rates(records).items():
        own = [record for record in records if record.strategy == strategy]
        rows.append(
            Row(
                strategy=strategy,
                runs=len(own),
                problems=len(problems),
                rate=bootstrap(problems, seed),
                usd=float(np.mean([record.micro_usd for record in own])) / 1e6,
                lean_seconds=float(np.mean([record.lean_seconds for record in own])),
                comparison=compared.get(strategy),
            )
        )
    rows.sort(key=lambda row: (-row.rate.estimate, row.strategy))
    return Report(baseline, tuple(rows), tuple(records))


HEADINGS: Final = (
    "strategy",
    "runs",
    "problems",
    "solved",
    "95 %",
    "USD/run",
    "Lean s/run",
    "difference",
    "p",
    "p Holm",
)


def cells(row: Row) -> tuple[str, ...]:
    """A row as text, in the order of `HEADINGS`."""
    compared = row.comparison
    tested = ("", "", "")
    if compared is not None:
        tested = (f"{compared.difference:+.3f}", f"{compared.p_value:.3f}", f"{compared.adjusted:.3f}")
    return (
        row.strategy,
        str(row.runs),
        str(row.problems),
        f"{row.rate.estimate:.3f}",
        f"{row.rate.low:.3f} to {row.rate.high:.3f}",
        f"{row.usd:.2f}",
        f"{row.lean_seconds:.1f}",
        *tested,
    )


def write_png(report: Report, path: Path) -> None:
    """Draw the share of decided runs against spend, by money where any was spent and by Lean seconds.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    write_whole(path, _png(report))


def write_html(report: Report, path: Path) -> None:
    """Write the table and the curves as one file without outside assets; raises as `write_png`."""
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in HEADINGS)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells(row)) + "</tr>" for row in report.rows
    )
    picture = base64.b64encode(_png(report)).decode()
    write_whole(
        path,
        "<!doctype html><html lang=en><meta charset=utf-8><title>Ablation</title>"
        "<style>body{font:16px system-ui;margin:2rem auto;max-width:60rem;color-scheme:light dark}"
        "td,th{padding:.3rem .7rem;text-align:right;white-space:nowrap}td:first-child,th:first-child{text-align:left}"
        "table{border-collapse:collapse}tr{border-bottom:1px solid #8884}img{max-width:100%}</style>"
        f"<h1>Strategies at equal spend</h1><table><tr>{head}</tr>{body}</table>"
        f"<p>{html.escape(_CAPTION.format(baseline=report.baseline))}</p>"
        f'<img alt="Share of decided runs against spend" src="data:image/png;base64,{picture}"></html>\n',
    )


def _png(report: Report) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    axes_wanted = [("Lean CPU seconds", True)]
    if any(record.micro_usd for record in report.records):
        axes_wanted.insert(0, ("USD", False))
    figure = Figure(figsize=(6.0 * len(axes_wanted), 4.0), layout="constrained")
    FigureCanvasAgg(figure)
    for number, (label, lean_seconds) in enumerate(axes_wanted, 1):
        axes = figure.add_subplot(1, len(axes_wanted), number)
        spend = _spend_axis(report.records, lean_seconds)
        for row in report.rows:
            own = [record for record in report.records if record.strategy == row.strategy]
            solved = solved_against_spend(own, spend, lean_seconds=lean_seconds)
            axes.step(spend if lean_seconds else spend / 1e6, solved, where="post", label=row.strategy)
        # The frame is a little larger than 0 to 1, which would hide lines that lie on it.
        axes.set(xlabel=label, ylabel="share of runs decided", ylim=(-0.03, 1.03))
        axes.grid(alpha=0.3)
        axes.legend()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=120)
    return buffer.getvalue()


def _spend_axis(records: Sequence[RunRecord], lean_seconds: bool) -> Floats:
    most = max((record.lean_seconds if lean_seconds else record.micro_usd for record in records), default=1.0)
    return np.linspace(0.0, float(most) or 1.0, POINTS)
