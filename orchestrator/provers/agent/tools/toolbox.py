"""The tools of an episode: their arguments, their limits, and what each of them does.

The same `Toolbox` serves a model's tool calls and a coding agent that speaks MCP. It never raises for what a model
asks: a call that cannot be done is answered with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import JsonValue

from orchestrator.errors import SourceError, ToolRefused
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.models.messages import ToolSpec
from orchestrator.models.tool_calls import resolve_name
from orchestrator.problems.challenge import Submission
from orchestrator.provers.agent.edits import Edit
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import (
    Arguments,
    CheckArguments,
    NoArguments,
    SearchLibraryArguments,
    SearchReplaceArguments,
    SubmitArguments,
    TryGoalsArguments,
    ViewArguments,
    json_schema,
    note_on_ignored,
    parse_arguments,
)
from orchestrator.provers.agent.tools.goal_attempts import try_goals
from orchestrator.provers.agent.tools.library import search_for_goal, search_for_statement, search_names
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import GoalBudget, GoalProver
from orchestrator.vocabulary import Direction, VerdictKind

MAX_RESULT_BYTES: Final = 24_000
_SETTLING = frozenset({VerdictKind.ACCEPTED, VerdictKind.NEEDS_REVIEW})


ResourcesLeft = Callable[[], Awaitable[Sequence[str]]]
"""Lines that say what the run still has, such as money and time; coarse, because they end up in a conversation."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what a model is told of it, and the method of `Toolbox` that does it."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Toolbox, Any], Awaitable[str]]

    @property
    def spec(self) -> ToolSpec:
        """For a request to a model."""
        return ToolSpec(name=self.name, description=self.description, parameters=json_schema(self.arguments))


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave; ``ok`` is False where it was refused."""

    text: str
    ok: bool


@dataclass
class Counters:
    """What an episode has used of its limits."""

    edits: int = 0
    goal_calls: int = 0
    submissions: int = 0


@dataclass
class Toolbox:
    """The tools over one workspace; one call at a time. Belongs to one episode.

    Args:
        workspace: what the tools change.
        judge: asked by ``submit``.
        goal_provers: asked by ``try_goals``, in this order.
        limits: of the episode.
        resources_left: what the run still has.
        goal_cache: what is known of goals; ``try_goals`` asks and adds to it.
        goal_budget: of one sub-prover on one goal.
    """

    workspace: Workspace
    judge: Judge
    goal_provers: Sequence[GoalProver]
    limits: EpisodeLimits
    resources_left: ResourcesLeft
    goal_cache: GoalCache
    goal_budget: GoalBudget = field(default_factory=GoalBudget)
    counters: Counters = field(default_factory=Counters)
    verdicts: list[tuple[Submission, Verdict]] = field(default_factory=list)

    @property
    def settled(self) -> Verdict | None:
        """The verdict that ends the episode, if there is one."""
        verdict = self.verdicts[-1][1] if self.verdicts else None
        return verdict if verdict is not None and verdict.kind in _SETTLING else None

    async def call(self, name: str, arguments: str | Mapping[str, JsonValue]) -> ToolResult:
        """Do one call as a model made it.

        Args:
            name: of the tool; need not exist.
            arguments: the raw text, which need not be JSON, or a parsed object.

        Raises:
            RetryError: a failure of ours; nothing is said about the call.
        """
        tool = TOOLS.get(resolve_name(name, tuple(TOOLS)))
        if tool is None:
            return ToolResult(f"There is no tool {name!r}. The tools are {', '.join(TOOLS)}.", ok=False)
        try:
            parsed, ignored = parse_arguments(tool.name, tool.arguments, arguments)
            text = await tool.run(self, parsed)
        except (ToolRefused, SourceError) as refused:
            return ToolResult(clip(f"Refused: {refused}", MAX_RESULT_BYTES), ok=False)
        return ToolResult(clip(note_on_ignored(tool.name, ignored) + text, MAX_RESULT_BYTES), ok=True)

    async def search_replace(self, arguments: SearchReplaceArguments) -> str:
        """Edit the regions; refused calls count as one edit, so that a model cannot go on for ever."""
        if self.counters.edits >= self.limits.edits:
            raise ToolRefused("no edits are left in this episode; submit, or finish with a file free of errors")
        try:
            self.workspace.edit([Edit(edit.search, edit.replace) for edit in arguments.edits])
        except ToolRefused:
            self.counters.edits += 1
            raise
        self.counters.edits += len(arguments.edits)
        return f"Edited; {self._edits_left()} edits left.\n\n{await self.workspace.report()}"

    async def view(self, arguments: ViewArguments) -> str:
        """Show the file with line numbers and goals."""
        return await self.workspace.view(arguments.first_line, arguments.last_line)

    async def check(self, arguments: CheckArguments) -> str:
        """What Lean says of the file; also the way from the proof's file to the disproof's."""
        turned = arguments.direction is not None and self.workspace.turn_to(Direction(arguments.direction))
        report = await self.workspace.report()
        return f"{report}\n\n{await self.workspace.view()}" if turned else report

    async def try_goals(self, arguments: TryGoalsArguments) -> str:
        """Have the sub-provers try open goals."""
        if self.counters.goal_calls >= self.limits.goal_calls:
            raise ToolRefused("no calls of `try_goals` are left in this episode")
        if not self.goal_provers:
            raise ToolRefused("there are no sub-provers in this run")
        report = await try_goals(self.workspace, self.goal_provers, arguments.goals, self.goal_budget, self.goal_cache)
        self.counters.goal_calls += 1
        left = self.limits.goal_calls - self.counters.goal_calls
        return f"{report}\n({left} calls of `try_goals` left)\n\n{await self.workspace.report()}"

    async def search_library(self, arguments: SearchLibraryArguments) -> str:
        """Search by name, goal or statement."""
        match (arguments.name, arguments.goal, arguments.statement):
            case (str() as name, None, None):
                return await search_names(self.workspace, name)
            case (None, int() as goal, None):
                return await search_for_goal(self.workspace, goal)
            case (None, None, str() as statement):
                return await search_for_statement(self.workspace, statement)
            case _:
                raise ToolRefused("give exactly one of `name`, `goal` and `statement`")

    async def resources(self, arguments: NoArguments) -> str:
        """What is left of the episode's and the run's limits."""
        own = [
            f"edits left: {self._edits_left()}",
            f"calls of `try_goals` left: {self.limits.goal_calls - self.counters.goal_calls}",
            f"submissions left: {self.limits.submissions - self.counters.submissions}",
        ]
        return "\n".join([*own, *await self.resources_left()])

    async def submit(self, arguments: SubmitArguments) -> str:
        """Have the file judged; the judge says whether, never why not."""
        self._require_direction(arguments.direction)
        if not await self.workspace.complete():
            raise ToolRefused(
                f"this file is not a finished proof yet, so it was not judged.\n\n{await self.workspace.report()}"
            )
        verdict = await self.judge_now()
        if self.settled is not None:
            return f"The judge's verdict: {verdict.kind.value}. This ends the work."
        return f"The judge's verdict: {json.dumps(verdict.for_agents())}"

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

    def _edits_left(self) -> int:
        return max(0, self.limits.edits - self.counters.edits)

    def _require_direction(self, asked: Literal["prove", "disprove", "answer"]) -> None:
        here: Direction = self.workspace.direction
        has_values = bool(self.workspace.challenge.answers)
        wanted = "answer" if has_values and here == Direction.PROVE else here.value
        if asked != wanted:
            raise ToolRefused(
                f"this file is one to submit with direction {wanted!r}"
                + ("" if has_values else "; `check` with `direction` goes to the other file")
            )


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool(
            "search_replace",
            "Change the file: each edit replaces the one place in the regions that reads exactly `search` (blanks and "
            "line breaks included) by `replace`. To fill an empty block, search for its START and END marker lines "
            "and repeat them in `replace`. Lean's messages and the open goals come back.",
            SearchReplaceArguments,
            Toolbox.search_replace,
        ),
        Tool(
            "view",
            "Show the file with line numbers, editable and frozen lines, and the goal at every `sorry`.",
            ViewArguments,
            Toolbox.view,
        ),
        Tool("check", "What Lean says of the file as it stands.", CheckArguments, Toolbox.check),
        Tool(
            "try_goals",
            "Let the built-in sub-provers (tactic portfolio and search) try open goals. What they close is spliced "
            "into the file, what they refute comes back with the refutation.",
            TryGoalsArguments,
            Toolbox.try_goals,
        ),
        Tool(
            "search_library",
            "Search the loaded library: by parts of a name, or for what proves or reduces an open goal or a "
            "proposition (`exact?`, `apply?`). Give exactly one argument.",
            SearchLibraryArguments,
            Toolbox.search_library,
        ),
        Tool(
            "resources", "What is left: edits, calls, submissions, money, tokens, time.", NoArguments, Toolbox.resources
        ),
        Tool(
            "submit",
            "Hand the finished file to the judge, as a proof (`prove`), a disproof (`disprove`), or a proof with the "
            "answer you chose (`answer`).",
            SubmitArguments,
            Toolbox.submit,
        ),
    )
}
"""Every tool by name."""

TOOL_SPECS: Final = tuple(tool.spec for tool in TOOLS.values())
