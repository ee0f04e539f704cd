"""What an agent's episode cost in Lean's processor time; unknown (NULL) for episodes of earlier versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("episodes", sa.Column("lean_seconds", sa.Float))
