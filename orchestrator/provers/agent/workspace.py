"""The state an episode works on: a challenge, a direction, the regions' texts, and what Lean last said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import Checker, CheckRequest, CheckResult, Limits, OpenGoal, Outcome
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.problems.regions import canonical_region
from orchestrator.provers.agent.edits import Edit, apply_edits, region_spans
from orchestrator.provers.agent.report import render_check, render_goal, sorry_goals
from orchestrator.provers.prover import proves, target_name
from orchestrator.vocabulary import Direction

MAX_VIEW_LINES = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """One side of the workspace: what its regions hold."""

    direction: Direction
    regions: tuple[str, ...]


class Workspace:
    """Mutable; belongs to one episode, whose tool calls are run one after the other.

    A challenge that offers a disproof has two files, one per direction. Each keeps its own regions; the other file
    starts as a copy of the helper blocks with ``sorry`` for a proof.

    Args:
        challenge: what is to be proved.
        checker: answers checks; owned by the caller.
        start: where to begin; None begins with the challenge's initial regions.
        limits: of each check.
    """

    def __init__(
        self, challenge: Challenge, checker: Checker, *, start: Draft | None = None, limits: Limits | None = None
    ) -> None:
        self.challenge = challenge
        self.checker = checker
        self.limits = limits or Limits()
        self._draft = start or Draft(Direction.PROVE, tuple(map(canonical_region, challenge.initial)))
        self._other: dict[Direction, Draft] = {}
        self._checked: tuple[str, CheckResult] | None = None
        self._spliced: tuple[Draft, str] | None = None
        self.checks = 0
        """Checks made, of the file and of other texts."""

    @property
    def draft(self) -> Draft:
        """What is being worked on."""
        return self._draft

    @property
    def direction(self) -> Direction:
        """Which of the two files is being worked on."""
        return self._draft.direction

    @property
    def source(self) -> str:
        """The whole Lean file as it stands."""
        if self._spliced is None or self._spliced[0] is not self._draft:
            self._spliced = (self._draft, self.challenge.splice(self._draft.regions, self._draft.direction))
        return self._spliced[1]

    @property
    def submission(self) -> Submission:
        """What a judge would get."""
        return self.challenge.submission(self._draft.regions, self._draft.direction)

    def turn_to(self, direction: Direction) -> bool:
        """Work on the other file, if it is not this one; returns whether it changed.

        Raises:
            ToolRefused: the challenge offers no disproof.
        """
        if direction == self.direction:
            return False
        if not self.challenge.disproof:
            raise ToolRefused(
                "this challenge has no separate disproof; choose the answer in its EVOLVE-VALUE region instead"
            )
        regions = list(self._draft.regions)
        regions[self.challenge.proof_region] = self.challenge.template_for(direction).initial[
            self.challenge.proof_region
        ]
        self._other[self.direction] = self._draft
        self._draft = self._other.get(direction, Draft(direction, tuple(regions)))
        return True

    def edit(self, edits: Sequence[Edit]) -> None:
        """Apply edits, all or none; raises `ToolRefused`."""
        regions, spliced = apply_edits(self.challenge, self.direction, self._draft.regions, self.source, edits)
        self._become(regions, spliced)

    def put(self, regions: Sequence[str]) -> None:
        """Replace all regions of this side.

        Raises:
            SourceError: a region cannot be spliced; nothing was changed.
        """
        canonical = tuple(map(canonical_region, regions))
        self._become(canonical, self.challenge.splice(canonical, self.direction))

    def _become(self, regions: tuple[str, ...], spliced: str) -> None:
        self._draft = replace(self._draft, regions=regions)
        self._spliced = (self._draft, spliced)

    async def check(self) -> CheckResult:
        """What Lean says of the file as it stands; the last answer if nothing changed since.

        Raises:
            RetryError: a failure of ours.
        """
        source = self.source
        if self._checked is None or self._checked[0] != source:
            self._checked = (source, await self.check_text(source))
        return self._checked[1]

    async def check_text(self, source: str, *, goals: bool = True) -> CheckResult:
        """What Lean says of another text, under the same limits; the workspace does not change."""
        self.checks += 1
        return await self.checker.check(CheckRequest(source, limits=self.limits, goals=goals))

    async def report(self) -> str:
        """`check`, in a model's words."""
        return render_check(await self.check(), self.is_frozen)

    async def open_goals(self) -> tuple[OpenGoal, ...]:
        """The goals left open by ``sorry``."""
        return sorry_goals(await self.check(), self.is_frozen)

    def is_frozen(self, line: int) -> bool:
        """Whether a line (from 1) is outside all regions."""
        return line not in self._editable_lines()

    def _editable_lines(self) -> set[int]:
        template, regions = self.challenge.template_for(self.direction), self._draft.regions
        lines: set[int] = set()
        for index, text in enumerate(regions):
            first = template.first_line(regions, index)
            lines.update(range(first, first + text.count("\n")))
        return lines

    def offsets(self) -> list[tuple[int, int]]:
        """Start and end of each region in `source`."""
        return region_spans(self.challenge, self.direction, self._draft.regions)

    async def valid(self) -> bool:
        """Whether the file elaborates without errors; it may hold ``sorry``."""
        return (await self.check()).outcome is Outcome.ELABORATED

    async def complete(self) -> bool:
        """Whether the file elaborates and its goal rests on no ``sorry``: worth the judge's time, not yet a proof."""
        return proves(await self.check(), target_name(self.challenge, self.direction))

    async def view(self, first: int = 1, last: int | None = None) -> str:
        """The lines ``first``..``last`` with their numbers, frozen ones marked, goals below the ``sorry`` they are at.

        Raises:
            ToolRefused: there are no such lines.
        """
        lines = self.source.split("\n")[:-1]
        final = min(last or len(lines), len(lines), first + MAX_VIEW_LINES - 1)
        if not 1 <= first <= final:
            raise ToolRefused(f"the file has lines 1 to {len(lines)}")
        goals = list(enumerate(await self.open_goals(), 1))
        editable = self._editable_lines()
        shown = []
        for number in range(first, final + 1):
            shown.append(f"{number:>4}{'> ' if number in editable else ' |'} {lines[number - 1]}".rstrip())
            shown += [_indented(render_goal(n, goal)) for n, goal in goals if goal.start.line == number]
        rest = f"\n(lines {final + 1}-{len(lines)} not shown)" if final < len(lines) else ""
        return "Lines marked `>` can be changed, lines marked `|` are frozen.\n" + "\n".join(shown) + rest


def _indented(text: str) -> str:
    return "\n".join(f"      -- {line}" for line in text.split("\n"))
