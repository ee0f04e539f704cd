"""Inductions whose step needs a stronger statement: a second induction after a generalisation, another base, a witness.

The step of an induction is unfolded, its hypothesis used from right to left, and the call of a recursive function that
both sides now have in common made a variable, over which a second induction goes. That finds ``rev (ys ++ [x]) = x ::
rev ys`` for ``rev (rev l) = l`` and what an insertion does to a list for what a sort by insertion does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from orchestrator.lean.terms import LocalHypothesis
from orchestrator.provers.tactics.closers import ARITHMETIC, LONG, MIDDLE, Candidate, arguments, close_each
from orchestrator.provers.tactics.hints import witness_pools
from orchestrator.provers.tactics.inductions import inductive_proofs, recursive_variables
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_CALLS = 3
MAX_WITNESSES = 8
_RELATIONS = ("Eq", "Iff")
_NEW = "ys"
_ORDERS = {"LE.le": (2, 3, 0), "LT.lt": (2, 3, 1), "GE.ge": (3, 2, 0), "GT.gt": (3, 2, 1)}
"""For each comparison where its smaller and its greater side stand, and what to add to the smaller one."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A constructor with names for its arguments; ``smaller`` are those of the type itself, ``ih`` one of its own."""

    name: str
    arguments: tuple[str, ...]
    smaller: tuple[str, ...]

    @property
    def pattern(self) -> str:
        hypotheses = (f"ih{i}" for i in range(len(self.smaller)))
        return f"| {' '.join([self.name, *self.arguments, *hypotheses])} =>"


def generalized(known: Vocabulary) -> Iterator[Candidate]:
    """See the module."""
    if known.goal.terms.kind(known.goal.target) == "pi":
        return
    for variable in recursive_variables(known)[:3]:
        yield from _nested(known, variable)
    yield from _with_witness(known)
    yield from _from_base(known)


def _nested(known: Vocabulary, variable: LocalHypothesis) -> Iterator[Candidate]:
    """A second induction in the step: on a call made a variable, or on another variable."""
    cases = _cases(known, variable)
    if known.goal.terms.head(known.goal.target) not in _RELATIONS or not known.recursive or not cases:
        return
    close = close_each(known)
    others = [h.name for h in recursive_variables(known) if h is not variable][:2]
    base = f"first | ({close})" + "".join(f" | (induction {name} <;> {close})" for name in others)
    for back, step in ((True, "simp only"), (True, "simp"), (False, "simp only")):
        unfold = f"{step}{arguments(known.simp)}"
        calls = list(islice(_calls(known, variable, cases), MAX_CALLS))
        ways = [[f"generalize {call} = {_NEW}", f"induction {_NEW} <;> {close}"] for call in calls]
        ways += [] if back else [[f"induction {name} <;> {close}"] for name in others]
        for way in ways:
            lines = [f"induction {variable.name} with"]
            for case in cases:
                lines.append(case.pattern)
                if not case.smaller:
                    lines.append(f"  {base}")
                    continue
                hypotheses = [f"ih{i}" for i in range(len(case.smaller))]
                use = f"rw [{', '.join(hypotheses)}]"
                if back:
                    use = f"conv => rhs; rw [{', '.join(f'← {h}' for h in hypotheses)}]"
                lines.append(f"  {unfold}")
                lines.append(f"  {use}")
                lines += [f"  {line}" for line in (*way[:-1], f"clear {' '.join(hypotheses)}", way[-1])]
            yield Candidate("\n".join(lines), "generalized induction", LONG)


def _cases(known: Vocabulary, variable: LocalHypothesis) -> list[_Case]:
    """The constructors of a variable's type, with names that nothing else has."""
    type_ = known.inductive(variable)
    found: list[_Case] = []
    for full in type_.constructors if type_ is not None else ():
        constructor = known.constants.get(full)
        if type_ is None or constructor is None or constructor.type is None:
            return []
        fields = constructor.binders[type_.params :]
        names = tuple(f"{variable.name}{i}" for i in range(len(fields)))
        smaller = tuple(
            name for name, (expr, _) in zip(names, fields, strict=True) if constructor.terms.head(expr) == type_.name
        )
        found.append(_Case(full.rpartition(".")[2], names, smaller))
    return found


def _calls(known: Vocabulary, variable: LocalHypothesis, cases: list[_Case]) -> Iterator[str]:
    """Calls of the text's recursive functions on the variable, at the smaller value that the step is about."""
    smaller = next((case.smaller[0] for case in cases if len(case.smaller) == 1), None)
    terms = known.goal.terms
    here = known.occurrence(variable)
    if smaller is None or here is None:
        return
    seen: set[str] = set()
    for expr in terms.below(known.goal.target):
        name, given = terms.call(expr)
        if name in known.recursive and here in given and known.whole(expr) and not terms.loose(expr):
            text = known.printer.text(expr, {here: smaller})
            if text is not None and text not in seen:
                seen.add(text)
                yield text


def _with_witness(known: Vocabulary) -> Iterator[Candidate]:
    """An existence by induction: the witness first, or made of the one that the induction hypothesis has."""
    pools = witness_pools(known)
    if len(pools) != 1:
        return
    ways = [f"induction {proof.name}" for proof in inductive_proofs(known)]
    ways += [f"induction {variable.name}" for variable in recursive_variables(known)[:2]]
    close = close_each(known)
    for way in ways:
        for value in pools[0][:MAX_WITNESSES]:
            yield Candidate(f"refine ⟨{value}, ?_⟩\n{way} <;> {close}", "witness by induction", MIDDLE)
        made = (
            ("w", "w + 1", "w + 2", "2 * w", "2 * w + 1", "_") if known.goal.terms.head(_of(known)) == "Nat" else ("_",)
        )
        first = " | ".join(f"(exact ⟨{value}, by {close}⟩)" for value in pools[0][:3])
        then = " | ".join(f"(exact ⟨{value}, by {close}⟩)" for value in made)
        script = f"{way} <;> first | {first} | (rename_i ih; obtain ⟨w, hw⟩ := ih; first | {then}) | ({close})"
        yield Candidate(script, "witness by induction", LONG)


def _of(known: Vocabulary) -> int:
    """The type of the target's existential variable."""
    return known.goal.terms.call(known.goal.target)[1][0]


def _from_base(known: Vocabulary) -> Iterator[Candidate]:
    """Induction from a number on that a hypothesis names; products are multiplied out for linear arithmetic."""
    terms = known.goal.terms
    for fact in known.facts:
        name, given = terms.call(fact.type)
        if name not in _ORDERS or len(given) != 4 or terms.head(given[0]) != "Nat":
            continue
        low, high, more = _ORDERS[name]
        value, text = terms.numeral(given[low]), known.printer.text(given[high])
        if value is None or text is None or terms.kind(given[high]) != "fvar":
            continue
        close = close_each(known)
        out = ", ".join(filter(None, ["← Nat.add_assoc", known.simp, *ARITHMETIC[:3]]))
        yield Candidate(
            f"obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le (show {value + more} ≤ {text} by omega)\n"
            f"clear {fact.name}\ninduction k with\n| zero => first | decide | ({close})\n"
            f"| succ k ih => first | ({close}) | (simp only [{out}] at *; first | omega | grind)",
            "induction from a base",
            LONG,
        )
