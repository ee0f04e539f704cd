"""The tactic portfolio as work on one open place: every candidate by itself, cheap ones first."""

from __future__ import annotations

import re

from orchestrator.lean.checker import Message
from orchestrator.provers.tactics.candidates import KERNEL, SEARCH, Candidate, candidates
from orchestrator.provers.tactics.counterexamples import CounterexampleSearch
from orchestrator.provers.tactics.trial import OpenPlace

_SUGGESTION = re.compile(r"Try (?:this|these):(?P<scripts>.+)", re.DOTALL)


class PortfolioAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`. The candidates do not depend on the seed."""

    def __init__(self, place: OpenPlace, seed: int = 0) -> None:
        self.place = place
        self.proof: str | None = None
        self._left = list(reversed(candidates(place.goal, place.vocabulary())))
        self._values = CounterexampleSearch(place)

    @property
    def level(self) -> int | None:
        """Level of the next candidate or of the next values."""
        levels = [level for level in (self._candidate_level, self._values.level) if level is not None]
        return min(levels, default=None)

    @property
    def _candidate_level(self) -> int | None:
        return self._left[-1].level if self._left else None

    async def step(self) -> None:
        """Try the next candidate or values. After a kernel evaluation that took too long no other is tried."""
        if self._values.level is not None and self._values.level == self.level:
            await self._values.step()
            self.proof = self._values.proof
            return
        candidate = self._left.pop()
        trial = await self.place.attempt(candidate.script)
        if trial.closed:
            self.proof = await self._in_person(candidate, trial.messages)
        elif trial.timed_out and KERNEL in candidate.script:
            self._left = [other for other in self._left if KERNEL not in other.script]
            self._values.over = True

    async def _in_person(self, candidate: Candidate, messages: tuple[Message, ...]) -> str:
        """What a person would write: the choice that worked, the lemma that a library search found."""
        shorter = candidate.choices
        if SEARCH in candidate.script:
            shorter = tuple(candidate.script.replace(SEARCH, found) for found in suggestions(messages))
        for script in shorter:
            if (await self.place.attempt(script)).closed:
                return script
        return candidate.script


def suggestions(messages: tuple[Message, ...]) -> tuple[str, ...]:
    """The tactics that Lean's ``Try this`` messages name, in order."""
    found: list[str] = []
    for message in messages:
        if match := _SUGGESTION.search(message.text):
            found += [" ".join(script.split("\n  -- ")[0].split()) for script in match["scripts"].split("[apply]")]
    return tuple(script for script in found if script)
