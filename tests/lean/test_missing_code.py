"""What is evaluated: with the library's own code where the module has it, else a warning if nothing depends on it."""

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


def said(result: CheckResult) -> list[str]:
    return [message.text.strip() for message in result.messages]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("#eval 1 + 1\n#eval [1, 2].length\n", ["2", "2"]),
        ("#eval! [1, 2].length\nset_option pp.all true in\n#eval [1, 2].length\n", ["2", "2"]),
        ("/-- info: 2 -/\n#guard_msgs in\n#eval [1, 2].length\n", []),
        ("def long (n : Nat) : Nat := [n].length\n#eval long 1\n", ["1"]),
        ("partial def go (n : Nat) : Nat := if n > 9 then [n].length else go (n + 1)\n#eval go 1\n", ["1"]),
        ("#eval #[3, 1].qsort (· < ·)\n#eval [3, 1, 2].mergeSort\n", ["#[1, 3]", "[1, 2, 3]"]),
        ("#eval (Nat.toDigits 2 10, (10).fold (fun i _ s => s + i) 0)\n", ["(['1', '0', '1', '0'], 45)"]),
        ("#eval if 3 ∈ [1, 2, 3] then 1 else 0\n#eval (List.range 5).all (· < 3)\n", ["1", "false"]),
        ("#eval show IO Unit from do\n  for i in [0:3] do\n    IO.print i\n", ["012"]),
        ("#eval (1.5 : Float) * 2\n#eval (255 : UInt8) + 1\n#eval (5 : BitVec 8) + 255\n", ["3.000000", "0", "0x04#8"]),
        (
            "def fib (n : Nat) : Nat := Id.run do\n  let mut (a, b) := (0, 1)\n  for _ in [0:n] do\n"
            "    (a, b) := (b, a + b)\n  return a\n#eval fib 100\n",
            ["354224848179261915075"],
        ),
        ("inductive T where\n  | a (n : Nat)\n  | b (t : T)\nderiving Repr\n#eval T.b (.a 3)\n", ["T.b (T.a 3)"]),
    ],
)
async def test_library_functions_are_evaluated_by_their_compiled_code(
    checker: EmbeddedChecker, text: str, values: list[str]
) -> None:
    result = await checker.check(CheckRequest(text + PROVED))
    assert (result.outcome, result.complete) == (Outcome.ELABORATED, True), result.messages
    assert said(result) == values


async def test_metaprograms_are_run(checker: EmbeddedChecker) -> None:
    """The code of all of Lean is supplied, and the text then elaborated from its start."""
    define = 'import Lean\nopen Lean Elab Tactic Meta\nelab "say" : tactic => do\n  logInfo "hi"\n'
    define += "  evalTactic (← `(tactic| rfl))\n"
    define += '#eval show MetaM Unit from do\n  logInfo m!"{← whnf (← mkAppM ``Nat.add #[mkNatLit 1, mkNatLit 2])}"\n'
    result = await checker.check(CheckRequest(define + "theorem s : 1 = 1 := by say\n" + PROVED))
    assert (result.outcome, result.complete) == (Outcome.ELABORATED, True), result.messages
    assert said(result) == ["3", "hi"]
    false = await checker.check(CheckRequest(define + "theorem s : 1 = 2 := by say\n"))
    assert (false.outcome, false.complete) == (Outcome.ERRORS, False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#guard [1, 2].length = 2\n", ["List.lengthTR"]),
        ("set_option pp.all true in\n#guard [1, 2].length = 2\n", ["List.lengthTR"]),
    ],
    ids=["guard", "option"],
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
        "/-- info: 3 -/\n#guard_msgs in\n#eval [1, 2].length\n",
        "#eval nothing._redArg\n",
        "example : 1 = 2 := by exact nothing._redArg\n",
        "#guard_msgs in\nexample : 1 = 2 := by decide\n",
    ],
)
async def test_other_errors_stay_errors(checker: EmbeddedChecker, text: str) -> None:
    result = await checker.check(CheckRequest(text + PROVED))
    assert (result.outcome, result.complete, unshipped(result)) == (Outcome.ERRORS, False, [])


async def test_a_flood_of_output_is_no_success(checker: EmbeddedChecker) -> None:
    flood = '#eval show IO Unit from do\n  for i in [0:2000000000] do\n    IO.println s!"{i}"\n'
    result = await checker.check(CheckRequest(flood + PROVED))
    assert (result.complete, unshipped(result)) == (False, [])
    assert result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS)


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


async def test_a_tactic_that_needs_a_solver_says_so(checker: EmbeddedChecker) -> None:
    text = "import Std.Tactic.BVDecide\ntheorem t (x y : BitVec 8) : x + y = y + x := by bv_decide\n"
    result = await checker.check(CheckRequest(text))
    (error,) = result.errors
    assert "needs a SAT solver" in error.text
    assert "read-only" not in error.text


BODILESS = [
    'Nat.repr 5 = "5" := rfl',
    'Nat.repr 5 = "5" := by decide',
    'Nat.repr 5 = "5" := by exact rfl',
    'Nat.repr 5 = "5" := show Nat.repr 5 = "5" from rfl',
    'Nat.repr 5 = "5" ∧ True := ⟨rfl, trivial⟩',
    "(Nat.repr 5).length = 1 := Eq.refl 1",
    'decide (Nat.repr 5 = "5") = true := rfl',
]


@pytest.mark.parametrize("statement", BODILESS)
async def test_a_term_that_is_stuck_names_the_definition_without_a_body(
    checker: EmbeddedChecker, statement: str
) -> None:
    """In proofs by terms as by tactics, for people and for models."""
    text = f"theorem t : {statement}\n"
    result = await checker.check(CheckRequest(text))
    assert result.outcome is Outcome.ERRORS
    assert {goal.goal.bodiless for goal in result.goals} == {("Nat.repr",)}
    assert "`Nat.repr` has no body in this Lean" in render_check(result, lambda _: False, source=text)


async def test_another_mismatch_of_terms_brings_no_goal(checker: EmbeddedChecker) -> None:
    result = await checker.check(CheckRequest("theorem t : 1 + 1 = 3 := rfl\nexample : Nat := True\n"))
    assert (len(result.errors), result.goals) == (3, ())
