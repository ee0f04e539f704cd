"""Counters for each statement version, kept in the transactions that change what they count.

So where a problem stands is read without counting attempts. What a run costs is added when it ends; until then it is
read from the run. A transaction changes counters last, after it has locked its run and campaign: two transactions
cannot wait for each other here.
"""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.tables import statement_counts
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import TRUST_OF_PROOF, VerdictKind


def count(tx: Transaction, statement_id: int, **added: int) -> None:
    """Add to the counters of a statement version."""
    changed = {name: number for name, number in added.items() if number}
    if changed:
        values = {f"{name}_added": number for name, number in changed.items()}
        tx.execute(_adding(tuple(changed)), of_statement=statement_id, **values)


def note_verdict(tx: Transaction, statement_id: int, verdict: Verdict) -> None:
    """Remember the last verdict on a statement version, and the last that proves it (or its negation)."""
    values = {"last_verdict_id": verdict.id}
    if verdict.verdict is VerdictKind.ACCEPTED and verdict.trust in TRUST_OF_PROOF:
        values["proof_verdict_id"] = verdict.id
    tx.execute(sa.update(statement_counts).where(statement_counts.c.statement_id == statement_id).values(values))


@cache
def _adding(names: tuple[str, ...]) -> sa.Update:
    changes = {name: statement_counts.c[name] + sa.bindparam(f"{name}_added") for name in names}
    return (
        sa.update(statement_counts)
        .where(statement_counts.c.statement_id == sa.bindparam("of_statement"))
        .values(changes)
    )
