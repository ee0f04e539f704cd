"""The judge's answers on sketches."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from orchestrator.store.events import VerdictGiven
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sql import log, run_rows, sketches
from orchestrator.store.sql.counts import note_verdict
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import verdicts
from orchestrator.store.verdicts import NewVerdict, Verdict, Verdicts
from orchestrator.vocabulary import TRUST_OF_PROOF, VerdictKind

IS_PROOF = sa.and_(verdicts.c.verdict == VerdictKind.ACCEPTED, verdicts.c.trust.in_(TRUST_OF_PROOF))
"""Of a verdict on which "proved" may rest."""

_VERDICTS = sa.select(verdicts)


class SqlVerdicts(Verdicts):
    """See `Verdicts`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(self, run_id: str, sketch_digest: str, verdict: NewVerdict) -> Verdict:
        return await self._db.write(judge_again, run_id, sketch_digest, verdict)

    async def list(
        self,
        *,
        run_id: str | None = None,
        sketch_digest: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Verdict]:
        return await self._db.read(list_verdicts, run_id, sketch_digest, newest_first, after, limit)

    async def deciding(self, run_id: str) -> Verdict | None:
        return await self._db.read(deciding, run_id)

    async def accepted(self, sketch_digest: str, toolchain: str, judge_version: str) -> Verdict | None:
        return await self._db.read(accepted, sketch_digest, toolchain, judge_version)


def add(tx: Transaction, run_id: str, attempt_id: str | None, digest: str, new: NewVerdict) -> Verdict:
    """Store a verdict on a sketch."""
    values = asdict(new) | {
        "axioms": list(new.axioms),
        "run_id": run_id,
        "attempt_id": attempt_id,
        "sketch_digest": digest,
        "created_at": tx.now,
    }
    row = tx.connection.execute(sa.insert(verdicts).values(values).returning(verdicts)).mappings().one()
    return record(Verdict, row)


def judge_again(tx: Transaction, run_id: str, digest: str, new: NewVerdict) -> Verdict:
    """See `Verdicts.add`."""
    run = run_rows.lock(tx, run_id)
    if sketches.get(tx, digest).statement_id != run.statement_id:
        raise ValueError(f"sketch {digest} belongs to another statement than run {run_id}")
    verdict = add(tx, run_id, None, digest, new)
    note_verdict(tx, run.statement_id, verdict)
    log.log(tx, run_id, VerdictGiven(digest, new.verdict, new.trust, new.code, None, new.detail))
    return verdict


def list_verdicts(
    tx: Transaction, run_id: str | None, sketch_digest: str | None, newest_first: bool, after: str | None, limit: int
) -> Page[Verdict]:
    """See `Verdicts.list`."""
    if run_id is not None:
        run_rows.get(tx, run_id)
    return read_page(
        tx,
        _VERDICTS,
        verdicts.c.id,
        lambda row: record(Verdict, row),
        where={verdicts.c.run_id: run_id, verdicts.c.sketch_digest: sketch_digest},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


def deciding(tx: Transaction, run_id: str) -> Verdict | None:
    """See `Verdicts.deciding`."""
    run_rows.get(tx, run_id)
    accepted_first = (verdicts.c.verdict == VerdictKind.ACCEPTED).desc()
    query = sa.select(verdicts).where(verdicts.c.run_id == run_id).order_by(accepted_first, verdicts.c.id.desc())
    row = tx.row(query.limit(1))
    return None if row is None else record(Verdict, row)


def accepted(tx: Transaction, sketch_digest: str, toolchain: str, judge_version: str) -> Verdict | None:
    """See `Verdicts.accepted`."""
    same_judge = sa.and_(verdicts.c.toolchain == toolchain, verdicts.c.judge_version == judge_version)
    query = (
        sa.select(verdicts)
        .where(verdicts.c.sketch_digest == sketch_digest, same_judge, IS_PROOF, verdicts.c.certificate.is_not(None))
        .order_by(verdicts.c.id.desc())
        .limit(1)
    )
    row = tx.row(query)
    return None if row is None else record(Verdict, row)
