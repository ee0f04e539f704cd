"""The client of the chat-completions protocol.

OpenAI, Anthropic, Gemini, DeepSeek, vLLM, Ollama and LM Studio all serve it.

`ChatCompletionsModel` does one exchange per call; retries, concurrency and money are wrappers around it
(retry.py, metering.py), so that every exchange is reserved and charged by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import httpx
from pydantic import JsonValue, SecretStr

from orchestrator.errors import ContextOverflow, ModelConfigError, ModelRefused, OrchestratorError
from orchestrator.models.messages import ChatRequest, Reply
from orchestrator.models.model import AttemptFailed, ClosingModel
from orchestrator.models.profiles import Profile, is_loopback
from orchestrator.models.redaction import Redactor
from orchestrator.models.wire import parse_reply, request_body

_LARGEST_BODY = 32 << 20
"""Bytes of a response that are read at most."""

_KEEPALIVE_SECONDS = 5.0
"""Shorter than servers keep idle connections: a request sent on a dying one would be charged though never served."""

_RETRIED = frozenset({408, 409, 429})
_GATEWAY_ERRORS = frozenset({502, 504})
"""A gateway gave up, but the model behind it may have worked on, and been billed. Other errors bill nothing."""

_OVERFLOW = re.compile(
    r"context[ _]?(length|window|size)|maximum context|prompt is too long|input token count|too many (input )?tokens",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(r"insufficient_quota|insufficient balance|credit balance is too low", re.IGNORECASE)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class BearerAuth(httpx.Auth):
    """Puts the key into the header at the moment of sending, so that no object with a repr holds it in clear."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        yield request


class ChatCompletionsModel(ClosingModel):
    """One server and model; each `complete` is exactly one HTTP exchange.

    Args:
        profile: an ``http`` or ``https`` profile.
        transport: replaces the network in tests.
        clock: seconds since the epoch, for ``Retry-After`` dates.

    Cancelling `complete` closes the connection, which tells the server to stop generating. `aclose` closes all.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._redactor = Redactor([profile.key])
        self._transport = transport
        self._certificates = httpx.create_ssl_context()
        self._idle: list[httpx.AsyncClient] = []
        self._clients: list[httpx.AsyncClient] = []
        self._url = profile.url.rstrip("/") + "/chat/completions"

    @property
    def name(self) -> str:
        return self._profile.model

    async def aclose(self) -> None:
        self._idle.clear()
        for client in self._clients:
            await client.aclose()

    async def complete(self, request: ChatRequest) -> Reply:
        """One exchange; see `Model.complete`. Failures worth repeating are raised as `AttemptFailed`."""
        total = self._profile.timeouts.total
        try:
            async with asyncio.timeout(total):
                response, body = await self._exchange(request_body(self._profile, request))
        except TimeoutError as error:
            raise AttemptFailed(f"no complete answer within {total:g} s") from error
        except httpx.TransportError as error:
            # The text of a transport error may quote headers; its type says enough.
            reason = f"the connection to the model's server failed ({type(error).__name__})"
            raise AttemptFailed(reason, may_be_billed=not isinstance(error, _NEVER_SENT)) from error
        except httpx.DecodingError as error:
            raise AttemptFailed("the server's answer is not encoded as its headers say") from error
        if response.status_code != httpx.codes.OK:
            raise self._failure(response, body)
        return parse_reply(self._parse(body), request)

    async def _exchange(self, body: dict[str, JsonValue]) -> tuple[httpx.Response, bytes]:
        with self._connection() as client:
            async with client.stream("POST", self._url, json=body) as response:
                received = bytearray()
                async for chunk in response.aiter_bytes():
                    received += chunk
                    if len(received) > _LARGEST_BODY:
                        raise AttemptFailed(f"the server's answer exceeds {_LARGEST_BODY >> 20} MiB")
                return response, bytes(received)

    @contextmanager
    def _connection(self) -> Iterator[httpx.AsyncClient]:
        """A client with one connection that nobody else uses, the last one used first.

        One pool for all would look through all its connections several times per exchange: with 200 that took longer
        than everything else together. There are never more than exchanges at once.
        """
        client = self._idle.pop() if self._idle else self._new_client()
        try:
            yield client
        finally:
            self._idle.append(client)

    def _new_client(self) -> httpx.AsyncClient:
        profile, times = self._profile, self._profile.timeouts
        client = httpx.AsyncClient(
            auth=None if profile.key is None else BearerAuth(profile.key),
            timeout=httpx.Timeout(connect=times.connect, read=times.read, write=times.write, pool=times.pool),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEPALIVE_SECONDS),
            transport=self._transport,
            verify=self._certificates,
            # Proxies from the environment are for servers elsewhere.
            trust_env=not is_loopback(profile.url),
        )
        self._clients.append(client)
        return client

    def _parse(self, body: bytes) -> JsonValue:
        try:
            parsed: JsonValue = json.loads(body)
            return self._redactor.value(parsed)
        except (ValueError, RecursionError) as error:
            raise AttemptFailed("the server's answer is not JSON") from error

    def _failure(self, response: httpx.Response, body: bytes) -> OrchestratorError:
        """The error for a status other than 200; named for who must react."""
        status = response.status_code
        text = self._redactor.text(body.decode("utf-8", "replace"))
        said = f"HTTP {status}: {' '.join(text.split())[:300]}"
        name = self._profile.name
        if status in (401, 402, 403) or _NO_CREDIT.search(text):
            return ModelConfigError(
                f"the server of model profile {name!r} rejects its key or account; check it ({said})"
            )
        if status in (400, 413, 422) and (status == 413 or _OVERFLOW.search(text)):
            return ContextOverflow(f"the conversation does not fit the model's context; shorten it ({said})")
        if status == 404 or 200 < status < 400 or status == 405:
            return ModelConfigError(f"check URL and model name of model profile {name!r} ({said})")
        if status in _RETRIED or status >= 500:
            billed = status in _GATEWAY_ERRORS
            return AttemptFailed(f"the server answered {said}", None, billed, self._retry_after(response))
        return ModelRefused(f"the model's server refuses the request ({said})")

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds to wait by ``Retry-After``: a number or an HTTP date (RFC 9110, section 10.2.3)."""
        value = response.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self._clock())
        except (ValueError, TypeError, OverflowError):
            return None
