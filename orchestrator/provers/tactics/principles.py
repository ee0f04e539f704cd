"""Facts about a goal as a whole: least numbers, an existence denied at all likely witnesses, Bezout, divisibility."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from orchestrator.provers.tactics.closers import CHEAP, LONG, MIDDLE, Candidate, arguments, close_each
from orchestrator.provers.tactics.hints import quantified, witness_pools
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_DENIED = 16
MAX_FACTOR = 4
MAX_TERMS = 5
MAX_CHAIN = 6
MAX_ROWS = 25
MAX_LINES = 28
_LEAST = """\
have least : ∀ P : Nat → Prop, (∃ n, P n) → ∃ n, P n ∧ ∀ m, m < n → ¬ P m := by
  intro P h
  obtain ⟨n, hn⟩ := h
  induction n using Nat.strongRecOn with
  | ind n ih =>
    by_cases e : ∃ m, m < n ∧ P m
    · obtain ⟨m, hm, pm⟩ := e
      exact ih m hm pm
    · exact ⟨n, hn, fun m hm pm => e ⟨m, hm, pm⟩⟩"""
_DIVIDES = (
    "exact Nat.gcd_dvd_left _ _", "exact Nat.gcd_dvd_right _ _", "assumption", "exact Nat.dvd_mul_right _ _",
    "exact Nat.dvd_mul_left _ _", "exact Nat.dvd_refl _", "apply Nat.dvd_add", "apply Nat.dvd_sub",
    "apply Nat.dvd_mul_left_of_dvd", "apply Nat.dvd_mul_right_of_dvd", "omega",
)  # fmt: skip
_DIVISORS = (
    "Nat.gcd_dvd_left", "Nat.gcd_dvd_right", "Nat.dvd_gcd", "Nat.dvd_add", "Nat.dvd_sub", "Nat.dvd_mul_right",
    "Nat.dvd_mul_left", "Nat.dvd_mul_left_of_dvd", "Nat.dvd_mul_right_of_dvd", "Nat.dvd_antisymm", "Nat.dvd_trans",
)  # fmt: skip


def principles(known: Vocabulary) -> Iterator[Candidate]:
    """See the module."""
    if known.goal.terms.kind(known.goal.target) == "pi":
        return
    yield from _chained(known)
    yield from _at_terms(known)
    yield from _denied(known)
    yield from _least(known)
    yield from _divides(known)


def _chained(known: Vocabulary) -> Iterator[Candidate]:
    """What ``∀ x, ∃ y, ...`` says of the variables and of what it gave, taken apart; the last may be a witness."""
    terms, taken = known.goal.terms, {h.name for h in known.goal.hypotheses}
    having: dict[int, list[str]] = {}
    for variable in known.variables:
        having.setdefault(variable.type, []).append(variable.name)
    lines: list[str] = []
    made: list[str] = []
    seen: set[str] = set()
    for _ in range(2):
        for fact in known.facts:
            types = quantified(known, fact, 1)
            name, given = terms.call(terms.exprs[fact.type][3]) if types else ("", ())
            if name != "Exists" or len(given) != 2 or terms.loose(given[0]):
                continue
            for value in having.get(types[0], ())[:3]:
                term = f"{fact.name} {value}"
                if term not in seen and len(lines) < MAX_CHAIN:
                    seen.add(term)
                    new = fresh("w", taken)
                    lines.append(f"obtain ⟨{new}, {fresh('hw', taken)}⟩ := {term}")
                    made.append(new)
                    having.setdefault(given[0], []).append(new)
    if not lines:
        return
    have = "\n".join(lines)
    yield Candidate(f"{have}\ngrind{arguments(known.grind)}", "chained existences", MIDDLE)
    if terms.head(known.goal.target) == "Exists":
        for new in reversed(made):
            yield Candidate(f"{have}\nexact ⟨{new}, by {close_each(known)}⟩", "chained existences", MIDDLE)


def _at_terms(known: Vocabulary) -> Iterator[Candidate]:
    """General hypotheses at terms that the goal has: values of functions there, numerals."""
    lines: list[str] = []
    for fact in known.facts:
        types = quantified(known, fact, 3)
        pools = [list(islice(_terms_of_type(known, type_), MAX_TERMS)) for type_ in types]
        if pools and all(pools):
            rows = sorted(product(*(range(len(pool)) for pool in pools)), key=lambda row: (sum(row), row))
            values = [" ".join(pool[i] for pool, i in zip(pools, row, strict=True)) for row in rows[:MAX_ROWS]]
            lines += [f"have := {fact.name} {row}" for row in values]
    if lines:
        have = "\n".join(lines[:MAX_LINES])
        yield Candidate(f"{have}\nomega", "instances at terms", MIDDLE)
        yield Candidate(f"{have}\ngrind", "instances at terms", MIDDLE)


def _terms_of_type(known: Vocabulary, type_: int) -> Iterator[str]:
    """The goal's variables and applications of local functions of a type, big ones first, then its numerals."""
    terms = known.goal.terms
    functions = {h.id: h.type for h in known.variables}
    found: dict[str, None] = {}
    for expr in terms.below(known.goal.target, *(h.type for h in known.facts)):
        head, given = terms.spine(expr)
        if terms.kind(head) != "fvar" or terms.loose(expr):
            continue
        result = functions.get(terms.exprs[head][1])
        for _ in given:
            result = terms.exprs[result][3] if result is not None and terms.kind(result) == "pi" else None
        text = known.printer.text(expr) if result == type_ else None
        if text is not None:
            found[text] = None
    yield from found
    yield from (h.name for h in known.variables if h.type == type_ and h.name not in found)
    if terms.head(type_) in ("Nat", "Int"):
        yield from dict.fromkeys([*(str(n) for n in known.numerals if 0 <= n <= 64), "0", "1", "2"])


def _denied(known: Vocabulary) -> Iterator[Candidate]:
    """An existence whose negation is refuted by its instances, so that the witness may depend on the case."""
    pools = witness_pools(known)
    if not pools or not all(pools):
        return
    rows = sorted(product(*(range(min(len(pool), 6)) for pool in pools)), key=lambda row: (sum(row), row))[:MAX_DENIED]
    values = [", ".join(pool[i] for pool, i in zip(pools, row, strict=True)) for row in rows]
    have = "\n".join(f"have := fun p => hn ⟨{row}, p⟩" for row in values)
    opening = f"refine Classical.byContradiction fun hn => ?_\n{have}\n"
    yield Candidate(f"{opening}omega", "denied at witnesses", MIDDLE)
    yield Candidate(f"{opening}clear hn\ngrind{arguments(known.grind)}", "denied at witnesses", LONG)
    yield Candidate(f"{opening}grind{arguments(known.grind)}", "denied at witnesses", MIDDLE)


def _least(known: Vocabulary) -> Iterator[Candidate]:
    """The least number of which an existence among the hypotheses holds."""
    terms = known.goal.terms
    for fact in known.facts:
        name, given = terms.call(fact.type)
        if name == "Exists" and terms.head(given[0]) == "Nat":
            yield Candidate(f"{_LEAST}\nexact least _ {fact.name}", "least number", CHEAP)
            taken = f"{_LEAST}\nobtain ⟨n, hn, below⟩ := least _ {fact.name}"
            yield Candidate(f"{taken}\n{close_each(known)}", "least number", MIDDLE)
    for fact in known.facts:  # an existence that was taken apart before
        head, given = terms.spine(fact.type)
        if terms.kind(head) == "fvar" and len(given) == 1:
            yield Candidate(f"{_LEAST}\nexact least _ ⟨_, {fact.name}⟩", "least number", CHEAP)
            taken = f"{_LEAST}\nobtain ⟨n, hn, below⟩ := least _ ⟨_, {fact.name}⟩"
            yield Candidate(f"{taken}\n{close_each(known)}", "least number", MIDDLE)


def _divides(known: Vocabulary) -> Iterator[Candidate]:
    """Divisibility by what divides the parts; a greatest common divisor that divides a difference of one."""
    terms = known.goal.terms
    if not {"Dvd.dvd", "Nat.gcd"} & known.mentioned:
        return
    yield Candidate(f"grind [{', '.join(filter(None, [known.grind, *_DIVISORS]))}]", "divisors", MIDDLE)
    if terms.head(known.goal.target) == "Dvd.dvd":
        yield Candidate(f"repeat' first | {' | '.join(_DIVIDES)}", "divisors")
    name, given = terms.call(known.goal.target)
    inner, pair = terms.call(given[1]) if name == "Eq" else ("", ())
    if inner == "Nat.gcd" and terms.numeral(given[2]) == 1:
        left, right = (known.printer.text(part) for part in pair)
        factors = sorted(product(range(1, MAX_FACTOR + 1), repeat=2), key=sum)
        for c, d in factors:
            for a, b, first, second in ((left, right, "left", "right"), (right, left, "right", "left")):
                yield Candidate(
                    f"have e := Nat.dvd_sub (Nat.dvd_mul_left_of_dvd (Nat.gcd_dvd_{first} {left} {right}) {c}) "
                    f"(Nat.dvd_mul_left_of_dvd (Nat.gcd_dvd_{second} {left} {right}) {d})\n"
                    f"rw [show {c} * {a} - {d} * {b} = 1 by omega] at e\nexact Nat.dvd_one.mp e",
                    "divisors",
                )
