"""Names that a script can give and use."""

from __future__ import annotations

import re

from orchestrator.lean.checker import Goal

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


def renamed(script: str, names: tuple[str, ...] | None, goal: Goal) -> str:
    """``script``, written where hypotheses were called ``names``, for ``goal``, an equal one with names of its own.

    Hypotheses without a part in the digest are cleared, the others reverted and introduced again under the old names;
    nothing is put before the script where the names are the same.

    Args:
        script: tactic text.
        names: of the hypotheses that have a part in the digest, as `Goal.names`; None where they are not known.
        goal: where it is to be run.
    """
    if names is None or names == goal.names or len(names) != len(goal.names):
        return script
    taken = {hypothesis.name for hypothesis in goal.hypotheses} | set(names)
    here = [h.name if accessible(h.name) else fresh("x", taken) for h in goal.hypotheses]
    hidden = [new for new, h in zip(here, goal.hypotheses, strict=True) if new != h.name]
    idle = [new for new, h in zip(here, goal.hypotheses, strict=True) if h.unused]
    kept = [new for new, h in zip(here, goal.hypotheses, strict=True) if not h.unused]
    lines = [f"rename_i {' '.join(hidden)}"] if hidden else []
    lines += [f"clear {' '.join(reversed(idle))}"] if idle else []
    lines += [f"revert {' '.join(kept)}", f"intro {' '.join(name if accessible(name) else '_' for name in names)}"]
    return "\n".join([*lines, script])
