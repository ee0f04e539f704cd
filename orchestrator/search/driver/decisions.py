"""Decisions as the store and people see them, and what a strategy knows of its run."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.problems.challenge import Challenge
from orchestrator.search.goals.work import PROVER as GOALS
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategy import Decided, Prove, ProveGoal, Rate, RunFacts, SpendLimits, Work
from orchestrator.store import Attempt, NewAttempt, Run
from orchestrator.vocabulary import Direction


def facts_of(run: Run, plan: RunPlan, challenge: Challenge, provers: Iterable[str]) -> RunFacts:
    """What the strategy of a run knows of it from the beginning."""
    limits = run.limits
    return RunFacts(
        run_id=run.id,
        problem_id=run.problem_id,
        statement_sha256=run.statement_sha256,
        seed=plan.seed,
        directions=("prove", "disprove") if challenge.disproof else ("prove",),
        answers=bool(challenge.answers),
        limits=SpendLimits(limits.micro_usd, limits.tokens, limits.seconds, limits.episodes),
        provers=tuple(provers),
        goal_provers=plan.goal_provers,
        raters=plan.raters,
        profiles=tuple(profile.name for profile in plan.profiles),
        accepted=plan.accepted,
        accepted_direction=None if plan.accepted_direction is None else plan.accepted_direction.value,
    )


def new_attempt(entry: Decided) -> NewAttempt:
    """The attempt that a decision asks for; it names the decision's step, so a retry finds it in the log."""
    work = entry.decision
    task = {"step": entry.step}
    if isinstance(work, ProveGoal):
        return NewAttempt(GOALS, work.seed, None, work.sketch, task)
    assert isinstance(work, Prove)
    direction = None if work.direction is None else Direction(work.direction)
    return NewAttempt(work.prover, work.seed, direction, work.parent, task)


def step_of(attempt: Attempt) -> int:
    """The step of the decision that a stored attempt carries out; -1 if it names none."""
    return int((attempt.task or {}).get("step", -1))


def label(work: Work) -> str:
    """What people are told that is being done."""
    match work:
        case Prove():
            agent = f" {work.agent + 1}" if work.prover == "agent" else ""
            return f"{work.prover}{agent}{' ' + work.direction if work.direction else ''}"
        case ProveGoal():
            return f"goal {work.goal[:8]}"
        case Rate():
            return f"match of {len(work.entrants)}"
