"""What every rater takes and gives: the `Rater` protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from orchestrator.errors import RetryError
from orchestrator.models.model import Model
from orchestrator.vocabulary import GoalStatus


class RaterFailed(RetryError):
    """A rater's answers could not be read, or do not rank what was asked. The match tells nothing."""


GoalState = Literal["proved", "disproved", "open"]
GOAL_STATES: Final[Mapping[GoalStatus, GoalState]] = {
    GoalStatus.PROVED: "proved",
    GoalStatus.DISPROVED: "disproved",
    GoalStatus.UNKNOWN: "open",
}


@dataclass(frozen=True, slots=True)
class EntrantGoal:
    """One goal that a sketch leaves to others, as a rater sees it."""

    text: str
    """Hypotheses and target as Lean prints them."""
    state: GoalState
    feedback: str = ""
    """What was tried, in one line; empty if nothing was."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A sketch in a match. Picklable; holds no names of agents, so that a rater cannot favour one."""

    digest: str
    text: str
    """The sketch's regions as Lean text."""
    plan: str
    goals: tuple[EntrantGoal, ...] = ()
    restates: bool = False
    """Whether an open goal is only the target again: no progress, however good the words."""
    vetoes: tuple[str, ...] = ()
    """What the decomposition check found wrong, one sentence each."""
    shared_goals: float = 0.0
    """The share (0 to 1) of its open goals that other entrants leave open too: the opposite of novelty."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A rater's answer: groups of digests, best first; digests in one group are tied. Every entrant is in it once."""

    groups: tuple[tuple[str, ...], ...]
    rationale: str = ""


class RaterBench(Protocol):
    """What a rater needs of the bench that the driver makes for a match."""

    def model(self, profile: str | None = None) -> Model:
        """The model of this profile (None: the run's first), paid from the match's run."""
        ...


class Rater(Protocol):
    """Ranks sketches of one statement. Safe for concurrent use by tasks of one event loop.

    Cancelling the awaiting task gives the call up at once.
    """

    @property
    def name(self) -> str:
        """As stored with matches."""
        ...

    async def rank(
        self, entrants: Sequence[Entrant], bench: RaterBench, seed: int, *, problem: str, profile: str | None = None
    ) -> Ranking:
        """Rank ``entrants``, at least two of them, all different.

        Args:
            entrants: the players, in any order; the answer must not depend on it more than the rater can help.
            bench: the model, if the rater needs one.
            seed: of the order in which they are shown, and of other choices.
            problem: the statement in words and in Lean.
            profile: the model profile to ask, for raters that ask one.

        Raises:
            RaterFailed: the answer could not be read, also after asking again; the match tells nothing.
            ModelUnavailable, LimitReached: as from the model.
        """
        ...
