"""Notation and names of Mathlib in a file that does not import it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject

NAME = "notation"
_MISSING: Final[tuple[tuple[str, str, str], ...]] = (
    (r"ℕ", "ℕ", "write Nat"),
    (r"ℤ", "ℤ", "write Int"),
    (r"ℚ", "ℚ", "write Rat, or clear denominators"),
    (r"ℝ|ℂ", "ℝ and ℂ", "core Lean has no real numbers: state it with naturals, integers or rationals"),
    (r"∃!", "∃!", "write ∃ x, P x ∧ ∀ y, P y → y = x"),
    (r"∑|∏", "∑ and ∏", "define the sum by recursion, or fold over List.range"),
    (r"∀ᶠ|∃ᶠ", "∀ᶠ", "write ∃ N, ∀ n, N ≤ n → ..."),
    (r"[⌊⌋⌈⌉]", "floor and ceiling", "core division of Nat and Int rounds; say which way is meant"),
    (r"√", "√", "square both sides"),
    (r"\[(?:MOD|ZMOD)", "≡ ... [MOD n]", "write a % n = b % n"),
    (r"(?<![\w.])(?:Finset|Multiset|Set)(?![\w'])", "Finset and Set", "use List, or a predicate"),
    (r"(?<![\w.])Nat\.Prime(?![\w'])|(?<![\w.])Prime(?![\w'])", "Nat.Prime", "define it, with test lemmas"),
    (r"(?<![\w.])(?:Nat\.factorial|Nat\.choose)(?![\w'])|\w\s!(?![=\[\w])", "factorials and binomials", "define them"),
    (r"(?<![\w.])(?:Even|Odd|Squarefree|IsSquare)(?![\w'])", "Even, Odd, Squarefree, IsSquare", "write what it says"),
    (
        r"(?<![\w.])(?:Nat|Int)\.(?:Coprime|sqrt|divisors|primeFactors)(?![\w'])",
        "number theory of Mathlib",
        "define it",
    ),
    (r"^\s*lemma\b", "lemma", "write theorem"),
    (r"(?<![\w.])(?:SimpleGraph|Polynomial|Matrix|Fintype|Ideal)(?![\w'])", "structures of Mathlib", "define them"),
    (
        r"(?<![\w.])(?:ring(?:_nf)?|norm_num|n?linarith|positivity|field_simp|interval_cases|aesop)(?![\w'])",
        "tactics of Mathlib",
        "use omega, decide, simp or grind",
    ),
)


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Only where Mathlib is not imported, and where the file does not say itself what the notation means."""
    if subject.challenge.metadata.requires or any("Mathlib" in module for module in subject.challenge.imports):
        return ()
    code = subject.found.code
    found = []
    for pattern, name, remedy in _MISSING:
        places = [match for match in re.finditer(pattern, code, re.MULTILINE) if not _defined(code, match)]
        if places:
            found.append(
                Finding(
                    NAME,
                    Grade.BROKEN if _errors_near(subject, places) else Grade.SUSPICIOUS,
                    f"core Lean has no {name}, which Mathlib has"
                    if len(name) > 2
                    else f"core Lean has no notation {name}",
                    remedy,
                    subject.found.line_of(places[0].start(0) + len(places[0][0]) - len(places[0][0].lstrip())),
                )
            )
    return found


def _defined(code: str, match: re.Match[str]) -> bool:
    """Whether the file declares the word itself, as a notation or a definition."""
    word = re.escape(match[0].strip().split(".")[-1])
    syntax = rf"(?:notation|infix\w*|prefix|postfix|macro|syntax)[^\n]*{word}"
    declared = rf"{syntax}|(?:def|abbrev|structure|inductive)\s+[\w.]*{word}"
    return re.search(declared, code) is not None


def _errors_near(subject: Subject, places: Sequence[re.Match[str]]) -> bool:
    if subject.result is None:
        return False
    return bool(subject.result.errors)


LINT = Lint(NAME, "no notation that core Lean lacks", look, needs_lean=False)
