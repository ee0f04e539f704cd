"""Challenges as the store keeps them."""

from __future__ import annotations

from pathlib import Path

from orchestrator.config import settings
from orchestrator.problems.catalogue import is_catalogued
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.standing import Ours, where_it_stands
from orchestrator.store import CATALOGUE, LOCAL, LOCAL_PREFIX, StatementVersion, Store
from orchestrator.vocabulary import ProblemState


def stored_id(challenge: Challenge, catalogue: Path | None = None) -> str:
    """The problem's id in the store: the challenge's own if the catalogue has this very text, else below ``local/``.

    A file may call itself what it likes; what is said of a catalogue's problem is said of the catalogue's text alone.

    Args:
        catalogue: the catalogue's folder; the settings' by default.
    """
    if is_catalogued(challenge, catalogue or settings().problems_dir):
        return challenge.id
    return challenge.id if challenge.id.startswith(LOCAL_PREFIX) else LOCAL_PREFIX + challenge.id


async def add_statement(store: Store, challenge: Challenge) -> StatementVersion:
    """The challenge's frozen text with what its header says, stored if it is new."""
    meta = challenge.metadata
    problem_id = stored_id(challenge)
    return await store.problems.register(
        problem_id,
        registrar=LOCAL if problem_id.startswith(LOCAL_PREFIX) else CATALOGUE,
        source=meta.source,
        title=meta.title,
        text=challenge.text,
        metadata={
            "status": meta.status.value,
            "tags": list(meta.tags),
            "informal": meta.informal,
            "axes": _axes(challenge),
        },
    )


def _axes(challenge: Challenge) -> dict[str, object]:
    """Where the header says that the mathematics and the Lean stand, for filters, and in which states of this database
    that contradicts itself or what was decided."""
    states = [state for state in ProblemState if state is ProblemState.UNTRIED or state.decided]
    stands = {state: where_it_stands(challenge, (), Ours(state)) for state in states}
    clashing = {state.value: "yes" if one.clashes else "no" for state, one in stands.items()}
    found = stands[ProblemState.UNTRIED]
    return {"informal": found.informal.value, "formal": found.formal.value, "clashing": clashing}
