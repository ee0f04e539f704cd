"""The state an episode works on: a challenge, a direction, the regions' texts, and what Lean last said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import LIMIT_OUTCOMES, Checker, CheckRequest, CheckResult, Limits, OpenGoal, Outcome
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.problems.regions import RegionKind, canonical_region
from orchestrator.provers.agent.edits import Edit, apply_each, apply_edits, region_spans
from orchestrator.provers.agent.lessons import lesson_spans
from orchestrator.provers.agent.report import render_check, render_goal, sorry_goals
from orchestrator.provers.agent.stops import find_stop
from orchestrator.provers.prover import proves, target_name
from orchestrator.vocabulary import Direction

MAX_VIEW_LINES = 400
DECLARATION_SECONDS = 15.0
"""What one declaration may take when it is looked for which one hit the file's limit."""
_MOST_VERSIONS = 50


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
        self._history: list[Draft] = []
        self._good: dict[Direction, Draft] = {}
        self._last_limit: tuple[str, str] | None = None
        self._told = ""
        """The text that `report` spoke of last."""
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

    def edit(self, edits: Sequence[Edit], *, all_or_none: bool = False) -> list[str]:
        """Apply edits; one that does not fit is left out, unless all or none are asked for.

        Returns:
            What has to be said of edits that were not made, or not to the letter.

        Raises:
            ToolRefused: nothing was changed.
        """
        notes: list[str] = []
        apply = apply_edits if all_or_none else apply_each
        regions, spliced = apply(self.challenge, self.direction, self._draft.regions, self.source, edits, notes)
        self._become(regions, spliced)
        return notes

    @property
    def helper_block(self) -> int | None:
        """Index of the last block before the proof, where helper lemmas go; None if there is none."""
        regions = self.challenge.regions
        blocks = [i for i in range(self.challenge.proof_region) if regions[i].kind is RegionKind.BLOCK]
        return blocks[-1] if blocks else None

    def set_region(self, index: int, text: str) -> None:
        """Replace one region; raises `SourceError` if the file cannot hold it."""
        regions = list(self._draft.regions)
        regions[index] = text
        self.put(regions)

    def put(self, regions: Sequence[str]) -> None:
        """Replace all regions of this side.

        Raises:
            SourceError: a region cannot be spliced; nothing was changed.
        """
        canonical = tuple(map(canonical_region, regions))
        self._become(canonical, self.challenge.splice(canonical, self.direction))

    def undo(self) -> None:
        """Back to the version before the last change of this side; raises `ToolRefused` if there is none."""
        while self._history:
            draft = self._history.pop()
            if draft.direction == self.direction and draft != self._draft:
                self._draft = draft
                return
        raise ToolRefused("there is no earlier version to go back to")

    def back_to_good(self) -> None:
        """Back to the last version of this side that was free of errors; raises `ToolRefused` if there is none."""
        good = self._good.get(self.direction)
        if good is None or good == self._draft:
            raise ToolRefused("no other version without errors is known" if good is None else "this is that version")
        self._become(good.regions, self.challenge.splice(good.regions, self.direction))

    def _become(self, regions: tuple[str, ...], spliced: str) -> None:
        self._history = [*self._history[1 - _MOST_VERSIONS :], self._draft]
        self._draft = replace(self._draft, regions=regions)
        self._spliced = (self._draft, spliced)

    def with_snippet(self, snippet: str) -> tuple[str, int]:
        """The file up to its helper lemmas, followed by ``snippet``, and the line on which that begins.

        Without a block for helpers the snippet follows the whole file.
        """
        block = self.helper_block
        before = self.source if block is None else self.source[: self.offsets()[block][1]]
        before = before.rstrip() + "\n\n"
        return f"{before}{snippet.rstrip()}\n", before.count("\n") + 1

    async def check(self) -> CheckResult:
        """What Lean says of the file as it stands; the last answer if nothing changed since.

        Raises:
            RetryError: an infrastructure failure.
        """
        source = self.source
        if self._checked is None or self._checked[0] != source:
            self._checked = (source, await self.check_text(source))
            if self._checked[1].outcome is Outcome.ELABORATED:
                self._good[self.direction] = self._draft
        return self._checked[1]

    async def check_text(self, source: str, *, goals: bool = True) -> CheckResult:
        """What Lean says of another text, under the same limits; the workspace does not change."""
        self.checks += 1
        return await self.checker.check(CheckRequest(source, limits=self.limits, goals=goals))

    async def report(self) -> str:
        """`check`, in a model's words."""
        source, result = self.source, await self.check()
        report = render_check(result, self.is_frozen, source=source)
        self._told = source
        if result.outcome not in LIMIT_OUTCOMES:
            return report
        if self._last_limit is None or self._last_limit[0] != source:
            self._last_limit = (source, await self._what_ran(source, result))
        undo = "\n`undo` takes the change back." if self._history else ""
        return f"{report}\n\n{self._last_limit[1]}{undo}"

    async def report_once(self) -> str:
        """`report`; its first line only where it was told of this very text before."""
        told = self._told == self.source
        report = await self.report()
        first = report.partition("\n")[0]
        return f"{first} The rest was told above; `check` tells it again." if told and first != report else report

    async def _what_ran(self, source: str, result: CheckResult) -> str:
        """Which declaration and step a check that hit a limit was at, and what Lean says of what stands before it."""
        stopped = await find_stop(source, self._bounded_check, result.running)
        if stopped is None:
            return "Which step it was cannot be told."
        earlier = "" if result.messages else render_check(stopped.before, self.is_frozen, source=source)
        return f"{stopped}" + (f"\n\nBefore it: {earlier}" if earlier else "")

    async def _bounded_check(self, source: str) -> CheckResult:
        self.checks += 1
        seconds = min(self.limits.wall_seconds, DECLARATION_SECONDS)
        return await self.checker.check(CheckRequest(source, limits=replace(self.limits, wall_seconds=seconds)))

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

    async def view(self, first: int = 1, last: int | None = None, *, goals: bool = True) -> str:
        """The lines ``first``..``last`` with their numbers, frozen ones marked, goals below the ``sorry`` they are at.

        A line's text begins right behind the bar, so that its indentation cannot be mistaken.

        Args:
            goals: whether the goals are shown.

        Raises:
            ToolRefused: there are no such lines.
        """
        lines = self.source.split("\n")[:-1]
        final = min(last or len(lines), len(lines), first + MAX_VIEW_LINES - 1)
        if not 1 <= first <= final:
            raise ToolRefused(f"the file has lines 1 to {len(lines)}")
        open_goals = list(enumerate(await self.open_goals(), 1)) if goals else []
        editable, starts = self._editable_lines() - self._lesson_lines(), self._region_starts()
        shown = []
        header = self._header_lines() if first == 1 else 0
        if header:
            shown.append(f"   1-{header} |(the problem in words, frozen; it is told above the file)")
        for number in range(max(first, header + 1), final + 1):
            mark, region = (">|" if number in editable else " |"), starts.get(number)
            named = "" if region is None else f"   (region {region})"
            shown.append(f"{number:>4}{mark}{lines[number - 1]}".rstrip() + named)
            shown += [_indented(render_goal(n, goal)) for n, goal in open_goals if goal.start.line == number]
        rest = f"\n(lines {final + 1}-{len(lines)} not shown)" if final < len(lines) else ""
        head = "A line's text begins right behind the bar; lines marked `>|` can be changed, the others are frozen."
        return f"{head}\n" + "\n".join(shown) + rest

    def _lesson_lines(self) -> set[int]:
        """The lines of the last episode's lessons, into which no edit reaches."""
        lines = (range(*(self.source.count("\n", 0, at) + 1 for at in span)) for span in lesson_spans(self.source))
        return {line for one in lines for line in one}

    def _header_lines(self) -> int:
        """How many lines the comment with the problem in words takes at the beginning of the file."""
        end = self.source.find("\n-/\n")
        return self.source.count("\n", 0, end + 4) if self.source.startswith("/-\n") and end >= 0 else 0

    def _region_starts(self) -> dict[int, int]:
        """The line of each region's START marker, and the region's number."""
        template, regions = self.challenge.template_for(self.direction), self._draft.regions
        return {template.first_line(regions, index) - 1: index + 1 for index in range(len(regions))}


def _indented(text: str) -> str:
    return "\n".join(f"       -- {line}" for line in text.split("\n"))
