"""Triage against real Lean: each lint on a case of its own, a sample of the held set, the whole of it behind `slow`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from held import challenge_of
from held_bad import BAD, Held
from held_bad_more import MORE_BAD
from held_good import GOOD
from held_good_more import MORE_GOOD

from orchestrator.config import settings
from orchestrator.intake.known_statements import KnownStatements
from orchestrator.intake.lints.finding import Grade, Lint
from orchestrator.intake.lints.registry import LINTS
from orchestrator.intake.triage import Bench, Report, triage
from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.challenge import Challenge

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]
SLOW = {"not decided cheaply", "test lemmas", "small cases"}
QUICK = [lint for lint in LINTS if lint.name not in SLOW]
MISSED = 6 / 40
CALLED_BROKEN = 0.05

STATIC = [
    ("gap-cut-off", "natural subtraction", Grade.SUSPICIOUS),
    ("exists-implies", "precedence", Grade.SUSPICIOUS),
    ("forall-and", "precedence", Grade.SUSPICIOUS),
    ("claimed-of-nothing", "precedence", Grade.SUSPICIOUS),
    ("contradiction-order", "hypotheses consistent", Grade.BROKEN),
    ("vacuous-square-root", "hypotheses consistent", Grade.BROKEN),
    ("increasing-bounded", "hypotheses consistent", Grade.BROKEN),
    ("empty-fin", "empty domains", Grade.BROKEN),
    ("empty-type", "empty domains", Grade.SUSPICIOUS),
    ("rounded-half", "division", Grade.SUSPICIOUS),
    ("divisor-zero", "division", Grade.SUSPICIOUS),
    ("range-divisor", "ranges from zero", Grade.SUSPICIOUS),
    ("free-variable", "names bound by themselves", Grade.SUSPICIOUS),
    ("unused-variable", "hypotheses used", Grade.SUSPICIOUS),
    ("junk-index", "made-up values", Grade.SUSPICIOUS),
    ("copied-answer", "answers", Grade.SUSPICIOUS),
    ("does-not-elaborate", "notation", Grade.BROKEN),
    ("minus-one-power", "precedence", Grade.SUSPICIOUS),
    ("fin-wraps", "wrap-around", Grade.SUSPICIOUS),
    ("sequence-may-be-constant", "idle quantifiers", Grade.SUSPICIOUS),
    ("inner-variable-idle", "idle quantifiers", Grade.SUSPICIOUS),
    ("bound-outside", "idle quantifiers", Grade.SUSPICIOUS),
    ("definition-ignores-argument", "idle quantifiers", Grade.SUSPICIOUS),
    ("hidden-variable", "idle quantifiers", Grade.SUSPICIOUS),
    ("nodup-forgotten", "idle quantifiers", Grade.SUSPICIOUS),
    ("one-is-prime", "familiar names", Grade.SUSPICIOUS),
    ("prime-without-two", "familiar names", Grade.SUSPICIOUS),
    ("zero-is-perfect", "familiar names", Grade.SUSPICIOUS),
    ("not-zero-divisor", "division", Grade.SUSPICIOUS),
]
BY_NAME = {held.name: held for held in (*BAD, *GOOD, *MORE_BAD, *MORE_GOOD)}


@pytest.mark.parametrize(("name", "lint", "grade"), STATIC, ids=[name for name, _, _ in STATIC])
async def test_each_quick_lint_notices(bench: Bench, name: str, lint: str, grade: Grade) -> None:
    report = await triage(challenge_of(BY_NAME[name]), bench, QUICK)
    found = {(each.lint, each.grade) for each in report.findings}
    assert (lint, grade) in found, report.findings
    assert all(each.why and (each.todo or each.grade in (Grade.FINE, Grade.NOT_LOOKED)) for each in report.findings)


async def test_a_multiple_of_what_is_positive_may_be_subtracted_from(bench: Bench) -> None:
    held = Held("multiple", "x", "theorem target : ∀ e f : Nat, 1 ≤ e → f ≠ 0 → 2 * e - 1 < 2 * e ∧ f * 3 - 3 < f * 3")
    report = await triage(challenge_of(held), bench, QUICK)
    assert "natural subtraction" not in {each.lint for each in report.findings if each.grade is not Grade.FINE}


@pytest.mark.parametrize(
    "name",
    [
        "guarded-difference",
        "base-as-parameter",
        "minus-power",
        "growing-sequence",
        "tree-mirror",
        "option-bind",
        "abundant-odd",
    ],
)
async def test_quick_lints_leave_good_statements_alone(bench: Bench, name: str) -> None:
    report = await triage(challenge_of(BY_NAME[name]), bench, QUICK)
    assert {each.grade for each in report.findings} <= {Grade.FINE, Grade.NOT_LOOKED}, report.findings


async def test_what_is_cheap_to_prove_is_decided_and_not_broken(bench: Bench) -> None:
    held = Held("x", "x", "theorem target : ∀ n : Nat, n < n + 1")
    report = await triage(challenge_of(held), bench, _only("not decided cheaply"))
    (finding,) = report.findings
    assert finding.grade is Grade.DECIDED
    assert "closed by tactics" in finding.why
    assert report.grade is Grade.DECIDED


async def test_a_definition_without_a_body_is_named(bench: Bench) -> None:
    lean = (
        "abbrev digitSum (n : Nat) : Nat := ((Nat.toDigits 10 n).map Char.toNat).sum\n"
        "theorem target : ∃ n, digitSum n = n + 99"
    )
    (finding,) = (await triage(challenge_of(Held("x", "x", lean)), bench, _only("bodies"))).findings
    assert finding.grade is Grade.SUSPICIOUS
    assert "Nat.toDigits, which this Lean has without a body" in finding.why
    assert finding.line is not None


async def test_first_values_are_a_table(bench: Bench) -> None:
    held = Held("x", "x", "theorem target (n : Nat) : n < n * n + 1 ∧ n ≠ 1")
    report = await triage(challenge_of(held), bench, _only("small cases"))
    assert [(case.values, case.truth) for case in report.cases[:4]] == [
        ((0,), True),
        ((1,), False),
        ((2,), True),
        ((3,), True),
    ]
    assert [each.grade for each in report.findings[:1]] == [Grade.BROKEN]
    assert "it fails at 1, and holds at later values" in report.findings[0].why


@pytest.mark.parametrize(
    ("lean", "loose"),
    [
        ("def sq (n : Nat) : Nat := n * n\ntheorem sq_three : sq 3 = 9 := by decide\n", ""),
        ("def f : Nat → Nat\n  | 0 => 1\n  | n + 1 => 2 * f n\ntheorem f_two : f 2 = 4 := by decide\n", ""),
        ("def sq (n : Nat) : Nat := n * n\ntheorem sq_three : sq 3 = sq 3 := rfl\n", "no test lemma holds sq down"),
        ("def sq (n : Nat) : Nat := n * n\n", "no test lemma says what sq is"),
    ],
)
async def test_definitions_are_held_down_by_test_lemmas(bench: Bench, lean: str, loose: str) -> None:
    name = "f" if "def f" in lean else "sq"
    held = Held("x", "x", f"{lean}theorem target : ∀ n, ∃ m, n < {name} m")
    report = await triage(challenge_of(held), bench, _only("test lemmas"))
    finding = report.findings[0]
    assert finding.grade is (Grade.SUSPICIOUS if loose else Grade.FINE)
    assert loose in finding.why


@pytest.mark.parametrize(
    ("up", "size", "digit", "told"),
    [
        ("i < l.length - 1 → l.getD i 0 < l.getD (i + 1) 0", "3 < x.natAbs", "n / 3 ^ k % 3", []),
        (
            "i < l.length → l.getD i 0 < l.getD (i + 1) 0",
            "x.natAbs = 3",
            "n / 3 ^ k + n % 3",
            ["up", "target", "digit"],
        ),
    ],
)
async def test_what_is_meant_so_is_not_told(bench: Bench, up: str, size: str, digit: str, told: list[str]) -> None:
    """An index that is within the list, an absolute value that is compared, the digits of a number."""
    lean = (
        f"def up (l : List Nat) : Prop := ∀ i, {up}\ndef digit (n k : Nat) : Nat := {digit}\n"
        f"theorem target : ∀ (x : Int) (l : List Nat), up l → {size} → digit l.length 2 < 3"
    )
    lints = [*_only("made-up values"), *_only("division")]
    report = await triage(challenge_of(Held("x", "x", lean)), bench, lints)
    doubts = [each.why for each in report.findings if each.grade is Grade.SUSPICIOUS]
    assert sorted(why.split()[0].removesuffix("_theorem_0") for why in doubts) == sorted(told), doubts


async def test_the_same_statement_under_other_names_is_a_duplicate(bench: Bench, tmp_path: Path) -> None:
    known = replace(bench, known=KnownStatements(tmp_path, "lean"))
    first = Held("one", "x", "def f (n : Nat) : Nat := n * n\ntheorem target : ∀ n, ∃ m, n < f m")
    second = Held("two", "x", "def g (k : Nat) : Nat := k * k\ntheorem target : ∀ a, ∃ b, a < g b")
    third = Held("three", "x", "def f (n : Nat) : Nat := n * n + 1\ntheorem target : ∀ n, ∃ m, n < f m")
    reports = [await triage(challenge_of(held), known, []) for held in (first, second, third)]
    assert [report.findings[-1].grade for report in reports] == [Grade.FINE, Grade.SUSPICIOUS, Grade.FINE]
    assert "that of held/one" in reports[1].findings[-1].why
    again = replace(bench, known=KnownStatements(tmp_path, "lean"))
    assert (await triage(challenge_of(first), again, [])).findings[-1].grade is Grade.SUSPICIOUS


async def test_what_needs_mathlib_is_called_nothing(bench: Bench) -> None:
    text = challenge_of(BY_NAME["does-not-elaborate"]).text
    needs = Challenge.parse(text.replace("status: open", "status: open\nrequires: lean leanprover/lean4:v4.27.0"))
    report = await triage(needs, bench)
    assert report.grade in (Grade.NOT_LOOKED, Grade.FINE)
    assert any("it needs a native Lean: lean leanprover/lean4:v4.27.0" in each.why for each in report.findings)


def _only(name: str) -> list[Lint]:
    return [lint for lint in LINTS if lint.name == name]


def noticed(report: Report) -> bool:
    return report.grade in (Grade.BROKEN, Grade.SUSPICIOUS, Grade.DECIDED)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [BAD, MORE_BAD], ids=["first", "more"])
async def test_the_held_sets_whole(bench: Bench, kinds: tuple[Held, ...]) -> None:
    missed = [held.name for held in kinds if not noticed(await triage(challenge_of(held), bench))]
    assert len(missed) <= MISSED * len(kinds), missed


@pytest.mark.slow
async def test_good_statements_whole(bench: Bench) -> None:
    catalogue = Catalogue.load(settings().problems_dir)
    good = [*map(challenge_of, (*GOOD, *MORE_GOOD)), *catalogue]
    broken = [each.id for each in good if (await triage(each, bench)).grade is Grade.BROKEN]
    assert len(good) >= 80
    assert len(broken) <= CALLED_BROKEN * len(good), broken
