"""What the tools of an episode work on and have used: the workspace, the judge, the sub-provers, limits and counters.

Each tool is a file beside this one; `orchestrator.provers.agent.tools.registry` names and calls them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from orchestrator.errors import ToolRefused
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Submission
from orchestrator.problems.naming import counted
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import GoalBudget, GoalProver
from orchestrator.vocabulary import VerdictKind

_SETTLING = frozenset({VerdictKind.ACCEPTED, VerdictKind.NEEDS_REVIEW})


ResourcesLeft = Callable[[], Awaitable[Sequence[str]]]
"""Lines that say what the run still has, such as money and time; coarse, because they end up in a conversation."""


@dataclass
class Counters:
    """What an episode has used of its limits."""

    edits: int = 0
    goal_calls: int = 0
    submissions: int = 0


@dataclass
class Toolbox:
    """What tools use, over one workspace; one call at a time. Belongs to one episode.

    Args:
        workspace: what the tools change.
        judge: asked by ``submit``.
        goal_provers: asked by ``try_goals``, in this order.
        limits: of the episode.
        resources_left: what the run still has.
        goal_cache: what is known of goals; ``try_goals`` asks and adds to it.
        goal_budget: of one sub-prover on one goal.
        blind: whether prompts leave out what may give the outcome away.
    """

    workspace: Workspace
    judge: Judge
    goal_provers: Sequence[GoalProver]
    limits: EpisodeLimits
    resources_left: ResourcesLeft
    goal_cache: GoalCache
    goal_budget: GoalBudget = field(default_factory=lambda: GoalBudget.of_lean(10.0))
    blind: bool = False
    counters: Counters = field(default_factory=Counters)
    verdicts: list[tuple[Submission, Verdict]] = field(default_factory=list)

    @property
    def settled(self) -> Verdict | None:
        """The verdict that ends the episode, if there is one."""
        verdict = self.verdicts[-1][1] if self.verdicts else None
        return verdict if verdict is not None and verdict.kind in _SETTLING else None

    async def judge_now(self) -> Verdict:
        """Ask the judge about the file as it stands, once per text.

        Raises:
            ToolRefused: no submissions are left.
        """
        submission = self.workspace.submission
        known = next((verdict for judged, verdict in self.verdicts if judged.digest == submission.digest), None)
        if known is not None:
            return known
        if self.counters.submissions >= self.limits.submissions:
            raise ToolRefused("no submissions are left in this episode")
        self.counters.submissions += 1
        verdict = await self.judge.judge(self.workspace.challenge, submission)
        self.verdicts.append((submission, verdict))
        return verdict

    @property
    def edits_left(self) -> int:
        """How many edits the episode still has."""
        return max(0, self.limits.edits - self.counters.edits)

    def require_edit(self) -> None:
        """Raises `ToolRefused` if no edits are left."""
        if not self.edits_left:
            raise ToolRefused("no edits are left in this episode; submit, or finish with a file free of errors")

    async def edited(self, said: str, edits: int = 1) -> str:
        """The result of a call that changed the file: what was done, what is left, and what Lean says."""
        self.counters.edits += edits
        return f"{said}; {counted(self.edits_left, 'edit')} left.\n\n{await self.workspace.report()}"
