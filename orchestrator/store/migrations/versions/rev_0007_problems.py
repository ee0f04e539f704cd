"""Ids of problems belong to whoever registered them; counters for each statement version; indexes in list order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

REBUILT = {
    "ix_runs_statement": ("runs", ["statement_id", "id"]),
    "ix_runs_status": ("runs", ["status", "id"]),
    "ix_runs_campaign": ("runs", ["campaign_id", "id"]),
    "ix_verdicts_run": ("verdicts", ["run_id", "id"]),
    "ix_verdicts_attempt": ("verdicts", ["attempt_id", "id"]),
    "ix_verdicts_sketch": ("verdicts", ["sketch_digest", "id"]),
    "ix_episodes_run": ("episodes", ["run_id", "id"]),
    "ix_episodes_attempt": ("episodes", ["attempt_id", "id"]),
}
"""Indexes that also give the order of the list that they serve."""


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def upgrade() -> None:
    op.add_column("problems", sa.Column("registrar", sa.String(100), nullable=False, server_default=""))
    op.add_column("problems", sa.Column("current_id", sa.Integer))
    newest = "(SELECT max(v.id) FROM statement_versions v WHERE v.problem_id = problems.id)"
    op.execute(f"UPDATE problems SET current_id = {newest}")
    op.create_table(
        "statement_counts",
        sa.Column(
            "statement_id",
            sa.Integer,
            sa.ForeignKey("statement_versions.id"),
            primary_key=True,
            autoincrement=False,
        ),
        *map(_count, ("runs", "attempts", "failed_attempts", "micro_usd", "proved", "disproved", "answered")),
        sa.Column("last_verdict_id", sa.Integer, sa.ForeignKey("verdicts.id")),
        sa.Column("proof_verdict_id", sa.Integer, sa.ForeignKey("verdicts.id")),
    )
    _count_what_is_there()
    for name, (table, columns) in REBUILT.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    op.create_index("ix_runs_statement_status", "runs", ["statement_id", "status"])


def _count_what_is_there() -> None:
    runs = "FROM runs r WHERE r.statement_id = v.id"
    attempts = "FROM attempts a JOIN runs r ON r.id = a.run_id WHERE r.statement_id = v.id"
    verdicts = "FROM verdicts j JOIN runs r ON r.id = j.run_id WHERE r.statement_id = v.id"
    proof = "j.verdict = 'accepted' AND j.trust IN ('replayed', 'cross-checked', 'compared')"
    op.execute(
        "INSERT INTO statement_counts (statement_id, runs, attempts, failed_attempts, micro_usd, proved, disproved, "
        "answered, last_verdict_id, proof_verdict_id) SELECT v.id, "
        f"(SELECT count(*) {runs}), (SELECT count(*) {attempts}), "
        f"(SELECT count(*) {attempts} AND a.state = 'failed'), "
        f"(SELECT coalesce(sum(r.spent_micro_usd), 0) {runs} AND r.status = 'finished'), "
        f"(SELECT count(*) {runs} AND r.outcome = 'proved'), (SELECT count(*) {runs} AND r.outcome = 'disproved'), "
        f"(SELECT count(*) {runs} AND r.outcome = 'answered'), "
        f"(SELECT max(j.id) {verdicts}), (SELECT max(j.id) {verdicts} AND {proof}) FROM statement_versions v"
    )
