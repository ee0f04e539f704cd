"""The tables as the newest migration leaves them (a test compares the two). What each row means: records.py.

Immutable after insert: statement_versions, sketches, sketch_parents, goals, sketch_goals, goal_results, checks,
verdicts, events, transcript_entries. Immutable once final: runs, attempts, episodes, charges. Triggers enforce both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from orchestrator.lean.checker import Outcome
from orchestrator.store.sql.columns import count, digest, identifier
from orchestrator.store.sql.types import ExactText, Prose, UtcDateTime, closed_set
from orchestrator.vocabulary import (
    ApiRole,
    AttemptState,
    CampaignState,
    ChargeState,
    Direction,
    EpisodeStatus,
    FailureKind,
    GoalEdgeKind,
    GoalStatus,
    ParentRole,
    RunOutcome,
    RunStatus,
    TrustLevel,
    VerdictKind,
)

metadata = MetaData()
_DECIDED = (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)


def _partial(name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False) -> None:
    """An index of the rows that ``where`` holds for."""
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


problems = Table(
    "problems",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("source", String(100), nullable=False),
    Column("title", Prose, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("registrar", String(100), nullable=False, server_default=""),
    # Without a foreign key: statement versions point at problems, and SQLite cannot add one side of a cycle later.
    Column("current_id", Integer),
)

statement_versions = Table(
    "statement_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("problem_id", ForeignKey("problems.id"), nullable=False),
    digest("sha256", nullable=False),
    Column("text", ExactText, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("problem_id", "sha256", name="uq_statement_versions_problem_sha256"),
)

statement_counts = Table(
    "statement_counts",
    metadata,
    Column("statement_id", ForeignKey("statement_versions.id"), primary_key=True, autoincrement=False),
    count("runs"),
    count("attempts"),
    count("failed_attempts"),
    count("micro_usd"),
    count("proved"),
    count("disproved"),
    count("answered"),
    Column("last_verdict_id", ForeignKey("verdicts.id")),
    Column("proof_verdict_id", ForeignKey("verdicts.id")),
)

campaigns = Table(
    "campaigns",
    metadata,
    identifier("id", primary_key=True),
    Column("limit_micro_usd", BigInteger),
    Column("limit_tokens", BigInteger),
    Column("limit_seconds", Float),
    Column("limit_episodes", BigInteger),
    count("spent_micro_usd"),
    count("spent_tokens"),
    Column("spent_seconds", Float, nullable=False, server_default="0"),
    count("spent_episodes"),
    count("reserved_micro_usd"),
    count("reserved_tokens"),
    Column("heartbeat_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("name", Prose, nullable=False, server_default=""),
    Column("state", closed_set(CampaignState), nullable=False, server_default=CampaignState.ACTIVE.value),
    Column("query", JSON(none_as_null=True)),
    Column("created_by", String(100)),
    Index("ix_campaigns_state", "state", "id"),
    Index("ix_campaigns_created_by", "created_by", "id"),
)

runs = Table(
    "runs",
    metadata,
    identifier("id", primary_key=True),
    Column("statement_id", ForeignKey("statement_versions.id"), nullable=False),
    Column("strategy", String(100), nullable=False),
    Column("config", JSON, nullable=False),
    Column("toolchain", String(200), nullable=False),
    Column("status", closed_set(RunStatus), nullable=False),
    Column("outcome", closed_set(RunOutcome)),
    Column("detail", Prose, nullable=False),
    Column("limit_micro_usd", BigInteger),
    Column("limit_tokens", BigInteger),
    Column("limit_seconds", Float),
    Column("limit_episodes", BigInteger),
    count("spent_micro_usd"),
    count("spent_tokens"),
    Column("spent_seconds", Float, nullable=False, server_default="0"),
    count("spent_episodes"),
    count("reserved_micro_usd"),
    count("reserved_tokens"),
    Column("max_retries", Integer, nullable=False),
    Column("owner", String(200)),
    Column("heartbeat_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("campaign_id", ForeignKey("campaigns.id")),
    CheckConstraint("(status = 'finished') = (outcome IS NOT NULL)", name="ck_runs_outcome_when_finished"),
    Index("ix_runs_statement", "statement_id", "id"),
    Index("ix_runs_statement_status", "statement_id", "status"),
    Index("ix_runs_status", "status", "id"),
    Index("ix_runs_campaign", "campaign_id", "id"),
)

_partial("ix_runs_decided", runs.c.finished_at, runs.c.id, where=runs.c.outcome.in_(_DECIDED))

attempts = Table(
    "attempts",
    metadata,
    identifier("id", primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("state", closed_set(AttemptState), nullable=False),
    Column("prover", String(100), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("direction", closed_set(Direction)),
    digest("parent_sketch", ForeignKey("sketches.digest")),
    digest("sketch_digest", ForeignKey("sketches.digest")),
    Column("retry_of", ForeignKey("attempts.id")),
    Column("retries", Integer, nullable=False),
    Column("owner", String(200)),
    Column("heartbeat_at", UtcDateTime),
    Column("failure_kind", closed_set(FailureKind)),
    Column("detail", Prose, nullable=False),
    digest("outcome_digest"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("task", JSON(none_as_null=True)),
    UniqueConstraint("retry_of", name="uq_attempts_retry_of"),
    CheckConstraint("(state = 'failed') = (failure_kind IS NOT NULL)", name="ck_attempts_kind_when_failed"),
    Index("ix_attempts_run", "run_id", "id"),
    Index("ix_attempts_run_state", "run_id", "state", "id"),
    Index("ix_attempts_sketch", "sketch_digest"),
)

_made = attempts.c.sketch_digest
_partial("ix_attempts_made", attempts.c.run_id, attempts.c.id, _made, where=_made.is_not(None))

sketches = Table(
    "sketches",
    metadata,
    digest("digest", primary_key=True),
    Column("statement_id", ForeignKey("statement_versions.id"), nullable=False),
    Column("direction", closed_set(Direction), nullable=False),
    Column("regions", JSON, nullable=False),
    Column("plan", Prose, nullable=False),
    # Without a foreign key: attempts point at sketches, and SQLite cannot add one side of a cycle later.
    identifier("attempt_id"),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_sketches_statement", "statement_id"),
    Index("ix_sketches_attempt", "attempt_id"),
)

sketch_parents = Table(
    "sketch_parents",
    metadata,
    digest("sketch_digest", ForeignKey("sketches.digest"), primary_key=True),
    digest("parent_digest", ForeignKey("sketches.digest"), primary_key=True),
    Column("role", closed_set(ParentRole), primary_key=True),
    Index("ix_sketch_parents_parent", "parent_digest"),
)

goals = Table(
    "goals",
    metadata,
    digest("digest", primary_key=True),
    Column("toolchain", String(200), primary_key=True),
    Column("target", Prose, nullable=False),
    Column("hypotheses", JSON, nullable=False),
    Column("pretty", Prose, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

sketch_goals = Table(
    "sketch_goals",
    metadata,
    digest("sketch_digest", ForeignKey("sketches.digest"), primary_key=True),
    Column("toolchain", String(200), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    digest("goal_digest", nullable=False),
    ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
    Index("ix_sketch_goals_goal", "goal_digest", "toolchain"),
)

goal_results = Table(
    "goal_results",
    metadata,
    Column("id", Integer, primary_key=True),
    digest("goal_digest", nullable=False),
    Column("toolchain", String(200), nullable=False),
    Column("status", closed_set(GoalStatus), nullable=False),
    Column("proof", ExactText),
    Column("prover", String(100), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("attempt_id", ForeignKey("attempts.id")),
    Column("created_at", UtcDateTime, nullable=False),
    digest("scope"),
    Column("budget_seconds", Float),
    Column("names", JSON),
    ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
    Index("ix_goal_results_goal", "goal_digest", "toolchain"),
    Index("ix_goal_results_attempt", "attempt_id"),
)

goal_claims = Table(
    "goal_claims",
    metadata,
    digest("goal_digest", primary_key=True),
    Column("toolchain", String(200), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("heartbeat_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
)

goal_edges = Table(
    "goal_edges",
    metadata,
    Column("id", Integer, primary_key=True),
    digest("goal_digest", nullable=False),
    digest("other_digest", nullable=False),
    Column("toolchain", String(200), nullable=False),
    Column("kind", closed_set(GoalEdgeKind), nullable=False),
    Column("proof", ExactText),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("goal_digest", "other_digest", "toolchain", "kind", name="uq_goal_edges"),
    Index("ix_goal_edges_other", "other_digest", "toolchain"),
)

checks = Table(
    "checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("attempt_id", ForeignKey("attempts.id"), nullable=False),
    Column("outcome", closed_set(Outcome), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("messages", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_checks_attempt", "attempt_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("attempt_id", ForeignKey("attempts.id")),
    digest("sketch_digest", ForeignKey("sketches.digest"), nullable=False),
    Column("verdict", closed_set(VerdictKind), nullable=False),
    Column("code", String(100), nullable=False),
    Column("detail", Prose, nullable=False),
    Column("trust", closed_set(TrustLevel), nullable=False),
    Column("axioms", JSON, nullable=False),
    Column("toolchain", String(200), nullable=False),
    Column("judge_version", String(100), nullable=False),
    Column("certificate", JSON(none_as_null=True)),
    Column("seconds", Float, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_verdicts_run", "run_id", "id"),
    Index("ix_verdicts_attempt", "attempt_id", "id"),
    Index("ix_verdicts_sketch", "sketch_digest", "id"),
)

events = Table(
    "events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("tx", BigInteger, nullable=False),
    Column("run_id", ForeignKey("runs.id")),
    Column("campaign_id", ForeignKey("campaigns.id")),
    Column("seq", Integer, nullable=False),
    Column("kind", String(100), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("run_id IS NOT NULL OR campaign_id IS NOT NULL", name="ck_events_belong"),
    Index("uq_events_run_seq", "run_id", "seq", unique=True),
    Index("ix_events_place", "tx", "id"),
    Index("ix_events_campaign", "campaign_id", "tx", "id"),
)
_partial("uq_events_campaign_seq", events.c.campaign_id, events.c.seq, where=events.c.run_id.is_(None), unique=True)
_partial("ix_events_matches", events.c.run_id, events.c.seq, where=events.c.kind == "match.finished")

episodes = Table(
    "episodes",
    metadata,
    identifier("id", primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("attempt_id", ForeignKey("attempts.id"), nullable=False),
    Column("profile", String(100), nullable=False),
    Column("model", String(200), nullable=False),
    Column("prompt_version", String(100), nullable=False),
    Column("status", closed_set(EpisodeStatus), nullable=False),
    count("micro_usd"),
    count("input_tokens"),
    count("output_tokens"),
    count("cached_tokens"),
    count("reasoning_tokens"),
    count("edits"),
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("lean_seconds", Float),
    digest("sketch_digest", ForeignKey("sketches.digest")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_episodes_run", "run_id", "id"),
    Index("ix_episodes_attempt", "attempt_id", "id"),
)

transcript_entries = Table(
    "transcript_entries",
    metadata,
    Column("episode_id", ForeignKey("episodes.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(24), nullable=False),
    Column("at", Float, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

charges = Table(
    "charges",
    metadata,
    Column("call_id", String(100), primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("attempt_id", ForeignKey("attempts.id")),
    Column("episode_id", ForeignKey("episodes.id")),
    Column("state", closed_set(ChargeState), nullable=False),
    count("reserved_micro_usd"),
    count("reserved_tokens"),
    count("micro_usd"),
    count("tokens"),
    count("input_tokens"),
    count("output_tokens"),
    count("cached_tokens"),
    count("reasoning_tokens"),
    Column("estimated", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_charges_run_state", "run_id", "state"),
    Index("ix_charges_attempt_state", "attempt_id", "state"),
    Index("ix_charges_episode", "episode_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    identifier("id", primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", closed_set(ApiRole), nullable=False),
    digest("fingerprint", nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("fingerprint", name="uq_api_keys_fingerprint"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("principal", String(100), primary_key=True),
    Column("key", String(200), primary_key=True),
    digest("request_digest", nullable=False),
    Column("owner", String(200), nullable=False),
    Column("status", Integer),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
)
