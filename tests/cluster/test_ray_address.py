"""What is said of a Ray address where no Ray cluster is. (Real ones are in test_ray_executor.py.)"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from orchestrator.cluster import ray_address
from orchestrator.cluster.ray_address import RayNotUsable, require_cluster

SETTINGS = bytes((0, 0, 6, 4, 0, 0, 0, 0, 0)) + b"\0\5\0\0\x40\0"


@contextmanager
def listening(says: bytes | None) -> Iterator[str]:
    """The address of a server that says something to whoever connects; with None it stays silent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections: list[socket.socket] = []

        def serve() -> None:
            connection, _ = server.accept()
            connections.append(connection)
            if says is not None:
                connection.recv(1)
                connection.sendall(says)
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()
        for connection in connections:
            connection.close()


@pytest.mark.parametrize(
    "says", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", SETTINGS[:5], None], ids=str
)
def test_another_server_is_no_cluster(says: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_address, "KNOCK_SECONDS", 5.0 if says is not None else 0.2)
    with listening(says) as address, pytest.raises(RayNotUsable, match="is no Ray cluster: give HOST:PORT"):
        require_cluster(address)


def test_a_server_of_grpc_may_be_one() -> None:
    with listening(SETTINGS) as address:
        require_cluster(address)
    require_cluster("auto")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "foo",
        "http://127.0.0.1:6379",
        "ray://10.0.0.1:10001",
        ":6379",
        "host:",
        "host:0",
        "host:65536",
        "host:６３７９",
        "local",
    ],
)
def test_what_is_no_address_is_refused_with_the_form_of_one(address: str) -> None:
    with pytest.raises(RayNotUsable, match="is no address of a Ray cluster: give HOST:PORT of its head node"):
        require_cluster(address)


def test_where_nothing_listens_it_says_how_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(
        RayNotUsable, match=r"answers at '127.*' \(Connection refused\): start it \(`ray start --head`\)"
    ):
        require_cluster(address)


def test_the_command_says_so_in_one_sentence_without_ray() -> None:
    """Ray takes seconds to import, and its own lines are for people who know it."""
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address:
        text = (
            "import asyncio, sys\n"
            "from orchestrator.cluster.choice import ExecutorChoice, ExecutorName\n"
            "from orchestrator.errors import OperatorError\n"
            "async def main():\n"
            f"    async with ExecutorChoice(ExecutorName.AUTO, 1, {address!r}).opened(None, 1, print):\n        pass\n"
            "try:\n    asyncio.run(main())\n"
            "except OperatorError as error:\n    print(error, 'ray' in sys.modules)\n"
        )
        done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.startswith(f"what listens at '{address}' is no Ray cluster: ")
    assert done.stdout.endswith(" False\n")
    assert done.stderr == ""
