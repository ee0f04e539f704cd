"""`orchestrator serve` as a process: its address, a taken port, an address that others can reach, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from command_line import ROOT

SERVE = [sys.executable, "-m", "orchestrator", "serve"]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "ORCHESTRATOR_DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "ORCHESTRATOR_DATA_DIR": str(folder),
        "ORCHESTRATOR_PROBLEMS_DIR": str(ROOT / "problems"),
        "ORCHESTRATOR_WORKERS": "1",
    }


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its URL."""
    command = [*SERVE, "--port", "0", *options]
    process = subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("serving on "), line
        yield process, line.split()[-1]
    finally:
        process.kill()
        process.wait(30)


def test_it_prints_its_address_and_ends_in_order(tmp_path: Path) -> None:
    with served(tmp_path) as (process, url):
        assert httpx.get(f"{url}health").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert (tmp_path / "session.secret").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [*SERVE, "--port", port], env=environment(tmp_path), capture_output=True, text=True, timeout=300
        )
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert port in line
    assert "--port" in line


def test_beyond_this_machine_it_wants_keys(tmp_path: Path) -> None:
    ended = subprocess.run(
        [*SERVE, "--host", "0.0.0.0", "--port", "0"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 2
    assert "orchestrator keys create" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
