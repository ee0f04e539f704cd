"""The `Model` protocol: what everything above asks, whoever answers (a server, a recording, a person)."""

from __future__ import annotations

from typing import Protocol, Self, runtime_checkable

from orchestrator.errors import ModelUnavailable
from orchestrator.models.messages import ChatRequest, Reply, Usage


@runtime_checkable
class Model(Protocol):
    """Answers chats with tool calls.

    Implementations are safe for concurrent use by tasks of one event loop. Cancelling the awaiting task gives the
    call up at once. Whoever opens a model closes it (``async with``); wrappers close what they wrap.
    """

    @property
    def name(self) -> str:
        """The model's name as configured."""
        ...

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request.

        Raises:
            ModelUnavailable: no usable answer; trying again later may help.
            ModelConfigError: key, URL, model name or recording must be mended by the operator.
            ContextOverflow: the conversation does not fit the model's context.
            ModelRefused: the server will not take this request for another reason.
            LimitReached: the ledger has no budget left for this call; nothing was sent.
        """
        ...

    async def aclose(self) -> None:
        """Release connections and files; idempotent."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


class ClosingModel:
    """``async with`` for implementations of `Model`; they override `aclose` if they hold anything."""

    async def aclose(self) -> None:
        """Nothing to release."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


class WrappedModel(ClosingModel):
    """Base of wrappers: the name and the closing are those of the wrapped model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    async def aclose(self) -> None:
        await self._model.aclose()


class AttemptFailed(ModelUnavailable):
    """One exchange with a server failed in a way that another try may mend.

    Args:
        reason: what happened, without keys.
        usage: what the server says it used, where it said so.
        may_be_billed: whether the server may have done, and billed, the work.
        retry_after: seconds that the server asked to wait.
    """

    def __init__(
        self, reason: str, usage: Usage | None = None, may_be_billed: bool = True, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.usage = usage
        self.may_be_billed = may_be_billed
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type[AttemptFailed], tuple[str, Usage | None, bool, float | None]]:
        return (type(self), (self.reason, self.usage, self.may_be_billed, self.retry_after))
