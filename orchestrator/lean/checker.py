"""What Lean says about a text: the `Checker` protocol and its request and result types.

Positions are those of the text that the user sent, header included: lines count from 1, columns count Unicode
code points from 0 (as Lean's ``Position`` does).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, Self, runtime_checkable

from orchestrator.lean.environment import Environment


class Severity(StrEnum):
    """Severity of a Lean message (``Lean.MessageSeverity``)."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class Outcome(StrEnum):
    """How a check ended. Only `ELABORATED` and `ERRORS` speak of the text; the rest name the limit it passed."""

    ELABORATED = "elaborated"
    """No error messages. The text may still hold ``sorry``: this is never a proof verdict."""
    ERRORS = "errors"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"
    STACK = "stack"
    CRASHED = "crashed"
    """Lean died on this text twice, in two fresh processes."""
    CANCELLED = "cancelled"


LIMIT_OUTCOMES = frozenset({Outcome.TIMEOUT, Outcome.MEMORY, Outcome.OUTPUT, Outcome.STACK, Outcome.CRASHED})
"""Outcomes that say that the text asked for more than it may have."""

OUTCOME_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.TIMEOUT: "Lean stopped at its limit on time; make the slow step cheaper",
    Outcome.MEMORY: "Lean stopped at its limit on memory; something grows too large, make it smaller",
    Outcome.OUTPUT: "Lean stopped at its limit on output; print less",
    Outcome.STACK: "Lean ran out of stack; some recursion or term is too deep, or a program's loop (`for`, `while`) "
    "too long, as each round takes stack here",
    Outcome.CRASHED: "Lean crashed on this text twice; avoid what is new in it",
    Outcome.CANCELLED: "the check was cancelled",
}
"""What an outcome that does not speak of the text means, and what to do about it, for people and models."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: ``line`` from 1, ``column`` from 0 in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Message:
    """One Lean message. ``kind`` is Lean's message tag (``""`` if untagged), ``end`` is None for a point."""

    severity: Severity
    text: str
    start: Position
    end: Position | None = None
    kind: str = ""


STANDARD_AXIOMS: Final = frozenset({"propext", "Quot.sound", "Classical.choice"})
"""What a proof may rest on."""

_SHOWN_BODILESS = 3
_SHOWN_COMMAND = 100
HOLE_KIND = "hasSorry"
"""Lean's tag of the warning that a declaration uses ``sorry``."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A local hypothesis: its user name, type and, for ``let`` variables, value, all pretty-printed.

    ``unused``: it cannot matter to the goal and has no part in the goal's digest.
    """

    name: str
    type: str
    value: str | None = None
    unused: bool = False


def stuck_on(bodiless: Sequence[str]) -> str:
    """What to know of definitions without a body, in a sentence; empty if there are none."""
    if not bodiless:
        return ""
    names = ", ".join(f"`{name}`" for name in bodiless[:_SHOWN_BODILESS])
    has = "has" if len(bodiless) == 1 else "have"
    return (
        f"{names} {has} no body in this Lean: `decide`, `rfl`, `unfold` and `simp [...]` get stuck there; "
        "use lemmas about it, or define it anew"
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """One open obligation.

    ``digest`` is a hash of the elaborated context and target that sees no names and no hypotheses that cannot matter
    (empty where it could not be computed); ``pretty`` is what Lean prints. ``bodiless`` are definitions of the library
    below the target that are shipped without a body: nothing computes through them.
    """

    target: str
    hypotheses: tuple[Hypothesis, ...] = ()
    case: str | None = None
    pretty: str = ""
    digest: str = ""
    bodiless: tuple[str, ...] = ()

    @property
    def stuck_on(self) -> str:
        """What to know of the definitions without a body, in a sentence; empty if there are none."""
        return stuck_on(self.bodiless)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the hypotheses that have a part in the digest: goals with the same digest have as many."""
        return tuple(hypothesis.name for hypothesis in self.hypotheses if not hypothesis.unused)


class GoalOrigin(StrEnum):
    """Why a goal is open at a place."""

    SORRY = "sorry"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class OpenGoal:
    """A goal left open at ``start``..``end``, where a ``sorry`` stands or an error was reported."""

    goal: Goal
    origin: GoalOrigin
    start: Position
    end: Position
    is_tactic: bool = True
    """True where a tactic is expected at the place, False where a term is."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A constant that the text added to the environment.

    ``kind`` is one of axiom, def, theorem, opaque, quot, inductive, constructor, recursor.
    ``axioms`` are the names of the axioms it rests on, as the checking session sees them: advice, not evidence.
    ``more_axioms_unknown`` says that it also rests on library constants that are shipped without proof or body, so that
    what axioms those use is not known. ``unsafe``: the kernel does not hold the body to anything, so it proves nothing.
    """

    name: str
    kind: str
    axioms: tuple[str, ...] = ()
    more_axioms_unknown: bool = False
    unsafe: bool = False

    @property
    def axiom_words(self) -> str:
        """The axioms for people."""
        words = ", ".join(self.axioms) or "no axioms"
        more = self.more_axioms_unknown and "sorryAx" not in self.axioms  # with a hole nobody asks further
        return f"{words}; what library proofs rest on is not known" if more else words


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one check. ``heartbeats`` are Lean's (thousands of small allocations); 0 leaves Lean's default.

    ``wall_seconds`` are those of a quiet machine: time in which Lean waits for a processor does not count, up to six
    times the limit in all, so that a busy machine does not refuse what a quiet one would take.
    """

    wall_seconds: float = 60.0
    heartbeats: int = 0
    output_bytes: int = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A whole Lean file and what to report beyond messages.

    ``source`` starts with its import header (if any). ``goals`` asks for open goals, ``declarations`` for added
    constants with their axioms. ``incremental=False`` elaborates from the header without reusing states.
    """

    source: str
    limits: Limits = Limits()
    goals: bool = True
    declarations: bool = True
    incremental: bool = True


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds spent: ``elaboration`` inside Lean's elaborator, ``total`` as seen by the caller, ``processor`` of
    processor time by the Lean process (0 where it is not known), which a busy machine does not change."""

    elaboration: float = 0.0
    total: float = 0.0
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found. ``commands`` counts the file's commands, ``reused`` those taken from kept states."""

    outcome: Outcome
    messages: tuple[Message, ...] = ()
    goals: tuple[OpenGoal, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    timing: Timing = field(default_factory=Timing)
    commands: int = 0
    reused: int = 0
    running: Position | None = None
    """Where the command starts that was at work when a limit or the loss of Lean ended the check; what the commands
    before it found is here all the same. None where every command ended, or none began."""
    written_holes: tuple[Position, ...] = ()
    """Where the text itself says ``sorry`` or turns the kernel off: what swallows Lean's warnings (`#guard_msgs`,
    options) or leaves no declaration behind (an ``example``) hides nothing of that."""
    passing_axioms: tuple[tuple[str, Position], ...] = ()
    """Axioms below what a command proves without keeping it (an ``example``), with where the command starts."""

    def running_at(self, source: str) -> str:
        """A sentence for `running`, with the line of ``source`` that it is; empty where it is None."""
        if self.running is None:
            return ""
        command = "".join(source.splitlines()[self.running.line - 1 :][:1]).strip()
        return f"It was at line {self.running.line}: {command[:_SHOWN_COMMAND]}"

    @property
    def errors(self) -> tuple[Message, ...]:
        """The error messages alone."""
        return tuple(message for message in self.messages if message.severity is Severity.ERROR)

    @property
    def foreign_axioms(self) -> tuple[str, ...]:
        """Axioms that the text declares, or that what it proves rests on, beyond the three and ``sorryAx``; sorted."""
        own = {each.name for each in self.declarations if each.kind == "axiom"}
        used = {axiom for each in self.declarations for axiom in each.axioms}
        used |= {axiom for axiom, _ in self.passing_axioms}
        return tuple(sorted((own | used) - STANDARD_AXIOMS - {"sorryAx"}))

    @property
    def unsafe_names(self) -> tuple[str, ...]:
        """Declarations that the text marks ``unsafe``, without those that Lean makes for a ``partial`` one."""
        return tuple(each.name for each in self.declarations if each.unsafe and "._" not in each.name)

    @property
    def complete(self) -> bool:
        """No errors, no hole anywhere, nothing unsafe, and no axiom beyond the three: no proof yet, but worth judging.

        A hole in an ``example`` leaves no declaration behind; Lean's warning, the open goal or the text tell of it.
        """
        holes = (
            self.written_holes
            or self.foreign_axioms
            or self.unsafe_names
            or any(axiom == "sorryAx" for axiom, _ in self.passing_axioms)
            or any("sorryAx" in declaration.axioms for declaration in self.declarations)
            or any(goal.origin is GoalOrigin.SORRY for goal in self.goals)
            or any(message.kind == HOLE_KIND for message in self.messages)
        )
        return self.outcome is Outcome.ELABORATED and not holes


@dataclass(frozen=True, slots=True)
class CheckerStatistics:
    """Counters of a checker since it was opened; memory in bytes, times in seconds."""

    checks: int = 0
    elaboration_seconds: float = 0.0
    total_seconds: float = 0.0
    resident_bytes: int = 0
    lean_heap_bytes: int = 0
    hosts_started: int = 0
    hosts_recycled: int = 0
    hosts_killed: int = 0

    @property
    def hosts_replaced(self) -> int:
        """Those that died, passed a limit or grew too large."""
        return self.hosts_recycled + self.hosts_killed


@runtime_checkable
class Checker(Protocol):
    """Elaborates whole files and reports what Lean says.

    Implementations are safe for concurrent use by tasks of one event loop. A check never raises for what its text
    does (that is an `Outcome`); it raises `RetryError` for infrastructure failures and `UserError` for texts it cannot
    take. Cancelling the awaiting task cancels the check. Whoever opens a checker closes it (``async with``).
    """

    @property
    def toolchain(self) -> str:
        """Digest-bearing name of the Lean and library that answer, e.g. ``embedded-4.28.0-pre+<12 hex>``."""
        ...

    @property
    def environment(self) -> Environment:
        """The Lean that answers; its name is `toolchain`."""
        ...

    async def check(self, request: CheckRequest) -> CheckResult:
        """Elaborate ``request.source`` and report; see the class for errors."""
        ...

    async def statistics(self) -> CheckerStatistics:
        """Counters so far."""
        ...

    async def aclose(self) -> None:
        """Stop and reap every process this checker started; idempotent."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...
