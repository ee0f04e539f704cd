"""Patience and bounds around a model: `Retrying` repeats failed exchanges, `Throttled` bounds how many run at once."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from orchestrator.errors import ModelUnavailable
from orchestrator.models.messages import ChatRequest, Reply
from orchestrator.models.model import AttemptFailed, Model, WrappedModel
from orchestrator.models.profiles import RetryPolicy

log = logging.getLogger(__name__)


class Retrying(WrappedModel):
    """Repeats exchanges that end in `AttemptFailed`, with exponential back-off and full jitter.

    The n-th attempt (n > 1) of call ``x`` runs as call ``x~n``, so that a ledger below sees each exchange by itself.

    Args:
        model: what to repeat.
        policy: attempts and waits.
        seed: of the jitter.
        sleep: replaces the waiting in tests.
    """

    def __init__(
        self,
        model: Model,
        policy: RetryPolicy,
        *,
        seed: int = 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(model)
        self._policy = policy
        self._random = random.Random(seed)
        self._sleep = sleep

    async def complete(self, request: ChatRequest) -> Reply:
        """See `Model.complete`; after the last attempt `ModelUnavailable` says what the last one met."""
        numbers = itertools.count(1)

        async def attempt() -> Reply:
            number = next(numbers)
            call_id = request.call_id if number == 1 else f"{request.call_id}~{number}"
            return await self._model.complete(request.model_copy(update={"call_id": call_id}))

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(AttemptFailed),
            stop=stop_after_attempt(self._policy.attempts),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=_log_retry(request.call_id),
            reraise=True,
        )
        try:
            return await retrying(attempt)
        except AttemptFailed as error:
            raise ModelUnavailable(
                f"model {self.name!r} gave no usable answer in {self._policy.attempts} attempts; the last: {error}"
            ) from error

    def _wait(self, state: RetryCallState) -> float:
        """Full jitter below an exponential ceiling, but never earlier than the server asked for."""
        policy = self._policy
        ceiling = min(policy.longest_wait, policy.first_wait * 2.0 ** min(state.attempt_number - 1, 32))
        jitter = self._random.uniform(0.0, ceiling)
        error = state.outcome.exception() if state.outcome is not None else None
        if isinstance(error, AttemptFailed) and error.retry_after is not None:
            return min(error.retry_after, policy.longest_retry_after) + jitter
        return jitter


def _log_retry(call_id: str) -> Callable[[RetryCallState], None]:
    def emit(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        log.warning(
            "call %s, attempt %d: %s; waiting %.1f s", call_id, state.attempt_number, error, state.upcoming_sleep
        )

    return emit


class Throttled(WrappedModel):
    """At most ``concurrency`` calls of the wrapped model at once; others wait, first come first served.

    A call keeps its place while it backs off: when a server asks for patience, the queue behind waits too.
    """

    def __init__(self, model: Model, concurrency: int) -> None:
        super().__init__(model)
        self._places = asyncio.Semaphore(concurrency)

    async def complete(self, request: ChatRequest) -> Reply:
        async with self._places:
            return await self._model.complete(request)
