"""Induction on variables, on proofs of inductive predicates and along recursive functions, each with a closer."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.lean.terms import LocalHypothesis
from orchestrator.provers.tactics.closers import LONG, MIDDLE, Candidate, arguments, close_each, closing
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_CALLS = 4
_NOT_WORTH = frozenset(
    {"And", "Or", "Iff", "Eq", "Exists", "Not", "False", "True", "HEq", "Decidable", "Prod", "PUnit"}
)


def quick(known: Vocabulary) -> Iterator[Candidate]:
    """Induction on each variable and proof and along functions, with one closer for all cases."""
    simp, grind = arguments(known.simp), arguments(known.grind)
    ways = [f"induction {v.name}{rest}" for v in recursive_variables(known)[:3] for rest in generalizing(known, v)]
    ways += [f"induction {proof.name}" for proof in inductive_proofs(known)]
    ways += [f"fun_induction {call}" for call in calls(known)]
    for way in ways:
        yield Candidate(f"{way} <;> grind{grind}", "induction", MIDDLE)
    for way in ways:
        yield Candidate(f"{way} <;> simp_all{simp}", "induction", MIDDLE)
        yield Candidate(f"{way} <;> simp_all{simp} <;> omega", "induction", MIDDLE)
    yield from _pairs(known)
    if "HMul.hMul" in known.mentioned:
        out = arguments(known.simp, "Nat.add_mul", "Nat.mul_add")
        for way in ways[:2]:
            yield Candidate(f"{way} <;> simp_all{out} <;> omega", "induction", MIDDLE)
    if "HMul.hMul" in known.mentioned:
        out = arguments(known.simp, "Nat.add_mul", "Nat.mul_add")
        for way in ways[:2]:
            yield Candidate(f"{way} <;> simp_all{out} <;> omega", "induction", MIDDLE)


def _pairs(known: Vocabulary) -> Iterator[Candidate]:
    """Induction on the goal for a number and for the next one together, as a step from two values needs it."""
    terms, target = known.goal.terms, known.goal.target
    for variable in recursive_variables(known)[:2]:
        here = known.occurrence(variable)
        depends = any(variable.id in terms.variables(fact.type) for fact in known.facts)
        if here is None or depends or terms.head(variable.type) != "Nat":
            continue
        now, then = known.printer.text(target), known.printer.text(target, {here: f"({variable.name} + 1)"})
        if now is not None and then is not None:
            both = f"have two : {now} ∧ {then} := by\n  induction {variable.name} <;> grind{arguments(known.grind)}"
            yield Candidate(f"{both}\nexact two.1", "two-step induction", MIDDLE)


def inductions(known: Vocabulary) -> Iterator[Candidate]:
    """Structural induction on each variable, what depends on it kept general, then on proofs and along functions."""
    for variable in recursive_variables(known):
        for rest in generalizing(known, variable):
            yield _closed(known, f"induction {variable.name}{rest}", "induction")
    for proof in inductive_proofs(known):
        yield _closed(known, f"induction {proof.name}", "rule induction")
    for call in calls(known):
        yield _closed(known, f"fun_induction {call}", "functional induction")


def further(known: Vocabulary) -> Iterator[Candidate]:
    """Strong, two-step and double induction, functional induction with the rest general, case distinctions."""
    numbers = [h for h in recursive_variables(known) if known.goal.terms.head(h.type) == "Nat"]
    for variable in numbers:
        for rest in generalizing(known, variable)[-1:]:
            name = variable.name
            yield _closed(known, f"induction {name} using Nat.strongRecOn{rest} with | ind {name} ih =>", "strong", 1)
            yield Candidate(_two_step(known, name, rest), "two-step induction", LONG)
    for call in calls(known):
        others = " ".join(h.name for h in known.variables if h.name not in call.split())
        if others:
            yield _closed(known, f"fun_induction {call} generalizing {others}", "functional induction")
    for proof in inductive_proofs(known):
        others = " ".join(h.name for h in known.facts if h.name != proof.name)
        if others:
            yield _closed(known, f"induction {proof.name} generalizing {others}", "rule induction")
        yield _closed(known, f"cases {proof.name}", "cases")
    variables = recursive_variables(known)
    for first in variables:
        for second in variables:
            if first is not second and known.goal.terms.head(first.type) == known.goal.terms.head(second.type):
                script = f"induction {first.name} generalizing {second.name} <;> cases {second.name}"
                yield _closed(known, script, "double induction")
    yield from cases(known)


def cases(known: Vocabulary) -> Iterator[Candidate]:
    """Case distinctions on variables of inductive types, one or all small ones together."""
    small = [h for h in known.variables if (c := known.inductive(h)) and not c.recursive and c.name not in _NOT_WORTH]
    if small:
        script = " <;> ".join(f"cases {h.name}" for h in small[:4])
        yield _closed(known, script, "cases")
    for variable in recursive_variables(known):
        yield _closed(known, f"cases {variable.name}", "cases")


def recursive_variables(known: Vocabulary) -> list[LocalHypothesis]:
    """Variables of recursive inductive types, those that a recursive function is applied to first."""
    found = [h for h in known.variables if (c := known.inductive(h)) and c.recursive and not c.indices]
    terms = known.goal.terms
    driven: dict[int, int] = {}
    for expr in terms.below(known.goal.target, *(h.type for h in known.facts)):
        name, arguments = terms.call(expr)
        weight = 2 if name in known.recursive else 1 if known.constants.get(name) else 0
        for argument in arguments:
            if weight and terms.kind(argument) == "fvar":
                driven[terms.exprs[argument][1]] = driven.get(terms.exprs[argument][1], 0) + weight
    return sorted(found, key=lambda h: -driven.get(h.id, 0))[:4]


def generalizing(known: Vocabulary, variable: LocalHypothesis) -> list[str]:
    """``generalizing`` clauses worth a try: none, and all other variables and hypotheses that may change with it."""
    fixed = known.goal.terms.variables(variable.type)
    others = [h.name for h in known.variables if h is not variable and h.id not in fixed and not _is_function(known, h)]
    others += [h.name for h in known.facts if variable.id not in known.goal.terms.variables(h.type) and others]
    return ["", f" generalizing {' '.join(others)}"] if others else [""]


def _is_function(known: Vocabulary, hypothesis: LocalHypothesis) -> bool:
    return known.goal.terms.kind(hypothesis.type) == "pi"


def inductive_proofs(known: Vocabulary) -> list[LocalHypothesis]:
    """Hypotheses that are proofs of recursive inductive predicates."""
    return [h for h in known.facts if (c := known.inductive(h)) and c.recursive and c.name not in _NOT_WORTH][:3]


def calls(known: Vocabulary) -> list[str]:
    """Applications of the text's recursive functions that functional induction can follow."""
    terms, found = known.goal.terms, dict[str, None]()
    for expr in terms.below(known.goal.target, *(h.type for h in known.facts)):
        name, _ = terms.call(expr)
        if name in known.recursive and known.whole(expr) and not terms.loose(expr) and terms.variables(expr):
            text = known.printer.text(expr)
            if text is not None:
                found[text.removeprefix("(").removesuffix(")")] = None
    return list(found)[:MAX_CALLS]


def _closed(known: Vocabulary, script: str, kind: str, indent: int = 0) -> Candidate:
    """``script``, and the closer that suits each goal it leaves; a proof names one closer if one does for all."""
    joint = "\n  " if indent else " <;> "
    each = tuple(f"{script}{joint}({closer})" for closer in closing(known))
    return Candidate(f"{script}{joint}{close_each(known)}", kind, MIDDLE, each)


def _two_step(known: Vocabulary, name: str, rest: str) -> str:
    """Induction in which the last two values of ``name`` are at hand: the shape of recurrences of second order."""
    close = close_each(known)
    return (
        f"induction {name} using Nat.strongRecOn{rest} with | ind {name} ih =>\n"
        f"match {name}, ih with\n| 0, _ => {close}\n| 1, _ => {close}\n"
        f"| k + 2, ih => (have h1 := ih k (by omega); have h2 := ih (k + 1) (by omega); clear ih; {close})"
    )
