"""Theorems of the library that speak of what a goal speaks of: which ``grind`` takes, and what it does with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestrator.lean.trials import TryStatus
from orchestrator.provers.tactics.closers import CHEAP, LONG, MIDDLE, Candidate
from orchestrator.provers.tactics.inductions import calls, inductive_proofs, recursive_variables
from orchestrator.provers.tactics.starts import Start
from orchestrator.provers.tactics.trial import OpenPlace
from orchestrator.provers.tactics.vocabulary import Vocabulary

AT_ONCE = 8
"""Theorems in one call of ``grind``: more of them slow it down, fewer find less."""
TESTED_AT_ONCE = 4


async def with_usable_premises(place: OpenPlace, found: list[Start]) -> list[Start]:
    """The starts with those premises that ``grind`` finds a pattern in; with another one it would do nothing at all."""
    root = found[0].known
    names = [h.name for h in root.named]
    clear = f"clear {' '.join(reversed(names))}; " if names and len(names) == len(root.goal.hypotheses) else ""
    given = root.premises
    groups = [given[at : at + TESTED_AT_ONCE] for at in range(0, len(given), TESTED_AT_ONCE)]
    taken = await _taken(place, groups, clear)
    left: list[tuple[str, ...]] = [(name,) for group in groups if group not in taken for name in group]
    taken += await _taken(place, left, clear)
    usable = {name for group in taken for name in group}
    premises = tuple(name for name in given if name in usable)
    return [replace(start, known=replace(start.known, premises=premises)) for start in found]


async def _taken(place: OpenPlace, groups: list[tuple[str, ...]], clear: str) -> list[tuple[str, ...]]:
    """The groups that ``grind`` takes whole."""
    if not groups:
        return []
    scripts = [f"have : True := by {clear}grind only [{', '.join(group)}]\nskip" for group in groups]
    answer = await place.tries(scripts, "premises", heartbeats=CHEAP, every=True)
    return [group for group, item in zip(groups, answer.tries, strict=False) if item.status is TryStatus.OPEN]


def from_library(known: Vocabulary) -> Iterator[Candidate]:
    """``grind`` with the premises, alone and in the cases of an induction."""
    if known.goal.terms.kind(known.goal.target) == "pi" or not known.premises:
        return
    chunks = [known.premises[at : at + AT_ONCE] for at in range(0, len(known.premises), AT_ONCE)]
    lists = [", ".join(filter(None, [known.grind, *chunk])) for chunk in chunks]
    for given in lists:
        yield Candidate(f"grind [{given}]", "premises", MIDDLE)
    ways = [f"induction {v.name}" for v in recursive_variables(known)[:2]]
    ways += [f"induction {proof.name}" for proof in inductive_proofs(known)]
    ways += [f"fun_induction {call}" for call in calls(known)[:1]]
    for given in lists[:2]:
        for way in ways:
            yield Candidate(f"{way} <;> grind [{given}]", "premises by induction", LONG)
