"""Refuting an open goal: a text in which the goal, closed over its hypotheses, is negated by Lean itself.

Nothing is printed and read again. At the goal's place all hypotheses are reverted and what remains is made an auxiliary
lemma (``as_aux_lemma``), so its type is the statement ``∀ hypotheses, target`` as elaborated. The text goes on with
``theorem ... : ¬ (type_of% @<auxiliary lemma>)``. This works for every goal that is a proposition, whatever its
hypotheses are; where the lemma cannot be named (in a ``private`` declaration) there is no refutation.
"""

from __future__ import annotations

import re

from orchestrator.lean.checker import Outcome
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.names import accessible, fresh
from orchestrator.provers.tactics.splice import fill_others, replace_sorry, sorry_places
from orchestrator.provers.tactics.trial import HOLE, HOLE_COMMAND, Meter, OpenPlace

REFUTATION = "orchestrator_refutation"
GOAL = "orchestrator_goal"
_AUXILIARY = re.compile(r"\._proof_[0-9_]+\Z")


async def refutation_of(place: SketchGoal, others: tuple[SketchGoal, ...], meter: Meter) -> OpenPlace | None:
    """A place to prove the negation of the goal at ``place``, or None where it cannot be stated. Takes two checks."""
    stated = await stated_apart(place, others, meter)
    if stated is None:
        return None
    text, lemma = stated
    source = f"{text}theorem {REFUTATION} : ¬ (type_of% @{lemma}) := by\n  sorry\n"
    baseline = await meter.check(source)
    places = sorry_places(source, baseline.goals)
    if baseline.outcome is not Outcome.ELABORATED or not places:
        return None
    return OpenPlace(places[-1], baseline, meter, frozenset({HOLE, GOAL}))


async def stated_apart(place: SketchGoal, others: tuple[SketchGoal, ...], meter: Meter) -> tuple[str, str] | None:
    """The text with the goal at ``place`` closed over its hypotheses as a lemma of its own, and that lemma's name.

    The text can be gone on from; what is proved there must not rest on `GOAL` or `HOLE`. Takes one check.
    """
    prelude = f"{HOLE_COMMAND}\n{HOLE_COMMAND.replace(HOLE, GOAL)}"
    closed = replace_sorry(fill_others(place, others, HOLE, prelude), _as_lemma(place))
    result = await meter.check(closed.text)
    if result.outcome is not Outcome.ELABORATED:
        return None
    lemma = next((d.name for d in result.declarations if _AUXILIARY.search(d.name) and GOAL in d.axioms), None)
    return None if lemma is None else (f"{closed.text.rstrip()}\n\n", lemma)


def _as_lemma(place: SketchGoal) -> str:
    """Tactics that make the goal a lemma of its own with no hypotheses around it."""
    names = [hypothesis.name for hypothesis in place.goal.hypotheses]
    taken = set(names)
    new = [fresh("x", taken) for name in names if not accessible(name)]
    unnamed = iter(new)
    reverted = [name if accessible(name) else next(unnamed) for name in names]
    lines = [f"rename_i {' '.join(new)}"] if new else []
    lines += [f"revert {' '.join(reverted)}"] if reverted else []
    return "\n".join([*lines, f"as_aux_lemma => exact {GOAL}"])
