"""Goals are computed by one owner at a time; how they hang together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0009"
down_revision = "0008"

TIME = sa.DateTime(timezone=True)
DIGEST = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "goal_claims",
        sa.Column("goal_digest", DIGEST, primary_key=True),
        sa.Column("toolchain", sa.String(200), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("claimed_at", TIME, nullable=False),
        sa.Column("heartbeat_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["goal_digest", "toolchain"], ["goals.digest", "goals.toolchain"]),
    )
    op.create_table(
        "goal_edges",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("goal_digest", DIGEST, nullable=False),
        sa.Column("other_digest", DIGEST, nullable=False),
        sa.Column("toolchain", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("proof", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint("goal_digest", "other_digest", "toolchain", "kind", name="uq_goal_edges"),
    )
    op.create_index("ix_goal_edges_other", "goal_edges", ["other_digest", "toolchain"])
    triggers.freeze("goal_edges")
