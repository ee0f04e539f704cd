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


async def test_the_judge_finds_the_same(lean: LeanInstallation) -> None:
    async with await Judge.open(lean, JudgeConfig(prestarted=0)) as judge:
        for name in ("library theorem", "axiom below a definition of the library", "own proof"):
            text, axioms, unknown = CASES[name]
            statement = text.partition(":=")[0] + ":= sorry\n"
            verdict = await judge.judge_file(statement, text, "t")
            assert (verdict.axioms, "the library's own proofs" in verdict.detail) == (axioms, unknown), name
            assert verdict.proved
