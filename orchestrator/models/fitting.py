"""Requests fitted to the model's context before they are sent; a refusal is the last to say that they are too long."""

from __future__ import annotations

from orchestrator.errors import ContextOverflow
from orchestrator.models.messages import ChatRequest, Reply, UsageSource
from orchestrator.models.model import Model, WrappedModel
from orchestrator.models.usage import prompt_token_estimate

_LEAST_ANSWER = 1 / 16
"""Part of the context that an answer must have room for; a request that leaves less is not sent."""


class Fitted(WrappedModel):
    """Raises `ContextOverflow` for what cannot fit, and shortens the answer's limit where the prompt leaves less room.

    Sizes are estimates, corrected by what the server counted for the requests before.

    Args:
        model: who is asked.
        context_length: tokens of prompt and answer together.
        max_output_tokens: for requests that state no limit.
    """

    def __init__(self, model: Model, context_length: int, max_output_tokens: int) -> None:
        super().__init__(model)
        self._context = context_length
        self._max_output = max_output_tokens
        self._correction = 1.0

    async def complete(self, request: ChatRequest) -> Reply:
        """See `Model.complete`; `ContextOverflow` may also mean that nothing was sent."""
        estimate = prompt_token_estimate(request)
        size = int(estimate * self._correction)
        wanted = request.max_output_tokens or self._max_output
        room = self._context - size
        if room < min(wanted, self._context * _LEAST_ANSWER):
            raise ContextOverflow(
                f"the conversation has about {size} tokens, too many for the {self._context} of the model's context"
            )
        reply = await self._model.complete(request.model_copy(update={"max_output_tokens": min(wanted, room)}))
        if reply.usage.source is UsageSource.REPORTED and estimate:
            self._correction = reply.usage.input / estimate
        return reply
