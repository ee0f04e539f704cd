"""From a hand-in to what is stored and learned of it: goals are reviewed, and the sketch gets its facts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

from orchestrator.cluster.remote import ExecutorChecker
from orchestrator.errors import RetryError
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import sketch_digest
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.harvest import harvested
from orchestrator.provers.prover import GoalBudget, ProverStatus
from orchestrator.provers.registry import Where
from orchestrator.search.board import Board
from orchestrator.search.driver.admission import admitted, findings_of, sketch_facts
from orchestrator.search.driver.attempts import AttemptMaker, Made
from orchestrator.search.driver.log import event_of
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.goals.ancestry import Ancestry
from orchestrator.search.goals.review import Review, Reviewer
from orchestrator.search.goals.service import stored_result
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategy import Admitted, GoalFact, Prove, ProveGoal, SketchFacts, Spend, Veto, Work
from orchestrator.store import Attempt, AttemptOutcome, Run

log = logging.getLogger(__name__)

HARVEST_SECONDS = 30.0
"""For the proofs that one edit brought."""
MOST_ANCESTORS = 3
"""Whose open goals an edit is compared with."""


@dataclass
class Admitter:
    """Makes what is stored of the hand-ins of one driven run.

    Args:
        parts: of the process.
        run, plan, challenge: what is done.
        toolchain: name of the Lean that the run is at work on.
        board: the fold of the run's log; only read.
        maker: gives the goal service of an attempt.
    """

    parts: DriverParts
    run: Run
    plan: RunPlan
    challenge: Challenge
    toolchain: str
    board: Board
    maker: AttemptMaker
    _roots: frozenset[str] = frozenset()
    _reviewer: Reviewer = field(init=False)
    _ancestry: Ancestry = field(init=False)

    def __post_init__(self) -> None:
        names = self.plan.goal_provers or tuple(self.parts.goal_provers)
        self._ancestry = Ancestry(self.board.sketches)
        self._reviewer = Reviewer(self.parts.desk, self.challenge, self.plan.review_seconds, names)

    async def outcome(
        self, step: int, work: Prove | ProveGoal, attempt: Attempt, made: Made, verdict: Verdict | None, run: Run
    ) -> AttemptOutcome:
        """What the end of an attempt adds to the store, the entry of the run's log included.

        Args:
            step, work: the decision.
            attempt: that carried it out.
            made: what was handed in.
            verdict: of the judge, if it was asked.
            run: as the last heartbeat saw it.
        """
        outcome = made.outcome
        inspirations = work.inspirations if isinstance(work, Prove) else ()
        new = admitted(outcome, verdict, toolchain=self.toolchain, parent=made.start, inspirations=inspirations)
        digest = None
        if new.sketch is not None:
            digest = sketch_digest(self.run.statement_sha256, new.sketch.direction, new.sketch.regions)
        agent = work.agent if isinstance(work, Prove) else self._agent_of(work.sketch)
        review = await self._review(attempt, made)
        closed = await self._harvest(work, attempt, made)
        facts = sketch_facts(
            outcome, new, digest, agent=agent, known=self.board.sketches, roots=await self._roots_of(work)
        )
        if facts is not None:
            vetoes = (*review.vetoes, *self._going_round(facts))
            again = any(veto.kind in ("equal", "equivalent") for veto in vetoes)
            facts = replace(facts, vetoes=vetoes, restates=facts.restates or again)
        entry = Admitted(
            step=step,
            attempt=attempt.id,
            prover=outcome.prover,
            agent=agent,
            profile=work.profile if isinstance(work, Prove) else None,
            status=outcome.status.value,
            goes_on=outcome.goes_on,
            sketch=facts,
            verdict=None if verdict is None else verdict.kind.value,
            proved=verdict is not None and verdict.proved,
            findings=(*findings_of(outcome), *review.findings, *closed),
            spend=Spend(seconds=outcome.seconds, lean_seconds=outcome.lean_seconds, checks=outcome.checks),
            spent=await self._spent(run),
            episodes=run.spent.episodes,
        )
        return replace(new, events=(*new.events, event_of(entry)))

    def _agent_of(self, digest: str) -> int:
        facts = self.board.sketches.get(digest)
        return 0 if facts is None else facts.agent

    def _going_round(self, new: SketchFacts) -> list[Veto]:
        """Goals of a sketch that an ancestor left open, that its descendants had replaced, and that are back."""
        parent = self.board.sketches.get(new.parent or "")
        if parent is None or parent.parent is None:
            return []
        inherited = {goal.digest for goal in parent.goals}
        fresh = dict.fromkeys(goal.digest for goal in new.goals if goal.digest not in inherited)
        return [Veto(digest, "equal") for digest in fresh if self._ancestry.left_open(digest, parent.parent)]

    async def _review(self, attempt: Attempt, made: Made) -> Review:
        if not self.plan.review or made.outcome.status is not ProverStatus.PARTIAL:
            return Review()
        parent = self.board.sketches.get(made.start or "")
        inherited = {goal.digest for goal in parent.goals} if parent is not None else set()
        if all(goal_digest(one.goal) in inherited for one in made.outcome.open_goals):
            return Review()
        try:
            return await self._reviewer.review(made.outcome, self.maker.goals_of(attempt), inherited)
        except RetryError as error:  # no verdict on the goals; goal provers and the next sketch look again
            log.info("the goals of attempt %s were not reviewed: %s", attempt.id, error)
            return Review()

    async def _harvest(self, work: Work, attempt: Attempt, made: Made) -> list[GoalFact]:
        """Goals of ancestors that an agent's edit closed, stored with its scripts so that all sketches have them."""
        here = self.board.sketches.get(made.start or "")
        entry = self.parts.provers.get(made.outcome.prover)
        by_agent = entry is not None and entry.where is Where.DRIVER
        if not isinstance(work, Prove) or not by_agent or made.outcome.status is ProverStatus.FAILED:
            return []
        still_open = {goal_digest(one.goal) for one in made.outcome.open_goals}
        text = self.challenge.splice(made.outcome.regions, made.outcome.direction)
        goals, found = self.maker.goals_of(attempt), dict[str, GoalFact]()  # only for agents, which take seconds
        for _ in range(MOST_ANCESTORS):
            if here is None or here.direction != made.outcome.direction.value:
                break
            wanted = {one.digest for one in here.goals} - still_open - set(found)
            wanted = {digest for digest in wanted if self.board.goals.get(digest, "unknown") == "unknown"}
            if wanted:
                sketch = await self.parts.store.sketches.get(here.digest)
                before = self.challenge.splice(sketch.regions, sketch.direction)
                try:
                    proofs = await harvested(before, text, wanted, goals.checker, GoalBudget(HARVEST_SECONDS))
                except RetryError as error:
                    log.info("proofs of attempt %s were not looked for: %s", attempt.id, error)
                    break
                new = [stored_result(proof, self.toolchain) for proof in proofs]
                await self.parts.desk.goals.add_results(new, attempt_id=attempt.id)
                found |= {one.goal.digest: GoalFact(one.goal.digest, "proved") for one in new}
            here = self.board.sketches.get(here.parent or "")
        return list(found.values())

    async def _roots_of(self, work: Work) -> frozenset[str]:
        """Digests of the challenge's own goals, asked for once: what restates them is no progress."""
        if not self._roots and isinstance(work, Prove) and work.agent >= 0 and self.plan.profiles:
            checker = ExecutorChecker(self.parts.executor, self.challenge, self.toolchain)
            self._roots = await self.parts.desk.roots(checker, self.challenge)
        return self._roots

    async def _spent(self, run: Run) -> Spend:
        # What was paid changes between heartbeats.
        spent = (await self.parts.store.runs.get(run.id) if self.plan.profiles else run).spent
        return Spend(spent.micro_usd, spent.tokens, spent.seconds)
