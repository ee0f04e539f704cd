"""From what a prover and the judge answered to what the store keeps of it."""

from __future__ import annotations

from orchestrator.lean.checker import Message, Outcome
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.identity import JsonObject
from orchestrator.problems.regions import canonical_region
from orchestrator.provers.prover import ProverOutcome, ProverStatus
from orchestrator.store import (
    AttemptOutcome,
    NewCheck,
    NewGoal,
    NewGoalResult,
    NewSketch,
    NewVerdict,
    ProverReported,
)

MESSAGE_CHARACTERS = 2_000
"""A stored message is cut to this; the text can be checked again at any time."""
STORED_MESSAGES = 50


def admitted(outcome: ProverOutcome, verdict: Verdict | None, *, toolchain: str, parent: str | None) -> AttemptOutcome:
    """What one attempt adds to the store.

    Args:
        outcome: the prover's.
        verdict: the judge's on its sketch, where it was complete.
        toolchain: the Lean under which its goals were found.
        parent: digest of the sketch that it started from.
    """
    failed = outcome.status is ProverStatus.FAILED
    regions = tuple(map(canonical_region, outcome.regions))
    sketch = NewSketch(outcome.direction, regions, outcome.plan, parent)
    results = tuple(
        NewGoalResult(NewGoal.of(one.goal, toolchain), one.status, one.prover, one.seconds, one.proof)
        for one in outcome.goal_results
    )
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
        events=(reported,),
        detail=f"{outcome.status}, {outcome.checks} checks",
    )


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
