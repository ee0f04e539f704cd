"""What a tree search may do at a goal: tactics suggested by the shape of its target and of its hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from orchestrator.lean.checker import Goal, Hypothesis
from orchestrator.provers.tactics.candidates import (
    KERNEL,
    SEARCH,
    WITNESSES,
    grind_list,
    simp_list,
    some_witness,
    witness_below,
)
from orchestrator.provers.tactics.shapes import accessible, flat, fresh, head, is_inductive, leading_binders
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_LEMMAS = 12
LIBRARY = "apply?"
TRIVIAL = ("rfl", "assumption", "contradiction", "omega")
_SPLIT_WORDS = ("if ", "match ")


@dataclass(frozen=True, slots=True)
class Action:
    """A tactic with the cost that it adds to a path: the less promising or the slower, the higher.

    ``choices`` are tactics of which ``script`` takes the first that works; a proof names that one alone.
    """

    cost: float
    script: str
    choices: tuple[str, ...] = ()


def actions(goal: Goal, known: Vocabulary) -> tuple[Action, ...]:
    """The actions at a goal whose hypotheses all have names (see `named`), cheapest first, each once."""
    found = [*_closers(goal, known), *_on_target(goal, known), *_on_hypotheses(goal, known), *_lemmas(goal, known)]
    best: dict[str, Action] = {}
    for action in found:
        if action.script not in best or action.cost < best[action.script].cost:
            best[action.script] = action
    return tuple(sorted(best.values(), key=lambda action: action.cost))


def named(goal: Goal) -> tuple[str, Goal]:
    """A ``rename_i`` that gives every inaccessible hypothesis a name ("" if there is none), and the goal after it."""
    taken = {hypothesis.name for hypothesis in goal.hypotheses}
    names = {h.name: fresh(h.name, taken) for h in goal.hypotheses if "✝" in h.name}
    if not names:
        return "", goal

    def renamed(text: str) -> str:
        for old in sorted(names, key=len, reverse=True):
            text = text.replace(old, names[old])
        return text

    hypotheses = tuple(
        Hypothesis(names.get(h.name, h.name), renamed(h.type), None if h.value is None else renamed(h.value))
        for h in goal.hypotheses
    )
    after = replace(goal, target=renamed(goal.target), hypotheses=hypotheses, pretty=renamed(goal.pretty))
    return f"rename_i {' '.join(names.values())}", after


def _closers(goal: Goal, known: Vocabulary) -> Iterator[Action]:
    simp, grind = simp_list(goal, known), grind_list(goal, known)
    yield Action(0.0, f"first | {' | '.join(TRIVIAL)}", TRIVIAL)
    if head(goal.target) != "forall":
        yield Action(0.1, KERNEL)
    yield Action(0.3, f"grind [{grind}]" if grind else "grind")
    yield Action(0.4, f"simp_all [{simp}]" if simp else "simp_all")
    if head(goal.target) == "exists":
        yield Action(0.5, witness_below(64))
        witness = some_witness(0, "")
        yield Action(0.6, witness.script, witness.choices)
    yield Action(3.0, SEARCH)


def _on_target(goal: Goal, known: Vocabulary) -> Iterator[Action]:
    target, shape = flat(goal.target), head(goal.target)
    taken = {hypothesis.name for hypothesis in goal.hypotheses}
    if shape in ("forall", "implies"):
        binders = leading_binders(target)[0]
        names = [fresh(binder.name or "h", taken) for binder in binders]
        if names:
            yield Action(0.2, f"intro {' '.join(names)}")
        if len(names) > 1 and is_inductive(binders[0].type):
            yield Action(0.4, f"intro {names[0]}")  # for an induction that keeps the rest general
    elif shape == "not":
        yield Action(0.3, f"intro {fresh('h', taken)}")
    elif shape in ("and", "iff"):
        yield Action(0.3, "constructor")
    elif shape == "or":
        yield Action(0.6, "left")
        yield Action(0.6, "right")
    elif shape == "exists":
        for number in range(WITNESSES):
            yield Action(1.0 + 0.1 * number, f"refine ⟨{number}, ?_⟩")
        for hypothesis in goal.hypotheses:
            if accessible(hypothesis.name) and is_inductive(hypothesis.type):
                yield Action(0.9, f"refine ⟨{hypothesis.name}, ?_⟩")
    if any(word in target for word in _SPLIT_WORDS):
        yield Action(0.6, "split")
    yield from _unfolding(goal, known)


def _unfolding(goal: Goal, known: Vocabulary) -> Iterator[Action]:
    constants = [definition.name for definition in known.relevant(goal.target) if definition.nullary]
    if constants:
        yield Action(0.2, f"simp only [{', '.join(constants)}, true_iff, iff_true, false_iff, iff_false]")
    simp = simp_list(goal, known)
    if simp:
        yield Action(0.9, f"simp [{simp}]")
        for name in simp.split(", "):
            yield Action(1.2, f"unfold {name}")
    yield Action(0.9, "simp")
    if head(goal.target) != "false" and any(head(h.type) in ("not", "false") for h in goal.hypotheses):
        yield Action(1.0, "exfalso")


def _on_hypotheses(goal: Goal, known: Vocabulary) -> Iterator[Action]:
    taken = {hypothesis.name for hypothesis in goal.hypotheses}
    variables = [h.name for h in goal.hypotheses if accessible(h.name) and is_inductive(h.type)]
    for hypothesis in goal.hypotheses:
        name, type_text = hypothesis.name, flat(hypothesis.type)
        if not accessible(name):
            continue
        shape = head(type_text)
        if is_inductive(type_text):
            yield Action(0.8, f"induction {name}")
            yield Action(1.3, f"cases {name}")
        elif shape in ("and", "exists"):
            left, right = fresh(f"{name}_l", set(taken)), fresh(f"{name}_r", set(taken))
            yield Action(0.3, f"obtain ⟨{left}, {right}⟩ := {name}")
        elif shape in ("or", "iff"):
            yield Action(0.6, f"cases {name}")
        elif shape == "not":
            yield Action(0.8, f"apply {name}" if head(goal.target) == "false" else f"refine absurd ?_ {name}")
        elif shape in ("forall", "implies"):
            yield Action(0.8, f"apply {name}")
            binders = leading_binders(type_text)[0]
            if binders and not binders[0].is_hypothesis:
                new = fresh(f"{name}_at", set(taken))
                for value in (*variables[:3], "0", "1", "2"):
                    yield Action(1.2 + (not value.isalpha()) * 0.4, f"have {new} := {name} {value}")
        elif shape == "equation":
            yield Action(1.1, f"rw [{name}]")
            yield Action(1.3, f"subst {name}")
        if shape != "other":
            simp = simp_list(goal, known)
            yield Action(1.5, f"simp [{simp}] at {name}" if simp else f"simp at {name}")


def _lemmas(goal: Goal, known: Vocabulary) -> Iterator[Action]:
    """The file's own lemmas; ``apply?`` asks the library for more (see `TreeSearchAttempt`)."""
    for name in known.lemmas[-MAX_LEMMAS:]:
        yield Action(1.2, f"apply {name}")
        yield Action(1.6, f"rw [{name}]")
    yield Action(3.5, LIBRARY)
