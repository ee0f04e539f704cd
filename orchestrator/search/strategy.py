"""Decisions as data: what a strategy may decide, what it learns, and the pure protocol between the two.

A strategy sees no store, no clock and no settings. Its board is a fold over the run's log, so a run that was killed and
resumed decides as one that was not: the same entries give the same board, the same board the same decision.

    board = strategy.begin(facts)
    for entry in log:                       # what the run has stored, in its order
        board = strategy.learn(board, entry)
    decision = strategy.next(board, free)   # the driver stores it as `Decided` and lets the board learn that at once
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol, TypeVar

import numpy as np
from pydantic import Field, TypeAdapter

GoalState = Literal["proved", "disproved", "unknown"]
DirectionName = Literal["prove", "disprove"]


@dataclass(frozen=True, slots=True)
class Spend:
    """What work cost. Money in millionths of a dollar, ``seconds`` of wall time, ``lean_seconds`` of Lean's CPU."""

    micro_usd: int = 0
    tokens: int = 0
    seconds: float = 0.0
    lean_seconds: float = 0.0
    checks: int = 0

    def __add__(self, other: Spend) -> Spend:
        return Spend(
            self.micro_usd + other.micro_usd,
            self.tokens + other.tokens,
            self.seconds + other.seconds,
            self.lean_seconds + other.lean_seconds,
            self.checks + other.checks,
        )


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """What the run may cost; None means no limit. Kept by the driver and the store; a strategy only plans by it."""

    micro_usd: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    episodes: int | None = None

    def used(self, spent: Spend, episodes: int) -> float:
        """The largest share (0 to 1) of any limit that is used up; 0 where there is no limit."""
        pairs = (
            (spent.micro_usd, self.micro_usd),
            (spent.tokens, self.tokens),
            (spent.seconds, self.seconds),
            (episodes, self.episodes),
        )
        shares = [used / limit for used, limit in pairs if limit]
        return min(1.0, max(shares, default=0.0))


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a strategy knows of its run from the beginning; never changes."""

    run_id: str = ""
    problem_id: str = ""
    statement_sha256: str = ""
    seed: int = 0
    directions: tuple[DirectionName, ...] = ("prove",)
    """Those that the challenge offers."""
    answers: bool = False
    """Whether the challenge asks for values, not only for a proof."""
    limits: SpendLimits = SpendLimits()
    provers: tuple[str, ...] = ()
    goal_provers: tuple[str, ...] = ()
    raters: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    """Model profiles that the run may use."""
    accepted: str | None = None
    """Digest of a sketch of this statement that a judge accepted before, if there is one."""
    accepted_direction: DirectionName | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Free lanes of each kind. One kind never waits for another, so raters are never on a prover's path."""

    prove: int = 0
    rate: int = 0
    goals: int = 0


# --- decisions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prove:
    """Make an attempt. ``reason`` is one sentence for the log, as in every decision."""

    prover: str
    reason: str
    direction: DirectionName | None = None
    """None leaves it to the prover."""
    parent: str | None = None
    """Digest of the sketch to start from; None starts from the challenge's own regions."""
    inspirations: tuple[str, ...] = ()
    """Digests of sketches that are shown beside the parent."""
    instruction: str = ""
    """A task put into the prompt, such as to combine ideas."""
    agent: int = 0
    """Number of the line of work (trajectory) that this attempt continues."""
    seed: int = 0
    share: float = 1.0
    """Of the run's remaining time that the attempt may take."""
    profile: str | None = None
    """Model profile; None takes the run's first."""
    goal_tool: bool = True
    """Whether an agent may call the run's goal provers while it works."""
    kind: Literal["prove"] = "prove"


@dataclass(frozen=True, slots=True)
class Rate:
    """Have a rater rank ``entrants``, sketch digests."""

    rater: str
    entrants: tuple[str, ...]
    reason: str
    seed: int = 0
    profile: str | None = None
    kind: Literal["rate"] = "rate"


@dataclass(frozen=True, slots=True)
class ProveGoal:
    """Have the goal provers work on one open goal of a stored sketch.

    If it is proved the driver splices the proof, checks, and admits the new sketch with ``sketch`` as its parent.
    """

    sketch: str
    goal: str
    reason: str
    provers: tuple[str, ...] = ()
    """In this order; empty takes the run's."""
    seconds: float = 30.0
    """Of Lean's processor time."""
    seed: int = 0
    kind: Literal["goal"] = "goal"


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing now: ask again when something was learned. With nothing in flight this would be for ever, so the driver
    then takes it as `Stop`."""

    reason: str
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more: the run ends as not proved once what is in flight has ended."""

    reason: str
    kind: Literal["stop"] = "stop"


Work = Prove | Rate | ProveGoal
Decision = Prove | Rate | ProveGoal | Wait | Stop


# --- what a board learns --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoalFact:
    """An open goal of a sketch, or a finding about one."""

    digest: str
    status: GoalState = "unknown"


VetoKind = Literal["equal", "equivalent", "refuted", "contradictory"]


@dataclass(frozen=True, slots=True)
class Veto:
    """What speaks against an open goal: it is the target again or one that was replaced (``equal``, ``equivalent``), it
    is ``refuted``, or it holds only because its hypotheses are ``contradictory`` (which is then its proof)."""

    goal: str
    kind: VetoKind


@dataclass(frozen=True, slots=True)
class SketchFacts:
    """What a strategy knows of a sketch."""

    digest: str
    direction: DirectionName = "prove"
    parent: str | None = None
    inspirations: tuple[str, ...] = ()
    goals: tuple[GoalFact, ...] = ()
    duplicate_of: str | None = None
    """An earlier member of the run with the same open goals and text."""
    restates: bool = False
    """Whether an open goal is only the target again, or one that an ancestor's descendants had replaced."""
    vetoes: tuple[Veto, ...] = ()
    """What the decomposition check found."""
    size: int = 0
    """Bytes of its regions."""
    agent: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision was stored; its work is in flight until an entry with the same ``step`` ends it."""

    step: int
    decision: Annotated[Work, Field(discriminator="kind")]
    kind: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class Admitted:
    """An attempt, or the work on a goal, ended and was stored."""

    step: int
    attempt: str = ""
    prover: str = ""
    agent: int = 0
    profile: str | None = None
    status: Literal["complete", "partial", "failed"] = "failed"
    goes_on: bool = True
    """Whether another attempt of the same line of work makes sense."""
    sketch: SketchFacts | None = None
    verdict: str | None = None
    proved: bool = False
    findings: tuple[GoalFact, ...] = ()
    spend: Spend = Spend()
    spent: Spend = Spend()
    """Of the whole run so far."""
    episodes: int = 0
    """Of the whole run so far."""
    kind: Literal["admitted"] = "admitted"


@dataclass(frozen=True, slots=True)
class Rated:
    """A match ended."""

    step: int
    rater: str
    ranking: tuple[tuple[str, ...], ...]
    """Groups of sketch digests, best first; a group is tied."""
    elo: Mapping[str, float] = field(default_factory=dict)
    """All ratings as they are after this match, where they were refreshed; empty where they were not."""
    upcoming: tuple[tuple[str, ...], ...] = ()
    """Matches that the refreshed ratings suggest, in this order."""
    spend: Spend = Spend()
    spent: Spend = Spend()
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True, slots=True)
class Failed:
    """An infrastructure failure. ``again``: the same step is tried once more and stays in flight."""

    step: int
    failure: str
    detail: str = ""
    again: bool = False
    kind: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The work of this step ended without a result: cancelled, or refused by a limit."""

    step: int
    reason: str = ""
    kind: Literal["dropped"] = "dropped"


@dataclass(frozen=True, slots=True)
class Switched:
    """From here on another strategy decides; what is in flight goes on. Written by a command, not by the driver."""

    strategy: str
    config: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    step: int = -1
    """It belongs to no decision."""
    kind: Literal["switched"] = "switched"


Entry = Decided | Admitted | Rated | Failed | Dropped | Switched
_ENTRIES: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """The entry as the run's log stores it."""
    dumped: dict[str, Any] = _ENTRIES.dump_python(entry, mode="json")
    return dumped


def entry_from_json(value: Mapping[str, Any]) -> Entry:
    """The inverse of `entry_to_json`; raises pydantic's ``ValidationError`` for anything else."""
    return _ENTRIES.validate_python(value)


# --- the protocol ---------------------------------------------------------------------------------------------------

B = TypeVar("B")


class Strategy(Protocol[B]):
    """Decides what is tried next. Pure: the same board and capacity give the same decision.

    A board belongs to one run and is changed by its strategy alone, so `learn` may change it in place.
    """

    @property
    def name(self) -> str:
        """As configured and stored with runs."""
        ...

    def begin(self, facts: RunFacts) -> B:
        """The board of a run in which nothing has happened."""
        ...

    def learn(self, board: B, entry: Entry) -> B:
        """The board after ``entry``, the next of the run's log."""
        ...

    def next(self, board: B, free: Capacity) -> Decision:
        """What to do with the free lanes: work for which a lane is free, `Wait` or `Stop`. Changes nothing."""
        ...


def profile_of(facts: RunFacts, number: int) -> str | None:
    """The run's model profiles in turn: which one line of work, or attempt, with this number asks."""
    return facts.profiles[number % len(facts.profiles)] if facts.profiles else None


def rng(facts: RunFacts, step: int) -> np.random.Generator:
    """The only source of chance of a strategy: its run's seed and the number of the decision."""
    return np.random.default_rng((facts.seed & 0xFFFF_FFFF_FFFF_FFFF, step))
