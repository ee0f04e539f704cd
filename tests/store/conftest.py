"""Databases for the store's tests: SQLite files copied from a migrated template, a throw-away PostgreSQL cluster."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from orchestrator.store.schema import prepare
from orchestrator.store.sql.engine import parse_url

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    prepare(parse_url(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'store.db')}"


def _server_binary(name: str) -> str | None:
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
    return shutil.which(name, path=places)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The folder of a running cluster's socket. The server refuses to run as root, so root lends it another user."""
    initdb, postgres = _server_binary("initdb"), _server_binary("postgres")
    if initdb is None or postgres is None:
        pytest.skip("no PostgreSQL server binaries (Debian: apt-get install postgresql)")
    # Not below pytest's folder: that is closed to other users, and a socket's path must stay under 108 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        lent = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        user = {"user": lent.pw_uid, "group": lent.pw_gid, "extra_groups": []}
        os.chown(folder, lent.pw_uid, lent.pw_gid)
    data = str(folder / "data")
    initialise = [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
    subprocess.run(initialise, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)  # type: ignore[call-overload]
    serve = [postgres, "-D", data, "-k", str(folder), "-c", "listen_addresses=", "-F", "-c", "log_min_messages=fatal"]
    server = subprocess.Popen(serve, stderr=subprocess.DEVNULL, cwd=folder, **user)  # type: ignore[call-overload]
    try:
        _wait_for_server(str(folder), server)
        _admin(str(folder), "CREATE DATABASE template_store")
        prepare(parse_url(f"postgresql://tester@/template_store?host={folder}"))
        yield str(folder)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder)


def _wait_for_server(folder: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        with suppress(psycopg.OperationalError):
            _admin(folder, "SELECT 1")
            return
        assert server.poll() is None, "the PostgreSQL server did not start"
        assert time.monotonic() < deadline, "the PostgreSQL server did not answer"
        time.sleep(0.05)


def _admin(folder: str, statement: str) -> None:
    with psycopg.connect(host=folder, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def empty_postgres_url(postgres_cluster: str) -> str:
    name = f"store_{next(_numbers)}"
    _admin(postgres_cluster, f"CREATE DATABASE {name}")
    return f"postgresql://tester@/{name}?host={postgres_cluster}"


@pytest.fixture
def postgres_url(postgres_cluster: str) -> str:
    name = f"store_{next(_numbers)}"
    _admin(postgres_cluster, f"CREATE DATABASE {name} TEMPLATE template_store STRATEGY file_copy")
    return f"postgresql://tester@/{name}?host={postgres_cluster}"
