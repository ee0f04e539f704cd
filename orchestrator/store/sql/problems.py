"""Problems and the frozen texts of their challenges."""

from __future__ import annotations

import difflib

import sqlalchemy as sa

from orchestrator.errors import UnknownId
from orchestrator.problems.identity import JsonObject, statement_digest
from orchestrator.store.problems import Problem, Problems, StatementVersion
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import problems, statement_versions


class SqlProblems(Problems):
    """See `Problems`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def register(
        self, problem_id: str, *, source: str, title: str, text: str, metadata: JsonObject | None = None
    ) -> StatementVersion:
        return await self._db.write(register, problem_id, source, title, text, dict(metadata or {}))

    async def get(self, problem_id: str) -> Problem:
        return await self._db.read(get, problem_id)

    async def statement(self, statement_id: int) -> StatementVersion:
        return await self._db.read(get_statement, statement_id)


def register(
    tx: Transaction, problem_id: str, source: str, title: str, text: str, metadata: JsonObject
) -> StatementVersion:
    """The stored version of this text, made (and the problem with it) where it is new; the title is kept current."""
    tx.insert_missing(problems, {"id": problem_id, "source": source, "title": title, "created_at": tx.now})
    tx.execute(sa.update(problems).where(problems.c.id == problem_id, problems.c.title != title).values(title=title))
    digest = statement_digest(text)
    values = {"problem_id": problem_id, "sha256": digest, "text": text, "metadata": metadata, "created_at": tx.now}
    tx.insert_missing(statement_versions, values)
    row = tx.row(
        sa.select(statement_versions).where(
            statement_versions.c.problem_id == problem_id, statement_versions.c.sha256 == digest
        )
    )
    assert row is not None
    return record(StatementVersion, row)


def get_statement(tx: Transaction, statement_id: int) -> StatementVersion:
    """The statement version; raises `UnknownId`."""
    row = tx.row(sa.select(statement_versions).where(statement_versions.c.id == statement_id))
    if row is None:
        raise UnknownId("statement version", str(statement_id))
    return record(StatementVersion, row)


def get(tx: Transaction, problem_id: str) -> Problem:
    """The problem; raises `UnknownId` with ids that look alike."""
    row = tx.row(sa.select(problems).where(problems.c.id == problem_id))
    if row is None:
        known = [str(row["id"]) for row in tx.rows(sa.select(problems.c.id))]
        raise UnknownId("problem", problem_id, difflib.get_close_matches(problem_id, known))
    return record(Problem, row)
