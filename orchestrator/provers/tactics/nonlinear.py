"""Goals with products of variables: what `grind`'s linear reasoning over polynomials needs to be told.

Squares are not negative, products of what is not negative are not, a product is zero where a factor is, and of an order
the opposite may be assumed, so that it can be multiplied with the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from orchestrator.provers.tactics.closers import LONG, MIDDLE, Candidate, close_each
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_PRODUCTS = 6
SQUARES = (
    "have sq : ∀ x : Int, 0 ≤ x * x := by\n  intro x\n  rcases Int.le_total 0 x with h | h\n"
    "  · exact Int.mul_nonneg h h\n  · exact Int.mul_nonneg_of_nonpos_of_nonpos h h"
)
"""``sq``: a square of an integer is not negative."""
_WEAK, _STRICT = ("LE.le", "GE.ge"), ("LT.lt", "GT.gt")
_ORDER = 4
"""Arguments of an order: a type, an instance, two sides."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """An order of integers, by the name of its proof, as a difference that is not negative, or positive."""

    proof: str
    is_strict: bool

    @property
    def weak(self) -> str:
        """``0 ≤ right - left``."""
        return f"Int.sub_nonneg_of_le {f'(Int.le_of_lt {self.proof})' if self.is_strict else self.proof}"

    @property
    def strong(self) -> str:
        """``0 < right - left``."""
        return f"Int.sub_pos_of_lt {self.proof}"


def nonlinear(known: Vocabulary) -> Iterator[Candidate]:
    """Squares of variables and differences, products of inequalities, an order of two variables, zero products."""
    if not {"HMul.hMul", "HPow.hPow"} & known.mentioned:
        return
    yield from _squares(known)
    yield Candidate("simp_all [Int.mul_eq_zero, Nat.mul_eq_zero]\nomega", "zero products")
    yield Candidate("simp only [Int.mul_eq_zero, Nat.mul_eq_zero] at *\ngrind", "zero products")
    yield from _roots(known)
    opposite = _opposite(known)
    for opening, products in ("", list(_products(known))), (opposite, list(_products_with(known)) if opposite else []):
        if products:
            lines = "\n".join([opening, *products] if opening else products)
            yield Candidate(f"{lines}\ngrind", "products", MIDDLE)
            yield Candidate(f"{lines}\nsimp only [Int.sub_mul, Int.mul_sub] at *\nomega", "products", MIDDLE)
    naturals = known.of_type("Nat")
    for a, b in islice(combinations(naturals, 2), 3):
        split = f"rcases Nat.le_total {a} {b} with hle | hle <;> obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le hle"
        yield Candidate(f"{split} <;> grind", "ordered", MIDDLE)
        yield Candidate(f"{split} <;> simp only [Nat.mul_add, Nat.add_mul] at * <;> grind", "ordered", MIDDLE)
    for name in naturals[:3]:
        monotone = f"have := Nat.mul_le_mul_left {name}\nhave := Nat.mul_le_mul_right {name}\ngrind"
        yield Candidate(monotone, "products")


def _squares(known: Vocabulary) -> Iterator[Candidate]:
    """Squares of integers: of variables, differences and sums, of determinants, and weighted by a third variable."""
    integers = known.of_type("Int")
    if not integers:
        return
    plain = _told(*integers[:4], *(f"({a} - {b})" for a, b in combinations(integers[:4], 2)))
    more = _told(*(f"({a} + {b})" for a, b in combinations(integers[:3], 2)))
    zero = "\n".join(f"have e{i} : {t} * {t} = 0 := by omega" for i, t in enumerate(integers[:3]))
    yield Candidate(f"{SQUARES}\n{plain}\ngrind", "squares", MIDDLE)
    match integers:
        case (a, b, c, d):
            each = _told(f"({a} * {d} - {b} * {c})", f"({a} * {c} - {b} * {d})", f"({a} * {b} - {c} * {d})")
            yield Candidate(f"{SQUARES}\n{each}\ngrind", "squares", MIDDLE)
        case (a, b, c):
            rows = ((a, b, c), (b, c, a), (c, a, b))
            each = "\n".join(f"have := Int.mul_nonneg (show 0 ≤ {x} by omega) (sq ({y} - {z}))" for x, y, z in rows)
            yield Candidate(f"{SQUARES}\n{each}\ngrind", "squares", MIDDLE)
    yield Candidate(f"{SQUARES}\n{plain}\n{zero}\nsimp_all [Int.mul_eq_zero]", "squares", MIDDLE)
    yield Candidate(f"{SQUARES}\n{plain}\nsimp only [Int.mul_eq_zero] at *\ngrind", "squares", MIDDLE)
    yield Candidate(f"{SQUARES}\n{plain}\n{more}\ngrind", "squares", LONG)


def _told(*terms: str) -> str:
    return "\n".join(f"have := sq {term}" for term in terms)


def _roots(known: Vocabulary) -> Iterator[Candidate]:
    """``x * x = 4``: one factor or the other is zero."""
    terms = known.goal.terms
    for fact in known.facts:
        name, given = terms.call(fact.type)
        square = terms.numeral(given[2]) if name == "Eq" and terms.head(given[0]) == "Int" else None
        variable = next((h.name for h in known.variables if h.id in terms.variables(fact.type)), None)
        if square is None or square <= 0 or variable is None or math.isqrt(square) ** 2 != square:
            continue
        root = math.isqrt(square)
        zero = f"have zero : ({variable} - {root}) * ({variable} + {root}) = 0 := by grind"
        split = "rcases Int.mul_eq_zero.mp zero with zero | zero"
        yield Candidate(f"{zero}\n{split} <;> {close_each(known)}", "roots", MIDDLE)


def _differences(known: Vocabulary) -> list[_Difference]:
    """The hypotheses that are orders of integers."""
    terms, found = known.goal.terms, list[_Difference]()
    for fact in known.facts:
        name, given = terms.call(fact.type)
        if name in (*_WEAK, *_STRICT) and len(given) == _ORDER and terms.head(given[0]) == "Int":
            found.append(_Difference(fact.name, name in _STRICT))
    return found


def _products(known: Vocabulary) -> Iterator[str]:
    """``0 ≤ (right - left) * (right' - left')`` for pairs of inequalities between integers."""
    found = _differences(known)
    return _multiplied((a, b) for i, a in enumerate(found) for b in found[i:])


def _products_with(known: Vocabulary) -> Iterator[str]:
    """The same for the goal's opposite, ``denied``, with itself and with each of the others."""
    denied = _Difference("denied", known.goal.terms.head(known.goal.target) in _WEAK)
    return _multiplied((denied, each) for each in (denied, *_differences(known)))


def _multiplied(pairs: Iterator[tuple[_Difference, _Difference]]) -> Iterator[str]:
    for first, second in islice(pairs, MAX_PRODUCTS):
        yield f"have := Int.mul_nonneg ({first.weak}) ({second.weak})"
        if first.is_strict and second.is_strict:
            yield f"have := Int.mul_pos ({first.strong}) ({second.strong})"


def _opposite(known: Vocabulary) -> str:
    """Assumes the opposite of a goal that is an order of integers, as ``denied``; empty for other goals."""
    name, given = known.goal.terms.call(known.goal.target)
    lemma = "Int.not_lt" if name in _WEAK else "Int.not_le" if name in _STRICT else ""
    integers = len(given) == _ORDER and known.goal.terms.head(given[0]) == "Int"
    return f"refine {lemma}.mp fun denied => ?_" if lemma and integers else ""
