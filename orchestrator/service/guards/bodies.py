"""Limits on what a request may carry: size and depth of its body, and the time in which it must arrive."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestrator.api.problem_details import Retry
from orchestrator.service.failures import Refused, refusal

DISCARD_SECONDS: Final = 2.0
_STRING_OR_BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True)
class BodyLimits:
    """Most bytes of a body, most levels of brackets in it, most seconds until all of it has arrived."""

    max_bytes: int = 4 << 20
    max_depth: int = 32
    seconds: float = 30.0


class BodyGuard:
    """ASGI middleware that reads a body whole, within the limits, before anything looks at it."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its whole body, or refuse it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._body(Headers(scope=scope), receive)
        except Refused as refused:
            if refused.status == 413:
                await _discard(receive)
            await refusal(scope, refused)(scope, receive, send)
            return
        if body is None:
            return  # the client has gone
        await self._app(scope, _replayed(body, receive), send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        limit = self._limits.max_bytes
        if headers.get("content-encoding", "identity") != "identity":
            raise Refused(415, "encoded-body", "send the body as it is, without Content-Encoding")
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            raise _too_large(limit)
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > limit:
                        raise _too_large(limit)
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            detail = f"the body did not arrive within {self._limits.seconds:g} s"
            raise Refused(408, "slow-body", detail, retry=Retry.LATER, headers={"Connection": "close"}) from None
        body = b"".join(parts)
        if depth_of(body) > self._limits.max_depth:
            raise Refused(400, "too-deep", f"the body nests deeper than {self._limits.max_depth} levels")
        return body


def depth_of(body: bytes) -> int:
    """How deep the brackets outside of JSON strings are nested; also for texts that are no JSON."""
    depth = deepest = 0
    for token in _STRING_OR_BRACKET.finditer(body):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest


def _too_large(limit: int) -> Refused:
    headers = {"Connection": "close"}
    return Refused(413, "too-large", f"the body is larger than {limit >> 10} KiB; send less at once", headers=headers)


async def _discard(receive: Receive) -> None:
    """Take in what the client still sends, for a moment: a connection that is cut while it sends shows it no answer."""
    try:
        async with asyncio.timeout(DISCARD_SECONDS):
            message = await receive()
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()
    except TimeoutError:
        return


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
