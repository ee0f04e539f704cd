"""From records of the store to what the API says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.api.common import Limits, Spent, VerdictRow
from orchestrator.api.problems import ProblemRow, Statement
from orchestrator.api.runs import (
    AttemptRow,
    CampaignRow,
    EpisodeRow,
    Finding,
    GoalRow,
    RunRow,
    SketchGoalRow,
    SketchRow,
)
from orchestrator.lean.checker import Hypothesis
from orchestrator.store import (
    Attempt,
    Budget,
    Campaign,
    Episode,
    GoalLine,
    GoalResult,
    ProblemLine,
    Run,
    SketchGoal,
    SketchLine,
    Spend,
    StatementVersion,
    Verdict,
)
from orchestrator.vocabulary import TRUST_OF_PROOF, CampaignState, Direction, RunOutcome, RunStatus, VerdictKind


def limits(budget: Budget) -> Limits:
    """The limits of a run or campaign."""
    return Limits.model_validate(budget)


def problem_row(line: ProblemLine) -> ProblemRow:
    """A problem in a list."""
    return ProblemRow(
        id=line.id,
        title=line.title,
        source=line.id.partition("/")[0],
        tags=tuple(line.metadata.get("tags") or ()),
        known=str(line.metadata.get("status") or "unknown"),
        informal_state=line.informal,
        formal_state=line.formal,
        state=line.state,
        runs=line.runs,
        micro_usd=line.micro_usd,
        statement_sha256=line.statement_sha256,
    )


def statement(version: StatementVersion, current: int) -> Statement:
    """A statement version."""
    return Statement(
        id=version.id,
        sha256=version.sha256,
        text=version.text,
        created_at=version.created_at,
        current=version.id == current,
    )


def run_row(run: Run) -> RunRow:
    """A run in a list."""
    return RunRow.model_validate(run)


def run_fields(run: Run) -> dict[str, object]:
    """The fields that a run has in a list and on its own page."""
    names = (
        "id",
        "problem_id",
        "statement_sha256",
        "strategy",
        "status",
        "outcome",
        "detail",
        "campaign_id",
        "created_at",
        "started_at",
        "finished_at",
    )
    shown = {name: getattr(run, name) for name in names}
    return shown | {"limits": limits(run.limits), "spent": spent(run.spent)}


def spent(spend: Spend) -> Spent:
    """What was spent."""
    return Spent.model_validate(spend)


def verdict_row(verdict: Verdict, direction: Direction | None, certificate: bool) -> VerdictRow:
    """A verdict without its certificate."""
    names = (
        "id",
        "run_id",
        "attempt_id",
        "verdict",
        "code",
        "detail",
        "trust",
        "axioms",
        "toolchain",
        "judge_version",
        "seconds",
        "created_at",
    )
    return VerdictRow(
        **{name: getattr(verdict, name) for name in names},
        sketch=verdict.sketch_digest,
        direction=direction,
        decides=verdict.verdict is VerdictKind.ACCEPTED and verdict.trust in TRUST_OF_PROOF,
        certificate=certificate,
    )


def attempt_row(attempt: Attempt) -> AttemptRow:
    """An attempt in a list."""
    names = (
        "id",
        "run_id",
        "state",
        "prover",
        "direction",
        "seed",
        "detail",
        "retries",
        "created_at",
        "started_at",
        "finished_at",
    )
    return AttemptRow(
        **{name: getattr(attempt, name) for name in names},
        parent=attempt.parent_sketch,
        sketch=attempt.sketch_digest,
        failure=attempt.failure_kind,
    )


def sketch_row(line: SketchLine) -> SketchRow:
    """A sketch in a lineage."""
    return SketchRow.model_validate(line)


def hypotheses(given: Sequence[Hypothesis]) -> tuple[str, ...]:
    """Hypotheses as Lean prints them."""
    return tuple(f"{one.name} : {one.type}" + ("" if one.value is None else f" := {one.value}") for one in given)


def sketch_goal(goal: SketchGoal) -> SketchGoalRow:
    """An open goal of a sketch."""
    return SketchGoalRow(
        digest=goal.digest,
        toolchain=goal.toolchain,
        position=goal.position,
        hypotheses=hypotheses(goal.hypotheses),
        target=goal.target,
        status=goal.status,
        tried=len(goal.results),
    )


def goal_row(line: GoalLine) -> GoalRow:
    """A goal of a run."""
    return GoalRow(
        digest=line.digest,
        toolchain=line.toolchain,
        hypotheses=hypotheses(line.hypotheses),
        target=line.target,
        status=line.status,
        blocks=line.blocks,
        tries=line.tries,
        seconds=line.seconds,
    )


def finding(result: GoalResult) -> Finding:
    """What one prover found out."""
    return Finding.model_validate(result)


def episode_row(episode: Episode) -> EpisodeRow:
    """An episode in a list."""
    names = (
        "id",
        "run_id",
        "attempt_id",
        "profile",
        "model",
        "status",
        "edits",
        "seconds",
        "lean_seconds",
        "created_at",
        "finished_at",
    )
    usage = episode.usage
    return EpisodeRow(
        **{name: getattr(episode, name) for name in names},
        micro_usd=usage.micro_usd,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        sketch=episode.sketch_digest,
    )


def campaign_row(campaign: Campaign, runs: Mapping[RunStatus | RunOutcome, int]) -> CampaignRow:
    """A campaign in a list."""
    return CampaignRow(
        id=campaign.id,
        name=campaign.name,
        state=campaign_state(campaign, runs),
        limits=limits(campaign.limits),
        spent=spent(campaign.spent),
        runs={key.value: number for key, number in runs.items()},
        created_at=campaign.created_at,
    )


def campaign_state(campaign: Campaign, runs: Mapping[RunStatus | RunOutcome, int]) -> str:
    """How a campaign stands: what was said of it, else what its runs do."""
    if campaign.state is not CampaignState.ACTIVE:
        return campaign.state.value
    if runs.get(RunStatus.RUNNING) or runs.get(RunStatus.QUEUED):
        return "active"
    return "paused" if runs.get(RunStatus.PAUSED) else "finished"
