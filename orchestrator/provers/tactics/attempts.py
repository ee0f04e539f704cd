"""Working on several goals in turn, so that a proof and a disproof are looked for side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from orchestrator.provers.tactics.trial import Meter, OpenPlace


class Attempt(Protocol):
    """Work on one open place, cut into steps of one or few checks."""

    place: OpenPlace
    proof: str | None
    """A script that closes the place, once one is found."""

    @property
    def level(self) -> int | None:
        """How costly the next step may be; None when there is nothing left to try."""
        ...

    async def step(self) -> None:
        """Try the next thing."""
        ...


MakeAttempt = Callable[[OpenPlace, int], Attempt]
"""Starts work on a place with a seed."""


async def first_closed(attempts: Sequence[Attempt], meter: Meter) -> Attempt | None:
    """Advance all attempts, cheapest next step first, the least tried first among equals, until one has a proof.

    The order depends on what Lean answers and on nothing else; time only decides when to stop.
    """
    steps = [0] * len(attempts)
    while not meter.exhausted:
        open_ones = [(level, steps[i], i) for i, attempt in enumerate(attempts) if (level := attempt.level) is not None]
        if not open_ones:
            return None
        index = min(open_ones)[2]
        steps[index] += 1
        await attempts[index].step()
        if attempts[index].proof is not None:
            return attempts[index]
    return None
