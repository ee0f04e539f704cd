"""A certificate is verified natively: what is laid out for comparator, and what becomes of its answer."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from native_tools import (
    BUILDS_CHALLENGE,
    EXPORTED,
    LANDRUN,
    LEAN_VERSION,
    Native,
    accepts,
    certificate,
    raises,
)
from scripted import CHALLENGE, challenge
from waiting import eventually

from orchestrator.errors import OperatorError, RetryError, SetupError, SourceError
from orchestrator.lean.judge.certificate import Certificate, Inputs, VerifyReport
from orchestrator.lean.native.verify import sides, verify_native
from orchestrator.problems.challenge import Challenge
from orchestrator.vocabulary import Code, TrustLevel, VerdictKind

PROVED = certificate(challenge(), ["theorem helper : True := trivial", "  rfl"])
REFUTED = certificate(challenge(statement="1 + 1 = 3"), ["", "  decide"], "disprove")
VALUE = """\
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0"""
ANSWER = """\
def answer : Prop :=
  -- EVOLVE-VALUE-START
  True
  -- EVOLVE-VALUE-END

theorem target_theorem_0"""


def with_answer(definition: str = ANSWER) -> Challenge:
    text = CHALLENGE.format(name="answer", statement="answer ↔ 1 + 1 = 2")
    return Challenge.parse(text.replace(VALUE, definition))


def another_commit(package: Path) -> None:
    git = ["git", "-C", str(package), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "y"], check=True)


async def verify(native: Native, certified: Certificate = PROVED, *, nanoda: bool = True) -> VerifyReport:
    return await verify_native(certified, native.project, nanoda=nanoda, wall_seconds=60)


async def test_an_accepted_proof_is_compared(native: Native) -> None:
    report = await verify(native)
    verdict = report.verdict
    assert (verdict.kind, verdict.code, verdict.trust) == (VerdictKind.ACCEPTED, Code.ACCEPT, TrustLevel.COMPARED)
    assert verdict.proved
    assert verdict.toolchain.startswith(f"native {LEAN_VERSION}, comparator ")
    assert all(name in verdict.toolchain for name in ("landrun ", "lean4export ", "nanoda_bin ", "packages "))
    assert report.confirmed
    toolchain, trust = report.differences
    assert toolchain == f"toolchain: certified {PROVED.toolchain}, found {verdict.toolchain}"
    assert trust == "trust raised: certified replayed, found compared"


async def test_comparator_gets_both_sides_and_the_exact_configuration(native: Native) -> None:
    before = {path: path.lstat().st_mtime_ns for path in native.project.rglob("*")}
    await verify(native)
    seen = native.seen
    assert seen["config"] == {
        "challenge_module": "Judgement",
        "solution_module": "judgement",
        "theorem_names": ["target_theorem_0"],
        "definition_names": [],
        "permitted_axioms": ["propext", "Quot.sound", "Classical.choice"],
        "enable_nanoda": True,
    }
    assert seen["challenge"] == PROVED.inputs.statement
    assert seen["solution"] == PROVED.source
    assert seen["files"] == [
        *("Judgement.lean", "config.json", "judgement.lean"),
        *("lake-manifest.json", "lakefile.toml", "lean-toolchain", "probe"),
    ]
    assert native.left_nothing
    assert before == {path: path.lstat().st_mtime_ns for path in native.project.rglob("*")}


async def test_no_secret_reaches_a_submission(native: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROVER_KEY", "s3cr3t")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:s3cr3t@proxy")
    await verify(native)
    assert "s3cr3t" not in json.dumps(native.seen["environment"])
    assert native.seen["environment"]["COMPARATOR_LANDRUN"] == str(native.bin / "landrun")


async def test_without_nanoda_the_trust_is_that_of_a_replay(native: Native) -> None:
    (native.bin / "nanoda_bin").unlink()
    with pytest.raises(SetupError, match="nanoda_bin"):
        await verify(native)
    native.answers(accepts(nanoda=False))
    report = await verify(native, nanoda=False)
    assert native.seen["config"]["enable_nanoda"] is False
    assert (report.verdict.kind, report.verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.REPLAYED)
    assert report.confirmed


async def test_a_disproof_is_compared_with_the_frozen_negation(native: Native) -> None:
    report = await verify(native, REFUTED)
    assert report.verdict.direction == "disprove"
    assert report.confirmed
    assert native.seen["config"]["theorem_names"] == ["target_theorem_0_disproof"]
    negation = "theorem target_theorem_0_disproof : ¬ (type_of% @target_theorem_0) := by\n  -- EVOLVE-BLOCK-START\n"
    assert negation + "  sorry\n" in native.seen["challenge"]
    assert negation + "  decide\n" in native.seen["solution"]


async def test_an_answer_is_left_to_a_person(native: Native) -> None:
    asked = with_answer()
    report = await verify(native, certificate(asked, ["  1 + 1 = 2", "  Iff.rfl"]))
    assert native.seen["config"]["definition_names"] == ["answer"]
    assert "def answer : Prop :=\n  -- EVOLVE-VALUE-START\nsorry\n" in native.seen["challenge"]
    verdict = report.verdict
    assert (verdict.kind, verdict.code, verdict.values) == (VerdictKind.NEEDS_REVIEW, Code.R_REVIEW, ("1 + 1 = 2",))
    assert not verdict.proved
    assert not report.confirmed
    assert any(difference.startswith("verdict: certified accepted") for difference in report.differences)


@pytest.mark.parametrize(
    "definition",
    [
        ANSWER.replace("def answer", "private def answer"),
        ANSWER.replace("Prop :=\n", "Prop := id <|\n"),
        "namespace A\n" + ANSWER.replace("\n\ntheorem", "\n\nend A\ntheorem"),
        "def f : Nat → Nat\n  | n => n\n\n@[reducible] private " + ANSWER,
    ],
)
async def test_an_answer_that_comparator_cannot_leave_open(native: Native, definition: str) -> None:
    with pytest.raises(SourceError, match="needs review"):
        await verify(native, certificate(with_answer(definition), ["  True", "  sorry"]))


@pytest.mark.parametrize(
    ("message", "code", "trust"),
    [
        ("Illegal axiom detected: 'sorryAx'", Code.E_AXIOM, TrustLevel.ELABORATED),
        ("Const does not match between challenge and target 'f'", Code.E_CONTEXT, TrustLevel.ELABORATED),
    ],
)
async def test_a_refusal_is_a_rejection(native: Native, message: str, code: Code, trust: TrustLevel) -> None:
    native.answers(EXPORTED, raises(message), 1)
    report = await verify(native)
    assert (report.verdict.kind, report.verdict.code, report.verdict.trust) == (VerdictKind.REJECTED, code, trust)
    assert report.verdict.toolchain.startswith("native Lean")
    assert not report.confirmed
    assert report.differences[-1] == f"detail: comparator refuses: {message}"
    assert "trust: certified replayed, found elaborated" in report.differences


async def test_a_text_that_no_judge_takes_never_reaches_comparator(native: Native) -> None:
    inputs = replace(PROVED.inputs, regions=("import Evil\n", "  rfl\n"))
    report = await verify(native, replace(PROVED, inputs=inputs))
    assert (report.verdict.kind, report.verdict.code) == (VerdictKind.REJECTED, Code.E_IMPORT)
    assert not (native.bin / "seen.json").exists()


async def test_the_certified_file_is_not_believed(native: Native) -> None:
    report = await verify(native, replace(PROVED, source="theorem target_theorem_0 : True := trivial"))
    assert native.seen["solution"] == PROVED.source
    assert not report.confirmed
    assert any(difference.startswith("Lean file:") for difference in report.differences)


async def test_axioms_beyond_the_permitted_are_a_difference(native: Native) -> None:
    report = await verify(native, replace(PROVED, axioms=("Lean.ofReduceBool",)))
    assert not report.confirmed
    assert any("Lean.ofReduceBool" in difference for difference in report.differences)


class TestWholeFiles:
    STATEMENT = "import Lean\n\ndef two := 2\n\ntheorem A.main : two = 2 := sorry\n"
    SUBMISSION = "import Lean\nimport Std.Data.HashMap\n\ndef two := 2\n\ntheorem A.main : two = 2 := rfl\n"

    def inputs(self, statement: str = STATEMENT, text: str = SUBMISSION) -> Inputs:
        return Inputs("file", statement, "A.main", "prove", text=text)

    async def test_both_files_as_they_are(self, native: Native) -> None:
        certified = replace(PROVED, inputs=self.inputs(), source=self.SUBMISSION)
        report = await verify(native, certified)
        assert report.confirmed
        assert (native.seen["challenge"], native.seen["solution"]) == (self.STATEMENT, self.SUBMISSION)
        assert native.seen["config"]["theorem_names"] == ["A.main"]

    @pytest.mark.parametrize("header", ["import Judgement", "prelude", "module", "import Mathlib"])
    async def test_its_header_may_only_import_the_library(self, native: Native, header: str) -> None:
        inputs = self.inputs(text=f"{header}\n{self.SUBMISSION}")
        report = await verify(native, replace(PROVED, inputs=inputs, source=inputs.text or ""))
        assert (report.verdict.kind, report.verdict.code) == (VerdictKind.REJECTED, Code.E_IMPORT)

    def test_a_statement_with_answers_needs_a_person(self) -> None:
        with pytest.raises(SourceError, match="needs review"):
            sides(self.inputs(statement=self.STATEMENT.replace("def two := 2", "def two : Nat := sorry")))

    def test_a_disproof_of_a_file_is_no_judges_work(self) -> None:
        with pytest.raises(SourceError, match="disproof"):
            sides(replace(self.inputs(), direction="disprove"))


@pytest.mark.parametrize(
    ("stdout", "stderr", "status"),
    [
        (BUILDS_CHALLENGE + "error: build failed\n", raises("Child exited with 1"), 1),
        ("\x00garbage", "garbage", 1),
        (accepts(), "", 1),
        (EXPORTED + "Your solution is okay!\n", "", 0),
        ("", "", 0),
    ],
)
async def test_what_is_neither_is_no_verdict(native: Native, stdout: str, stderr: str, status: int) -> None:
    native.answers(stdout, stderr, status)
    with pytest.raises(OperatorError):
        await verify(native)


async def test_a_comparator_that_is_killed_or_hangs(native: Native) -> None:
    native.answers(EXPORTED, then="die")
    with pytest.raises(RetryError):
        await verify(native)
    native.answers(EXPORTED, then="hang")
    task = asyncio.create_task(verify(native))
    await eventually(lambda: (native.bin / "seen.json").exists() and bool(native.seen["pids"]))
    pids = native.seen["pids"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not any(map(psutil.pid_exists, pids))
    assert native.left_nothing


@pytest.mark.parametrize("name", ["lake", "comparator", "landrun", "lean4export"])
async def test_a_missing_program_is_named_with_where_to_get_it(native: Native, name: str) -> None:
    (native.bin / name).unlink()
    with pytest.raises(SetupError, match=f"needs `{name}` on the PATH: install it from"):
        await verify(native)


async def test_a_program_named_by_comparators_own_variable(native: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = native.bin.parent / "landrun-here"
    (native.bin / "landrun").rename(elsewhere)
    monkeypatch.setenv("COMPARATOR_LANDRUN", str(elsewhere))
    assert (await verify(native)).confirmed
    assert native.seen["environment"]["COMPARATOR_LANDRUN"] == str(elsewhere)


async def test_a_landrun_that_confines_nothing(native: Native) -> None:
    native.script("landrun", LANDRUN, ENFORCES=False)
    with pytest.raises(SetupError, match="Landlock"):
        await verify(native)
    native.script("landrun", "raise SystemExit('no such flag')")
    with pytest.raises(SetupError, match="no such flag"):
        await verify(native)
    assert not (native.bin / "seen.json").exists()


async def test_a_lake_that_does_not_answer(native: Native) -> None:
    native.script("lake", "raise SystemExit('error: no such toolchain')")
    with pytest.raises(SetupError, match="no such toolchain"):
        await verify(native)


class TestProjects:
    async def test_what_is_no_project(self, native: Native, tmp_path: Path) -> None:
        with pytest.raises(SetupError, match="no Lake project"):
            await verify_native(PROVED, tmp_path, nanoda=True, wall_seconds=60)

    @pytest.mark.parametrize("name", ["lean-toolchain", "lake-manifest.json"])
    async def test_what_was_never_built(self, native: Native, name: str) -> None:
        (native.project / name).unlink()
        with pytest.raises(SetupError, match="lake build"):
            await verify(native)

    @pytest.mark.parametrize("manifest", ["{", "[]", "{}", '{"packages": [{}], "name": "x", "packagesDir": "p"}'])
    async def test_a_broken_manifest(self, native: Native, manifest: str) -> None:
        (native.project / "lake-manifest.json").write_text(manifest)
        with pytest.raises(SetupError, match="lake build"):
            await verify(native)

    async def test_packages_that_lake_would_change(self, native: Native) -> None:
        package = native.project / ".lake" / "packages" / "mathlib"
        another_commit(package)
        with pytest.raises(SetupError, match="not at revision"):
            await verify(native)
        os.rename(package, package.with_name("elsewhere"))
        with pytest.raises(SetupError, match="not at revision"):
            await verify(native)
