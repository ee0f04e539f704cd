"""The portfolio: tactic scripts worth a try at a goal, cheap ones first. General templates that know no problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.lean.checker import Goal
from orchestrator.provers.tactics.counterexamples import refute_below, refuted_binders
from orchestrator.provers.tactics.shapes import (
    accessible,
    fresh,
    head,
    is_inductive,
    leading_binders,
)
from orchestrator.provers.tactics.vocabulary import Vocabulary

LEVELS = 4
KERNEL = "decide +kernel"
"""Evaluates a decidable proposition in the kernel alone: far quicker than ``decide``, and the proof is the same."""
SEARCH = "exact?"
ARITHMETIC = ("Nat.pow_succ", "Nat.mul_add", "Nat.add_mul")
MAX_INDUCTIONS = 3
MAX_LEMMAS = 8
WITNESSES = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A script with its ``level``: those of level 0 take milliseconds, of the last level up to seconds.

    ``choices`` are scripts of which ``script`` takes the first that works; a proof names that one alone.
    """

    level: int
    script: str
    choices: tuple[str, ...] = ()


def candidates(goal: Goal, known: Vocabulary) -> tuple[Candidate, ...]:
    """The portfolio for a goal, cheapest level first; no script comes twice."""
    if refuted_binders(goal) is not None:
        found = [*_refutations(goal, known)]
    else:
        found = [*_basic(goal, known), *_inductions(goal, known), *_direct(goal, known), *_searches(goal)]
    unique = {candidate.script: candidate for candidate in reversed(found)}
    return tuple(
        candidate
        for level in range(LEVELS)
        for candidate in found
        if candidate.level == level and unique.get(candidate.script) is candidate
    )


def simp_list(goal: Goal, known: Vocabulary) -> str:
    """Lemma arguments for ``simp``: the definitions that the goal is about, as ``a, b``."""
    return ", ".join(definition.name for definition in known.relevant(goal.pretty))


def grind_list(goal: Goal, known: Vocabulary) -> str:
    """The same for ``grind``, which unfolds reducible definitions by itself and refuses them as arguments."""
    return ", ".join(definition.name for definition in known.relevant(goal.pretty) if not definition.reducible)


def _basic(goal: Goal, known: Vocabulary) -> Iterator[Candidate]:
    """What takes milliseconds: the core automation on the goal as it stands."""
    for script in (KERNEL, "rfl", "intros\nomega", "simp", "grind"):
        yield Candidate(0, script)
    yield from _answers(goal, known)
    if grind := _arguments(grind_list(goal, known)):
        yield Candidate(0, f"grind{grind}")


def _direct(goal: Goal, known: Vocabulary) -> Iterator[Candidate]:
    """The same after introductions and with definitions unfolded, and in combinations."""
    names = simp_list(goal, known)
    simp, grind = _arguments(names), _arguments(grind_list(goal, known))
    if names:
        yield Candidate(1, f"simp{simp}")
        yield Candidate(1, f"unfold {names.replace(',', '')}\n{KERNEL}")
    yield Candidate(1, f"intros\nsimp_all{simp}")
    yield Candidate(1, "intros\nsimp\ngrind")
    yield Candidate(2, f"intros\nsimp{simp} at *\ngrind")
    yield Candidate(2, f"intros\nsimp_all{_arguments(names, *ARITHMETIC)}\nomega")
    if head(goal.target) in ("and", "iff", "exists"):
        for closer in ("omega", KERNEL, f"grind{grind}", f"simp_all{simp}"):
            yield Candidate(2, f"constructor <;> {closer}")
    if known.lemmas:
        lemmas = ", ".join(known.lemmas[-MAX_LEMMAS:])
        yield Candidate(2, f"grind{_arguments(grind_list(goal, known), lemmas)}")
        yield Candidate(2, f"intros\nsimp_all{_arguments(names, lemmas)}")


def _answers(goal: Goal, known: Vocabulary) -> Iterator[Candidate]:
    """Questions ``answer ↔ P`` and ``answer = t`` with a defined answer: unfold it and decide."""
    constants = [definition.name for definition in known.relevant(goal.target) if definition.nullary]
    if not constants:
        return
    for name in constants:
        yield Candidate(0, f"unfold {name}\ndecide +kernel")
    unfolded = f"simp only [{', '.join(constants)}, true_iff, iff_true, false_iff, iff_false]\n"
    yield Candidate(1, f"{unfolded}grind")
    if "∃" in goal.target:
        yield some_witness(1, unfolded)


def _inductions(goal: Goal, known: Vocabulary) -> Iterator[Candidate]:
    """Induction on each variable of the goal or its context, then one closer for all cases."""
    simp, grind = simp_list(goal, known), _arguments(grind_list(goal, known))
    closers = (
        (1, f"grind{grind}"),
        (1, f"simp_all{_arguments(simp)} <;> omega"),
        (2, f"simp_all{_arguments(simp, *ARITHMETIC)} <;> omega"),
        (2, f"simp{_arguments(simp, *ARITHMETIC)} at * <;> omega"),
        (2, f"simp_all{_arguments(simp)} <;> grind"),
    )
    for number, (prefix, variable) in enumerate(_variables(goal)):
        for level, closer in closers:
            yield Candidate(min(level + (number > 0), LEVELS - 1), f"{prefix}induction {variable} <;> {closer}")


def _variables(goal: Goal) -> list[tuple[str, str]]:
    """Variables to do induction on: what introduces each (so that later binders stay general), and its name."""
    taken = {hypothesis.name for hypothesis in goal.hypotheses}
    found = [
        ("", hypothesis.name)
        for hypothesis in goal.hypotheses
        if accessible(hypothesis.name) and is_inductive(hypothesis.type)
    ]
    introduced: list[str] = []
    for binder in leading_binders(goal.target)[0]:
        introduced.append(fresh(binder.name or "h", taken))
        if not binder.is_hypothesis and is_inductive(binder.type):
            found.append((f"intro {' '.join(introduced)}\n", introduced[-1]))
    return found[:MAX_INDUCTIONS]


def _refutations(goal: Goal, known: Vocabulary) -> Iterator[Candidate]:
    """For a refuted ``∀`` over numbers; see also `CounterexampleSearch`, which takes its first variable alone."""
    yield Candidate(0, KERNEL)
    binders = refuted_binders(goal) or ()
    variables = [binder for binder in binders if not binder.is_hypothesis]
    if len(variables) > 1 and all(binder.type == "Nat" for binder in variables):
        for level, bound in ((0, 4), (1, 9), (2, 16)):
            yield Candidate(level, refute_below(binders, bound))
    yield Candidate(1, f"simp{_arguments(simp_list(goal, known))}")
    yield Candidate(1, f"grind{_arguments(grind_list(goal, known))}")


def _searches(goal: Goal) -> Iterator[Candidate]:
    """Witnesses below a bound, and the library."""
    if head(goal.target) == "exists":
        yield Candidate(0, witness_below(32))
        yield some_witness(1, "")
        yield Candidate(2, witness_below(256))
    yield Candidate(3, SEARCH)
    yield Candidate(3, f"intros\n{SEARCH}")


def some_witness(level: int, prefix: str) -> Candidate:
    """Small witnesses for ``∃ n, P n`` where ``P n`` is a conjunction that may ask for a further witness."""
    further = witness_below(32).replace("\n", "; ")
    easy = f"omega | {KERNEL}"
    rest = f"first | {easy} | (constructor <;> first | {easy} | ({further}))"
    chain = "".join(f"\n  | (refine ⟨{number}, ?_⟩; {rest})" for number in range(WITNESSES))
    choices = tuple(f"{prefix}refine ⟨{number}, ?_⟩\n{rest}" for number in range(WITNESSES))
    return Candidate(level, f"{prefix}first{chain}", choices)


def witness_below(bound: int) -> str:
    """Proves ``∃ n : Nat, P n`` with decidable ``P`` by a witness below ``bound``: one evaluation in the kernel."""
    return (
        f"refine Classical.byContradiction fun h => absurd (fun n (_ : n < {bound}) => not_exists.mp h n) ?_\n"
        "decide +kernel"
    )


def _arguments(*names: str) -> str:
    """`` [a, b]``, or nothing where there are no names."""
    given = ", ".join(name for name in names if name)
    return f" [{given}]" if given else ""
