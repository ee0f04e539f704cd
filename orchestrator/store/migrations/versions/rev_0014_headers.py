"""What a version of the program reads in a statement's header may be read anew by a later one; the text stays final."""

from __future__ import annotations

from orchestrator.store.migrations import triggers

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    triggers.freeze_columns("statement_versions", ("id", "problem_id", "sha256", "text", "created_at"))
