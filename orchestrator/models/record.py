"""Recordings of model traffic, and `Recorded`, which writes them. `replay:` (replay.py) reads them.

A recording is a file of JSON lines, one exchange each: ``{"format": 1, "digest", "model", "request", "reply"}``.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Literal

from orchestrator.errors import SetupError
from orchestrator.models.messages import ChatRequest, Frozen, Reply
from orchestrator.models.model import Model, WrappedModel
from orchestrator.models.redaction import Redactor


class Exchange(Frozen):
    """One line of a recording: a request and the reply it got."""

    format: Literal[1] = 1
    digest: str
    """`ChatRequest.digest` of the request as it was sent (that is, before keys were taken out)."""

    model: str
    request: ChatRequest
    reply: Reply


class Recorded(WrappedModel):
    """Appends every answered request of the wrapped model to a file; failures are not recorded.

    Each exchange is one ``write`` of one whole line to a file opened for appending, so processes may share a
    recording. Call ids and costs are left out: they belong to the run, not to the traffic.

    Args:
        model: what to record.
        path: the recording; made if missing, appended to if not.
        redactor: takes keys out of what is written.
    """

    def __init__(self, model: Model, path: Path, redactor: Redactor) -> None:
        super().__init__(model)
        self._path = path
        self._redactor = redactor

    async def complete(self, request: ChatRequest) -> Reply:
        """See `Model.complete`.

        Raises:
            SetupError: the recording cannot be written.
        """
        reply = await self._model.complete(request)
        await asyncio.to_thread(self._append, request, reply)
        return reply

    def _append(self, request: ChatRequest, reply: Reply) -> None:
        exchange = Exchange(
            digest=request.digest(),
            model=self.name,
            request=request.model_copy(update={"call_id": "recorded"}),
            reply=reply.model_copy(update={"call_id": "", "micro_usd": None}),
        )
        clean = self._redactor.value(exchange.model_dump(mode="json"))
        line = Exchange.model_validate(clean).model_dump_json().encode() + b"\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                written = os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise SetupError(f"cannot write the recording {str(self._path)!r}: {error.strerror}") from error
        if written != len(line):
            raise SetupError(f"the recording {str(self._path)!r} is cut short, its disk is full; remove its last line")
