"""Definitions with a familiar name that are not what the name says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Definition, Probes, Subject
from orchestrator.intake.terms import Term

NAME = "familiar names"
_PROOFS: Final = (
    *("decide +kernel", "unfold {name}; decide +kernel", "simp [{name}]; done", "grind [{name}]"),
    "unfold {name}; intro a b h; have : a = 1 := Nat.dvd_one.mp ⟨b, by first | exact h | exact h.symm⟩; simp [this]",
)
"""The last is for primes that are told by their factors, at 1."""


@dataclass(frozen=True, slots=True)
class Notion:
    """What everybody takes a name for: a pattern for the name, and some of its values."""

    pattern: str
    values: tuple[tuple[tuple[int, ...], int | bool], ...]


def _holds(yes: Sequence[int], no: Sequence[int]) -> tuple[tuple[tuple[int, ...], int | bool], ...]:
    return (*(((value,), False) for value in no), *(((value,), True) for value in yes))


_NOTIONS: Final = (
    Notion(r"(is)?prime", _holds(yes=(2, 3, 7), no=(0, 1, 4, 9))),
    Notion(r"(is)?composite", _holds(yes=(4, 9), no=(0, 1, 2, 7))),
    Notion(r"(is)?(perfect)?square", _holds(yes=(0, 1, 4, 9), no=(2, 8))),
    Notion(r"(is)?squarefree", _holds(yes=(1, 2, 6), no=(0, 4, 12))),
    Notion(r"(is)?perfect", _holds(yes=(6, 28), no=(0, 1, 12))),
    Notion(r"(is)?even", _holds(yes=(0, 2), no=(1, 3))),
    Notion(r"(is)?odd", _holds(yes=(1, 3), no=(0, 2))),
    Notion(r"(is)?powerof(two|2)", _holds(yes=(1, 2, 8), no=(0, 3, 6))),
    Notion(r"fact(orial)?", (((0,), 1), ((1,), 1), ((4,), 24))),
    Notion(r"(euler)?(phi|totient)", (((1,), 1), ((2,), 1), ((6,), 2), ((7,), 6))),
    Notion(r"(tau|numdivisors|divisorcount)", (((1,), 1), ((6,), 4), ((7,), 2))),
    Notion(r"(choose|binom(ial)?)", (((5, 2), 10), ((5, 0), 1), ((4, 4), 1), ((2, 3), 0))),
    Notion(r"central(binom(ial)?)?", (((0,), 1), ((1,), 2), ((3,), 20))),
    Notion(r"(are)?coprime", (((4, 9), True), ((1, 1), True), ((4, 6), False))),
    Notion(r"gcd", (((4, 6), 2), ((0, 5), 5))),
    Notion(r"lcm", (((4, 6), 12), ((3, 5), 15))),
)


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Primes that count 1, perfect numbers that count 0, and their like: Lean proves what nobody means."""
    found = []
    for definition in subject.definitions:
        notion = _notion(subject, definition)
        if notion is None:
            continue
        wrong = list(_opposites(definition, notion))
        script = "\n".join(_attempt(definition.command.name, number, each) for number, each in enumerate(wrong))
        challenge = subject.challenge
        result = await probes.check(challenge.source_with({challenge.proof_region: f"{script}\n  sorry\n"}))
        said = " ".join(message.text for message in result.messages) if result else ""
        shown = [wrong[int(number)] for number in dict.fromkeys(re.findall(r"opposite (\d+) holds", said))]
        if shown:
            found.append(
                Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{definition.command.name} is not what its name says: {', '.join(shown[:3])}",
                    "correct it, or give it another name",
                    definition.command.line,
                )
            )
    return found


def _notion(subject: Subject, definition: Definition) -> Notion | None:
    name = definition.command.name.rpartition(".")[2].lower().replace("_", "")
    assert subject.terms is not None
    type_: Term = subject.terms.term(definition.declaration.type)
    arity = 0
    while type_.kind == "pi" and type_.binder[1].is_const("Nat"):
        type_, arity = type_.binder[2], arity + 1
    for notion in _NOTIONS:
        arguments, value = notion.values[0]
        truth = type_.is_const("Bool") or type_.kind == "sort"
        fits = truth if isinstance(value, bool) else type_.is_const("Nat")
        if re.fullmatch(notion.pattern, name) and len(arguments) == arity and fits:
            return notion
    return None


def _opposites(definition: Definition, notion: Notion) -> Iterator[str]:
    """What holds only if the definition is something else."""
    name = definition.command.name
    for arguments, value in notion.values:
        applied = f"{name} {' '.join(map(str, arguments))}"
        if isinstance(value, bool):
            yield f"¬ {applied}" if value else applied
        else:
            yield f"{applied} ≠ {value}"


def _attempt(name: str, number: int, claim: str) -> str:
    proofs = " | ".join(f"({proof.format(name=name)})" for proof in _PROOFS)
    return f'  first\n    | (have : {claim} := by first | {proofs}); trace "opposite {number} holds"\n    | skip'


LINT = Lint(NAME, "no definition that is another thing than its name says", look)
