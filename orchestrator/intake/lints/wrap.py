"""Arithmetic that begins anew at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject

NAME = "wrap-around"
_OPERATIONS: Final = frozenset({("HAdd", "hAdd"), ("HSub", "hSub"), ("HMul", "hMul"), ("HPow", "hPow"), ("Neg", "neg")})
_TYPES: Final = frozenset(
    {("Fin",), ("BitVec",), ("USize",), ("ISize",)}
    | {(f"{sign}Int{bits}",) for sign in ("U", "") for bits in (8, 16, 32, 64)}
)


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Sums, differences, products and powers in ``Fin n`` and machine integers."""
    found = {}
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for term in body.below():
            if term.head in _OPERATIONS and term.arguments and term.arguments[0].head in _TYPES:
                type_ = ".".join(map(str, term.arguments[0].head or ()))
                found[name, type_] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} computes in {type_}, where numbers begin at 0 again beyond the largest",
                    "compute with Nat or Int (x.val), or say that residues are meant",
                    subject.line_of(where, r" [-+*^] "),
                )
    return list(found.values())


LINT = Lint(NAME, "no arithmetic that wraps around", look)
