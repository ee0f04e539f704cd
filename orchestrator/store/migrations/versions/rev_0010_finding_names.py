"""A finding says what the hypotheses were called, so that it can be used where they are called otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("goal_results", sa.Column("names", sa.JSON))
