"""The newest sketches of a run, and the runs that decided a problem last, are found without passing all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    made = sa.text("sketch_digest IS NOT NULL")
    decided = sa.text("outcome IN ('proved', 'disproved', 'answered')")
    op.create_index("ix_runs_decided", "runs", ["finished_at", "id"], sqlite_where=decided, postgresql_where=decided)
    op.create_index("ix_attempts_made", "attempts", ["run_id", "id"], sqlite_where=made, postgresql_where=made)
