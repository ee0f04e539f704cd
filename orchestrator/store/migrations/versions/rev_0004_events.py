"""Events with a position over all runs, also of campaigns; the task of an attempt."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)
ID = sa.String(32)


def upgrade() -> None:
    op.add_column("attempts", sa.Column("task", sa.JSON))
    op.rename_table("events", "old_events")
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("tx", sa.BigInteger, nullable=False),
        sa.Column("run_id", ID, sa.ForeignKey("runs.id")),
        sa.Column("campaign_id", ID, sa.ForeignKey("campaigns.id")),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("run_id IS NOT NULL OR campaign_id IS NOT NULL", name="ck_events_belong"),
    )
    _copy()
    op.drop_table("old_events")
    op.create_index("uq_events_run_seq", "events", ["run_id", "seq"], unique=True)
    op.create_index("ix_events_place", "events", ["tx", "id"])
    op.create_index("ix_events_campaign", "events", ["campaign_id", "tx", "id"])
    alone = sa.text("run_id IS NULL")
    op.create_index(
        "uq_events_campaign_seq",
        "events",
        ["campaign_id", "seq"],
        unique=True,
        sqlite_where=alone,
        postgresql_where=alone,
    )
    triggers.freeze("events")


def _copy() -> None:
    """In the order of time; ``tx`` is 0, below that of any transaction to come."""
    op.execute(
        "INSERT INTO events (tx, run_id, campaign_id, seq, kind, payload, created_at) "
        "SELECT 0, e.run_id, r.campaign_id, e.seq, e.kind, e.payload, e.created_at "
        "FROM old_events e JOIN runs r ON r.id = e.run_id ORDER BY e.created_at, e.run_id, e.seq"
    )
    # What failed was called ``kind`` in the payload, as the event's own kind is.
    connection = op.get_bind()
    events = sa.table("events", sa.column("id"), sa.column("kind"), sa.column("payload", sa.JSON))
    for row in connection.execute(sa.select(events).where(events.c.kind == "attempt.failed")).all():
        payload = row.payload if isinstance(row.payload, dict) else json.loads(row.payload)
        payload["failure"] = payload.pop("kind", "internal")
        connection.execute(sa.update(events).where(events.c.id == row.id).values(payload=payload))
