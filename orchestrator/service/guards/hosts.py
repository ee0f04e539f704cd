"""Who may reach the server at all: the Host header against DNS rebinding, the Origin of requests that change things.

A web page elsewhere can make a browser send requests to a server on this machine, and by DNS rebinding under a name of
its own. Both are told by headers that a page cannot set: ``Host`` names the server as the page knows it, ``Origin`` and
``Sec-Fetch-Site`` name the page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestrator.service.failures import Refused, refusal
from orchestrator.service.listening import is_loopback

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Names:
    """The names under which the server may be asked; loopback names always count, with any port."""

    hosts: Collection[str] = ()

    def know(self, host_header: str) -> bool:
        """Whether a ``Host`` header names this server."""
        name = host_name(host_header)
        return name is not None and (is_loopback(name) or name in {known.lower() for known in self.hosts})


def host_name(header: str) -> str | None:
    """The name in a ``Host`` header without its port, in lower case; None where it is no host."""
    try:
        parts = urlsplit(f"//{header}")
        name, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return name if name and parts.netloc == header and "@" not in header else None


class HostGuard:
    """ASGI middleware that refuses requests under unknown names, and changes that other web pages ask for."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope["method"], Headers(scope=scope))
        if refused is not None:
            await refusal(scope, refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refused(self, method: str, headers: Mapping[str, str]) -> Refused | None:
        host = headers.get("host", "")
        if not self._names.know(host):
            return Refused(
                421,
                "unknown-host",
                "the Host header is not a name of this server; start it with --allow-host NAME if it should be",
            )
        if method in SAFE_METHODS:
            return None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return Refused(403, "cross-origin", "a page of another site asks for this; only this server's own may")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Refused(403, "cross-origin", "a page of another site asks for this; only this server's own may")
        return None
