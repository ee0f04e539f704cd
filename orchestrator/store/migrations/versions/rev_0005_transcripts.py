"""Transcripts as rows, which grow while an episode runs, instead of one compressed text at its end."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

from orchestrator.store.migrations import triggers

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    table = op.create_table(
        "transcript_entries",
        sa.Column("episode_id", sa.String(32), sa.ForeignKey("episodes.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    connection = op.get_bind()
    old = sa.table("transcripts", sa.column("episode_id"), sa.column("content"))
    episodes = sa.table("episodes", sa.column("id"), sa.column("finished_at", TIME))
    query = sa.select(old, episodes.c.finished_at).join_from(old, episodes, episodes.c.id == old.c.episode_id)
    for row in connection.execute(query).all():
        entries = _entries(json.loads(zlib.decompress(row.content)))
        rows = [
            {"episode_id": row.episode_id, "seq": seq, "created_at": row.finished_at, **entry}
            for seq, entry in enumerate(entries, 1)
        ]
        if rows:
            connection.execute(sa.insert(table), rows)
    op.drop_table("transcripts")
    triggers.freeze("transcript_entries")


def _entries(transcript: object) -> list[dict[str, object]]:
    """What was one JSON value, entry by entry; what does not look like a transcript is kept as one note."""
    if not isinstance(transcript, dict) or not isinstance(transcript.get("entries"), list):
        return [{"kind": "note", "at": 0.0, "payload": {"text": json.dumps(transcript)}}]
    header = {key: value for key, value in transcript.items() if key != "entries"}
    rows: list[dict[str, object]] = [{"kind": "header", "at": 0.0, "payload": header}]
    for entry in transcript["entries"]:
        payload = {key: value for key, value in entry.items() if key not in ("kind", "at")}
        rows.append({"kind": entry.get("kind", "note"), "at": entry.get("at", 0.0), "payload": payload})
    return rows
