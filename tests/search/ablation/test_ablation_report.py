"""The report says what the records say, and its HTML stands alone."""

from __future__ import annotations

import re
from pathlib import Path

from orchestrator.search.ablation.records import RunRecord
from orchestrator.search.ablation.report import HEADINGS, cells, summarize, write_html, write_png


def records() -> list[RunRecord]:
    return [
        RunRecord(
            strategy=strategy,
            configuration="0" * 64,
            problem=f"p{problem}",
            seed=seed,
            solved=(strategy == "<b>best" and problem < 3) or problem == 0,
            micro_usd=1_000_000 * (seed + 1),
            lean_seconds=2.0,
            attempts=4,
        )
        for strategy in ("A", "<b>best")
        for problem in range(4)
        for seed in range(3)
    ]


def test_table() -> None:
    report = summarize(records(), "A")
    best, baseline = report.rows
    assert (best.strategy, best.rate.estimate, best.usd) == ("<b>best", 0.75, 2.0)
    assert best.comparison is not None
    assert best.comparison.difference == 0.5
    assert baseline.comparison is None
    assert baseline.rate.estimate == 0.25
    assert len(cells(best)) == len(cells(baseline)) == len(HEADINGS)
    assert report.to_json()["strategies"][0]["p"] == 0.5


def test_files_stand_alone_and_escape_names(tmp_path: Path) -> None:
    report = summarize(records(), "A")
    write_png(report, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    write_html(report, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "&lt;b&gt;best" in text
    assert "<b>best" not in text
    assert re.findall(r"""(?:src|href)="(?!data:)""", text) == []
