"""Facts that core automation does not find by itself: witnesses, instances, residues, squares, values of functions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from orchestrator.lean.terms import LocalHypothesis
from orchestrator.provers.tactics.closers import (
    CHEAP,
    KERNEL,
    LONG,
    MIDDLE,
    SEARCH,
    Candidate,
    arguments,
    close_each,
)
from orchestrator.provers.tactics.nonlinear import nonlinear
from orchestrator.provers.tactics.residues import residues
from orchestrator.provers.tactics.small_types import Values, read_type
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_INSTANCES = 14
INSTANCES = (2, 0, 1, 3)
MAX_WITNESSES = 40


def witnesses(known: Vocabulary) -> Iterator[Candidate]:
    """Small values and simple terms for an existence, one for each of its leading variables."""
    pools = witness_pools(known)
    if not pools or not all(pools):
        return
    rows = sorted(product(*(range(len(pool)) for pool in pools)), key=lambda row: (sum(row), row))
    limit = MAX_WITNESSES if len(pools) == 1 else 4 * MAX_WITNESSES
    simp, grind = arguments(known.simp), arguments(known.grind)
    terms = known.goal.terms
    existences = [given for name, given in map(terms.call, terms.below(known.goal.target)) if name == "Exists"]
    nested = sum(len(given) == 2 for given in existences) > len(pools)
    easy = f"first | decide | omega | (simp{simp}; done)"
    for row in rows[:limit]:
        values = ", ".join(pool[i] for pool, i in zip(pools, row, strict=True))
        rest = f"first | rfl | decide | omega | (simp{simp}; done) | (simp_all{simp}; done)"
        if nested:
            rest = f"refine ⟨by {easy}, ?_⟩\n{witness_below(32)}"
        yield Candidate(f"refine ⟨{values}, ?_⟩\n{rest}", "witness", CHEAP)
    for row in rows[:8]:
        values = ", ".join(pool[i] for pool, i in zip(pools, row, strict=True))
        yield Candidate(f"refine ⟨{values}, ?_⟩\ngrind{grind}", "witness", CHEAP)
    if len(pools) == 1:
        for bound in (64, 1024):
            yield Candidate(witness_below(bound), "witness", LONG)


def witness_pools(known: Vocabulary) -> list[list[str]]:
    """For each leading existential variable of the target, terms that may be it, likely ones first."""
    return [list(dict.fromkeys(islice(_pool(known, type_), MAX_WITNESSES))) for type_ in _existentials(known)]


def _existentials(known: Vocabulary) -> list[int]:
    """Types of the leading existential variables, as far as they do not depend on each other."""
    terms, expr, found = known.goal.terms, known.goal.target, list[int]()
    while True:
        name, arguments_ = terms.call(expr)
        if name != "Exists" or terms.kind(arguments_[1]) != "lam" or terms.loose(arguments_[0]):
            return found
        found.append(arguments_[0])
        expr = terms.exprs[arguments_[1]][3]


def _pool(known: Vocabulary, type_: int) -> Iterator[str]:
    """Terms of a type, likely witnesses first."""
    terms = known.goal.terms
    same = [h.name for h in known.variables if h.type == type_]
    yield from same
    name = terms.head(type_)
    numerals = [n for n in known.numerals if 1 < n <= 64]
    if name in ("Nat", "Int"):
        yield from _numbers(name, 0, 4)
        for variable in same:
            yield from (f"({variable} + 1)", f"({variable} - 1)")
            yield from (f"({variable} {op} {n})" for n in numerals for op in "/%*")
            if name == "Int":
                yield f"(-{variable})"
            for n in numerals:
                yield f"({n} * {variable} + 1)"
                yield from (f"({n} * {variable} + {r})" for r in known.numerals if 1 < r < n)
                yield f"({n} * ({variable} + 1))"
        yield from (f"({a} {op} {b})" for a, b in combinations(same, 2) for op in "+*-")
        for function in known.variables:
            text = known.printer.text(function.type)
            if text == f"({name} → {name})":
                yield from (f"({function.name} {argument})" for argument in (*same, "0"))
        yield from _numbers(name, 4, 20)
        return
    instances = (terms.call(h.type) for h in known.goal.hypotheses)
    if any(name == "Inhabited" and given == (type_,) for name, given in instances):
        yield "default"
    for hypothesis in known.variables:  # a function that leads to the type, at variables
        yield from _calls(known, hypothesis, type_)
    closed = read_type(terms, type_, ())
    if closed is not None:
        yield from Values(known.constants).of(closed)[:16]


def _numbers(kind: str, first: int, end: int) -> Iterator[str]:
    """Numerals from ``first`` on; of integers each with its negative."""
    for n in range(first, end):
        yield str(n)
        if kind == "Int" and n:
            yield f"(-{n})"


def _calls(known: Vocabulary, function: LocalHypothesis, type_: int) -> Iterator[str]:
    row = known.goal.terms.exprs[function.type]
    if row[0] == "pi" and row[3] == type_:
        yield from (f"({function.name} {h.name})" for h in known.variables if h.type == row[2])


def witness_below(bound: int) -> str:
    """Proves ``∃ n : Nat, P n`` with decidable ``P`` by a witness below ``bound``: one evaluation in the kernel."""
    return (
        f"refine Classical.byContradiction fun h => absurd (fun n (_ : n < {bound}) => not_exists.mp h n) ?_\n{KERNEL}"
    )


def hinted(known: Vocabulary) -> Iterator[Candidate]:
    """The goal with further facts at hand."""
    yield from _instances(known)
    yield from _function_values(known)
    yield from _diagonal(known)
    yield from residues(known)
    yield from nonlinear(known)


def _function_values(known: Vocabulary) -> Iterator[Candidate]:
    """Cases on what a function of a Boolean answers."""
    terms = known.goal.terms
    names = []
    for hypothesis in known.variables:
        row = terms.exprs[hypothesis.type]
        if row[0] == "pi" and terms.head(row[2]) == "Bool" and terms.head(row[3]) == "Bool":
            names.append(hypothesis.name)
    if names:
        split = " <;> ".join(f"cases {f}{value} : {f} {value}" for f in names[:2] for value in ("true", "false"))
        flags = "".join(f" <;> cases {name}" for name in known.of_type("Bool")[:3])
        yield Candidate(f"{split}{flags} <;> {close_each(known)}", "function values", MIDDLE)


def _diagonal(known: Vocabulary) -> Iterator[Candidate]:
    """A hypothesis about all predicates at the one that denies a function on its diagonal: Cantor's argument."""
    terms = known.goal.terms
    for fact, function in product(known.facts, known.variables):
        row = terms.exprs[function.type]
        wanted = [type_ for type_ in quantified(known, fact, 1) if row[0] == "pi" and row[3] == type_]
        inner = terms.exprs[wanted[0]] if wanted else ()
        if not inner or inner[0] != "pi" or inner[2] != row[2]:
            continue
        sign = {"Prop": "¬ ", "Bool": "!"}.get("Prop" if terms.kind(inner[3]) == "sort" else terms.head(inner[3]))
        if sign is not None:
            denied = f"obtain ⟨w, at_w⟩ := {fact.name} (fun x => {sign}({function.name} x x))"
            yield Candidate(f"{denied}\nhave := congrFun at_w w\ngrind", "diagonal", MIDDLE)


def quantified(known: Vocabulary, fact: LocalHypothesis, most: int) -> list[int]:
    """Types of the first variables that a hypothesis is about all values of."""
    terms, types, expr = known.goal.terms, list[int](), fact.type
    while terms.kind(expr) == "pi" and len(types) < most:
        _, _, type_, body, *_ = terms.exprs[expr]
        if terms.loose(type_) or not terms.loose(body):
            break
        types.append(type_)
        expr = body
    return types


def _instances(known: Vocabulary) -> Iterator[Candidate]:
    """General hypotheses at the variables and small numerals."""
    terms = known.goal.terms
    lines: list[str] = []
    for fact in known.facts:
        types = quantified(known, fact, 2)
        pools = [
            [*(h.name for h in known.variables if h.type == t), *(("0", "1", "2") if terms.head(t) == "Nat" else ())]
            for t in types
        ]
        rows = islice(product(*pools), 6) if pools else iter(())
        lines += [f"have := {fact.name} {' '.join(row)}" for row in rows]
    if lines:
        have = "\n".join(lines[:MAX_INSTANCES])
        yield Candidate(f"{have}\n{close_each(known)}", "instances", MIDDLE)
        yield Candidate(f"{have}\nsimp_all{arguments(known.simp)}\nomega", "instances", MIDDLE)


def at_numbers(known: Vocabulary) -> Iterator[Candidate]:
    """All general facts about numbers at one number, the premises that can be evaluated there taken away."""
    terms = known.goal.terms
    general = [
        fact.name for fact in known.facts if [terms.head(t) for t in quantified(known, fact, 1)] in (["Nat"], ["Int"])
    ]
    for number in INSTANCES if general else ():
        lines = [
            f"have at{i} := {name} {number}\ntry simp (decide := true) only [forall_const] at at{i}"
            for i, name in enumerate(general[:MAX_INSTANCES])
        ]
        yield Candidate("\n".join([*lines, "first | omega | grind"]), "instances", MIDDLE)


def searches(known: Vocabulary) -> Iterator[Candidate]:
    """The library, by unification with the goal."""
    if known.goal.terms.kind(known.goal.target) != "pi":
        yield Candidate(SEARCH, "exact?", LONG)


def strengthened(known: Vocabulary) -> Iterator[Candidate]:
    """Lemmas about a call with a constant in a place that recursion changes: what it does with any value there."""
    terms = known.goal.terms
    seen: set[str] = set()
    for expr in terms.below(known.goal.target):
        name, arguments_ = terms.call(expr)
        if len(arguments_) < 2 or not known.whole(expr) or terms.loose(expr):
            continue
        if name.startswith(("H", "inst", "OfNat")):
            continue
        for position, argument in enumerate(arguments_):
            unit = known.printer.text(argument)
            if unit not in ("0", "1", "List.nil", "[]"):
                continue
            for lemma in _accumulators(known, expr, arguments_, position, unit):
                if lemma.script not in seen:
                    seen.add(lemma.script)
                    yield lemma


def _other_side(known: Vocabulary, expr: int) -> str | None:
    """What the goal says the call is equal to."""
    sides = known.goal.terms.call(known.goal.target)[1][1:]
    return next((known.printer.text(side) for side in sides if side != expr), None) if expr in sides else None


def _accumulators(
    known: Vocabulary, expr: int, arguments_: tuple[int, ...], position: int, unit: str
) -> Iterator[Candidate]:
    base = known.printer.text(expr)
    general = known.printer.text(expr, {arguments_[position]: "acc"})
    if base is None or general is None:
        return
    combine = {"0": ("acc + {}", "{} + acc"), "1": ("acc * {}", "{} * acc")}.get(
        unit, ("{} ++ acc", "acc ++ {}", "{}.reverse ++ acc")
    )
    for variable in known.variables:
        if variable.id not in known.goal.terms.variables(expr):
            continue
        constant = known.inductive(variable)
        if constant is None or not constant.recursive:
            continue
        for template, value in product(combine, dict.fromkeys((_other_side(known, expr) or base, base))):
            right = template.format(value)
            lemma = (
                f"have key : ∀ acc, {general} = {right} := by\n  induction {variable.name} <;> intro acc <;> "
                f"({close_each(known)})"
            )
            yield Candidate(f"{lemma}\n{close_each(known, 'key')}", "accumulator", LONG)
            yield Candidate(f"{lemma}\ninduction {variable.name} <;> {close_each(known, 'key')}", "accumulator", LONG)
