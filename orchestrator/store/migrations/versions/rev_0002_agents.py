"""Episodes with their transcripts, and the ledger of model calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
DIGEST = sa.String(64)
ID = sa.String(32)
WORD = sa.String(24)
TOKEN_COUNTS = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def upgrade() -> None:
    op.add_column("runs", _count("reserved_micro_usd"))
    op.add_column("runs", _count("reserved_tokens"))
    _episodes()
    _charges()
    triggers.freeze("transcripts")
    triggers.freeze("episodes", "OLD.status <> 'running'")
    triggers.freeze("charges", "OLD.state <> 'reserved'")


def _episodes() -> None:
    op.create_table(
        "episodes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("profile", sa.String(100), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("prompt_version", sa.String(100), nullable=False),
        sa.Column("status", WORD, nullable=False),
        _count("micro_usd"),
        *(_count(name) for name in TOKEN_COUNTS),
        _count("edits"),
        sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
        sa.Column("sketch_digest", DIGEST, sa.ForeignKey("sketches.digest")),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
    )
    op.create_index("ix_episodes_run", "episodes", ["run_id"])
    op.create_index("ix_episodes_attempt", "episodes", ["attempt_id"])
    op.create_table(
        "transcripts",
        sa.Column("episode_id", ID, sa.ForeignKey("episodes.id"), primary_key=True),
        sa.Column("encoding", WORD, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _charges() -> None:
    op.create_table(
        "charges",
        sa.Column("call_id", sa.String(100), primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id")),
        sa.Column("episode_id", ID, sa.ForeignKey("episodes.id")),
        sa.Column("state", WORD, nullable=False),
        _count("reserved_micro_usd"),
        _count("reserved_tokens"),
        _count("micro_usd"),
        _count("tokens"),
        *(_count(name) for name in TOKEN_COUNTS),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("settled_at", TIME),
    )
    op.create_index("ix_charges_run_state", "charges", ["run_id", "state"])
    op.create_index("ix_charges_attempt_state", "charges", ["attempt_id", "state"])
    op.create_index("ix_charges_episode", "charges", ["episode_id"])
