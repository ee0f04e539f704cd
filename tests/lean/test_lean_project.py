"""The shared definitions of the Lake project elaborate in the Lean that is at hand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Outcome
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation

PROJECT = Path(__file__).parent.parent.parent / "lean_project"


@pytest.mark.lean
async def test_every_shared_file_elaborates_without_messages() -> None:
    files = sorted((PROJECT / "LeanProject").glob("*.lean"))
    assert files
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(spare=False)) as checker:
        for file in files:
            result = await checker.check(CheckRequest(file.read_text()))
            assert (result.outcome, result.messages) == (Outcome.ELABORATED, ()), file.name


def test_mathlib_is_pinned_at_the_tag_of_the_toolchain() -> None:
    toolchain = (PROJECT / "lean-toolchain").read_text().strip()
    lakefile = tomllib.loads((PROJECT / "lakefile.toml").read_text())
    (mathlib,) = [package for package in lakefile["require"] if package["name"] == "mathlib"]
    assert re.fullmatch(r"leanprover/lean4:v\d+\.\d+\.\d+", toolchain)
    assert mathlib["rev"] == toolchain.partition(":")[2]
