"""``replay:FILE``: recorded traffic as a model, for tests and demonstrations."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from pathlib import Path

from pydantic import ValidationError

from orchestrator.errors import ModelConfigError
from orchestrator.models.messages import ChatRequest, Message, Reply
from orchestrator.models.model import ClosingModel
from orchestrator.models.record import Exchange


class ReplayModel(ClosingModel):
    """Answers a request with the reply recorded for the same digest; equal requests get theirs in recorded order.

    Nothing is answered that was not recorded: a request that is not in the file, or is asked more often than it was,
    is an error that says where the nearest recorded conversation parts from it.

    Args:
        path: a recording (see record.py).

    Raises:
        ModelConfigError: the file cannot be read or a line of it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._replies: defaultdict[str, deque[Reply]] = defaultdict(deque)
        self._conversations: list[tuple[int, tuple[str, ...]]] = []
        """Line number and digests of the messages, to explain misses without keeping all texts."""
        self._name = "replay"
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ModelConfigError(f"cannot read the recording {str(path)!r}: {error}") from error
        for number, line in enumerate(lines, start=1):
            if line:
                self._load(number, line)

    @property
    def name(self) -> str:
        return self._name

    async def complete(self, request: ChatRequest) -> Reply:
        """The recorded reply.

        Raises:
            ModelConfigError: the recording has no (further) reply to this request.
        """
        replies = self._replies.get(request.digest())
        if replies:
            return replies.popleft().model_copy(update={"call_id": request.call_id})
        raise ModelConfigError(f"the recording {str(self._path)!r} {self._explain(request)}; record the run again")

    def _load(self, number: int, line: str) -> None:
        try:
            exchange = Exchange.model_validate_json(line)
        except ValidationError as error:
            raise ModelConfigError(
                f"line {number} of the recording {str(self._path)!r} is damaged or of another version; remove it"
            ) from error
        self._replies[exchange.digest].append(exchange.reply)
        self._conversations.append((number, tuple(map(_digest, exchange.request.messages))))
        self._name = exchange.model

    def _explain(self, request: ChatRequest) -> str:
        if request.digest() in self._replies:
            return "has no further reply to a request that was asked more often than it was recorded"
        if not self._conversations:
            return "is empty"
        asked = tuple(map(_digest, request.messages))
        shared, line = max((_common(asked, recorded), -number) for number, recorded in self._conversations)
        if shared == len(asked):
            return f"has no reply to this request: line {-line} agrees in these messages, but not in what else was sent"
        return (
            f"has no reply to this request: its message {shared + 1} of {len(asked)} "
            f"({request.messages[shared].role}) differs from the nearest one, line {-line}"
        )


def _digest(message: Message) -> str:
    return hashlib.sha256(message.model_dump_json().encode()).hexdigest()


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Length of the common prefix."""
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
