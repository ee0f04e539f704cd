"""The outer shape of a printed proposition: its quantifiers, and the connective to take apart first.

Good guesses from Lean's pretty-printed text. Whether a tactic that a guess suggests applies is for Lean to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Head = Literal["forall", "exists", "not", "iff", "implies", "or", "and", "equation", "false", "other"]

_OPEN, _CLOSE = "([{⟨⟦⌊", ")]}⟩⟧⌋"
_CONNECTIVES: tuple[tuple[str, Head], ...] = (("↔", "iff"), ("→", "implies"), ("∨", "or"), ("∧", "and"))
_PLAIN_BINDERS = re.compile(r"[\w'✝¹²³⁴⁵⁶⁷⁸⁹⁰]+(?: [\w'✝¹²³⁴⁵⁶⁷⁸⁹⁰]+)*")
_INDUCTIVE = re.compile(r"(?:Nat|List|Option|Bool|Fin)\b")
_ACCESSIBLE = re.compile(r"[^\W\d][\w']*")


@dataclass(frozen=True, slots=True)
class Binder:
    """A leading ``∀`` variable (``name`` and type) or hypothesis (``name`` empty, ``type`` the proposition)."""

    name: str
    type: str

    @property
    def is_hypothesis(self) -> bool:
        """Whether it is the left side of an implication."""
        return not self.name


def flat(text: str) -> str:
    """``text`` on one line, with single spaces."""
    return " ".join(text.split())


def head(proposition: str) -> Head:
    """The outermost connective of a printed proposition."""
    text = flat(proposition)
    if text == "False":
        return "false"
    if text.startswith("∀"):
        return "forall"
    if text.startswith("∃"):
        return "exists"
    top = _top_level(text)
    for symbol, name in _CONNECTIVES:
        if f" {symbol} " in top:
            return name
    if text.startswith("¬"):
        return "not"
    return "equation" if re.search(r" (?:=|≤|<|≥|>|≠) ", top) else "other"


def parts(proposition: str, symbol: str) -> tuple[str, str] | None:
    """The two sides of the first ``symbol`` outside brackets and binders, or None."""
    text = flat(proposition)
    at = _top_level(text).find(f" {symbol} ")
    return None if at < 0 else (text[:at], text[at + len(symbol) + 2 :])


def leading_binders(proposition: str) -> tuple[tuple[Binder, ...], str]:
    """The leading variables and hypotheses of a printed proposition, and what they lead to."""
    text, found = flat(proposition), []
    while True:
        if text.startswith("∀"):
            end = _comma(text)
            if end is None:
                break
            found += _binders(text[1:end].strip())
            text = text[end + 1 :].strip()
        elif head(text) == "implies" and (sides := parts(text, "→")):
            found.append(Binder("", sides[0]))
            text = sides[1]
        else:
            break
    return tuple(found), text


def is_inductive(type_text: str) -> bool:
    """Whether induction or a case distinction on a variable of this printed type is worth a try."""
    return _INDUCTIVE.match(type_text.strip("( ")) is not None


def accessible(name: str) -> bool:
    """Whether a tactic can name a hypothesis that is printed so."""
    return _ACCESSIBLE.fullmatch(name) is not None


def fresh(wanted: str, taken: set[str]) -> str:
    """A name like ``wanted`` that is not yet ``taken``; it is added to ``taken``."""
    base = "".join(re.findall(r"[A-Za-zα-ω_]", wanted)) or "h"
    name = wanted if accessible(wanted) else base
    number = 0
    while name in taken or name in _KEYWORDS:
        number += 1
        name = f"{base}{number}"
    taken.add(name)
    return name


_KEYWORDS = frozenset({"fun", "λ", "this", "at", "by", "from", "have", "show", "let", "in", "do", "then", "else", "if"})


def _binders(text: str) -> list[Binder]:
    """``(a b : T) {c : U}`` or ``a b : T`` or ``a b``."""
    groups, found, at = [], [], 0
    while at < len(text) and text[at] in "({⦃[":
        end = _closing(text, at)
        groups.append(text[at + 1 : end])
        at = end + 1
        while at < len(text) and text[at] == " ":
            at += 1
    for group in groups or [text]:
        names, separator, type_text = group.partition(" : ")
        if not separator or not _PLAIN_BINDERS.fullmatch(names.strip()):
            names, type_text = names if not separator else "inst", type_text
        found += [Binder(name, type_text) for name in names.split()]
    return found


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{⟨⦃") - (text[at] in ")]}⟩⦄")
        if depth == 0:
            return at
    return len(text) - 1


def _comma(text: str) -> int | None:
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{⟨⦃") - (character in ")]}⟩⦄")
        if character == "," and depth == 0:
            return at
    return None


def _top_level(text: str) -> str:
    """``text`` with everything in brackets, and everything from the first binder on, blanked out."""
    out: list[str] = []
    depth = 0
    for at, character in enumerate(text):
        if depth == 0 and (character in "∀∃λ" or text.startswith("fun ", at)):
            return "".join(out).ljust(len(text))
        depth += character in _OPEN
        out.append(character if depth == 0 else " ")
        depth -= character in _CLOSE
    return "".join(out)
