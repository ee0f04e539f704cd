"""Goals about remainders by a numeral: all remainders of their variables are gone through.

`by_remainders` says what each product and power is in each case, so that linear arithmetic, for which they are atoms,
does the rest whatever the goal is made of; it is tried early, since it is sure where it applies. `residues` leaves the
cases to simplification.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from orchestrator.lean.terms import OPERATOR_ARGUMENTS, LocalHypothesis
from orchestrator.provers.tactics.closers import LONG, MIDDLE, REMAINDERS, Candidate
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_MODULUS = 16
MAX_PAIR_MODULUS = 8
MAX_ROWS = 16
"""Cases of one script."""
MAX_PARTS = 4
RULES = {"Nat": REMAINDERS["Nat"], "Int": (*REMAINDERS["Int"], "Int.pow_succ", "Int.pow_zero")}
"""What simplification needs to know of remainders of sums, products and powers."""
_DIVIDES = {"Nat": "Nat.dvd_iff_mod_eq_zero", "Int": "Int.dvd_iff_emod_eq_zero"}


def by_remainders(known: Vocabulary) -> Iterator[Candidate]:
    """A case for each remainder of the one variable of the goal's products and powers, by its moduli together."""
    yield from _all_remainders(known, 1, 2 * LONG)


def by_remainders_of_two(known: Vocabulary) -> Iterator[Candidate]:
    """The same for two variables, which takes longer."""
    yield from _all_remainders(known, 2, 3 * LONG)


def _all_remainders(known: Vocabulary, count: int, heartbeats: int) -> Iterator[Candidate]:
    for kind in ("Nat", "Int"):
        parts = _nonlinear_parts(known, kind)
        ids = sorted(set().union(*(known.goal.terms.variables(part) for part in parts)))
        variables = [h for h in known.variables if h.id in ids]
        moduli = _moduli(known) | _multipliers(known)
        if not moduli or not len(variables) == len(ids) == count:
            continue
        modulus = math.lcm(*moduli)
        chosen = [modulus] if modulus <= MAX_MODULUS else sorted(moduli, reverse=True)
        for each in chosen:
            if each**count <= MAX_ROWS:
                pack = _pack(known, kind, variables, parts, each)
                openings = [f"refine ⟨{witness}, ?_⟩\n" for witness in _quotients(known)] or [""]
                yield from (Candidate(f"{opening}{pack}", "residues", heartbeats) for opening in openings)


def _nonlinear_parts(known: Vocabulary, kind: str) -> list[int]:
    """The products of variables and powers in the goal, each as a whole, that linear arithmetic takes for atoms."""
    terms, found = known.goal.terms, list[int]()
    inside: set[int] = set()
    for expr in terms.below(known.goal.target, *(h.type for h in known.facts)):
        name, given = terms.call(expr)
        if name not in ("HMul.hMul", "HPow.hPow") or len(given) != OPERATOR_ARGUMENTS or terms.head(given[0]) != kind:
            continue
        numerals = [terms.numeral(part) is not None for part in given[4:]]
        atom = numerals == [False, True] if name == "HPow.hPow" else not any(numerals)
        if atom and expr not in inside and terms.variables(expr) and not terms.loose(expr):
            found.append(expr)
            inside.update(terms.below(expr))
    return found if len(found) <= MAX_PARTS else []


def _pack(
    known: Vocabulary, kind: str, variables: Sequence[LocalHypothesis], parts: Sequence[int], modulus: int
) -> str:
    """The script: for each variable what it leaves and what the parts of it alone are then, case by case; in each row
    of cases the parts of both, and linear arithmetic."""
    terms, taken = known.goal.terms, {h.name for h in known.goal.hypotheses}
    every, facts = fresh("every", taken), [fresh("rem", taken) for _ in variables]
    lines = [f"have {every} : ∀ r, r < {modulus} → ({_either('r', modulus)}) := by decide"]
    here = {terms.exprs[e][1]: e for e in terms.below(*parts) if terms.kind(e) == "fvar"}
    texts = {part: f"{known.printer.text(part)} % {modulus}" for part in parts}

    def value(part: int, row: dict[int, int]) -> str:
        return f"{texts[part]} = {known.printer.text(part, {here[i]: str(r) for i, r in row.items()})} % {modulus}"

    alone = {v.id: [part for part in parts if terms.variables(part) == {v.id}] for v in variables}
    both = [part for part in parts if len(terms.variables(part)) > 1]
    rows = []
    for variable, fact in zip(variables, facts, strict=True):
        whole, name = fresh("whole", taken), variable.name
        cases = [
            " ∧ ".join([f"{name} % {modulus} = {r}", *(value(part, {variable.id: r}) for part in alone[variable.id])])
            for r in range(modulus)
        ]
        rules = ", ".join([*RULES[kind], fact])
        lines.append(f"have {whole} : {' ∨ '.join(f'({case})' for case in cases)} := by")
        lines += [f"  {line}" for line in _remainders(known, kind, name, fact, every, modulus)]
        for r in range(modulus):
            told = ", ".join([fact, *(f"by simp [{rules}]" for _ in alone[variable.id])])
            shown = f"⟨{told}⟩" if alone[variable.id] else fact
            lines.append(f"  · exact {'.inr (' * r}{shown if r == modulus - 1 else f'.inl {shown}'}{')' * r}")
        taking = ", ".join([fact, *("_" for _ in alone[variable.id])])
        rows.append(f"rcases {whole} with {' | '.join([f'⟨{taking}⟩' if alone[variable.id] else fact] * modulus)}")
    split = " <;> ".join(rows)
    if not both:
        return "\n".join([*lines, f"{split} <;> omega"])
    lines.append(split)
    for row in product(range(modulus), repeat=len(variables)):
        at = {v.id: r for v, r in zip(variables, row, strict=True)}
        rules = ", ".join([*RULES[kind], *facts])
        lines.append(
            "· " + "; ".join([*(f"have : {value(part, at)} := (by simp [{rules}])" for part in both), "omega"])
        )
    return "\n".join(lines)


def _remainders(known: Vocabulary, kind: str, name: str, fact: str, every: str, modulus: int) -> list[str]:
    """``fact`` says what the variable leaves, a case for each remainder."""
    if kind == "Nat":
        cases = " | ".join([fact] * modulus)
        return [f"rcases {every} ({name} % {modulus}) (Nat.mod_lt {name} (by decide)) with {cases}"]
    least = f"Int.emod_nonneg {name} (by decide : ({modulus} : Int) ≠ 0)"
    r = fresh("r", {h.name for h in known.goal.hypotheses} | {fact, every})
    cases = " | ".join(["rfl"] * modulus)
    return [f"obtain ⟨{r}, {fact}⟩ := Int.eq_ofNat_of_zero_le ({least})", f"rcases {every} {r} (by omega) with {cases}"]


def _either(name: str, modulus: int) -> str:
    return " ∨ ".join(f"{name} = {r}" for r in range(modulus))


def _quotients(known: Vocabulary) -> list[str]:
    """Witnesses of ``∃ k, a = c * k + d`` and the like: the other side, divided."""
    terms, target = known.goal.terms, known.goal.target
    if terms.head(target) != "Exists":
        return []
    body = terms.exprs[terms.call(target)[1][1]]
    name, given = terms.call(body[3]) if body[0] == "lam" else ("", ())
    if name != "Eq":
        return []
    sides = [side for side in given[1:] if not terms.loose(side)]
    texts = [known.printer.text(side) for side in sides]
    return [f"{text} / {factor}" for text in texts if text for factor in sorted(_multipliers(known), reverse=True)]


def _multipliers(known: Vocabulary) -> set[int]:
    """In an existence, the numerals that its variable is multiplied by."""
    terms, found = known.goal.terms, set[int]()
    if terms.head(known.goal.target) != "Exists":
        return found
    for expr in terms.below(known.goal.target):
        name, given = terms.call(expr)
        if name == "HMul.hMul" and len(given) == OPERATOR_ARGUMENTS and terms.loose(expr):
            found |= {n for n in map(terms.numeral, given[4:]) if n is not None and 2 <= n <= MAX_MODULUS}
    return found


def residues(known: Vocabulary) -> Iterator[Candidate]:
    """All remainders of a variable, or of two, by a modulus of the goal, then simplification of powers and products."""
    if not {"HMod.hMod", "Dvd.dvd"} & known.mentioned:
        return
    moduli = sorted(_moduli(known))
    for kind, rules in RULES.items():
        names = known.of_type(kind)
        lemmas = ", ".join([*rules, *([_DIVIDES[kind]] if "Dvd.dvd" in known.mentioned else [])])
        pairs = ((p, m) for m in moduli if m <= MAX_PAIR_MODULUS for p in combinations(names, 2))
        for pair, modulus in islice(pairs, 3):
            split, remainders = _split(pair, modulus)
            yield Candidate(f"{split}first | (simp [{lemmas}, {remainders}]; done) | omega", "residues", LONG)
            yield Candidate(f"{split}simp_all [{lemmas}]", "residues", LONG)
        for name, modulus in islice(((n, m) for m in moduli for n in names), 6):
            split, remainder = _split((name,), modulus)
            yield Candidate(f"{split}first | (simp [{lemmas}, {remainder}]; done) | omega", "residues", MIDDLE)
            yield Candidate(f"{split}simp_all [{lemmas}]", "residues", MIDDLE)
            yield Candidate(f"{split}(simp_all [{lemmas}] <;> omega)", "residues", MIDDLE)
            yield Candidate(f"{split}grind", "residues", MIDDLE)


def _split(names: Sequence[str], modulus: int) -> tuple[str, str]:
    """A case for each remainder of each variable, up to what closes them all, and what the remainders are called."""
    called = [f"h{i}" for i in range(len(names))]
    facts, cases = "", ""
    for fact, name in zip(called, names, strict=True):
        facts += f"have {fact} : {_either(f'{name} % {modulus}', modulus)} := by omega\n"
        cases += f"rcases {fact} with {' | '.join([fact] * modulus)} <;> "
    return facts + cases, ", ".join(called)


def _moduli(known: Vocabulary) -> set[int]:
    """The numerals that the goal divides by."""
    terms, found = known.goal.terms, set[int]()
    for expr in terms.below(known.goal.target, *(h.type for h in known.facts)):
        name, given = terms.call(expr)
        divisor = given[5] if name == "HMod.hMod" and len(given) == OPERATOR_ARGUMENTS else None
        divisor = given[2] if name == "Dvd.dvd" and len(given) == 4 else divisor
        value = None if divisor is None else terms.numeral(divisor)
        if value is not None and 2 <= value <= MAX_MODULUS:
            found.add(value)
    return found
