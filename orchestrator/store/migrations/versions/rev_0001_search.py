"""Problems, runs, attempts, sketches, goals, checks, verdicts, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
DIGEST = sa.String(64)
ID = sa.String(32)
WORD = sa.String(24)

IMMUTABLE = (
    "statement_versions", "sketches", "sketch_parents", "goals", "sketch_goals", "goal_results", "checks", "verdicts",
    "events",
)  # fmt: skip


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def upgrade() -> None:
    _problems()
    _sketches()
    _runs()
    _attempts()
    _goals()
    _findings()
    triggers.install_function()
    for table in IMMUTABLE:
        triggers.freeze(table)
    triggers.freeze("runs", "OLD.status = 'finished'")
    triggers.freeze("attempts", "OLD.state IN ('finished', 'failed', 'cancelled')")


def _problems() -> None:
    op.create_table(
        "problems",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "statement_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("problem_id", sa.String(200), sa.ForeignKey("problems.id"), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint("problem_id", "sha256", name="uq_statement_versions_problem_sha256"),
    )


def _sketches() -> None:
    op.create_table(
        "sketches",
        sa.Column("digest", DIGEST, primary_key=True),
        sa.Column("statement_id", sa.Integer, sa.ForeignKey("statement_versions.id"), nullable=False),
        sa.Column("direction", WORD, nullable=False),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("attempt_id", ID),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("ix_sketches_statement", "sketches", ["statement_id"])
    op.create_index("ix_sketches_attempt", "sketches", ["attempt_id"])
    op.create_table(
        "sketch_parents",
        sa.Column("sketch_digest", DIGEST, sa.ForeignKey("sketches.digest"), primary_key=True),
        sa.Column("parent_digest", DIGEST, sa.ForeignKey("sketches.digest"), primary_key=True),
        sa.Column("role", WORD, primary_key=True),
    )
    op.create_index("ix_sketch_parents_parent", "sketch_parents", ["parent_digest"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("statement_id", sa.Integer, sa.ForeignKey("statement_versions.id"), nullable=False),
        sa.Column("strategy", sa.String(100), nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("toolchain", sa.String(200), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("outcome", WORD),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("limit_micro_usd", sa.BigInteger),
        sa.Column("limit_tokens", sa.BigInteger),
        sa.Column("limit_seconds", sa.Float),
        sa.Column("limit_episodes", sa.BigInteger),
        _count("spent_micro_usd"),
        _count("spent_tokens"),
        sa.Column("spent_seconds", sa.Float, nullable=False, server_default="0"),
        _count("spent_episodes"),
        sa.Column("max_retries", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("heartbeat_at", TIME),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("started_at", TIME),
        sa.Column("finished_at", TIME),
        sa.CheckConstraint("(status = 'finished') = (outcome IS NOT NULL)", name="ck_runs_outcome_when_finished"),
    )
    op.create_index("ix_runs_statement", "runs", ["statement_id"])
    op.create_index("ix_runs_status", "runs", ["status"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("prover", sa.String(100), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("direction", WORD),
        sa.Column("parent_sketch", DIGEST, sa.ForeignKey("sketches.digest")),
        sa.Column("sketch_digest", DIGEST, sa.ForeignKey("sketches.digest")),
        sa.Column("retry_of", ID, sa.ForeignKey("attempts.id")),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("heartbeat_at", TIME),
        sa.Column("failure_kind", WORD),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("outcome_digest", DIGEST),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("started_at", TIME),
        sa.Column("finished_at", TIME),
        sa.UniqueConstraint("retry_of", name="uq_attempts_retry_of"),
        sa.CheckConstraint("(state = 'failed') = (failure_kind IS NOT NULL)", name="ck_attempts_kind_when_failed"),
    )
    op.create_index("ix_attempts_run_state", "attempts", ["run_id", "state", "id"])
    op.create_index("ix_attempts_sketch", "attempts", ["sketch_digest"])


def _goals() -> None:
    op.create_table(
        "goals",
        sa.Column("digest", DIGEST, primary_key=True),
        sa.Column("toolchain", sa.String(200), primary_key=True),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("hypotheses", sa.JSON, nullable=False),
        sa.Column("pretty", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "sketch_goals",
        sa.Column("sketch_digest", DIGEST, sa.ForeignKey("sketches.digest"), primary_key=True),
        sa.Column("toolchain", sa.String(200), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("goal_digest", DIGEST, nullable=False),
        sa.ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
    )
    op.create_index("ix_sketch_goals_goal", "sketch_goals", ["goal_digest", "toolchain"])
    op.create_table(
        "goal_results",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("goal_digest", DIGEST, nullable=False),
        sa.Column("toolchain", sa.String(200), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("proof", sa.Text),
        sa.Column("prover", sa.String(100), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id")),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
    )
    op.create_index("ix_goal_results_goal", "goal_results", ["goal_digest", "toolchain"])
    op.create_index("ix_goal_results_attempt", "goal_results", ["attempt_id"])


def _findings() -> None:
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("ix_checks_attempt", "checks", ["attempt_id"])
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id")),
        sa.Column("sketch_digest", DIGEST, sa.ForeignKey("sketches.digest"), nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("trust", WORD, nullable=False),
        sa.Column("axioms", sa.JSON, nullable=False),
        sa.Column("toolchain", sa.String(200), nullable=False),
        sa.Column("judge_version", sa.String(100), nullable=False),
        sa.Column("certificate", sa.JSON),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    for column in ("run", "attempt"):
        op.create_index(f"ix_verdicts_{column}", "verdicts", [f"{column}_id"])
    op.create_index("ix_verdicts_sketch", "verdicts", ["sketch_digest"])
    op.create_table(
        "events",
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
