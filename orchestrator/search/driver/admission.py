"""From what a prover and the judge answered to what the store keeps of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from orchestrator.lean.checker import Message, Outcome
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.identity import JsonObject
from orchestrator.problems.naming import counted
from orchestrator.problems.regions import canonical_region
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.prover import ProverOutcome, ProverStatus
from orchestrator.search.goals.service import stored_result
from orchestrator.search.strategy import GoalFact, SketchFacts
from orchestrator.store import (
    AnyEvent,
    AttemptOutcome,
    NewCheck,
    NewGoal,
    NewSketch,
    NewVerdict,
    ProverReported,
)

MESSAGE_CHARACTERS = 2_000
"""A stored message is cut to this; the text can be checked again at any time."""
STORED_MESSAGES = 50


def admitted(
    outcome: ProverOutcome,
    verdict: Verdict | None,
    *,
    toolchain: str,
    parent: str | None,
    inspirations: tuple[str, ...] = (),
    entries: tuple[AnyEvent, ...] = (),
) -> AttemptOutcome:
    """What one attempt adds to the store.

    Args:
        outcome: the prover's.
        verdict: the judge's on its sketch, where it was complete.
        toolchain: the Lean under which its goals were found.
        parent: digest of the sketch that it started from.
        inspirations: digests of those that were shown beside it.
        entries: what the strategy learns of it, for the run's log.
    """
    failed = outcome.status is ProverStatus.FAILED
    regions = tuple(map(canonical_region, outcome.regions))
    sketch = NewSketch(outcome.direction, regions, outcome.plan, parent, inspirations)
    results = tuple(stored_result(one, toolchain) for one in outcome.goal_results if not one.recalled)
    check = NewCheck(
        Outcome.ERRORS if failed else Outcome.ELABORATED,
        outcome.seconds,
        tuple(_message(message) for message in outcome.messages[:STORED_MESSAGES]),
    )
    reported = ProverReported(
        outcome.prover, outcome.direction, outcome.status.value, outcome.checks, round(outcome.seconds, 3)
    )
    return AttemptOutcome(
        sketch=None if failed else sketch,
        goals=() if failed else tuple(NewGoal.of(one.goal, toolchain) for one in outcome.open_goals),
        goal_results=results,
        checks=(check,),
        verdicts=() if verdict is None else (_verdict(verdict),),
        events=(reported, *entries),
        detail=f"{_words(outcome.status)}, {counted(outcome.checks, 'check')}"
        + (f"\n{outcome.account}" if outcome.account else ""),
    )


def _words(status: ProverStatus) -> str:
    """For people, to whom a status alone would say something else: to find nothing is no failure of the attempt."""
    return {ProverStatus.FAILED: "found nothing", ProverStatus.PARTIAL: "left goals open"}.get(status, status.value)


def sketch_facts(
    outcome: ProverOutcome,
    new: AttemptOutcome,
    digest: str | None,
    *,
    agent: int,
    known: Mapping[str, SketchFacts],
    roots: Collection[str],
) -> SketchFacts | None:
    """What a strategy learns of the sketch of an attempt; None if it made none.

    Args:
        outcome: the prover's.
        new: what is stored of it.
        digest: the sketch's, as the store will have it.
        agent: the line of work that it belongs to.
        known: the run's sketches so far.
        roots: digests of the challenge's own goals; a sketch that leaves one of them open has only restated it.
    """
    sketch = new.sketch
    if sketch is None or digest is None:
        return None
    goals = tuple(GoalFact(goal.digest) for goal in new.goals)
    return SketchFacts(
        digest=digest,
        direction=outcome.direction.value,
        parent=sketch.parent,
        inspirations=sketch.inspirations,
        goals=goals,
        duplicate_of=digest if digest in known else None,
        restates=any(goal.digest in roots for goal in goals),
        size=sum(len(region.encode()) for region in sketch.regions),
        agent=agent,
    )


def findings_of(outcome: ProverOutcome) -> tuple[GoalFact, ...]:
    """What was found out about goals, as strategies learn it."""
    return tuple(GoalFact(goal_digest(one.goal), one.status.value) for one in outcome.goal_results)


def _verdict(verdict: Verdict) -> NewVerdict:
    return NewVerdict(
        verdict=verdict.kind,
        code=verdict.code.value,
        detail=verdict.detail,
        trust=verdict.trust,
        toolchain=verdict.toolchain,
        judge_version=verdict.judge_version,
        seconds=verdict.seconds,
        axioms=verdict.axioms,
        certificate=verdict.certificate.to_json() if verdict.certificate else None,
    )


def _message(message: Message) -> JsonObject:
    return {
        "severity": message.severity.value,
        "text": message.text[:MESSAGE_CHARACTERS],
        "line": message.start.line,
        "column": message.start.column,
    }
