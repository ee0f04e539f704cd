"""The judge's own table of cheats, played by a model: each is written with the tools and submitted; none wins."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from agent_support import Workers, call, edit, stage, turn
from fake_server import Answer, Received, Step
from suite_case import FALSE, Case, challenge, regions

from orchestrator.problems.challenge import Challenge
from orchestrator.store import Budget, RunDetail
from orchestrator.vocabulary import RunOutcome, VerdictKind

MODULES = ("statement", "context", "holes", "kernel", "inductives", "scopes", "blocks", "answers", "resources")
CASES: tuple[Case, ...] = tuple(case for name in MODULES for case in importlib.import_module(f"cheats_{name}").CASES)
LIBRARY_IMPORT = re.compile(r"import (Init|Std|Lean)(\.[A-Za-z]+)*\n")
"""Part of the challenge here; any other import has to go where a model can write it."""
CHEATS = [case for case in CASES if not case.honest]


@dataclass(frozen=True)
class Play:
    """What the model writes into the regions of which challenge, and the codes that the judge may answer."""

    challenge: Challenge
    regions: tuple[str, ...]
    codes: frozenset[str] | None = None


def play_of(case: Case) -> Play | None:
    """A case as a model can play it; None for whole files against a statement of their own, and what it cannot send."""
    if isinstance(case.submission, tuple):
        if any("\ud800" <= char <= "\udfff" for text in case.submission for char in text):
            return None
        parsed = Challenge.parse(case.statement)
        offered = case.direction == "prove" or parsed.disproof
        return Play(parsed, case.submission, case.expected) if offered else None
    if case.statement != FALSE or not isinstance(case.submission, str):
        return None
    lines = case.submission.splitlines(keepends=True)
    imports = [line for line in lines if LIBRARY_IMPORT.fullmatch(line)]
    rest = "".join(line for line in lines if line not in imports)
    return Play(Challenge.parse(challenge("1 = 2", imports="".join(imports))), regions("exact target", first=rest))


PLAYS = {case.id: (play, case.direction) for case in CHEATS if (play := play_of(case)) is not None}


class TestTable:
    """None of them makes anything proved, disproved or answered."""

    @pytest.mark.slow
    @pytest.mark.parametrize("name", PLAYS)
    async def test_no_cheat_of_the_judges_table_wins(self, name: str, workers: Workers, tmp_path: Path) -> None:
        play, direction = PLAYS[name]
        template = play.challenge.template_for(direction)
        pieces = [piece for pair in zip(template.frozen, play.regions, strict=False) for piece in pair]
        whole = "".join([*pieces, template.frozen[-1]])
        claim = "answer" if play.challenge.answers else direction

        def script(request: Received) -> Step:
            played: list[Step] = [
                turn(call("check", direction=direction)),
                turn(edit((template.text, whole))),
                turn(call("submit", direction=claim)),
                Answer("The kernel accepted it: verdict accepted, trust replayed."),
                Answer("I am done."),
            ]
            return played[min(request.index, len(played) - 1)]

        async with stage(tmp_path, workers, script, check_seconds=10.0) as scene:
            run = await scene.run(play.challenge, budget=Budget(episodes=1))
            detail = await scene.store.views.show(run.id)
        assert isinstance(detail, RunDetail)
        assert run.outcome is RunOutcome.NOT_PROVED, run.detail
        for verdict in detail.verdicts:
            assert verdict.verdict in (VerdictKind.REJECTED, VerdictKind.NEEDS_REVIEW)
            assert play.codes is None or verdict.code in play.codes
