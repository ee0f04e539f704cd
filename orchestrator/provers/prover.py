"""What every prover takes and gives: the `Prover` protocol for challenges, `GoalProver` for open goals of a sketch.

Provers only produce text. `ProverStatus.COMPLETE` means that a warm check saw no error and no ``sorryAx``: worth the
judge's time. Only the judge says proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from orchestrator.lean.checker import Checker, CheckResult, Goal, Limits, Message, OpenGoal, Outcome
from orchestrator.lean.judging import Judge
from orchestrator.models.model import Model
from orchestrator.models.transcript import Transcript
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import sha256_hex
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.vocabulary import Direction, GoalStatus

if TYPE_CHECKING:
    from orchestrator.provers.goal_cache import GoalCache


class ProverStatus(StrEnum):
    """How a prover's work on a task ended."""

    COMPLETE = "complete"
    """The target (or its disproof) elaborates without errors and does not rest on ``sorryAx``."""
    PARTIAL = "partial"
    """The regions elaborate without errors; goals are left open by ``sorry``."""
    FAILED = "failed"
    """Nothing that elaborates came of it; the regions are the parent's."""


@dataclass(frozen=True, slots=True)
class Inspiration:
    """A sketch that is shown beside the parent."""

    digest: str
    text: str
    """Its regions as Lean text."""
    plan: str = ""
    elo: float | None = None
    goals: tuple[str, ...] = ()
    """What it leaves open and what is known of that, a line each."""


@dataclass(frozen=True, slots=True)
class ProverTask:
    """One unit of work for a prover. Picklable: it is sent to workers as it is."""

    challenge: Challenge
    direction: Direction | None = None
    """None leaves the choice to the prover; ``disprove`` needs a challenge that offers a disproof."""
    parent: tuple[str, ...] | None = None
    """Regions of the sketch to start from, for ``direction``; None starts from the challenge's own."""
    seed: int = 0
    wall_seconds: float = 60.0
    """For the whole task. A prover returns what it has soon after; it never raises for lack of time."""
    max_checks: int | None = None
    """Most checks (whole texts and single scripts) to spend; None: no limit."""
    lean_seconds: float | None = None
    """Most processor seconds of Lean to spend; None: no limit. A busy machine makes no difference to it."""
    check_limits: Limits = field(default_factory=Limits)
    """Upper limits of a single check; a prover may ask for less."""
    inspirations: tuple[Inspiration, ...] = ()
    """Other sketches to take ideas from."""
    instruction: str = ""
    """What to do with the parent, in words for a model."""
    known: tuple[str, ...] = ()
    """What was found out about the parent's goals and about others of the run, a line each."""
    profile: str | None = None
    """Which model profile to ask, for provers that ask one; None is the run's first."""
    episode: EpisodeLimits = field(default_factory=EpisodeLimits)
    """Limits of a conversation, for provers that have one."""
    goal_provers: tuple[str, ...] = ()
    """Those that a conversation may call; none takes the tool away."""
    goal_budget: GoalBudget = field(default_factory=lambda: GoalBudget.of_lean(10.0))
    """Of one goal prover on one goal."""
    blind: bool = False
    """Whether prompts leave out what may give the outcome away (status, notes, "(false)"), for honest measurement."""


@dataclass(frozen=True, slots=True)
class GoalResult:
    """What a `GoalProver` found out about one goal.

    ``proof`` is tactic text without indentation, of the goal where ``status`` is proved and of its negation where it is
    disproved; None where it is unknown. ``tried`` are the tactics or candidates that were tried, in order.
    """

    goal: Goal
    status: GoalStatus
    prover: str
    seconds: float
    checks: int = 0
    proof: str | None = None
    tried: tuple[str, ...] = ()
    recalled: bool = False
    """Whether it was found before and only checked again."""
    scope: str | None = None
    """Digest of the text before the goal, as `scope_of`; with ``budget_seconds`` it tells whether another try in vain
    can be spared."""
    budget_seconds: float | None = None
    """What it was allowed; None where the time was not what bounded it."""
    lean_seconds: float = 0.0
    """Processor time of Lean that it took, where the prover counts it."""


@dataclass(frozen=True, slots=True)
class ProverOutcome:
    """What a prover hands in. ``open_goals`` are those that the sketch leaves open, each with its digest."""

    status: ProverStatus
    prover: str
    direction: Direction
    regions: tuple[str, ...]
    plan: str = ""
    """In words: what was done, and what remains; stored with the sketch."""
    open_goals: tuple[OpenGoal, ...] = ()
    goal_results: tuple[GoalResult, ...] = ()
    checks: int = 0
    seconds: float = 0.0
    messages: tuple[Message, ...] = ()
    """Lean's messages on the sketch."""
    goes_on: bool = True
    """Whether another attempt of the same line of work makes sense."""
    ending: str = ""
    """Why it ended, for provers that can end in several ways."""
    edits: int = 0
    lean_seconds: float = 0.0
    """Processor time of Lean."""
    account: str = ""
    """Lines on what was tried at which goal, for how long, and why it stopped; stored with the attempt."""


@dataclass(frozen=True, slots=True)
class Charged:
    """What model calls cost."""

    micro_usd: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class SketchGoal:
    """An open goal at its place in a text: ``source[start:end]`` is its ``sorry``, offsets in code points.

    ``is_tactic`` as in `OpenGoal`: False where a term is expected. A proof takes the place of the ``sorry`` by
    `orchestrator.provers.tactics.splice.replace_sorry`.
    """

    source: str
    start: int
    end: int
    goal: Goal
    is_tactic: bool = True


@dataclass(frozen=True, slots=True)
class GoalBudget:
    """What one goal may cost: ``lean_seconds`` of Lean's processor time, ``max_checks`` checks, each within
    ``check_limits``, and ``wall_seconds`` in all."""

    wall_seconds: float = 10.0
    max_checks: int | None = None
    lean_seconds: float | None = None
    check_limits: Limits = field(default_factory=Limits)
    seed: int = 0

    @classmethod
    def of_lean(cls, seconds: float, seed: int = 0) -> GoalBudget:
        """A budget of processor seconds of Lean, which finds the same on a busy machine, later."""
        return cls(wall_for(seconds), lean_seconds=seconds, seed=seed)

    @property
    def seconds(self) -> float:
        """What bounds the work: Lean's seconds where there is a limit on them, else those of the clock."""
        return self.wall_seconds if self.lean_seconds is None else self.lean_seconds


def wall_for(lean_seconds: float) -> float:
    """The outer bound by the clock of work that may take ``lean_seconds`` of Lean: a machine that is six times too
    busy, and a Lean that has to start first."""
    return 30.0 + 6.0 * lean_seconds


class GoalProver(Protocol):
    """Tries to prove or refute one open goal of a sketch; same promises as `Prover`."""

    @property
    def name(self) -> str:
        """As stored with goal results."""
        ...

    async def attempt(self, sketch: SketchGoal, checker: Checker, budget: GoalBudget) -> GoalResult:
        """Work on one goal; the other goals of the sketch may stay open."""
        ...


@dataclass(frozen=True, slots=True)
class ProverEvent:
    """Something worth a line for those who watch a prover: ``kind`` is a short word, ``payload`` JSON-able."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)


Progress = Callable[[ProverEvent], None]
"""Called in the prover's event loop; must not block or raise."""


def no_progress(event: ProverEvent) -> None:
    """A `Progress` that listens to nothing."""


class GoalService(Protocol):
    """What is known of open goals, and the goal provers behind it; made for one attempt."""

    async def known(self, place: SketchGoal, budget: GoalBudget, prover: str = "") -> GoalResult | None:
        """A stored proof or refutation that Lean accepts at this place; else the finding that ``prover`` failed on the
        same text with no less time; else None.

        Raises:
            RetryError: an infrastructure failure.
        """
        ...

    async def proved(self, digests: Sequence[str]) -> set[str]:
        """Those of which a proof is stored; a look-up that costs no check, so the proof may not hold at a place."""
        ...

    async def solve(self, place: SketchGoal, budget: GoalBudget, provers: Sequence[str] = ()) -> tuple[GoalResult, ...]:
        """What is known, or else what the goal provers find out, asked in this order until one is conclusive.

        There is one computation per goal however many ask at once. ``budget`` is for each prover; no names means the
        run's provers.

        Raises:
            RetryError: an infrastructure failure.
        """
        ...


class Bench(Protocol):
    """What one attempt may use; made for it by the driver, or by the worker it runs on."""

    @property
    def checker(self) -> Checker:
        """A warm Lean."""
        ...

    @property
    def judge(self) -> Judge:
        """Verdicts known before are reused, an infrastructure failure is tried again, all answers are recorded."""
        ...

    @property
    def goals(self) -> GoalService:
        """The goal cache and the goal provers."""
        ...

    @property
    def goal_tools(self) -> tuple[Sequence[GoalProver], GoalCache]:
        """The goal provers of the run and what is known of goals, for a conversation that asks them goal by goal."""
        ...

    @property
    def transcript(self) -> Transcript:
        """What the attempt writes down of its conversation; stored with it, however it ends."""
        ...

    @property
    def call_prefix(self) -> str:
        """Model calls of this attempt have ids that start so."""
        ...

    def model(self, profile: str | None = None) -> Model:
        """A model of the run (None: its first), paid from this attempt; raises `ModelConfigError`."""
        ...

    def charged(self) -> Charged:
        """What the attempt's model calls cost so far."""
        ...

    async def left(self) -> Sequence[str]:
        """What the run still has, in coarse lines for a prompt."""
        ...


class Prover(Protocol):
    """Turns a task into a sketch: a proof, a disproof or partial progress.

    Deterministic for a task as long as no time limit cuts it short. Cancelling the awaiting task cancels its checks and
    leaves nothing behind. Raises `RetryError` for infrastructure failures, never for what Lean says of a text.
    """

    @property
    def name(self) -> str:
        """As stored with attempts and shown in tables."""
        ...

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """Work on ``task`` with what the bench offers."""
        ...


def scope_of(place: SketchGoal) -> str:
    """Identifies all that a proof at this place can use: the text before it."""
    return sha256_hex(place.source[: place.start])


def measured(result: GoalResult, place: SketchGoal, budget: GoalBudget) -> GoalResult:
    """The result with what tells whether another try in vain can be spared.

    Another seed may find what this one did not, and a prover that was bounded by checks may with more of them. One that
    waited for Lean until the clock ended it had no more than the Lean seconds that it took.
    """
    starved = budget.lean_seconds is not None and result.seconds >= budget.wall_seconds
    allowed = result.lean_seconds if starved else budget.seconds
    comparable = budget.max_checks is None and budget.seed == 0
    return replace(result, scope=scope_of(place), budget_seconds=allowed if comparable else None)


def target_name(challenge: Challenge, direction: Direction) -> str:
    """The theorem that a submission in this direction must prove."""
    return challenge.target if direction == Direction.PROVE else challenge.disproof_target


def proves(result: CheckResult, target: str) -> bool:
    """Whether a check saw ``target`` added with no errors anywhere and without ``sorryAx``. Not yet a verdict.

    Other declarations may rest on ``sorry``, as the frozen statement does that a disproof refers to.
    """
    return result.outcome is Outcome.ELABORATED and any(
        declaration.name == target and "sorryAx" not in declaration.axioms for declaration in result.declarations
    )
