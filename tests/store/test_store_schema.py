"""Opening: made from nothing, upgraded, refused with one sentence."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_conformance import execute
from store_helpers import OWNER, STALE, Clock, processes

from orchestrator.errors import StoreError, StoreTooNew
from orchestrator.store import CATALOGUE, HEADER, AttemptFailed, open_store, schema_version
from orchestrator.store.schema import SCRIPTS, prepare
from orchestrator.store.sql import tables
from orchestrator.store.sql.engine import parse_url
from orchestrator.vocabulary import FailureKind

OLD_ROWS = (
    "INSERT INTO problems VALUES ('p/1', 'p', 'Old', '2026-01-01 00:00:00.000000')",
    "INSERT INTO statement_versions VALUES (1, 'p/1', 'x', 'text', '{}', '2026-01-01 00:00:00.000000')",
    "INSERT INTO runs (id, statement_id, strategy, config, toolchain, status, detail, max_retries, created_at)"
    " VALUES ('r-1', 1, 'A', '{}', 't', 'queued', '', 2, '2026-01-01 00:00:00.000000')",
)

DAY = "'2026-01-01 00:00:00.000000'"
OLD_TALK = (
    "INSERT INTO attempts (id, run_id, state, prover, seed, retries, failure_kind, detail, created_at)"
    f" VALUES ('a-1', 'r-1', 'failed', 'p', 1, 0, 'lean_crashed', '', {DAY})",
    "INSERT INTO episodes (id, run_id, attempt_id, profile, model, prompt_version, status, created_at, finished_at)"
    f" VALUES ('e-1', 'r-1', 'a-1', 'p', 'm', '1', 'failed', {DAY}, {DAY})",
    "INSERT INTO events (run_id, seq, kind, payload, created_at)"
    f""" VALUES ('r-1', 1, 'attempt.failed', '{{"attempt": "a-1", "kind": "lean_crashed"}}', {DAY})""",
)
"""What revision 3 held of agents."""


async def refusal(url: str, kind: type[StoreError] = StoreError) -> str:
    """The sentence with which opening ``url`` is refused."""
    with pytest.raises(kind) as caught:
        async with open_store(url):
            pass
    return str(caught.value)


def differences(url: str) -> list[object]:
    """What Alembic would change to make the database's tables those of the code."""
    parsed = parse_url(url)
    engine = sa.create_engine(parsed)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    engine.dispose()
    return list(found)


def test_migrations_make_the_tables_of_the_code_on_sqlite(sqlite_url: str) -> None:
    assert differences(sqlite_url) == []


@pytest.mark.postgres
def test_migrations_make_the_tables_of_the_code_on_postgres(postgres_url: str) -> None:
    assert differences(postgres_url) == []


async def check_upgrade(url: str) -> None:
    prepare(parse_url(url), "0001")
    execute(url, *OLD_ROWS)
    prepare(parse_url(url), "0003")
    execute(url, *OLD_TALK)
    told = zlib.compress(b'{"model": "m", "entries": [{"kind": "note", "at": 1.5, "text": "hello"}]}')
    engine = sa.create_engine(parse_url(url))
    with engine.begin() as connection:
        insert = "INSERT INTO transcripts (episode_id, encoding, content) VALUES ('e-1', 'zlib+json', :told)"
        connection.execute(sa.text(insert), {"told": told})
    engine.dispose()
    async with open_store(url, clock=Clock()) as store:
        assert (await store.check()).schema_revision == schema_version()
        run = await store.runs.acquire("r-1", OWNER, stale_after=STALE)
        assert run
        assert run.spent.reserved_tokens == 0
        await store.ledger.reserve("r-1", "c", micro_usd=1, tokens=1)
        failed, _ = await store.events.since("r-1")
        assert (failed.event, failed.position) == (AttemptFailed("a-1", FailureKind.LEAN_CRASHED), "0.1")
        header, note = (await store.episodes.transcript("e-1")).items
        assert (header.kind, header.payload) == (HEADER, {"model": "m"})
        assert (note.kind, note.at, note.payload) == ("note", 1.5, {"text": "hello"})
        assert note.created_at.year == 2026


async def test_an_old_schema_is_upgraded_with_its_rows_on_sqlite(tmp_path: Path) -> None:
    await check_upgrade(f"sqlite:///{tmp_path / 'old.db'}")


@pytest.mark.postgres
async def test_an_old_schema_is_upgraded_with_its_rows_on_postgres(empty_postgres_url: str) -> None:
    await check_upgrade(empty_postgres_url)


async def check_newer(url: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    message = await refusal(url, StoreTooNew)
    assert "schema 9999, newer than" in message
    assert "upgrade lean-orchestrator" in message


async def test_a_newer_schema_is_refused_on_sqlite(sqlite_url: str) -> None:
    await check_newer(sqlite_url)


@pytest.mark.postgres
async def test_a_newer_schema_is_refused_on_postgres(postgres_url: str) -> None:
    await check_newer(postgres_url)


def _open(url: str) -> None:
    async def work() -> None:
        async with open_store(url) as store:
            await store.problems.register(
                "p/1", registrar=CATALOGUE, source="p", title=str(os.getpid()), text="one text"
            )

    asyncio.run(work())


def open_in_processes(url: str) -> None:
    openers = [processes.Process(target=_open, args=(url,)) for _ in range(4)]
    for process in openers:
        process.start()
    for process in openers:
        process.join(60)
    assert [process.exitcode for process in openers] == [0] * 4


def test_processes_may_make_the_same_sqlite_database_at_once(tmp_path: Path) -> None:
    open_in_processes(f"sqlite:///{tmp_path / 'new.db'}")
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("SELECT count(*) FROM statement_versions").fetchone() == (1,)


@pytest.mark.postgres
def test_processes_may_make_the_same_postgres_database_at_once(empty_postgres_url: str) -> None:
    open_in_processes(empty_postgres_url)


async def test_the_default_folder_is_made_and_others_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    async with open_store(f"sqlite:///{tmp_path}/share/lean-orchestrator/orchestrator.db"):
        pass
    assert (tmp_path / "share" / "lean-orchestrator" / "orchestrator.db").exists()
    message = await refusal(f"sqlite:///{tmp_path}/tpyo/store.db")
    assert "there is no folder" in message
    assert "correct the database URL" in message
    assert not (tmp_path / "tpyo").exists()


UNPRIVILEGED = [] if os.geteuid() else ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
"""Root may write anywhere; the test takes that power from a child process."""


@pytest.mark.skipif(bool(UNPRIVILEGED) and shutil.which("setpriv") is None, reason="running as root without setpriv")
@pytest.mark.parametrize("existing", [False, True])
def test_a_read_only_folder_is_refused(sqlite_template: Path, tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    if existing:
        shutil.copy(sqlite_template, folder / "store.db").chmod(0o444)
    folder.chmod(0o555)
    program = (
        "import asyncio, sys\n"
        "from orchestrator.store import open_store\n"
        "async def main():\n"
        "    async with open_store(sys.argv[1]): pass\n"
        "try: asyncio.run(main())\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    command = [*UNPRIVILEGED, sys.executable, "-c", program, f"sqlite:///{folder / 'store.db'}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("StoreError the database")
    assert "writ" in done.stdout
    folder.chmod(0o755)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("sqlite://", "sqlite:///FILE"),
        ("mysql://host/db", "does not work on 'mysql'"),
        ("no url at all", "cannot be read"),
        ("postgresql://u:secret@127.0.0.1:1/db", "check that it is running"),
    ],
)
async def test_an_unusable_url_gets_a_sentence_without_the_password(url: str, remedy: str) -> None:
    message = await refusal(url)
    assert remedy in message
    assert "secret" not in message


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, please keep them safe " * 50)
    before = path.read_bytes()
    assert "this one is no SQLite database" in await refusal(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_the_newest_revision_is_alembics_head() -> None:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    assert schema_version() == ScriptDirectory.from_config(config).get_current_head()
