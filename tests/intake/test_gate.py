"""Statements are looked at before money is spent on them, once for a text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from held import challenge_of
from held_bad import BAD
from statements import VACUOUS

from orchestrator.cli import looking
from orchestrator.config import settings
from orchestrator.errors import UserError
from orchestrator.intake import gate
from orchestrator.intake.lints.finding import Grade
from orchestrator.problems.challenge import Challenge

pytestmark = pytest.mark.lean


async def test_a_broken_statement_is_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vacuous = [Challenge.parse(VACUOUS)]
    monkeypatch.setattr(gate, "CHECKS", 20)
    found = await gate.look(vacuous, settings().cache_dir, settings().check_memory_mib, None, tmp_path)
    assert [one.grade for one in found] == [Grade.BROKEN]
    assert found[0].why
    monkeypatch.setattr(gate, "open_bench", None)
    assert await gate.look(vacuous, settings().cache_dir, settings().check_memory_mib, None, tmp_path) == found


def test_what_is_broken_is_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = challenge_of(BAD[0]), challenge_of(BAD[1])

    async def look(challenges: object, cache_dir: Path, memory_mib: int, problems: Path) -> list[gate.Looked]:
        return said

    monkeypatch.setattr(gate, "look", look)
    said = [gate.Looked(one.id, Grade.BROKEN, ("no such number",)), gate.Looked(two.id, Grade.SUSPICIOUS, ("a doubt",))]
    assert looking.worth_money([one, two]) == [two]
    assert "no such number" in capsys.readouterr().err
    said = [replace(each, grade=Grade.BROKEN) for each in said]
    with pytest.raises(UserError, match="worth money"):
        looking.worth_money([one, two])
