"""What every `Checker` must do, whatever answers. Subclasses provide the fixture ``checker``."""

from __future__ import annotations

import asyncio

import pytest

from orchestrator.lean.checker import (
    Checker,
    CheckRequest,
    GoalOrigin,
    Limits,
    Outcome,
    Position,
    Severity,
)

GOOD = "theorem good (a b : Nat) : a + b = b + a := Nat.add_comm a b\n"
SORRY = "theorem hole (n : Nat) (h : n > 2) : n * n > 4 := by\n  sorry\n"
WRONG = "theorem wrong : 1 = 2 := by\n  rfl\n"
UNICODE_LINE = "theorem «β γ» (𝓝 : Nat) : 𝓝 = 𝓝 + 1 := by omega\n"
UNICODE = "-- αβγ 🎉 before\n" + UNICODE_LINE
SLOW = "partial def spin (n : Nat) : IO Unit := spin (n + 1)\n#eval spin 0\n"


class CheckerConformance:
    """The contract in `orchestrator.lean.checker`, one test per sentence."""

    async def test_a_correct_text_elaborates(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(GOOD))
        assert result.outcome is Outcome.ELABORATED
        assert result.complete
        assert [(d.name, d.kind) for d in result.declarations if d.name == "good"] == [("good", "theorem")]
        assert result.timing.total >= result.timing.elaboration >= 0

    async def test_a_hole_elaborates_but_is_not_complete(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(SORRY))
        assert result.outcome is Outcome.ELABORATED
        assert not result.complete
        (hole,) = [declaration for declaration in result.declarations if declaration.name == "hole"]
        assert hole.axioms == ("sorryAx",)

    async def test_a_hole_is_an_open_goal_with_its_hypotheses(self, checker: Checker) -> None:
        (goal,) = (await checker.check(CheckRequest(SORRY))).goals
        assert goal.origin is GoalOrigin.SORRY
        assert (goal.start, goal.end) == (Position(2, 2), Position(2, 7))
        assert goal.goal.target == "n * n > 4"
        assert [(h.name, h.type) for h in goal.goal.hypotheses] == [("n", "Nat"), ("h", "n > 2")]
        assert goal.goal.digest

    async def test_goals_and_declarations_are_left_out_when_not_asked_for(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(SORRY, goals=False, declarations=False))
        assert (result.goals, result.declarations) == ((), ())

    async def test_an_error_has_a_place(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(WRONG))
        assert result.outcome is Outcome.ERRORS
        assert not result.complete
        assert result.errors[0].severity is Severity.ERROR
        assert result.errors[0].start == Position(2, 2)

    async def test_columns_count_code_points_of_the_text_as_sent(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(UNICODE))
        assert [message.start for message in result.errors] == [Position(2, UNICODE_LINE.index("omega"))]

    async def test_a_text_that_runs_too_long_is_a_time_out(self, checker: Checker) -> None:
        result = await checker.check(CheckRequest(SLOW, limits=Limits(wall_seconds=1.0)))
        assert result.outcome is Outcome.TIMEOUT

    async def test_a_check_after_a_time_out_is_answered(self, checker: Checker) -> None:
        await checker.check(CheckRequest(SLOW, limits=Limits(wall_seconds=1.0)))
        assert (await checker.check(CheckRequest(GOOD))).outcome is Outcome.ELABORATED

    async def test_concurrent_checks_get_their_own_answers(self, checker: Checker) -> None:
        results = await asyncio.gather(*(checker.check(CheckRequest(text)) for text in (GOOD, SORRY, WRONG) * 3))
        assert [r.outcome for r in results] == [Outcome.ELABORATED, Outcome.ELABORATED, Outcome.ERRORS] * 3
        assert [r.complete for r in results] == [True, False, False] * 3

    async def test_a_cancelled_check_leaves_the_checker_usable(self, checker: Checker) -> None:
        task = asyncio.create_task(checker.check(CheckRequest(SLOW, limits=Limits(wall_seconds=30.0))))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await checker.check(CheckRequest(GOOD))).outcome is Outcome.ELABORATED

    async def test_statistics_count_checks(self, checker: Checker) -> None:
        before = (await checker.statistics()).checks
        await checker.check(CheckRequest(GOOD))
        after = await checker.statistics()
        assert after.checks == before + 1
        assert after.total_seconds > 0

    async def test_the_toolchain_has_a_name_and_a_digest(self, checker: Checker) -> None:
        name, _, digest = checker.toolchain.partition("+")
        assert name
        assert len(digest) == 12

    async def test_closing_twice_is_fine(self, checker: Checker) -> None:
        await checker.aclose()
        await checker.aclose()
