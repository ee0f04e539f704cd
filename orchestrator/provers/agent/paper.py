"""Mathematics written as on paper, which Lean reads otherwise or not at all, and how it is written in Lean."""

from __future__ import annotations

import re
from typing import Final

_READ: Final = r"expected token|unexpected token|unexpected identifier"
_APPLIED: Final = r"Function expected at"


def _rows(*rows: tuple[str, str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    """Rows of a pattern for Lean's message, one for the text it is about, and the hint."""
    return tuple((re.compile(message), re.compile(about), hint) for message, about, hint in rows)


_KNOWN: Final = _rows(
    (_READ, r"[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵏ]", "a power is written with `^`, such as `n ^ 2`"),
    (_READ, r"(?:=>|⇒|⟹|==>)", "'implies' is written `→`"),
    (_READ, r"(?:<=>|⟺|⇔|<==>)", "'if and only if' is written `↔`"),
    (_READ, r"≡", "a congruence is written `a % n = b % n`"),
    (_READ, r"\\[a-zA-Z]", "LaTeX is not read; write the sign itself, such as `∀`, `∃`, `→`, `≤` or `∣`"),
    (_READ, r"\|", "`|` alone is no operator: 'a divides b' is `a ∣ b` (U+2223), a distance `Int.natAbs (a - b)`"),
    (r"unexpected token ':='; expected '=>'", r".*:=", "'a divides b' is written `a ∣ b` (U+2223), not with `|`"),
    (_READ, r"∤", "write `¬ a ∣ b`"),
    (_READ, r"÷", "division is written `/`; of naturals it is rounded down"),
    (_READ, r"[⌊⌈]", "division of naturals is rounded down already; write `a / b`, or `(a + b - 1) / b` for up"),
    (_READ, r"∞", "there is no infinity among the numbers; 'infinitely many' is `∀ N, ∃ n, N ≤ n ∧ ...`"),
    (_READ, r"&", "'and' is written `∧`"),
    (_READ + r"|Invalid field notation", r"(?:\.\s|\s*:=|;)", "leave out what ends the sentence before `:=`"),
    (r"unexpected token ','; expected ':='", r",", "'and' is written `∧`, not with a comma"),
    (
        r"unexpected token '\('; expected ':='",
        r"\(",
        "a function is applied without commas: `f m n`, not `f(m, n)`",
    ),
)
_BEHIND: Final = _rows(
    (r"unexpected identifier", r"(?<![\w.])\d+\Z", "a product needs its sign: `2 * n`, not `2n`"),
    (_READ, r"=\Z", "`=<` and `===` are no operators; write `≤` and `=`"),
    (_READ, r"<\Z", "'unequal' is written `≠`"),
    (_READ, r"\*\Z", "a power is written with `^`, such as `n ^ 2`"),
)
_WHOLE: Final = _rows(
    (r"unexpected token ':'; expected 'in'", r"\bfor all\b", "'for all' is written `∀`"),
    (_APPLIED, r"\w\s+mod\s+\w", "the remainder is written `a % n`"),
    (_APPLIED, r"\s(?:and|or)\s", "'and' is written `∧`, 'or' is written `∨`"),
    (_APPLIED, r"\d\s*·\s*\w", "a product is written with `*`"),
    (r"[Uu]nknown identifier `[^`]*!`", r"!", "core Lean has no factorial; define it, with a test lemma"),
    (r"but is expected to have type\s+Prop", r"[≤<].*[≤<]", "a chain `a ≤ b ≤ c` is written `a ≤ b ∧ b ≤ c`"),
)


def as_on_paper(text: str, line: str, column: int) -> str:
    """How it is written in Lean, for one of Lean's messages at ``column`` of a line; empty if it is none of these."""
    place = column + len(line[column:]) - len(line[column:].lstrip())  # Lean reports where the token before it ends
    for pattern, here, hint in _KNOWN:
        if pattern.search(text) and here.match(line, place):
            return hint
    before = line[:column].rstrip()
    for pattern, behind, hint in _BEHIND:
        if pattern.search(text) and behind.search(before):
            return hint
    return next((hint for pattern, whole, hint in _WHOLE if pattern.search(text) and whole.search(line)), "")
