"""All that a run sets out to do; stored with it, so that it can be resumed from the database alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from pydantic import TypeAdapter, ValidationError

from orchestrator.errors import StoreError
from orchestrator.problems.identity import JsonObject
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.store import Budget, Run
from orchestrator.vocabulary import Direction

TACTICS: Final = "tactics"
FREE_SECONDS: Final = 20.0
"""What a free prover may take before the first paid call."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """How much work of each kind goes on at once; 0 provers means as many as workers are there for the run."""

    provers: int = 0
    raters: int = 2
    goals: int = 2


@dataclass(frozen=True, slots=True)
class ProfileSnapshot:
    """What was told of a model profile when the run was made; its address and key are never stored."""

    name: str
    model: str = ""
    price: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run sets out to do.

    ``budget`` bounds the run as a whole: the time in which it is worked on (in one go or several), money, tokens,
    episodes. ``first`` are free provers that come before the strategy's own decisions.
    """

    strategy: str = TACTICS
    config: Mapping[str, Any] = field(default_factory=dict)
    """Of the strategy."""
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    first: tuple[str, ...] = ()
    first_seconds: float = FREE_SECONDS
    """Of Lean's processor time, for each prover of ``first``."""
    reuse_verdicts: bool = True
    """Whether a sketch that this judge has accepted before, on this very Lean, counts without being judged again."""
    reuse_goals: bool = True
    """Whether goals are looked up in the goal cache before they are worked on."""
    profiles: tuple[ProfileSnapshot, ...] = ()
    goal_provers: tuple[str, ...] = ()
    goal_seconds: float = 10.0
    """Of Lean's processor time, for one goal prover on one goal, where a conversation asks for it."""
    raters: tuple[str, ...] = ()
    episode: EpisodeLimits = field(default_factory=EpisodeLimits)
    check_seconds: float = 60.0
    """Of one check of a whole text."""
    lanes: Lanes = field(default_factory=Lanes)
    lean_seconds: float | None = None
    """Lean's processor time for the attempts of the whole run; an attempt of an agent that has begun may pass it."""
    review: bool = True
    """Whether new open goals are looked at by the decomposition check."""
    review_seconds: float = 2.0
    """Lean's processor time that the first goal prover gets for each of them; 0 asks only what is known."""
    blind: bool = False
    """Whether prompts leave out what may give the outcome away."""
    untriaged: bool = False
    """Whether models are asked also about a statement that triage calls broken."""
    max_retries: int = 2
    """How often one piece of work is tried again after infrastructure failures."""
    start: str | None = None
    """Digest of a stored sketch that the first attempt starts from, for runs whose prover is outside."""
    accepted: str | None = None
    """Digest of a sketch of this statement that a judge accepted before the run was made."""
    accepted_direction: Direction | None = None

    def to_config(self) -> JsonObject:
        """What is stored in the run's ``config``; strategy and budget are stored beside it."""
        dumped: dict[str, Any] = _PLAN.dump_python(self, mode="json", exclude={"strategy", "budget"})
        return dumped

    @classmethod
    def of_run(cls, run: Run) -> Self:
        """The plan that a stored run was made with; raises `StoreError` if another version wrote it."""
        known = {"strategy": run.strategy, "budget": run.limits}
        try:
            plan = _PLAN.validate_python({**run.config, **known})
        except ValidationError as error:
            raise StoreError(
                f"run {run.id} cannot be resumed by this version ({error.error_count()} fields of its configuration "
                "are not what they should be): start a new one"
            ) from error
        assert isinstance(plan, cls)
        return plan


_PLAN: TypeAdapter[RunPlan] = TypeAdapter(RunPlan)
