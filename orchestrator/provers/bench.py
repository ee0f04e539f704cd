"""The bench of provers that need nothing but Lean, wherever they run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from orchestrator.errors import ModelConfigError
from orchestrator.lean.checker import Checker
from orchestrator.lean.judging import Judge
from orchestrator.models.model import Model
from orchestrator.models.transcript import Transcript
from orchestrator.provers.goal_cache import Finding, FrozenGoals, GoalCache
from orchestrator.provers.prover import Charged, GoalProver, GoalService


class CheckerBench:
    """A `Bench` with a checker and findings that were sent along; without models and without a judge.

    Args:
        checker: of the worker that the prover runs on, or of a test.
        findings: what is known of goals, by `goal_digest`.
    """

    def __init__(self, checker: Checker, findings: Mapping[str, Sequence[Finding]] | None = None) -> None:
        self.checker = checker
        self.goals: GoalService = FrozenGoals(checker, findings or {})
        self.transcript = Transcript(time.monotonic, {})
        self.call_prefix = ""

    @property
    def judge(self) -> Judge:
        """See `Bench.judge`."""
        raise RuntimeError("a prover that runs on a worker has no judge: the driver judges what it hands in")

    @property
    def goal_tools(self) -> tuple[Sequence[GoalProver], GoalCache]:
        """See `Bench.goal_tools`."""
        raise RuntimeError("a prover that runs on a worker has no goal provers")

    def model(self, profile: str | None = None) -> Model:
        """See `Bench.model`."""
        raise ModelConfigError("a prover that runs on a worker has no model")

    def charged(self) -> Charged:
        """See `Bench.charged`."""
        return Charged()

    async def left(self) -> Sequence[str]:
        """See `Bench.left`."""
        return ()
