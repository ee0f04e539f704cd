"""Whether something that is said of natural numbers holds at small ones: asked of Lean in one small check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestrator.intake.places import ORDERS, Place
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term
from orchestrator.lean.judge.data import show_name

_BELOW: Final = {1: 9, 2: 6}
"""Below what all values are tried, by the number of variables."""
_OPERATORS: Final = {"hAdd": "+", "hSub": "-", "hMul": "*", "hDiv": "/", "hMod": "%", "hPow": "^"}
_RELATIONS: Final = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "dvd": "∣"}
_HOLDS: Final = "orchestrator: it holds"


async def hold(subject: Subject, probes: Probes, place: Place, claim: str, parts: Sequence[Term]) -> bool:
    """Whether a claim holds at all small values of its variables, as far as what is known at the place allows them.

    Args:
        claim: Lean text with ``{0}``, ``{1}``, ... for the parts.
        parts: terms of one or two natural variables; others are not tried.
    """
    levels = sorted(frozenset().union(*(part.variables for part in parts)))
    names = {level: f"x{number}" for number, level in enumerate(levels)}
    texts = [written(part, names) for part in parts]
    if len(levels) not in _BELOW or None in texts:
        return False
    facts = [text for fact in place.facts if fact.variables and (text := _proposition(fact, names))]
    facts += [f"¬ {text}" for fact in place.known.refuted if fact.variables and (text := _proposition(fact, names))]
    bounded = "".join(f"∀ {name} : Nat, {name} < {_BELOW[len(levels)]} → " for name in names.values())
    statement = f"{bounded}{''.join(f'{fact} → ' for fact in facts)}{claim.format(*texts)}"
    challenge = subject.challenge
    script = f'  first | (have : {statement} := by decide +kernel); trace "{_HOLDS}" | skip\n  sorry\n'
    result = await probes.check(challenge.source_with({challenge.proof_region: script}))
    return result is not None and any(_HOLDS in message.text for message in result.messages)


def written(term: Term, names: dict[int, str]) -> str | None:
    """A term of numerals, variables, arithmetic and named functions as Lean text; None for any other."""
    if term.literal is not None:
        return str(term.literal)
    if term.kind == "bvar":
        return names.get(term.level)
    parts = term.arguments
    if term.head is None:
        return None
    if term.head[-1] in _OPERATORS and len(parts) == 6:
        sides = [written(part, names) for part in parts[4:]]
        if None in sides or not parts[0].is_const("Nat"):
            return None
        return f"({sides[0]} {_OPERATORS[str(term.head[-1])]} {sides[1]})"
    given = [written(part, names) for part in parts]
    return f"(@{show_name(term.head)} {' '.join(map(str, given))})" if given and None not in given else None


def _proposition(fact: Term, names: dict[int, str]) -> str | None:
    """An order, a divisibility or an equation of natural numbers as Lean text; None for any other."""
    parts, head = fact.arguments, fact.head
    if head is None or not fact.variables <= names.keys() or not parts or not parts[0].is_const("Nat"):
        return None
    if head in ORDERS or head == ("Dvd", "dvd"):
        sign, sides = _RELATIONS[str(head[-1])], parts[2:]
    elif head in (("Eq",), ("Ne",)):
        sign, sides = ("=" if head == ("Eq",) else "≠"), parts[1:]
    else:
        return None
    texts = [written(side, names) for side in sides]
    return None if None in texts or len(texts) != 2 else f"({texts[0]} {sign} {texts[1]})"
