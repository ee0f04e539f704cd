"""Working on several goals in turn, so that a proof and a disproof are looked for side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from orchestrator.provers.tactics.trial import Meter, OpenPlace


class Attempt(Protocol):
    """Work on one open place, cut into steps of one request."""

    place: OpenPlace
    proof: str | None
    """A script that closes the place, once one is found."""
    by: str
    """What kind of idea found it."""

    weight: float
    """What a heartbeat of it counts: the more, the smaller its share of the work."""

    @property
    def ahead(self) -> float:
        """What the next step will cost as far as that is known before, as `OpenPlace.work` counts."""
        ...

    @property
    def over(self) -> bool:
        """Whether there is nothing left to try."""
        ...

    async def step(self) -> None:
        """Try the next thing."""
        ...


MakeAttempt = Callable[[OpenPlace, int], Attempt]
"""Starts work on a place with a seed."""


async def first_closed(attempts: Sequence[Attempt], meter: Meter) -> Attempt | None:
    """Advance all attempts, the one first that has then used least of Lean, until one has a proof.

    What runs when depends on Lean's answers and on the heartbeats they took, so a busy machine finds the same; Lean
    seconds and wall time only decide when to stop.
    """
    while not meter.exhausted:
        used = [(attempt.place.work + attempt.ahead) * attempt.weight for attempt in attempts]
        open_ones = [(used[i], i) for i, attempt in enumerate(attempts) if not attempt.over]
        if not open_ones:
            return None
        attempt = attempts[min(open_ones)[1]]
        await attempt.step()
        if attempt.proof is not None:
            return attempt
    return None
