"""What is meant by text that Lean cannot read: Lean 3, whole files in place of a proof, names as Mathlib has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_DECLARATION: Final = (
    r"(?:theorem|lemma|def|abbrev|instance|example|structure|inductive|namespace|section|open|variable)"
)
_WORDS: Final = (
    r"(?:abs|add|coprime|div|dvd|eq|even|gcd|lcm|le|lt|max|min|mod|mul|ne|neg|nonneg|not|odd|one|pos|pow|self|sq|sub|succ|"
    r"two|zero)"
)
_PARTS: Final = "of|iff|left|right|comm|assoc|cancel|refl|trans|symm|irrefl|antisymm|total|distrib"
_SPACES: Final = r"(?:BigOperators|Finset|Real|Complex|Topology|MeasureTheory|Polynomial|Matrix|Filter|ENNReal|NNReal)"


def misread(text: str, line: str) -> str:
    """What to write instead, for one of Lean's messages and the line that it is about; empty if it is none of these."""
    for pattern, of_line, hint in _KNOWN:
        if (found := pattern.search(text)) and re.search(of_line, line):
            return hint if isinstance(hint, str) else hint(found)
    return ""


def _for_each_type(found: re.Match[str]) -> str:
    name = found["name"]
    return f"core Lean has such facts by type: perhaps `Nat.{name}` or `Int.{name}`"


def _capital(found: re.Match[str]) -> str:
    name: str = found["name"]
    return f"Lean 3 wrote it so; in Lean 4 it may be `{name[0].upper()}{name[1:]}`"


_KNOWN: Final[tuple[tuple[re.Pattern[str], str, str | Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern), of_line, hint)
    for pattern, of_line, hint in (
        (
            r"unexpected token 'import'|invalid 'import' command",
            "",
            "imports stand at the beginning of a file, and those of a challenge are frozen; leave the line out",
        ),
        (
            rf"unexpected token '{_DECLARATION}'; expected '\{{' or tactic",
            "",
            "tactics stand behind `by`: a region for a proof takes no `theorem ... := by` of its own, and helper "
            "declarations go before the target",
        ),
        (
            r"unexpected token '(?:by|:=)'; expected '\{' or tactic",
            "",
            "the text before the region ends in `:= by` already; begin with the first tactic",
        ),
        (r"unexpected token '`'; expected", "", "leave out the marks of the code block (```)"),
        (r"unexpected token '·'; expected command", "", "the lines of one block of tactics begin at one column"),
        (
            r"unexpected token ','; expected '↦', '=>'",
            "",
            "`λ x, e` is Lean 3; write `fun x => e`",
        ),
        (
            r"expected ':=' or '\|'",
            r"\bhave\b",
            "write `have h : p := e`, or `have h : p := by` with the proof on the lines below, set in",
        ),
        (
            r"unexpected token ','; expected command",
            r"\b(?:show|suffices|have)\b.*,\s*from\b",
            "`show p, from e` is Lean 3; write `exact (e : p)`, or `show p` and `exact e` on the next line",
        ),
        (
            r"unexpected token ','; expected command",
            "",
            "that is Lean 3; in Lean 4 a tactic ends with its line, without a comma",
        ),
        (r"unexpected identifier; expected '\['", r"\b(?:rw|erw|rewrite)\b", "write the rules in brackets: `rw [h]`"),
        (r"unknown tactic", r"^\s*begin\b", "`begin ... end` is Lean 3; leave both out, tactics stand below `by`"),
        (
            r"Invalid `end`: There is no current scope",
            "",
            "leave `end` out: it closes a `namespace` or `section`; a proof ends where its lines are no longer set in",
        ),
        (
            r"Invalid syntax for case analysis tactic",
            "",
            "`cases h with a b` is Lean 3; write `rcases h with ⟨a, b⟩` (or `a | b` for alternatives)",
        ),
        (
            r"Invalid syntax for induction tactic",
            "",
            "`induction n with k ih` is Lean 3; write `induction n with | zero => ... | succ k ih => ...`",
        ),
        (rf"unknown namespace `{_SPACES}`", "", "that is a namespace of Mathlib, which is not here; leave it out"),
        (
            rf"[Uu]nknown (?:identifier|constant) `(?P<name>{_WORDS}(?:_(?:{_WORDS}|{_PARTS})'?)+)`",
            "",
            _for_each_type,
        ),
        (
            r"[Uu]nknown (?:identifier|constant) `(?P<name>(?:nat|int|list|bool|fin|rat|string|option|array)\.[^`]*)`",
            "",
            _capital,
        ),
    )
)
