"""A listening socket, or one sentence why there is none."""

from __future__ import annotations

import errno
import ipaddress
import socket

from orchestrator.errors import OperatorError, UserError


def bind(host: str, port: int, *, keys: bool, option: str = "--port") -> socket.socket:
    """A listening socket.

    Args:
        host: an address or name of this machine.
        port: 0 for any free one.
        keys: whether there are API keys.
        option: what chooses the port on the command line.

    Raises:
        UserError: the address is beyond loopback and there are no keys.
        OperatorError: the port is taken, or the address is not this machine's.
    """
    if not is_loopback(host) and not keys:
        raise UserError(
            f"the server will not listen on {host}, where others can reach it, without API keys: make one with "
            "`orchestrator keys create --role admin NAME`, or listen on 127.0.0.1"
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise OperatorError(f"{host!r} is not an address to listen on: {error}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        reason = "another program listens there" if taken else (error.strerror or str(error))
        stop = "stop that program or " if taken else ""
        raise OperatorError(
            f"cannot listen on {host}:{port} ({reason}): {stop}choose another port with {option}"
        ) from error
    return listening


def is_loopback(name: str) -> bool:
    """Whether this host name or address can only mean the machine itself."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
