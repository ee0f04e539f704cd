"""Making one attempt: the task and the bench of a prover, here or on a worker, and the work on a single goal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestrator.cluster.jobs import About, ProveJob
from orchestrator.cluster.remote import ExecutorChecker
from orchestrator.errors import UserError
from orchestrator.lean.checker import Limits
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import GoalBudget, Inspiration, ProverOutcome, ProverTask, wall_for
from orchestrator.provers.raters.rater import GOAL_STATES
from orchestrator.provers.registry import Where
from orchestrator.search.board import Board
from orchestrator.search.driver.episodes import EpisodeMaker
from orchestrator.search.driver.judging import RunJudge
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.goals.notes import notes_on
from orchestrator.search.goals.service import AttemptGoals
from orchestrator.search.goals.work import with_known_proofs, work_on_goal
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategies.cheap_first import FREE_AGENT, RECHECK
from orchestrator.search.strategy import Prove, ProveGoal
from orchestrator.store import Attempt, NewGoal, Run, SketchGoal
from orchestrator.vocabulary import Direction, GoalStatus

SHORTEST_SECONDS = 0.5
LEAST_LEAN_SECONDS = 0.1
MOST_REFUTED = 5
"""Of the goals that others of the run went wrong with, so many are told to the next prover."""
LONGEST_SECONDS = 3600.0
"""For one attempt of a prover on a worker, where the run has no limit on its time."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an attempt; ``start`` is the digest of the sketch that it started from."""

    outcome: ProverOutcome
    start: str | None


@dataclass(frozen=True)
class AttemptMaker:
    """Makes the attempts of one driven run.

    Args:
        parts: of the process.
        run, plan, challenge: what is to be done.
        toolchain: name of the Lean that the run is at work on.
        judge: of the run.
        episodes: begins and ends them.
        board: the fold of the run's log; only read.
    """

    parts: DriverParts
    run: Run
    plan: RunPlan
    challenge: Challenge
    toolchain: str
    judge: RunJudge
    episodes: EpisodeMaker
    board: Board

    async def make(self, attempt: Attempt, work: Prove | ProveGoal, seconds: float) -> Made:
        """Do the work of a running attempt.

        Args:
            attempt: as stored.
            work: what was decided.
            seconds: that it may take; infinite where nothing bounds it.

        Raises:
            LimitReached: the run or its campaign has nothing left for it; nothing was begun.
            UserError, OperatorError, RetryError: as from provers and workers.
        """
        if isinstance(work, ProveGoal):
            return await self._make_goal(attempt, work)
        entry = self.parts.provers.get(work.prover)
        if entry is not None and entry.where is Where.DRIVER:
            return await self._make_here(attempt, work, seconds)
        return await self._make_on_worker(attempt, work, seconds)

    async def _make_on_worker(self, attempt: Attempt, work: Prove, seconds: float) -> Made:
        reuse = self.plan.reuse_goals and work.prover != RECHECK and attempt.parent_sketch is not None
        reused = self.goals_of(attempt) if reuse else None
        task = await self._task(work, attempt.parent_sketch, seconds, reused)
        if work.agent == FREE_AGENT and work.prover != RECHECK:
            task = self._free(task)
        findings = {}
        if self.plan.reuse_goals and work.prover in self.parts.goal_provers:
            start = None if task.parent is None else (task.direction or Direction.PROVE, task.parent)
            checker = self._checker()
            findings = await self.parts.desk.survey(checker, self.challenge, start)
            # What Lean did counts, not the wait for a worker's Lean, which is not the prover's time elsewhere either.
            task = replace(task, wall_seconds=max(SHORTEST_SECONDS, task.wall_seconds - checker.lean_seconds))
        job = ProveJob(About.of(self.challenge, self.toolchain), work.prover, task, findings)
        return Made(await self.parts.executor.submit(job), attempt.parent_sketch)

    async def _make_here(self, attempt: Attempt, work: Prove, seconds: float) -> Made:
        entry = self.parts.provers[work.prover]
        checker = self._checker()
        goals = self._goals(attempt, checker)
        async with self.episodes.episode_of(attempt, work.profile, checker, self.judge, goals) as bench:
            task = await self._task(work, bench.start, seconds, goals if self.plan.reuse_goals else None)
            outcome = await entry.make().prove(task, bench)
            bench.outcome = replace(outcome, lean_seconds=checker.lean_seconds)
            return Made(bench.outcome, bench.start)

    async def _make_goal(self, attempt: Attempt, work: ProveGoal) -> Made:
        sketch = await self.parts.store.sketches.get(work.sketch)
        checker = self._checker()
        budget = GoalBudget.of_lean(work.seconds, seed=work.seed)
        service = self._goals(attempt, checker)
        provers = tuple(name for name in work.provers if name in service.provers)
        outcome = await work_on_goal(
            self.challenge, sketch.direction, sketch.regions, work.goal, checker, service, budget, provers
        )
        return Made(replace(outcome, lean_seconds=checker.lean_seconds), work.sketch)

    def goals_of(self, attempt: Attempt) -> AttemptGoals:
        """The goal service of an attempt, for what is asked when it has ended."""
        return self._goals(attempt, self._checker())

    def _checker(self) -> ExecutorChecker:
        return ExecutorChecker(self.parts.executor, self.challenge, self.toolchain)

    def _goals(self, attempt: Attempt, checker: ExecutorChecker) -> AttemptGoals:
        names = self.plan.goal_provers or tuple(self.parts.goal_provers)
        unknown = [name for name in names if name not in self.parts.goal_provers]
        if unknown:
            raise UserError(f"there is no goal prover {unknown[0]!r}; known are {', '.join(self.parts.goal_provers)}")
        provers = {name: self.parts.goal_provers[name]() for name in names}
        return AttemptGoals(self.parts.desk, attempt.id, checker, provers, self.plan.reuse_goals)

    async def _task(self, work: Prove, parent: str | None, seconds: float, goals: AttemptGoals | None) -> ProverTask:
        regions, direction = None, None if work.direction is None else Direction(work.direction)
        its_goals: Sequence[SketchGoal] = ()
        if parent is not None:
            sketch = await self.parts.store.sketches.get(parent)
            regions, direction = sketch.regions, sketch.direction
            admitted = self.board.sketches.get(parent)  # not there: its goals may not be stored
            if admitted is None or admitted.goals:
                its_goals = await self.parts.store.sketches.goals(parent)
            if goals is not None and (admitted is None or any(one.status is GoalStatus.PROVED for one in its_goals)):
                # A lemma that was proved anywhere is put in before anybody works on it again.
                regions = await with_known_proofs(self.challenge, direction, regions, goals.checker, goals)
        return ProverTask(
            challenge=self.challenge,
            direction=direction,
            parent=regions,
            seed=work.seed,
            wall_seconds=seconds if math.isfinite(seconds) else LONGEST_SECONDS,
            inspirations=tuple([await self._inspiration(digest) for digest in work.inspirations]),
            instruction=work.instruction,
            known=await self._notes(its_goals, "\n".join(regions or ())) if work.prover != RECHECK else (),
            profile=work.profile,
            lean_seconds=self._lean_seconds(work),
            check_limits=Limits(wall_seconds=self.plan.check_seconds),
            episode=self.plan.episode,
            goal_provers=self.plan.goal_provers if work.goal_tool else (),
            goal_budget=GoalBudget.of_lean(self.plan.goal_seconds),
            blind=self.plan.blind,
        )

    def _free(self, task: ProverTask) -> ProverTask:
        """The task of a free prover that comes before models are asked: a little of Lean's time, on any machine."""
        first = self.plan.first_seconds
        lean = first if task.lean_seconds is None else min(first, task.lean_seconds)
        return replace(task, lean_seconds=lean, wall_seconds=min(task.wall_seconds, wall_for(first)))

    def _lean_seconds(self, work: Prove) -> float | None:
        """What the attempt may take of what the run has left."""
        if self.plan.lean_seconds is None:
            return None
        return max(LEAST_LEAN_SECONDS, (self.plan.lean_seconds - self.board.lean_seconds) * work.share)

    async def _notes(self, its_goals: Sequence[SketchGoal], file: str) -> tuple[str, ...]:
        """What a prover should know of its parent's goals, and of those that others of the run went wrong with."""
        store, goals = self.parts.store, list(its_goals)
        refuted = [goal for goal, state in self.board.goals.items() if state == "disproved"]
        for digest in refuted[-MOST_REFUTED:]:
            sketches = await store.goals.containing(digest, self.toolchain, limit=1)
            for sketch in sketches.items:
                goals += [goal for goal in await store.sketches.goals(sketch) if goal.digest == digest]
        about = [NewGoal(goal.digest, self.toolchain, goal.target, (), goal.pretty) for goal in goals]
        tries = self.board.goal_tries
        return await notes_on(store.goals, about, self.toolchain, tries=tries, file=file) if about else ()

    async def _inspiration(self, digest: str) -> Inspiration:
        sketch = await self.parts.store.sketches.get(digest)
        goals = await self.parts.store.sketches.goals(digest)
        return Inspiration(
            digest=digest,
            text="\n".join(sketch.regions),
            plan=sketch.plan,
            elo=self.board.elo.get(digest),
            goals=tuple(
                f"{GOAL_STATES[goal.status]}: {' '.join((goal.pretty or goal.target).split())}" for goal in goals
            ),
        )
