"""What Lean's messages leave out: which tactic replaces one that does not exist here, and what else helps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from orchestrator.lean.checker import STANDARD_AXIOMS, Message, Severity
from orchestrator.provers.agent.misreadings import misread
from orchestrator.provers.agent.paper import as_on_paper
from orchestrator.provers.agent.prompts.tactics import NOTATIONS, REPLACEMENTS

_UNKNOWN_TACTIC: Final = re.compile(
    r"\A(?:<input>:\S+ )?(?:unknown tactic|expected tactic)|unexpected identifier; expected"
)
_WORD: Final = re.compile(r"[A-Za-z_][\w'!?]*")
_UNKNOWN_NAME: Final = re.compile(r"[Uu]nknown (?:identifier|constant)(?: or namespace)? `(?P<name>[^`]*)`")
_AXIOMS: Final = re.compile(r"(?P<head>\A'[^']*') depends on axioms: \[(?P<names>[^\]]*)\]", re.DOTALL)
_MATHLIB: Final = re.compile(
    r"\A(?:Finset|Real|Complex|Set|Polynomial|Matrix|Multiset|Finsupp|MeasureTheory|Filter|Topology|Nat\.(?:Prime|factorial|"
    r"totient|choose|primeFactors|divisors|digits|sqrt)|Int\.ModEq|Nat\.ModEq|ZMod|Fintype|Monoid|Group|Ring|Field)\b"
)
_NUMBERS: Final = re.compile(r"(?<!\w)[ℕℤℚℝℂ](?!\w)")
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
    kept = [name for name in names if name in STANDARD_AXIOMS or name == "sorryAx"]
    if len(kept) == len(names):
        return text
    told = f"the axioms [{', '.join(kept)}] and" if kept else "no axioms of its own, but"
    why = "whose own axioms cannot be told, since their proofs are not shipped"
    return f"{found['head']} rests on {told} library theorems, {why}"


def hint_for(text: str, line: str, column: int) -> str:
    """What to do about a message at ``column`` of the source line ``line``; empty if nothing is known."""
    if hint := misread(text, line):
        return hint
    if _UNKNOWN_TACTIC.search(text):
        word = _word_at(line, column)
        if word in REPLACEMENTS:
            return f"`{word}` does not exist here; {REPLACEMENTS[word]}. What follows it in this proof was not read"
        if text.startswith("unknown tactic") and word:
            return f"there is no tactic `{word}` in this Lean. What follows it in this proof was not read"
        return as_on_paper(text, line, column)
    if "expected token" in text or "expected command" in text:
        symbol = next((symbol for symbol in NOTATIONS if symbol in line[max(0, column - 2) :]), None)
        if symbol is not None:
            return NOTATIONS[symbol]
        word = _word_at(line, column)
        if word in REPLACEMENTS:
            return f"`{word}` does not exist here; {REPLACEMENTS[word]}"
        return as_on_paper(text, line, column) or _odd_character(line[: column + 1])
    if (unknown := _UNKNOWN_NAME.search(text)) and not re.search(r"_redArg|_boxed|\.repr", unknown["name"]):
        name = unknown["name"]
        if name in NOTATIONS:
            return NOTATIONS[name]
        if _MATHLIB.match(name):
            return f"`{name}` is of Mathlib, which is not here; define what you need in a block"
        return as_on_paper(text, line, column)
    if "failed to synthesize" in text and (letter := _NUMBERS.search(text)):
        return NOTATIONS[letter[0]]  # a name that Lean does not know was bound as a variable
    return next((hint for pattern, hint in _HINTS if pattern.search(text)), "") or as_on_paper(text, line, column)


def hint_for_people(source: str, message: Message) -> str:
    """What a person, who has none of the agents' tools, can do about an error in a file; empty if nothing is known."""
    if message.severity is not Severity.ERROR:
        return ""
    line = "".join(source.splitlines()[message.start.line - 1 :][:1])
    return without_tools(hint_for(message.text, line, message.start.column))


def without_tools(hint: str) -> str:
    """A hint without what only the agents' tools can do."""
    return _EVALUATE_TOOL.sub("`#reduce`", "" if _ONLY_TOOL.search(hint) else hint)


_EVALUATE_TOOL: Final = re.compile(r"the tool `evaluate` \(or `#reduce`\)")
_ONLY_TOOL: Final = re.compile(r"use the tool `")


def _odd_character(read: str) -> str:
    """What to write instead of the last character read that no Lean text has in code; empty if there is none."""
    for char in reversed(read):
        if char in _INSTEAD:
            return f"U+{ord(char):04X} is {_INSTEAD[char]}"
        if unicodedata.category(char) == "Zs" and char != " ":
            return f"U+{ord(char):04X} is a space that Lean does not take; use an ordinary one"
        if char.isalpha() and not char.isascii() and not _LEAN_LETTER.match(char):
            return f"Lean takes no `{char}` (U+{ord(char):04X}) in a name as it is; put the name into «»"
    return ""


_LEAN_LETTER: Final = re.compile(r"[α-ωΑ-Ωϊ-ϻἀ-῾℀-⅏\U0001d49c-\U0001d59fÀ-ÿĀ-ſ₀-₉ₐ-ₜᵢ-ᵪⱼ∀∃λΠΣ]")
_INSTEAD: Final[Mapping[str, str]] = {
    **dict.fromkeys("“”„‟", 'a typographic quote; write "'),
    **dict.fromkeys("‘’", "a typographic quote; write '"),
    **dict.fromkeys("−–—‐‑", "no minus of Lean; write -"),
    **dict.fromkeys("•∙◦▪‣●", "a bullet that Lean does not take; write · (U+00B7)"),
    **dict.fromkeys("…", "one character; write .. or ..."),
    **dict.fromkeys("\uff1a", "a full-width colon; write :"),
    **dict.fromkeys("\uff0c", "a full-width comma; write ,"),
    **dict.fromkeys("\uff08", "a full-width bracket; write ("),
    **dict.fromkeys("\uff09", "a full-width bracket; write )"),
    **dict.fromkeys("⋅", "the dot operator; write * or · (U+00B7)"),
}


def _word_at(line: str, column: int) -> str:
    """The word at, or ending next before, a column: where Lean reports a tactic is a place within or behind it."""
    words = [word for word in _WORD.finditer(line) if word.start() <= column]
    return words[-1][0] if words else ""
