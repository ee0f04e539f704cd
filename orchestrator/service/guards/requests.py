"""What happens to every request: an id, a line in the log, a measured time, headers that browsers obey."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.service.failures import Refused, refusal
from orchestrator.service.metrics import Metrics

log = logging.getLogger("orchestrator.requests")

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestGuard:
    """The outermost ASGI middleware."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; an unexpected error is logged with its traceback and answered with 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("unexpected error", extra={"request": request_id, "path": scope["path"]})
            if status:
                raise  # the answer has begun; the connection has to break
            detail = "an error of this program; the server's log has it under the request id"
            await refusal(scope, Refused(500, "internal", detail))(scope, receive, sending)
        finally:
            self._tell(scope, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        operation = getattr(route, "operation_id", None) or getattr(route, "name", None) or "none"
        self._metrics.requests.labels(operation, str(status or 499)).observe(seconds)
        principal = scope["state"].get("principal")
        log.info(
            "%s %s %d",
            scope["method"],
            scope["path"].encode("unicode_escape").decode()[:200],
            status or 499,
            extra={
                "request": scope["state"]["request_id"],
                "operation": operation,
                "status": status or 499,
                "seconds": round(seconds, 4),
                "who": getattr(principal, "name", ""),
            },
        )


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
