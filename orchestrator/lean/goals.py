"""Goals as Lean prints them, taken apart into hypotheses and target (with lean-dojo's parser)."""

from __future__ import annotations

import re

from orchestrator.lean.checker import Goal, Hypothesis

_CASE = re.compile(r"\Acase (\S+)\n")


def parse_goal(pretty: str, digest: str = "") -> Goal:
    """One printed goal as data; a text that is not one goal (no or several ``⊢``) is kept whole as the target."""
    from lean_dojo.interaction.parse_goals import parse_goals  # takes a second to load: only where goals are shown

    case = _CASE.match(pretty)
    body = pretty[case.end() :] if case else pretty
    parsed = parse_goals(body) if body.count("⊢") == 1 else []
    if not parsed:
        return Goal(target=body, case=case[1] if case else None, pretty=pretty, digest=digest)
    hypotheses = []
    for assumption in parsed[0].assumptions:
        type_text, separator, value = assumption.lean_type.partition(" := ")
        hypotheses.append(Hypothesis(assumption.ident, type_text, value if separator else None))
    return Goal(
        target=parsed[0].conclusion,
        hypotheses=tuple(hypotheses),
        case=case[1] if case else None,
        pretty=pretty,
        digest=digest,
    )
