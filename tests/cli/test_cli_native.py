"""`orchestrator verify --native` and what `doctor` says of a native toolchain, with stand-ins for its programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine
from native_tools import EXPORTED, Native, accepts, certificate, install, raises
from scripted import challenge

from orchestrator.cli.doctor import PARTS, Health
from orchestrator.lean.judge.verdict import JUDGE_VERSION


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Native:
    return install(tmp_path, monkeypatch)


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    path, _ = certificate(challenge(), ["", "  rfl"]).write(tmp_path / "proof.json")
    return path


def test_an_accepted_certificate(orchestrator: CommandLine, native: Native, certified: Path) -> None:
    done = orchestrator("verify", certified, "--native", native.project, "--json")
    assert done.code == 0
    answer = done.json
    assert (answer["verdict"], answer["trust"], answer["confirmed"]) == ("accepted", "compared", True)
    assert answer["toolchain"].startswith("native Lean (version 4.27.0")
    assert [difference.partition(":")[0] for difference in answer["differences"]] == ["toolchain", "trust raised"]


def test_text_says_that_it_was_a_native_lean(orchestrator: CommandLine, native: Native, certified: Path) -> None:
    done = orchestrator("verify", certified, "--native", native.project)
    assert done.code == 0
    assert "accepted (ACCEPT, trust: compared): comparator, with a native Lean:" in done.out
    assert f"judge {JUDGE_VERSION} on native Lean" in done.out
    assert "differs: toolchain:" in done.out
    assert done.out.rstrip().endswith("The certificate is confirmed.")


def test_a_second_kernel_can_be_done_without(orchestrator: CommandLine, native: Native, certified: Path) -> None:
    native.answers(accepts(nanoda=False))
    done = orchestrator("verify", certified, "--native", native.project, "--no-nanoda", "--json")
    assert (done.code, done.json["trust"]) == (0, "replayed")


def test_a_refusal(orchestrator: CommandLine, native: Native, certified: Path) -> None:
    native.answers(EXPORTED, raises("Illegal axiom detected: 'sorryAx'"), 1)
    done = orchestrator("verify", certified, "--native", native.project, "--json")
    assert (done.code, done.json["code"], done.json["axioms"]) == (1, "E_AXIOM", ["sorryAx"])
    assert not done.json["confirmed"]


def test_no_answer_is_neither(orchestrator: CommandLine, native: Native, certified: Path) -> None:
    native.answers("garbage", status=0)
    done = orchestrator("verify", certified, "--native", native.project, "--json")
    assert (done.code, done.json["error"]["kind"]) == (2, "OperatorError")
    (native.bin / "comparator").unlink()
    done = orchestrator("verify", certified, "--native", native.project)
    assert done.code == 2
    assert "comparator" in done.sentence


def test_doctor_names_what_is_missing(native: Native) -> None:
    examine = dict(PARTS)["native judge"]
    part = examine()
    assert part.health is Health.OK
    assert all(name in part.found for name in ("comparator", "landrun", "lean4export", "nanoda_bin"))
    (native.bin / "landrun").unlink()
    (native.bin / "comparator").unlink()
    part = examine()
    assert part.health is Health.ABSENT
    assert f"lean4export in {native.bin / 'lean4export'}" in part.found
    assert "no `landrun` on the PATH" in part.remedy
    assert "no `comparator` on the PATH" in part.remedy
