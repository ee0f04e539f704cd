"""``try_goals``: the sub-provers as a tool; proofs are spliced into the file, refutations come back as text.

What was found out before about a goal is looked at first, see `orchestrator.provers.goal_cache`. As many goals are
tried at once as there are free workers, so that none waits while its time runs; the cheapest tactics go over all first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol, runtime_checkable

from pydantic import Field

from orchestrator.errors import ChallengeError, SourceError, ToolRefused
from orchestrator.lean.checker import Checker, CheckerStatistics, CheckRequest, CheckResult, Limits, Outcome
from orchestrator.lean.environment import Environment
from orchestrator.lean.trials import TacticTrials, TryAnswer, TryRequest
from orchestrator.problems.naming import counted
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.places import require_elaborated
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import GoalBudget, GoalProver, GoalResult, SketchGoal, wall_for
from orchestrator.provers.tactics.splice import replace_sorry, sorry_places
from orchestrator.provers.tactics.trial import limited
from orchestrator.provers.tactics.witness_search import KERNEL_HEARTBEATS
from orchestrator.vocabulary import GoalStatus

MOST_AT_ONCE: Final = 4
QUICK_CHECKS: Final = 12
"""Of the first prover on each goal, before any goal gets more, where there are many goals."""
KERNEL_SECONDS: Final = 20.0
"""Of Lean, about what the heartbeats of `decide +kernel` allow."""
KERNEL: Final = "decide +kernel"
_MAX_PROOF_BYTES: Final = 600
_MAX_TRIED: Final = 8


@runtime_checkable
class Workers(Protocol):
    """A checker that knows how many of its workers are idle."""

    async def free_workers(self) -> int:
        """How many checks could begin at once just now."""
        ...


class TryGoalsArguments(Arguments):
    """Arguments of ``try_goals``."""

    goals: list[int] | None = Field(
        default=None, max_length=64, description="Numbers of goals as `check` lists them; left out: all."
    )
    retry: bool = Field(default=False, description="Try again what was tried before in vain.")


async def run(toolbox: Toolbox, arguments: TryGoalsArguments) -> str:
    """Have the sub-provers try open goals; a call that only recalls what is known is not counted."""
    if toolbox.counters.goal_calls >= toolbox.limits.goal_calls:
        raise ToolRefused("no calls of `try_goals` are left in this episode")
    if not toolbox.goal_provers:
        raise ToolRefused("there are no sub-provers in this run")
    attempts = GoalAttempts(toolbox.workspace, toolbox.goal_provers, toolbox.goal_budget, toolbox.goal_cache)
    report = await attempts.run(arguments.goals, retry=arguments.retry)
    toolbox.counters.goal_calls += attempts.worked
    left = toolbox.limits.goal_calls - toolbox.counters.goal_calls
    return f"{report}\n({counted(left, 'call')} of `try_goals` left)\n\n{await toolbox.workspace.report()}"


class LeanTime:
    """A `Checker` that adds up the seconds that Lean itself was at work. The checker within belongs to the caller."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.seconds = 0.0

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._checker.toolchain

    @property
    def environment(self) -> Environment:
        """See `Checker.environment`."""
        return self._checker.environment

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`."""
        result = await self._checker.check(request)
        self.seconds += result.timing.processor or result.timing.elaboration
        return result

    async def warm_up(self) -> None:
        """See `TacticTrials.warm_up`."""
        if isinstance(self._checker, TacticTrials):
            await self._checker.warm_up()

    async def try_scripts(self, request: TryRequest) -> TryAnswer:
        """See `TacticTrials.try_scripts`."""
        if not isinstance(self._checker, TacticTrials):
            return TryAnswer(place=False, supported=False)
        answer = await self._checker.try_scripts(request)
        self.seconds += answer.seconds
        return answer

    async def statistics(self) -> CheckerStatistics:
        """See `Checker.statistics`."""
        return await self._checker.statistics()

    async def aclose(self) -> None:
        """Nothing of its own to close."""

    async def __aenter__(self) -> LeanTime:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


class GoalAttempts:
    """One call of ``try_goals``.

    Args:
        workspace: changed where goals were closed.
        provers: asked in this order.
        budget: of one prover on one goal.
        cache: asked first, and told what was found.
    """

    def __init__(
        self, workspace: Workspace, provers: Sequence[GoalProver], budget: GoalBudget, cache: GoalCache
    ) -> None:
        self._workspace = workspace
        self._provers = provers
        self._budget = budget
        self._cache = cache
        self.worked = False
        """Whether any prover had to work."""

    async def run(self, numbers: Sequence[int] | None, *, retry: bool) -> str:
        """Try goals (None: all) until each is proved, refuted or given up; splice the proofs in; report.

        Raises:
            ToolRefused: the file has errors, nothing is open, or there is no such goal.
        """
        workspace = self._workspace
        require_elaborated(await workspace.check())
        goals = await workspace.open_goals()
        chosen = list(dict.fromkeys(numbers)) if numbers is not None else list(range(1, len(goals) + 1))
        if not chosen:
            raise ToolRefused("no goal is open")
        if missing := [number for number in chosen if not 1 <= number <= len(goals)]:
            raise ToolRefused(f"there is no goal {missing[0]}; {len(goals)} are open")
        # A goal whose `sorry` is not written out, as in a macro, has no place to put a proof.
        source = workspace.source
        placed = {number: sketch for number in chosen for sketch in sorry_places(source, [goals[number - 1]])}
        found: dict[int, list[GoalResult]] = {number: [] for number in placed}
        await self._each(placed, found, lambda sketch, done: self._known(sketch, retry))
        if len(placed) > MOST_AT_ONCE:
            await self._each(placed, found, self._quickly)
        await self._each(placed, found, self._by_kernel)
        await self._each(placed, found, lambda sketch, done: self._fully(sketch, done, retry))
        proved = [(placed[n], results[-1]) for n, results in found.items() if _status(results) is GoalStatus.PROVED]
        spliced = await self._splice(proved)
        return "\n".join(_line(number, found.get(number), placed.get(number) in spliced) for number in chosen)

    async def _each(self, placed: dict[int, SketchGoal], found: dict[int, list[GoalResult]], step: Step) -> None:
        """Take one step on every goal that is still open, as many at once as there are free workers."""
        checker = self._workspace.checker
        free = await checker.free_workers() if isinstance(checker, Workers) else 1
        limit = asyncio.Semaphore(max(1, min(free, MOST_AT_ONCE)))

        async def one(number: int) -> None:
            if _status(found[number]) is GoalStatus.UNKNOWN:
                async with limit:
                    found[number] += await step(placed[number], found[number])

        async with asyncio.TaskGroup() as group:
            for number in placed:
                group.create_task(one(number))

    async def _known(self, sketch: SketchGoal, retry: bool) -> list[GoalResult]:
        """What the database knows: a proof or refutation that holds here, else which provers failed before."""
        known = await self._cache.known(sketch, self._workspace.checker)
        if (settled := await known.settled(self._budget)) is not None:
            return [settled]
        if retry:
            return []
        in_vain = [known.tried_in_vain(prover.name, self._budget) for prover in self._provers]
        return [result for result in in_vain if result is not None]

    async def _quickly(self, sketch: SketchGoal, done: Sequence[GoalResult]) -> list[GoalResult]:
        if _failed(done, self._provers[0]):
            return []
        result = await self._ask(self._provers[0], sketch, replace(self._budget, max_checks=QUICK_CHECKS))
        return [result] if result.status is not GoalStatus.UNKNOWN else []

    async def _by_kernel(self, sketch: SketchGoal, done: Sequence[GoalResult]) -> list[GoalResult]:
        """Evaluation in the kernel, for statements without variables."""
        if any(result.recalled for result in done) or sketch.goal.hypotheses or "∀" in sketch.goal.target:
            return []
        self.worked = True
        text = replace_sorry(sketch, limited(KERNEL, KERNEL_HEARTBEATS)).text
        request = CheckRequest(text, limits=Limits(wall_seconds=wall_for(KERNEL_SECONDS)))
        result = await self._workspace.checker.check(request)
        if result.outcome is not Outcome.ELABORATED:
            return []
        seconds = result.timing.elaboration
        closed = GoalResult(sketch.goal, GoalStatus.PROVED, "kernel", seconds, checks=1, proof=KERNEL, tried=(KERNEL,))
        await self._cache.remember(sketch, closed, self._budget, self._workspace.checker.toolchain)
        return [closed]

    async def _fully(self, sketch: SketchGoal, done: Sequence[GoalResult], retry: bool) -> list[GoalResult]:
        """Each prover with its whole budget, until one is conclusive."""
        results: list[GoalResult] = []
        for prover in self._provers:
            if _failed(done, prover):
                continue
            results.append(await self._ask(prover, sketch, self._budget))
            if results[-1].status is not GoalStatus.UNKNOWN:
                break
        return results

    async def _ask(self, prover: GoalProver, sketch: SketchGoal, budget: GoalBudget) -> GoalResult:
        self.worked = True
        lean = LeanTime(self._workspace.checker)
        # A failure for want of a free Lean must not stop a later try: the time that Lean had is remembered with it.
        result = replace(await prover.attempt(sketch, lean, budget), lean_seconds=lean.seconds)
        await self._cache.remember(sketch, result, budget, self._workspace.checker.toolchain)
        return replace(result, seconds=lean.seconds)

    async def _splice(self, proved: Sequence[tuple[SketchGoal, GoalResult]]) -> list[SketchGoal]:
        """Put proofs in place of their ``sorry``; those that do not go together with the others are left out."""
        if await self._put(proved):
            return [sketch for sketch, _ in proved]
        kept: list[tuple[SketchGoal, GoalResult]] = []
        for one in proved:
            if await self._put([*kept, one]):
                kept.append(one)
        return [sketch for sketch, _ in kept]

    async def _put(self, proved: Sequence[tuple[SketchGoal, GoalResult]]) -> bool:
        """Splice all of these into the text they were found in; changes the workspace only if Lean has no objection."""
        if not proved:
            return True
        workspace, text = self._workspace, proved[0][0].source
        for sketch, result in sorted(proved, key=lambda pair: pair[0].start, reverse=True):
            # From the last to the first, so that the offsets before a change stay right.
            at = SketchGoal(text, sketch.start, sketch.end, sketch.goal, sketch.is_tactic)
            text = replace_sorry(at, result.proof or "").text
        try:
            regions = workspace.challenge.extract(text, workspace.direction)
        except (ChallengeError, SourceError):
            return False
        if (await workspace.check_text(text)).outcome is not Outcome.ELABORATED:
            return False
        workspace.put(regions)
        return True


class Step(Protocol):
    """One thing to try on a goal, given what was found before."""

    async def __call__(self, sketch: SketchGoal, done: Sequence[GoalResult], /) -> list[GoalResult]:
        """Further findings."""
        ...


def _status(results: Sequence[GoalResult]) -> GoalStatus:
    return results[-1].status if results else GoalStatus.UNKNOWN


def _failed(done: Sequence[GoalResult], prover: GoalProver) -> bool:
    return any(result.recalled and result.prover == prover.name for result in done)


def _line(number: int, results: Sequence[GoalResult] | None, spliced: bool) -> str:
    if results is None:
        return f"goal {number}: not tried, it is not left open by a `sorry` of its own; write one for it"
    if not results:
        return f"goal {number}: still open"
    last = results[-1]
    when = " in an earlier try" if last.recalled else ""
    proof = clip(last.proof or "", _MAX_PROOF_BYTES)
    if last.status is GoalStatus.DISPROVED:
        return f"goal {number}: REFUTED{when}. It is false as stated; its negation is proved by\n{proof}"
    if last.status is GoalStatus.PROVED:
        where = "spliced in" if spliced else "NOT spliced in, because the file then has errors; the proof was"
        return f"goal {number}: closed by {last.prover}{when}, {where}\n{proof}"
    if all(result.recalled for result in results):
        return (
            f"goal {number}: still open; the sub-provers have tried it before, in the same file and with as much time "
            "(`retry` makes them try again)"
        )
    return f"goal {number}: still open{_tried(results)}"


def _tried(results: Sequence[GoalResult]) -> str:
    """The plain tactics among what was tried, and how many scripts there were in all."""
    scripts = list(dict.fromkeys(script for result in results for script in result.tried))
    plain = [one for one in scripts if "\n" not in one and len(one) <= 40 and "orchestrator" not in one]
    if not scripts:
        return "; tried nothing, Lean was too busy" if results else ""
    more = f" ({len(scripts)} scripts in all)" if len(scripts) > len(plain[:_MAX_TRIED]) else ""
    return f"; tried {', '.join(plain[:_MAX_TRIED]) or 'scripts of several steps'}{more}"


TOOL: Final = Tool(
    "try_goals",
    "Let the built-in sub-provers (tactic portfolio, search, evaluation in the kernel) try open goals. What they close "
    "is spliced into the file, what they refute comes back with the refutation.",
    TryGoalsArguments,
    run,
)
