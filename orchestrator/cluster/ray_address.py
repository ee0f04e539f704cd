"""Whether a Ray cluster can be at an address, asked before Ray is: it would wait for minutes, and print its own lines.

Nothing of Ray is imported here.
"""

from __future__ import annotations

import os
import socket
from typing import Final

from orchestrator.errors import OperatorError

KNOCK_SECONDS: Final = 5.0
AUTO: Final = "auto"
_GREETING: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
"""How an HTTP/2 connection begins (RFC 9113, 3.4): the preface and an empty SETTINGS frame. Ray's GCS speaks gRPC."""
_FRAME_HEAD: Final = 9
_SETTINGS: Final = 4
_FORM: Final = "give HOST:PORT of its head node (the port is 6379 unless `ray start --head` was told another), or auto"


class RayNotUsable(OperatorError):
    """Ray, or the cluster at an address, does not start, answer or take us in."""


def require_cluster(address: str) -> None:
    """Make sure that a server which may be Ray's answers at ``address``; ``auto`` is for Ray to find.

    Raises:
        RayNotUsable: it is no address, or nothing that could be a cluster answers there within `KNOCK_SECONDS`.
    """
    if address == AUTO:
        return
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise RayNotUsable(f"{address!r} is no address of a Ray cluster: {_FORM}")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), KNOCK_SECONDS) as connection:
            greeted = _tls() or _answers_as_ray(connection)
    except OSError as error:
        why = error.strerror or str(error)
        raise RayNotUsable(
            f"no Ray cluster answers at {address!r} ({why}): start it (`ray start --head`), or {_FORM}"
        ) from error
    if not greeted:
        raise RayNotUsable(f"what listens at {address!r} is no Ray cluster: {_FORM}")


def _tls() -> bool:
    """Whether Ray is told to encrypt: then what the server says cannot be read here."""
    return os.environ.get("RAY_USE_TLS", "0").lower() in ("1", "true")


def _answers_as_ray(connection: socket.socket) -> bool:
    connection.settimeout(KNOCK_SECONDS)
    try:
        connection.sendall(_GREETING)
        head = b""
        while len(head) < _FRAME_HEAD and (more := connection.recv(_FRAME_HEAD - len(head))):
            head += more
    except OSError:  # silent, or closed at once
        return False
    return len(head) == _FRAME_HEAD and head[3] == _SETTINGS
