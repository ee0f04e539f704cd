"""Traced repositories, read by the real LeanDojo from a small trace that was written by hand in its format."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest
from traced_sample import BUILT, LEAN, trace, write_sample

from orchestrator.errors import OperatorError
from orchestrator.intake import leandojo
from orchestrator.intake.importing import run_import
from orchestrator.intake.leandojo import LeanDojo
from orchestrator.intake.ledger import ImportLedger
from orchestrator.problems.importers.importer import SourceFile

needs_leandojo = pytest.mark.skipif(
    importlib.util.find_spec("lean_dojo") is None, reason="LeanDojo is not installed: it supports Python up to 3.12"
)


@pytest.fixture
def traced(tmp_path: Path) -> Path:
    """A traced repository with one file that is whole and three that are not, a dependency, and traps beside them."""
    root = tmp_path / "repository"
    write_sample(root)
    built = root / BUILT
    (root / "Changed.lean").write_text(LEAN + "-- edited after it was traced\n")
    (built / "Changed.trace.xml").write_text(trace(path="Changed.lean"))
    (built / "Cut.trace.xml").write_text(trace()[:300])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    (built / "Entity.trace.xml").write_text(bomb + '<TracedFile path="Entity.lean" md5="&b;"></TracedFile>')
    other = root / ".lake/packages/other/.lake/build/ir"
    other.mkdir(parents=True)
    (other / "Other.trace.xml").write_text(trace())
    (root / ".env").write_text("GITHUB_ACCESS_TOKEN=never-read\n")
    return root


@needs_leandojo
def test_premises_and_theorems_become_rows(traced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACCESS_TOKEN", "would-be-sent-to-github")
    monkeypatch.setenv("VERBOSE", "1")
    ledger = ImportLedger(tmp_path / "imports")
    report = run_import("leandojo", traced, ledger, day="2026-11-27")
    assert "lean_dojo" not in sys.modules
    snapshot = ledger.latest("leandojo")
    assert snapshot is not None
    rows = {row.key: row.content for row in snapshot.rows}
    assert list(rows) == ["leandojo/Sample.twice", "leandojo/Sample.twice_zero", "leandojo/Sample.twice_eq"]
    assert rows["leandojo/Sample.twice"]["code"] == "def twice (n : Nat) : Nat := n + n"
    proved = rows["leandojo/Sample.twice_zero"]
    assert (proved["kind"], proved["file"], proved["line"]) == ("theorem", "Sample.lean", 6)
    assert proved["statement"] == "theorem twice_zero : twice 0 = 0 :="
    assert proved["proof"] == "by\n  unfold twice\n  rfl"
    assert [step["tactic"] for step in proved["tactics"]] == ["unfold twice", "rfl"]
    assert proved["tactics"][0]["before"] == "⊢ twice 0 = 0"
    assert proved["premises"] == ["Sample.twice"]
    assert rows["leandojo/Sample.twice_eq"]["proof"] is None
    refused = {refusal.file: refusal.reason for refusal in report.refusals}
    assert set(refused) == {f"{BUILT}/{file}.trace.xml" for file in ("Changed", "Cut", "Entity")}
    assert all("trace it again" in reason for reason in refused.values())
    assert "root:" not in json.dumps(refused)
    again = run_import("leandojo", traced, ledger, day="2026-11-27")
    assert (again.kept, len(again.difference.same)) == (None, 3)


@needs_leandojo
def test_a_process_that_cannot_import_leandojo_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no git there
    with pytest.raises(OperatorError, match=r"LeanDojo cannot be imported: .*needs git on PATH"):
        LeanDojo().rows([SourceFile(".lake/build/ir/Sample.trace.xml", trace().encode())])


def test_without_leandojo_the_operator_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leandojo.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OperatorError, match=r"not installed: it supports Python up to 3\.12"):
        LeanDojo().rows([SourceFile(".lake/build/ir/Sample.trace.xml", b"<TracedFile/>")])


def test_a_repository_that_was_not_traced_has_no_rows() -> None:
    assert LeanDojo().rows([SourceFile("Sample.lean", LEAN.encode())]).rows == ()
    assert os.environ.get("GITHUB_ACCESS_TOKEN") is None
