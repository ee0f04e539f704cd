"""Campaigns have a name, a state, what they were asked for and who made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("name", sa.Text, nullable=False, server_default=""))
    op.add_column("campaigns", sa.Column("state", sa.String(24), nullable=False, server_default="active"))
    op.add_column("campaigns", sa.Column("query", sa.JSON))
    op.add_column("campaigns", sa.Column("created_by", sa.String(100)))
    op.create_index("ix_campaigns_state", "campaigns", ["state", "id"])
    op.create_index("ix_campaigns_created_by", "campaigns", ["created_by", "id"])
    triggers.forbid_change(
        "campaigns", "state", "OLD.state = 'cancelled' AND NEW.state <> 'cancelled'", "a cancelled campaign stays so"
    )
