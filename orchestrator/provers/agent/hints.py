"""What Lean's messages leave out: which tactic replaces one that does not exist here, and what else helps."""

from __future__ import annotations

import re
from typing import Final

from orchestrator.provers.agent.prompts.tactics import NOTATIONS, REPLACEMENTS

_UNKNOWN_TACTIC: Final = re.compile(
    r"\A(?:<input>:\S+ )?(?:unknown tactic|expected tactic)|unexpected identifier; expected"
)
_WORD: Final = re.compile(r"[A-Za-z_][\w'!?]*")
_UNKNOWN_NAME: Final = re.compile(r"[Uu]nknown (?:identifier|constant)(?: or namespace)? `(?P<name>[^`]*)`")
_AXIOMS: Final = re.compile(r"(?P<head>\A'[^']*') depends on axioms: \[(?P<names>[^\]]*)\]", re.DOTALL)
_STANDARD_AXIOMS: Final = frozenset({"propext", "Quot.sound", "Classical.choice", "sorryAx"})
_MATHLIB: Final = re.compile(
    r"\A(?:Finset|Real|Complex|Set|Polynomial|Matrix|Multiset|Finsupp|MeasureTheory|Filter|Topology|Nat\.(?:Prime|factorial|"
    r"totient|choose|primeFactors|divisors|digits|sqrt)|Int\.ModEq|Nat\.ModEq|ZMod|Fintype|Monoid|Group|Ring|Field)\b"
)
_HINTS: Final = (
    (
        re.compile(r"failed to compile 'partial'"),
        "nothing can be proved of a `partial` definition; drop `partial`, and recurse structurally, or give "
        "`termination_by` and `decreasing_by`",
    ),
    (
        re.compile(r"read-only file system|bv_decide"),
        "`bv_decide` cannot run here and would not count; use `decide`, `omega` or `grind`",
    ),
    (
        re.compile(r"maximum recursion depth"),
        "`decide +kernel` computes without this limit; for a `simp` loop, name the lemmas by `simp only [...]`",
    ),
    (
        re.compile(r"\(kernel\) (?:deep recursion|deterministic timeout)|\(deterministic\) timeout"),
        "make the step smaller, or state what it needs as a lemma of its own",
    ),
    (
        re.compile(r"did not reduce to `isTrue`|reduction got stuck"),
        "a definition without a body here (some of the library's), or by well-founded recursion, does not compute; "
        "rewrite with its equations, or try `decide +kernel`",
    ),
    (
        re.compile(r"Unknown constant `[^`]*(?:_redArg|_boxed|_unsafe_rec|_rarg|\.repr)"),
        "`#eval` lacks the library's compiled code for this; the tool `evaluate` (or `#reduce`) computes it",
    ),
    (
        re.compile(r"failed to compile definition, consider marking it as 'noncomputable'"),
        "`#eval` cannot run what is noncomputable; the tool `evaluate` (or `#reduce`) computes it",
    ),
)


def clean(text: str) -> str:
    """A message without what would mislead: axioms that are library theorems, and bodies that are not shipped."""
    text = text.replace("<not imported>", "(its proof or body is not shipped with this library)")
    found = _AXIOMS.search(text)
    if found is None:
        return text
    names = [name.strip() for name in found["names"].split(",")]
    kept = [name for name in names if name in _STANDARD_AXIOMS]
    if len(kept) == len(names):
        return text
    told = f"the axioms [{', '.join(kept)}] and" if kept else "no axioms of its own, but"
    why = "whose own axioms cannot be told, since their proofs are not shipped"
    return f"{found['head']} rests on {told} library theorems, {why}"


def hint_for(text: str, line: str, column: int) -> str:
    """What to do about a message at ``column`` of the source line ``line``; empty if nothing is known."""
    if _UNKNOWN_TACTIC.search(text):
        word = _word_at(line, column)
        if word in REPLACEMENTS:
            return f"`{word}` does not exist here; {REPLACEMENTS[word]}. What follows it in this proof was not read"
        if text.startswith("unknown tactic") and word:
            return f"there is no tactic `{word}` in this Lean. What follows it in this proof was not read"
        return ""
    if "expected token" in text or "expected command" in text:
        symbol = next((symbol for symbol in NOTATIONS if symbol in line[max(0, column - 2) :]), None)
        if symbol is not None:
            return NOTATIONS[symbol]
        word = _word_at(line, column)
        if word in REPLACEMENTS:
            return f"`{word}` does not exist here; {REPLACEMENTS[word]}"
    if (unknown := _UNKNOWN_NAME.search(text)) and not re.search(r"_redArg|_boxed|\.repr", unknown["name"]):
        name = unknown["name"]
        if name in NOTATIONS:
            return NOTATIONS[name]
        if _MATHLIB.match(name):
            return f"`{name}` is of Mathlib, which is not here; define what you need in a block"
        return ""
    return next((hint for pattern, hint in _HINTS if pattern.search(text)), "")


def _word_at(line: str, column: int) -> str:
    """The word at, or ending next before, a column: where Lean reports a tactic is a place within or behind it."""
    words = [word for word in _WORD.finditer(line) if word.start() <= column]
    return words[-1][0] if words else ""
