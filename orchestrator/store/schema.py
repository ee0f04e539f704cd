"""The database's schema: made and brought up to date when a store is opened, never behind a newer program's back.

Alembic is imported only where something is to be upgraded: it takes as long as everything else of the store.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from orchestrator.config import default_database_url
from orchestrator.errors import StoreError, StoreTooNew
from orchestrator.store.sql.engine import CONNECT_SECONDS, configure_sqlite, explain, is_contention, shown, transaction

SCRIPTS = "orchestrator.store:migrations"
ADVISORY_LOCK = 0x6C65616E_73746F72
"""Key of the PostgreSQL advisory lock that serialises upgrades (arbitrary, fixed forever)."""
WAL_SECONDS = 30

# Alembic keeps its current environment in a module global, so one process upgrades one database at a time.
_alembic = threading.Lock()


@cache
def schema_version() -> str:
    """The newest schema revision this program knows, such as ``0002``."""
    scripts = Path(__file__).with_name("migrations") / "versions"
    return max(path.stem.split("_")[1] for path in scripts.glob("rev_*.py"))


def stored_revision(connection: Connection) -> str | None:
    """The revision of the database at ``connection``; None if it has no schema yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return None if revision is None else str(revision)


def prepare(url: URL, target: str = "head") -> None:
    """Bring the database at ``url`` up to date; blocks, so call it in a thread.

    Any number of processes may do this at once: one upgrades inside a transaction, the others wait and find it done.

    Args:
        url: from `engine.parse_url`.
        target: the revision to stop at; other than ``head`` only in tests of upgrades.

    Raises:
        StoreTooNew: a newer version of this program wrote the database.
        StoreError: the folder or the database cannot be used.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        _require_folder(url)
        engine = sa.create_engine(url.set(drivername="sqlite"), poolclass=sa.NullPool)
        configure_sqlite(engine)
    else:
        arguments = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=arguments)
    try:
        if is_sqlite:
            _use_wal(engine)
        with _alembic, transaction(engine, writes=True) as connection:
            if not is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
            _upgrade(connection, url, target)
    except DBAPIError as error:
        raise explain(error, url) from error
    finally:
        engine.dispose()


def _require_folder(url: URL) -> None:
    """The program's own data folder is made on first use; any other must exist, since it may be a typing error."""
    folder = Path(str(url.database)).absolute().parent
    default = sa.make_url(default_database_url()).database
    if folder == Path(str(default)).parent:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the data folder {str(folder)!r} cannot be made ({error.strerror}): "
                "make its parent writable or set ORCHESTRATOR_DATABASE_URL"
            ) from error
    if not folder.is_dir():
        raise StoreError(f"there is no folder {str(folder)!r} for the database: make it or correct the database URL")


def _use_wal(engine: Engine) -> None:
    """Switch the file to write-ahead logging; it stays so. SQLite does not wait for others here, so we do."""
    retrying = Retrying(
        retry=retry_if_exception(is_contention),
        wait=wait_random_exponential(multiplier=0.02, max=0.5),
        stop=stop_after_delay(WAL_SECONDS),
        reraise=True,
    )
    for attempt in retrying:
        with attempt, engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode=WAL").scalar_one()
            if mode != "wal":
                raise StoreError(
                    f"the database {shown(engine.url)} cannot use write-ahead logging (it stays in {mode} mode): "
                    "put it on a local disk"
                )


def _upgrade(connection: Connection, url: URL, target: str) -> None:
    current = stored_revision(connection)
    if current == schema_version():
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    known = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StoreTooNew(
            f"the database {shown(url)} has schema {current}, newer than {schema_version()}, the newest this "
            "version knows: upgrade lean-orchestrator or choose another database"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, target)
