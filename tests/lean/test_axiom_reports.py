"""Axioms, told the same by `#print axioms`, by a check's declarations and by the judge."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Outcome, Severity
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

UNKNOWN = "what axioms those use is not known"
CASES = {
    "own proof": ("theorem t : 1 + 1 = 2 := rfl\n", (), False),
    "library theorem": ("theorem t (p : Prop) : p ∨ ¬p := Classical.em p\n", (), True),
    "omega": ("theorem t (x y : Nat) (h : x < y) : x + 1 ≤ y := by omega\n", (), True),
    "axiom by name": ("theorem t (p q : Prop) (h : p ↔ q) : p = q := propext h\n", ("propext",), False),
    "axiom below a definition of the library": (
        "theorem t (p : Nat → Prop) (h : ∃ n, p n) : p (Classical.epsilon p) ∨ True := Or.inr trivial\n",
        ("Classical.choice",),
        True,
    ),
    "through a definition of the file": (
        "noncomputable def c : Nat := Classical.choice ⟨3⟩\ntheorem t : c = c := rfl\n",
        ("Classical.choice",),
        False,
    ),
    "hole": ("theorem t : 1 + 1 = 2 := sorry\n", ("sorryAx",), True),
    "own axiom": ("axiom lie : 1 = 2\ntheorem t : 1 = 2 := lie\n", ("lie",), False),
    "native": ("theorem t : 10 < 20 := by native_decide\n", ("Lean.ofReduceBool",), True),
    "quotient": (
        "theorem t (r : Nat → Nat → Prop) (h : r 1 2) : Quot.mk r 1 = Quot.mk r 2 := Quot.sound h\n",
        ("Quot.sound",),
        False,
    ),
    "choice": (
        "theorem t (h : ∃ n : Nat, n = n) : Nonempty Nat := ⟨Classical.choice (h.elim fun n _ => ⟨n⟩)⟩\n",
        ("Classical.choice",),
        True,
    ),
    "decide": ("theorem t : 10 < 20 := by decide\n", (), True),
    "through an instance": (
        "noncomputable instance d (p : Prop) : Decidable p := Classical.propDecidable p\n"
        "theorem t (p : Prop) : (if p then 1 else 1) = 1 := by cases d p <;> rfl\n",
        ("Classical.choice",),
        True,
    ),
    "axiom behind a definition": ("axiom lie : 1 = 2\ndef c : 1 = 2 := lie\ntheorem t : 1 = 2 := c\n", ("lie",), False),
}


@pytest.fixture(scope="module")
def lean() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker(lean: LeanInstallation) -> AsyncIterator[EmbeddedChecker]:
    async with await EmbeddedChecker.open(lean, PoolConfig(hosts=1, spare=False)) as checker:
        yield checker


@pytest.mark.parametrize(("text", "axioms", "unknown"), CASES.values(), ids=CASES)
async def test_check_and_print_axioms_agree(
    checker: EmbeddedChecker, text: str, axioms: tuple[str, ...], unknown: bool
) -> None:
    result = await checker.check(CheckRequest(text + "#print axioms t\n"))
    (theorem,) = (declaration for declaration in result.declarations if declaration.name == "t")
    assert (theorem.axioms, theorem.more_axioms_unknown) == (axioms, unknown)
    printed = next(message.text for message in result.messages if message.text.startswith("'t' "))
    assert (UNKNOWN in printed) is unknown
    assert (f"[{', '.join(axioms)}]" in printed) is bool(axioms)


async def test_a_printed_list_that_is_expected_elsewhere_is_no_error_here(checker: EmbeddedChecker) -> None:
    text = (
        "theorem t (p : Prop) : p ∨ ¬p := Classical.em p\n"
        "/-- info: 't' depends on axioms: [propext, Classical.choice, Quot.sound] -/\n#guard_msgs in\n#print axioms t\n"
    )
    result = await checker.check(CheckRequest(text))
    assert result.outcome is Outcome.ELABORATED
    assert any(message.severity is Severity.WARNING and "not compared" in message.text for message in result.messages)


ACCEPTED = {"propext", "Quot.sound", "Classical.choice"}
CHEAP = ("library theorem", "axiom below a definition of the library", "native", "own axiom")


@pytest.mark.parametrize("names", [CHEAP, pytest.param(tuple(CASES), marks=pytest.mark.slow)], ids=["some", "all"])
async def test_the_judge_finds_the_same(lean: LeanInstallation, names: tuple[str, ...]) -> None:
    async with await Judge.open(lean, JudgeConfig(prestarted=0)) as judge:
        for name in names:
            text, axioms, unknown = CASES[name]
            before, _, stated = text.rpartition("theorem ")
            shared = before if name in ("through a definition of the file", "through an instance") else ""
            statement = f"{shared}theorem {stated.partition(':=')[0]}:= sorry\n"
            verdict = await judge.judge_file(statement, f"{before}theorem {stated}", "t")
            assert (set(verdict.axioms), verdict.proved) == (set(axioms), set(axioms) <= ACCEPTED), (name, verdict)
            if verdict.proved:
                assert ("the library's own proofs" in verdict.detail) is unknown, (name, verdict.detail)


NATIVE = "Lean.ofReduceBool"
CLASS = "class P (p : Prop) : Prop where out : p\n"
FAST = "def fast (_ : Nat) : Bool := true\n@[implemented_by fast] def slow (n : Nat) : Bool := n == n + 1\n"
WITHOUT_A_TRACE = {
    "example": ("example : 10 < 20 := by native_decide\n", NATIVE),
    "option of decide": ("example : 10 < 20 := by decide +native\n", NATIVE),
    "where": ("example : 10 < 20 := helper where\n  helper : 10 < 20 := by native_decide\n", NATIVE),
    "macro": ('macro "nat" "ive" : tactic => `(tactic| native_decide)\nexample : 10 < 20 := by nat ive\n', NATIVE),
    "other code": (FAST + "example : slow 3 = true := by native_decide\n", NATIVE),
    "by its name": ("example : True := Lean.trustCompiler\n", "Lean.trustCompiler"),
    "default": ("structure S where\n  n : Nat\n  h : n < 20 := by native_decide\nexample : S := { n := 10 }\n", NATIVE),
    "in a command": ("set_option maxRecDepth 900 in\nopen Nat in\nexample : 10 < 20 := by native_decide\n", NATIVE),
    "#check": ("#check (by native_decide : 10 < 20)\n", NATIVE),
    "instance": (CLASS + "instance : P (10 < 20) := ⟨by native_decide⟩\n", NATIVE),
    "own axiom": ("axiom lie : 1 = 2\nexample : 1 = 2 := lie\n", "lie"),
    "mutual": ("mutual\ntheorem a : 10 < 20 := by native_decide\ntheorem b : 10 < 20 := a\nend\n", NATIVE),
}


@pytest.mark.parametrize(("text", "axiom"), WITHOUT_A_TRACE.values(), ids=WITHOUT_A_TRACE)
async def test_no_text_is_complete_that_rests_on_a_further_axiom(
    checker: EmbeddedChecker, text: str, axiom: str
) -> None:
    result = await checker.check(CheckRequest(text))
    assert (result.outcome, result.complete, result.foreign_axioms) == (Outcome.ELABORATED, False, (axiom,))


async def test_what_is_unsafe_is_not_complete_and_what_recurs_is(checker: EmbeddedChecker) -> None:
    unsafe = await checker.check(CheckRequest("unsafe def bad : 1 = 2 := bad\n"))
    assert (unsafe.complete, unsafe.unsafe_names) == (False, ("bad",))
    text = (
        "def f (n : Nat) : Nat := if h : n = 0 then 0 else f (n - 1) + 1\ntermination_by n\ndecreasing_by omega\n"
        "partial def loop (n : Nat) : Nat := loop n\nexample (p : Prop) : p ∨ ¬p := Classical.em p\n"
    )
    whole = await checker.check(CheckRequest(text))
    assert (whole.complete, whole.passing_axioms) == (True, ())
