"""The index of the sketches of a run holds them, so that PostgreSQL, too, prefers it to a walk over all attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    made = sa.text("sketch_digest IS NOT NULL")
    columns = ["run_id", "id", "sketch_digest"]
    op.drop_index("ix_attempts_made", "attempts")
    op.create_index("ix_attempts_made", "attempts", columns, sqlite_where=made, postgresql_where=made)
