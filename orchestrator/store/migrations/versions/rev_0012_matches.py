"""The matches of a run are found without passing the rest of its log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    matches = sa.text("kind = 'match.finished'")
    op.create_index("ix_events_matches", "events", ["run_id", "seq"], sqlite_where=matches, postgresql_where=matches)
