"""The client of the chat-completions protocol.

OpenAI, Anthropic, Gemini, DeepSeek, vLLM, Ollama and LM Studio all serve it.

`ChatCompletionsModel` does one exchange per call; retries, concurrency and money are wrappers around it
(retry.py, metering.py), so that every exchange is reserved and charged by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import parsedate_to_datetime

import httpx
from pydantic import JsonValue, SecretStr

from orchestrator.errors import ContextOverflow, ModelConfigError, ModelRefused
from orchestrator.models.bodies import read_body
from orchestrator.models.messages import ChatRequest, Reply, Usage
from orchestrator.models.model import AttemptFailed, ClosingModel
from orchestrator.models.profiles import Profile, is_loopback
from orchestrator.models.redaction import Redactor
from orchestrator.models.server_errors import ErrorKind, RequestSize, ServerError, error_in, kind_of, read_error, remedy
from orchestrator.models.usage import prompt_token_estimate
from orchestrator.models.wire import parse_reply, request_body, spoken_reply, stated_usage

_LARGEST_BODY = 32 << 20
"""Bytes of a response that are read at most."""

_KEEPALIVE_SECONDS = 5.0
"""Shorter than servers keep idle connections: a request sent on a dying one would be charged though never served."""

_GATEWAY_ERRORS = frozenset({502, 504})
"""A gateway gave up, but the model behind it may have worked on, and been billed. Other errors bill nothing."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNREADABLE_CALL = ("tool_use_failed", "output_parse_failed")
"""Codes of servers that give what the model wrote to read, since they could not (Groq)."""


class BearerAuth(httpx.Auth):
    """Puts the key into the header at the moment of sending, so that no object with a repr holds it in clear."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        yield request


class ChatCompletionsModel(ClosingModel):
    """One server and model; each `complete` is one HTTP exchange, or two where the first was refused and cost nothing.

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
        self._return_reasoning = profile.return_reasoning

    @property
    def name(self) -> str:
        return self._profile.model

    async def aclose(self) -> None:
        self._idle.clear()
        for client in self._clients:
            await client.aclose()

    async def complete(self, request: ChatRequest) -> Reply:
        """See `Model.complete`. Failures worth repeating are raised as `AttemptFailed`."""
        reply = await self._attempt(request)
        if reply is None:
            # The server wants its reasoning back; what it refused cost nothing.
            self._return_reasoning = True
            reply = await self._attempt(request)
            assert reply is not None, "asked for only where it was not sent"
        return reply

    async def _attempt(self, request: ChatRequest) -> Reply | None:
        """One exchange; None if it has to be repeated with the reasoning that the server asks for."""
        total = self._profile.timeouts.total
        body = request_body(self._profile, request, return_reasoning=self._return_reasoning)
        try:
            async with asyncio.timeout(total):
                response, data = await self._exchange(body)
        except TimeoutError as error:
            raise AttemptFailed(f"no complete answer within {total:g} s") from error
        except httpx.TransportError as error:
            if _certificate_refused(error):
                raise ModelConfigError(
                    f"the certificate of the server of model profile {self._profile.name!r} cannot be verified; "
                    "check its URL, or add the certificate to those this machine trusts (SSL_CERT_FILE)"
                ) from None
            # The text of a transport error may quote headers; its type says enough.
            reason = f"the connection to the model's server failed ({type(error).__name__})"
            raise AttemptFailed(reason, may_be_billed=not isinstance(error, _NEVER_SENT)) from error
        except httpx.DecodingError as error:
            raise AttemptFailed("the server's answer is not encoded as its headers say") from error
        if response.status_code != httpx.codes.OK:
            text = self._redactor.text(data.decode("utf-8", "replace"))
            found = read_error(response.status_code, text)
            if (stated := self._retry_after(response)) is not None:
                found = replace(found, retry_after=stated)
            return self._after(found, text, request, may_be_billed=response.status_code in _GATEWAY_ERRORS)
        answer = self._redactor.value(read_body(data))
        if (error_body := error_in(answer)) is None:
            return parse_reply(answer, request)
        text = json.dumps(error_body, ensure_ascii=False)
        return self._after(read_error(200, text, error_body), text, request, stated_usage(answer, request))

    def _after(
        self,
        error: ServerError,
        text: str,
        request: ChatRequest,
        usage: Usage | None = None,
        may_be_billed: bool = False,
    ) -> Reply | None:
        """What follows from an error: it is raised in the name of who must react, unless something can be made of it.

        Args:
            usage: what the server says it used, or shows of an answer that broke off.
            may_be_billed: whether a model may have worked on it without a word of its own.
        """
        if any(code in error.codes for code in _UNREADABLE_CALL) and (written := failed_generation(text)):
            return spoken_reply(written, request)
        if not self._return_reasoning and error.status in (0, 400, 422) and _asks_for_reasoning(error, request):
            return None
        output = request.max_output_tokens or self._profile.max_output_tokens
        size = RequestSize(prompt_token_estimate(request), output, self._profile.context_length)
        match kind_of(error, size):
            case ErrorKind.OVERFLOW:
                raise ContextOverflow(f"the conversation does not fit the model's context; shorten it ({error})")
            case ErrorKind.POLICY:
                raise ModelRefused(f"the model's server refuses what this conversation says ({error})")
            case ErrorKind.STANDING:
                raise ModelConfigError(
                    f"the server of model profile {self._profile.name!r} refuses the request: {remedy(error)} ({error})"
                )
            case ErrorKind.PASSING:
                raise AttemptFailed(f"the server answered {error}", usage, may_be_billed, error.retry_after)

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

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds to wait by ``Retry-After``: a number or an HTTP date (RFC 9110, section 10.2.3)."""
        value = response.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self._clock())
        except (ValueError, TypeError, OverflowError):
            return None


def _asks_for_reasoning(error: ServerError, request: ChatRequest) -> bool:
    """Whether the server misses the reasoning (or its signature) that this conversation holds and did not send."""
    held = any(message.reasoning_fields for message in request.messages)
    return held and re.search(r"reasoning|thinking|thought", f"{error.message} {error.param}", re.I) is not None


def failed_generation(text: str) -> str:
    """What a model wrote and its server could not read as a tool call; empty if the error does not hold it."""
    match = re.search(r'"failed_generation"\s*:\s*("(?:[^"\\]|\\.)*")', text)
    return str(json.loads(match[1], strict=False)) if match else ""


def _certificate_refused(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
