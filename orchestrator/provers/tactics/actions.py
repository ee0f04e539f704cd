"""What a tree search may do at a goal: steps suggested by the shape of its target and of its hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from orchestrator.lean.terms import LocalHypothesis
from orchestrator.provers.tactics.closers import KERNEL, SEARCH, arguments
from orchestrator.provers.tactics.hints import witness_pools
from orchestrator.provers.tactics.inductions import calls, generalizing, recursive_variables
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.starts import introduction
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_LEMMAS = 8
_ASKED = "(by first | assumption | decide | omega)"
"""For what a general hypothesis asks and no other hypothesis is."""
_RELATIONS = ("Eq", "LE.le", "LT.lt", "Ne", "Iff")


@dataclass(frozen=True, slots=True)
class Action:
    """A step with the cost that it adds to a path: the less promising, the higher."""

    cost: float
    script: str


def closers(known: Vocabulary) -> list[str]:
    """What may end a goal at once, quick ones first."""
    simp, grind = arguments(known.simp), arguments(known.grind)
    found = ["rfl", "assumption", "omega", f"simp_all{simp}; done", f"grind{grind}"]
    if not known.goal.hypotheses or not known.goal.terms.variables(known.goal.target):
        found.insert(2, KERNEL)
    return found


def actions(known: Vocabulary) -> tuple[Action, ...]:
    """The actions at a goal, cheapest first, each once."""
    best: dict[str, Action] = {}
    for action in (*_on_target(known), *_on_hypotheses(known), *_lemmas(known)):
        if action.script not in best or action.cost < best[action.script].cost:
            best[action.script] = action
    return tuple(sorted(best.values(), key=lambda action: action.cost))


def _on_target(known: Vocabulary) -> Iterator[Action]:
    terms, target = known.goal.terms, known.goal.target
    name, given = terms.call(target)
    if (script := introduction(known.goal)) != "":
        yield Action(0.2, script)
        return
    match name:
        case "And" | "Iff":
            yield Action(0.3, "constructor")
        case "Or":
            yield Action(0.6, "left")
            yield Action(0.6, "right")
        case "Exists":
            pools = witness_pools(known)[:1]
            for number, value in enumerate(islice(pools[0], 8) if pools else ()):
                yield Action(0.7 + 0.1 * number, f"refine ⟨{value}, ?_⟩")
        case "Eq" if terms.kind(given[0]) == "pi":
            yield Action(0.4, "funext z")
        case "Eq" if terms.kind(given[0]) == "sort":
            yield Action(0.4, "apply propext")
    if {"ite", "dite"} & known.mentioned:
        yield Action(0.6, "split")
    if simp := known.simp:
        yield Action(0.7, f"simp only [{simp}]")
        yield Action(0.9, f"simp [{simp}] at *")
        for definition in known.definitions[-4:]:
            yield Action(1.1, f"unfold {definition.name}")
    yield Action(0.9, "simp at *")
    if name != "False":
        yield Action(1.6, "exfalso")
        if known.facts and name not in ("Exists", "And"):
            yield Action(1.5, "refine Classical.byContradiction fun hn => ?_")
    constant = known.constants.get(name)
    if constant is not None and constant.own and constant.kind == "inductive":
        yield from (Action(0.7, f"apply {constructor}") for constructor in constant.constructors)


def _on_hypotheses(known: Vocabulary) -> Iterator[Action]:
    for fact in known.facts:
        yield from _on_fact(known, fact)
    for variable in recursive_variables(known)[:3]:
        for extra in generalizing(known, variable):
            yield Action(0.8 + 0.1 * bool(extra), f"induction {variable.name}{extra}")
        yield Action(1.3, f"cases {variable.name}")
    for variable in known.variables:
        constant = known.inductive(variable)
        if constant is not None and not constant.recursive:
            yield Action(1.0, f"cases {variable.name}")
    for call in calls(known):
        yield Action(0.9, f"fun_induction {call}")


def _on_fact(known: Vocabulary, fact: LocalHypothesis) -> Iterator[Action]:
    terms = known.goal.terms
    name, given = terms.call(fact.type)
    taken = {h.name for h in known.goal.hypotheses}
    at_false = terms.head(known.goal.target) == "False"
    match name:
        case "And" | "Exists":
            left, right = fresh("x" if name == "Exists" else fact.name, set(taken)), fresh(f"{fact.name}r", set(taken))
            yield Action(0.2, f"obtain ⟨{left}, {right}⟩ := {fact.name}")
        case "Or":
            yield Action(0.5, f"rcases {fact.name} with {fact.name} | {fact.name}")
        case "Not":
            yield Action(0.6, f"apply {fact.name}") if at_false else Action(1.0, f"refine absurd ?_ {fact.name}")
        case "Eq":
            yield Action(1.0, f"rw [{fact.name}]")
            yield Action(1.2, f"rw [← {fact.name}]")
            if any(terms.kind(side) == "fvar" for side in given[1:]):
                yield Action(0.7, f"subst {fact.name}")
        case "Iff":
            yield Action(1.0, f"rw [{fact.name}]")
    if terms.kind(fact.type) == "pi":
        yield Action(0.8, f"apply {fact.name}")
        yield from _instances(known, fact, taken)
    constant = known.constants.get(name)
    if constant is not None and constant.own and constant.kind == "inductive" and constant.is_predicate:
        yield Action(0.7, f"induction {fact.name}")
        yield Action(0.8, f"cases {fact.name}")


def _instances(known: Vocabulary, fact: LocalHypothesis, taken: set[str]) -> Iterator[Action]:
    """A general hypothesis at variables, what it asks for proved by others, an existence in it taken apart."""
    terms, expr, pools = known.goal.terms, fact.type, list[list[str]]()
    while terms.kind(expr) == "pi" and len(pools) < 3:
        type_ = terms.exprs[expr][2]
        numbers = ["0", "1"] if terms.head(type_) == "Nat" else []
        same = [h.name for h in known.variables if h.type == type_]
        proofs = [h.name for h in known.facts if h.type == type_]
        pools.append([*same, *numbers] if same or numbers else proofs or [_ASKED])
        expr = terms.exprs[expr][3]
    new, more = fresh(f"{fact.name}i", set(taken)), fresh("x", set(taken))
    head = terms.head(expr)
    for row in islice(product(*(pool[-4:] for pool in pools)), 6):
        term = f"{fact.name} {' '.join(row)}"
        if head == "Exists":
            yield Action(0.6, f"obtain ⟨{more}, {new}⟩ := {term}")
        elif head == "Or":
            yield Action(0.8, f"rcases {term} with {new} | {new}")
        else:
            yield Action(1.0, f"have {new} := {term}")


def _lemmas(known: Vocabulary) -> Iterator[Action]:
    """The text's own lemmas."""
    if known.goal.terms.head(known.goal.target) not in ("", "False", "Exists", "And", "Or"):
        yield Action(1.4, SEARCH)
    for name in known.lemmas[-MAX_LEMMAS:]:
        yield Action(1.2, f"apply {name}")
        yield Action(1.6, f"rw [{name}]")
