"""Problems and the frozen texts of their challenges."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

import sqlalchemy as sa

from orchestrator.errors import IdTaken, UnknownId, UserError
from orchestrator.problems.identity import JsonObject, statement_digest
from orchestrator.store.problems import LOCAL, LOCAL_PREFIX, Problem, Problems, StatementVersion
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import problems, statement_counts, statement_versions

_PROBLEM = sa.select(problems).where(problems.c.id == sa.bindparam("problem_id"))
_STATEMENT = sa.select(statement_versions).where(statement_versions.c.id == sa.bindparam("statement_id"))


class SqlProblems(Problems):
    """See `Problems`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def register(
        self,
        problem_id: str,
        *,
        registrar: str,
        source: str,
        title: str,
        text: str,
        metadata: JsonObject | None = None,
    ) -> StatementVersion:
        new = _New(problem_id, registrar, source, title, text, dict(metadata or {}))
        return await self._db.write(register, new)

    async def get(self, problem_id: str) -> Problem:
        return await self._db.read(get, problem_id)

    async def statement(self, statement_id: int) -> StatementVersion:
        return await self._db.read(get_statement, statement_id)


@dataclass(frozen=True, slots=True)
class _New:
    problem_id: str
    registrar: str
    source: str
    title: str
    text: str
    metadata: JsonObject


def register(tx: Transaction, new: _New) -> StatementVersion:
    """See `Problems.register`; the title, and what this version reads in the header, are kept current."""
    if (new.registrar == LOCAL) != new.problem_id.startswith(LOCAL_PREFIX):
        raise UserError(f"the id {new.problem_id!r} is not {new.registrar}'s to give: {LOCAL_PREFIX}... is for files")
    values = {
        "id": new.problem_id,
        "registrar": new.registrar,
        "source": new.source,
        "title": new.title,
        "created_at": tx.now,
    }
    tx.insert_missing(problems, values)
    owner = tx.row(sa.select(problems).where(problems.c.id == new.problem_id).with_for_update())
    assert owner is not None
    if owner["registrar"] not in ("", new.registrar):
        return _of_another(tx, new, owner["registrar"])
    version = _add_version(tx, new)
    values = {"registrar": new.registrar, "title": new.title, "current_id": version.id}
    if any(owner[name] != value for name, value in values.items()):
        tx.execute(sa.update(problems).where(problems.c.id == new.problem_id).values(values))
    return version


def _of_another(tx: Transaction, new: _New, owner: str) -> StatementVersion:
    version = _find_version(tx, new)
    if version is None:
        raise IdTaken(
            f"the id {new.problem_id!r} belongs to {owner}, which states the problem in other words; "
            "give this statement an id of its own"
        )
    return version


def _find_version(tx: Transaction, new: _New) -> StatementVersion | None:
    same = sa.and_(
        statement_versions.c.problem_id == new.problem_id, statement_versions.c.sha256 == statement_digest(new.text)
    )
    row = tx.row(sa.select(statement_versions).where(same))
    return None if row is None else record(StatementVersion, row)


def _add_version(tx: Transaction, new: _New) -> StatementVersion:
    known = _find_version(tx, new)
    if known is not None:
        if not new.metadata or known.metadata == new.metadata:
            return known
        of_it = statement_versions.c.id == known.id
        tx.execute(sa.update(statement_versions).where(of_it).values({"metadata": new.metadata}))
        return replace(known, metadata=new.metadata)
    values = {
        "problem_id": new.problem_id,
        "sha256": statement_digest(new.text),
        "text": new.text,
        "metadata": new.metadata,
        "created_at": tx.now,
    }
    row = tx.connection.execute(sa.insert(statement_versions).values(values).returning(statement_versions))
    version = record(StatementVersion, row.mappings().one())
    tx.insert(statement_counts, [{"statement_id": version.id}])
    return version


def get_statement(tx: Transaction, statement_id: int) -> StatementVersion:
    """The statement version; raises `UnknownId`."""
    row = tx.row(_STATEMENT, statement_id=statement_id)
    if row is None:
        raise UnknownId("statement version", str(statement_id))
    return record(StatementVersion, row)


def get(tx: Transaction, problem_id: str) -> Problem:
    """The problem; raises `UnknownId` with ids that look alike."""
    row = tx.row(_PROBLEM, problem_id=problem_id)
    if row is None:
        known = [str(row["id"]) for row in tx.rows(sa.select(problems.c.id))]
        raise UnknownId("problem", problem_id, difflib.get_close_matches(problem_id, known))
    return record(Problem, row)
