"""The in-memory checker, held to the same contract as the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from checker_conformance import GOOD, SLOW, SORRY, UNICODE, UNICODE_LINE, WRONG, CheckerConformance

from orchestrator.lean.checker import (
    CheckRequest,
    CheckResult,
    Declaration,
    GoalOrigin,
    Message,
    OpenGoal,
    Outcome,
    Position,
    Severity,
)
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.goals import parse_goal


def scripted(request: CheckRequest) -> CheckResult:
    """What Lean says about the texts of the conformance suite."""
    if request.source == GOOD:
        return CheckResult(Outcome.ELABORATED, declarations=(Declaration("good", "theorem"),))
    if request.source == SORRY:
        goal = parse_goal("n : Nat\nh : n > 2\n⊢ n * n > 4", "digest")
        hole = OpenGoal(goal, GoalOrigin.SORRY, Position(2, 2), Position(2, 7))
        return CheckResult(
            Outcome.ELABORATED,
            goals=(hole,) if request.goals else (),
            declarations=(Declaration("hole", "theorem", ("sorryAx",)),) if request.declarations else (),
        )
    place = {WRONG: Position(2, 2), UNICODE: Position(2, UNICODE_LINE.index("omega"))}[request.source]
    return CheckResult(Outcome.ERRORS, messages=(Message(Severity.ERROR, "no", place),))


class SlowAsTheText(FakeChecker):
    """Takes as long for the endless text as it is allowed to."""

    async def check(self, request: CheckRequest) -> CheckResult:
        self._latency = 60.0 if request.source == SLOW else 0.001
        return await super().check(request)


class TestFakeChecker(CheckerConformance):
    @pytest.fixture
    async def checker(self) -> AsyncIterator[FakeChecker]:
        async with SlowAsTheText(scripted) as checker:
            yield checker
