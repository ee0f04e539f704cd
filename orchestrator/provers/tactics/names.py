"""Names that a script can give and use."""

from __future__ import annotations

import re

_ACCESSIBLE = re.compile(r"[^\W\d][\w']*")
_KEYWORDS = frozenset(
    {"fun", "λ", "this", "at", "by", "from", "have", "show", "let", "in", "do", "then", "else", "if", "open", "end"}
    | {"with", "match"}
)


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
