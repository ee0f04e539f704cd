"""Money around a model: reserved before each exchange, settled after it, never under-counted.

What happens to a reservation:

- answered, empty answers included: settled by the server's counts, or by bounds of them where it sent none;
- failed, and the server said what it used: settled by that;
- failed before anything was sent, or refused with an error status: released;
- failed or cancelled after it may have reached the server: settled at the upper bound that was reserved;
- the process died: stays reserved until the owner of the ledger decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from orchestrator.errors import ModelConfigError, ModelRefused
from orchestrator.models.messages import ChatRequest, Reply, Usage, UsageSource
from orchestrator.models.model import AttemptFailed, Model, WrappedModel
from orchestrator.models.prices import Price
from orchestrator.models.usage import prompt_token_bound

T = TypeVar("T")


class Ledger(Protocol):
    """Holds a budget. Amounts are micro-USD and tokens; ``call_id`` is unique within the ledger.

    Every reservation is closed once, by `settle` or `release`. One that is never closed (a crash) keeps its amount.
    """

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        """Set the most that a call can cost aside.

        Raises:
            LimitReached: the budget does not hold it; nothing is set aside.
        """
        ...

    async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
        """Replace a reservation by what was used; the amount may exceed what was set aside."""
        ...

    async def release(self, call_id: str) -> None:
        """Give a reservation back: nothing was used. Does nothing if there is none under this id."""
        ...


class Metered(WrappedModel):
    """Reserves and settles every call of the wrapped model; see the module's table.

    Args:
        model: the model; one call of it must be one exchange (so `Retrying` goes outside).
        ledger: where the money is.
        price: of this model.
        max_output_tokens: for requests that state no limit; a call without one could not be bounded.
    """

    def __init__(self, model: Model, ledger: Ledger, price: Price, max_output_tokens: int) -> None:
        super().__init__(model)
        self._ledger = ledger
        self._price = price
        self._max_output_tokens = max_output_tokens

    async def complete(self, request: ChatRequest) -> Reply:
        """See `Model.complete`. `LimitReached` means that nothing was sent."""
        limit = request.max_output_tokens or self._max_output_tokens
        bounded = request.model_copy(update={"max_output_tokens": limit})
        bound = Usage(input=prompt_token_bound(request), output=limit, source=UsageSource.UPPER_BOUND)
        await self._reserve(request.call_id, bound)
        try:
            reply = await self._model.complete(bounded)
        except AttemptFailed as error:
            await self._close(request.call_id, error.usage or (bound if error.may_be_billed else None))
            raise
        except (ModelConfigError, ModelRefused):
            await self._close(request.call_id, None)
            raise
        except BaseException:
            # Cancellation, or a defect: the server may have worked and will not tell us.
            await self._close(request.call_id, bound)
            raise
        cost = await self._close(request.call_id, reply.usage)
        return reply.model_copy(update={"call_id": request.call_id, "micro_usd": cost})

    async def _reserve(self, call_id: str, bound: Usage) -> None:
        try:
            await _finish(self._ledger.reserve(call_id, self._cost(bound), bound.total))
        except asyncio.CancelledError:
            await _finish(self._ledger.release(call_id))
            raise

    async def _close(self, call_id: str, usage: Usage | None) -> int:
        """Settle, or release if nothing was used; returns the micro-USD charged."""
        if usage is None:
            await _finish(self._ledger.release(call_id))
            return 0
        cost = self._cost(usage)
        await _finish(self._ledger.settle(call_id, usage, cost))
        return cost

    def _cost(self, usage: Usage) -> int:
        if usage.source is UsageSource.UPPER_BOUND:
            return self._price.upper_bound(usage.input, usage.output)
        return self._price.cost(usage)


async def _finish(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end even if this task is cancelled meanwhile, then let the cancellation take effect."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled() and task.exception() is not None:
            raise cancelled from task.exception()
        raise cancelled
    return task.result()
