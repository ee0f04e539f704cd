"""Folders that want to do harm: git folders with pipes and odd bytes, manifests, two declarations with one id."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.errors import SourceError, UserError
from orchestrator.intake.importing import ImportReport, run_import
from orchestrator.intake.ledger import ImportLedger

GOOD = """\
import FormalConjectures.Util.ProblemImports

/-- A conjecture. -/
@[category research open, AMS 11]
theorem foo : answer(sorry) ↔ ∀ n : ℕ, n = n := by
  sorry
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "FormalConjectures").mkdir(parents=True)
    (folder / "lean-toolchain").write_text("leanprover/lean4:v4.27.0\n")
    package = {"name": "mathlib", "rev": "a" * 40, "url": "https://example.org"}
    (folder / "lake-manifest.json").write_text(json.dumps({"version": "1.1.0", "packages": [package]}))
    (folder / "FormalConjectures" / "Good.lean").write_text(GOOD)
    return folder


def imported(checkout: Path) -> ImportReport:
    return run_import("formal-conjectures", checkout, ImportLedger(checkout.parent / "kept"))


def reasons(report: ImportReport) -> list[str]:
    return [f"{each.line}: {each.reason}" for each in (*report.refusals, *report.warnings)]


def pipe(name: str) -> Callable[[Path], None]:
    def make(git: Path) -> None:
        git.mkdir()
        (git / "HEAD").write_text("ref: refs/heads/main\n")
        (git / name).unlink(missing_ok=True)
        os.mkfifo(git / name)

    return make


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (pipe("HEAD"), "no regular file"),
        (pipe("packed-refs"), "does not say which commit"),
        (lambda git: git.write_bytes(b"gitdir: a\0b\n"), "embedded null byte"),
        (lambda git: git.write_bytes(b"gitdir: " + b"a" * 5000), "File name too long"),
    ],
    ids=["HEAD is a pipe", "packed-refs is a pipe", "NUL", "long"],
)
def test_a_git_folder_that_is_none_is_an_error_and_no_wait(
    checkout: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(checkout / ".git")
    with pytest.raises(UserError, match=reason):
        imported(checkout)


def test_a_manifest_that_is_nested_without_end(checkout: Path) -> None:
    (checkout / "lake-manifest.json").write_text("[" * 200_000)
    with pytest.raises(SourceError, match="is no lake manifest"):
        imported(checkout)


def test_two_declarations_with_one_id_make_no_challenge(checkout: Path) -> None:
    (checkout / "FormalConjectures" / "Other.lean").write_text(GOOD)
    report = imported(checkout)
    assert (report.rows, report.challenges) == (2, 0)
    assert all("2 declarations of the checkout make a challenge" in reason for reason in reasons(report))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/-" * 1000 + GOOD, "1: line 1: the block comment is never closed"),
        (f'{GOOD}\ndef x := "\n', "8: line 8: the string is never closed"),
        (GOOD.replace("answer(sorry)", "answer(" * 60 + "sorry" + ")" * 60), "5: a statement has at most 50 answers"),
    ],
    ids=["comment", "string", "answers"],
)
def test_what_is_not_read_is_told(checkout: Path, text: str, reason: str) -> None:
    (checkout / "FormalConjectures" / "Bad.lean").write_text(text.replace("foo", "bar"))
    assert any(told.startswith(reason) for told in reasons(imported(checkout)))
