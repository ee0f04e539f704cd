"""Equations without solutions because there are none modulo a number: ``x * x - 2 * y * y = 3`` modulo 8.

The modulus is found here, by running both sides of an equation at all remainders of the variables that matter; in the
script the kernel does the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from orchestrator.lean.terms import OPERATOR_ARGUMENTS, LocalHypothesis
from orchestrator.provers.tactics.closers import KERNEL, LONG, Candidate
from orchestrator.provers.tactics.residues import RULES
from orchestrator.provers.tactics.vocabulary import Vocabulary

MODULI = (3, 4, 5, 7, 8, 9, 11, 13, 16)
MAX_ROWS = 600
"""Cases of one script."""
MAX_EXPONENT = 8


@dataclass(frozen=True, slots=True)
class _Equation:
    """An equation of whole numbers, both sides polynomials in ``variables``; ``opening`` makes it a hypothesis."""

    opening: str
    name: str
    kind: str
    sides: tuple[int, int]
    variables: tuple[LocalHypothesis, ...]


def obstructions(known: Vocabulary) -> Iterator[Candidate]:
    """See the module; one script for each equation that has no solution modulo some number."""
    for equation in _equations(known):
        for modulus in MODULI:
            needed = _needed(known, equation, modulus)
            if needed:
                yield Candidate(_script(known, equation, needed, modulus), "no solution modulo", LONG)
                break


def _equations(known: Vocabulary) -> Iterator[_Equation]:
    terms = known.goal.terms
    found = [("exfalso", fact.name, terms.call(fact.type)[1]) for fact in known.facts if terms.head(fact.type) == "Eq"]
    if terms.head(known.goal.target) == "Ne":
        found.append(("intro denied", "denied", terms.call(known.goal.target)[1]))
    for opening, name, given in found:
        kind = terms.head(given[0])
        if kind not in RULES:
            continue
        ids = terms.variables(*given[1:])
        variables = tuple(h for h in known.variables if h.id in ids)
        zero = dict.fromkeys(ids, 0)
        sides = (given[1], given[2])
        if len(variables) == len(ids) > 0 and all(_value(known, side, zero, kind) is not None for side in sides):
            yield _Equation(opening, name, kind, sides, variables)


def _needed(known: Vocabulary, equation: _Equation, modulus: int) -> tuple[LocalHypothesis, ...] | None:
    """The variables whose remainders decide the equation, if it never holds modulo ``modulus``; None if it may."""
    matters = tuple(v for v in equation.variables if _matters(known, equation, v, modulus))
    if modulus ** len(matters) > MAX_ROWS:
        return None
    for row in product(range(modulus), repeat=len(matters)):
        if _difference(known, equation, {v.id: r for v, r in zip(matters, row, strict=True)}) % modulus == 0:
            return None
    return matters


def _matters(known: Vocabulary, equation: _Equation, variable: LocalHypothesis, modulus: int) -> bool:
    """Whether another value of the variable changes the equation's remainder; asked where the others are 0, 1 and 2."""
    for others in range(3):
        rest = {v.id: others for v in equation.variables}
        found = {_difference(known, equation, {**rest, variable.id: r}) % modulus for r in range(modulus)}
        if len(found) > 1:
            return True
    return False


def _difference(known: Vocabulary, equation: _Equation, at: Mapping[int, int]) -> int:
    values = {**{v.id: 0 for v in equation.variables}, **at}
    left, right = (_value(known, side, values, equation.kind) for side in equation.sides)
    assert left is not None
    assert right is not None
    return left - right


def _value(known: Vocabulary, expr: int, at: Mapping[int, int], kind: str) -> int | None:
    """A polynomial's value; None for what is none. A difference of natural numbers is none: it stops at zero."""
    terms = known.goal.terms
    if terms.kind(expr) == "fvar":
        return at.get(terms.exprs[expr][1])
    if (number := terms.numeral(expr)) is not None:
        return number
    name, given = terms.call(expr)
    if name == "Neg.neg":
        inner = _value(known, given[-1], at, kind)
        return None if inner is None else -inner
    if len(given) != OPERATOR_ARGUMENTS or (name == "HSub.hSub" and kind == "Nat"):
        return None
    left, right = (_value(known, part, at, kind) for part in given[4:])
    if left is None or right is None:
        return None
    match name:
        case "HAdd.hAdd":
            return left + right
        case "HSub.hSub":
            return left - right
        case "HMul.hMul":
            return left * right
        case "HPow.hPow" if (exponent := terms.numeral(given[5])) is not None and exponent <= MAX_EXPONENT:
            return int(left**exponent)
    return None


def _script(known: Vocabulary, equation: _Equation, needed: Sequence[LocalHypothesis], modulus: int) -> str:
    """The kernel goes through all remainders; the equation's own remainders are then one of the rows."""
    rows = [f"a{i}" for i in range(len(needed))]
    left, right = (_at(known, equation, side, needed, rows) for side in equation.sides)
    lines = [
        equation.opening,
        f"have key : ∀ {' '.join(rows)} : Fin {modulus}, {left} % {modulus} ≠ {right} % {modulus} := by {KERNEL}",
        f"have whole := congrArg (· % {modulus}) {equation.name}",
    ]
    rules = ", ".join(RULES[equation.kind])
    at = [f"⟨{v.name} % {modulus}, Nat.mod_lt {v.name} (by decide)⟩" for v in needed]
    back = ""
    if equation.kind == "Int":
        for i, v in enumerate(needed):
            least = f"Int.emod_nonneg {v.name} (by decide : ({modulus} : Int) ≠ 0)"
            lines.append(f"obtain ⟨r{i}, e{i}⟩ := Int.eq_ofNat_of_zero_le ({least})")
        at = [f"⟨r{i}, by omega⟩" for i in range(len(needed))]
        back = f"simp only [{', '.join(f'← e{i}' for i in range(len(needed)))}]\n"
    lines.append(f"refine key {' '.join(at)} ?_\n{back}clear key")
    lines.append(f"first | (refine Eq.trans ?_ whole; simp [{rules}]; done) | (simp [{rules}] at whole ⊢; exact whole)")
    return "\n".join(lines)


def _at(
    known: Vocabulary, equation: _Equation, side: int, needed: Sequence[LocalHypothesis], rows: Sequence[str]
) -> str | None:
    """A side of the equation at a row of remainders; variables that do not matter are 0."""
    terms = known.goal.terms
    value = "({0}.val : Int)" if equation.kind == "Int" else "{0}.val"
    named = {v.id: value.format(row) for v, row in zip(needed, rows, strict=True)}
    places = {e: terms.exprs[e][1] for e in terms.below(side) if terms.kind(e) == "fvar"}
    return known.printer.text(side, {e: named.get(number, f"(0 : {equation.kind})") for e, number in places.items()})
