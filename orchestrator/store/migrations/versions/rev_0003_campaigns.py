"""Campaigns: a budget that many runs share. What a finding about a goal was looked for with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)
ID = sa.String(32)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", ID, primary_key=True),
        sa.Column("limit_micro_usd", sa.BigInteger),
        sa.Column("limit_tokens", sa.BigInteger),
        sa.Column("limit_seconds", sa.Float),
        sa.Column("limit_episodes", sa.BigInteger),
        _count("spent_micro_usd"),
        _count("spent_tokens"),
        sa.Column("spent_seconds", sa.Float, nullable=False, server_default="0"),
        _count("spent_episodes"),
        _count("reserved_micro_usd"),
        _count("reserved_tokens"),
        sa.Column("heartbeat_at", TIME),
        sa.Column("created_at", TIME, nullable=False),
    )
    # In one statement, which both databases take: SQLite cannot add a foreign key to a table that is there.
    op.execute("ALTER TABLE runs ADD COLUMN campaign_id VARCHAR(32) REFERENCES campaigns (id)")
    op.create_index("ix_runs_campaign", "runs", ["campaign_id"])
    op.add_column("goal_results", sa.Column("scope", sa.String(64)))
    op.add_column("goal_results", sa.Column("budget_seconds", sa.Float))
