"""What needs library code that is not shipped: a warning where it is only evaluated, an error where it proves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, CheckResult, Outcome, Severity
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.provers.agent.report import render_check

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

PROVED = "theorem t : 1 + 1 = 2 := rfl\n"
KIND = "orchestrator.missingCode"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    lean = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(lean, PoolConfig(hosts=1, spare=False)) as checker:
        yield checker


def unshipped(result: CheckResult) -> list[str]:
    """The functions that messages say have no code here."""
    return [message.text.split("`")[1] for message in result.messages if message.kind == KIND]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#eval 1 + 1\n#eval [1, 2].length\n", ["List.lengthTR"]),
        ("#eval! [1, 2].length\n", ["List.lengthTR"]),
        ("set_option pp.all true in\n#eval [1, 2].length\n", ["List.lengthTR"]),
        ("#guard [1, 2].length = 2\n", ["List.lengthTR"]),
        ("/-- info: 2 -/\n#guard_msgs in\n#eval [1, 2].length\n", ["List.lengthTR", "List.lengthTR"]),
        ("def long (n : Nat) : Nat := [n].length\n#eval long 1\n", ["long"]),
        ("partial def go (n : Nat) : Nat := if n > 9 then [n].length else go (n + 1)\n#eval go 1\n", ["go"]),
        ("#eval #[3, 1].qsort (· < ·)\n", ["Array.qsort.sort"]),
    ],
    ids=["eval", "eval!", "option", "guard", "guard_msgs", "definition", "partial", "private"],
)
async def test_what_is_only_evaluated_is_said_and_not_refused(
    checker: EmbeddedChecker, text: str, names: list[str]
) -> None:
    result = await checker.check(CheckRequest(text + PROVED))
    assert (result.outcome, result.complete) == (Outcome.ELABORATED, True), result.messages
    assert unshipped(result) == names
    assert all(message.severity is Severity.WARNING for message in result.messages if message.kind == KIND)


@pytest.mark.parametrize(
    "text",
    [
        "#eval (1 : String)\n",
        '#eval (throw (IO.userError "no") : IO Unit)\n',
        "#guard 1 + 1 = 3\n",
        "/-- info: 3 -/\n#guard_msgs in\n#eval 1 + 1\n",
        "#eval nothing._redArg\n",
        "example : 1 = 2 := by exact nothing._redArg\n",
        "#guard_msgs in\nexample : 1 = 2 := by decide\n",
    ],
)
async def test_other_errors_stay_errors(checker: EmbeddedChecker, text: str) -> None:
    result = await checker.check(CheckRequest(text + PROVED))
    assert (result.outcome, result.complete, unshipped(result)) == (Outcome.ERRORS, False, [])


async def test_a_program_that_cannot_run_here_is_an_error(checker: EmbeddedChecker) -> None:
    """A flood of output is refused where it could run; it is not let through for want of code."""
    flood = '#eval show IO Unit from do\n  for i in [0:2000000000] do\n    IO.println s!"{i}"\n'
    result = await checker.check(CheckRequest(flood + PROVED))
    assert (result.outcome, unshipped(result)) == (Outcome.ERRORS, [])


async def test_a_proof_by_a_tactic_without_code_is_none(checker: EmbeddedChecker) -> None:
    """The definition of the tactic is no error; whatever it was to prove is not proved."""
    define = 'import Lean\nopen Lean Elab Tactic\nelab "say" : tactic => do\n  logInfo "hi"\n'
    define += "  evalTactic (← `(tactic| rfl))\n"
    defined = await checker.check(CheckRequest(define + PROVED))
    assert (defined.outcome, len(unshipped(defined))) == (Outcome.ELABORATED, 1)
    for use in ("example : 1 = 1 := by say\n", "theorem s : 1 = 1 := by say\n"):
        used = await checker.check(CheckRequest(define + use))
        assert (used.outcome, used.complete) == (Outcome.ERRORS, False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('example : Nat.repr 5 = "5" := by decide', ["Nat.repr"]),
        ("example : Nat.all 5 (fun i _ => i < 7) = true := by decide +kernel", ["Nat.all"]),
        ("example : List.mergeSort [2, 1] = [1, 2] := by simp [List.mergeSort]", ["List.mergeSort"]),
        ('example : toString 12 = "12" := by rfl', ["Nat.repr"]),
        ("def d (n : Nat) := Nat.toDigits 10 n\nexample : d 12 = ['1', '2'] := by sorry", ["Nat.toDigits"]),
        ("example : Nat.fold 3 (fun i _ a => a + i) 0 = 3 := by unfold Nat.fold", ["Nat.fold"]),
        ("example (a b : Nat) : Nat.gcd a b = a % b + a / b - 2 ^ a := by sorry", []),
    ],
    ids=["decide", "kernel", "simp", "instance", "own definition", "unfold", "computed by the kernel"],
)
async def test_a_goal_names_the_definitions_without_a_body_below_it(
    checker: EmbeddedChecker, text: str, names: list[str]
) -> None:
    result = await checker.check(CheckRequest(text))
    assert result.goals
    assert {name for goal in result.goals for name in goal.goal.bodiless} == set(names)
    for goal in result.goals:
        assert all(f"`{name}` has no body in this Lean" in goal.goal.stuck_on for name in names)
    told = render_check(result, lambda _: False, source=text)
    assert told.count("no body in this Lean") == bool(names), told
