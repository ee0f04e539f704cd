"""Database-level immutability, for revisions to install: even hand-written SQL cannot change what is final.

SQLite gets one trigger per statement kind; PostgreSQL one row trigger and one against TRUNCATE, which fires no row
triggers. A revision that rebuilds a table in SQLite (``batch_alter_table``) must install its triggers again.
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

MESSAGE = "is final and never changes"


def install_function() -> None:
    """Create the PostgreSQL function that the triggers call; nothing to do on SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION orchestrator_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION 'a row of % {MESSAGE}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$"
        )


def forbid_change(table: str, name: str, when: str, message: str) -> None:
    """Refuse an UPDATE of ``table`` where ``when``, a condition on ``OLD`` and ``NEW``, holds.

    Args:
        name: distinguishes the trigger from others of the table.
        message: what the error says.
    """
    trigger = f"{table}_{name}_forward"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {trigger}()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def freeze(table: str, when: str | None = None) -> None:
    """Refuse UPDATE and DELETE on rows of ``table``.

    Args:
        table: the table's name.
        when: an SQL condition on ``OLD`` that says which rows are final; None means all of them.
    """
    condition = f" WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "postgresql":
        call = "EXECUTE FUNCTION orchestrator_refuse_change()"
        op.execute(f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW{condition} {call}")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}")
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{action.lower()} BEFORE {action} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, 'a row of {table} {MESSAGE}'); END"
        )


def freeze_columns(table: str, columns: Sequence[str]) -> None:
    """Of a table that `freeze` made final, let the columns be updated that are not among ``columns``."""
    update = f"CREATE TRIGGER {table}_frozen_update BEFORE UPDATE OF {', '.join(columns)} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        call = "EXECUTE FUNCTION orchestrator_refuse_change()"
        op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
        op.execute(f"CREATE TRIGGER {table}_frozen BEFORE DELETE ON {table} FOR EACH ROW {call}")
        op.execute(f"{update} FOR EACH ROW {call}")
        return
    op.execute(f"DROP TRIGGER {table}_frozen_update")
    op.execute(f"{update} BEGIN SELECT RAISE(ABORT, 'a row of {table} {MESSAGE}'); END")
