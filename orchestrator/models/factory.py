"""`open_model`: from a profile to a model that is patient, bounded, paid for and, if wished, recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from orchestrator.errors import ModelConfigError
from orchestrator.models.chat_completions import ChatCompletionsModel
from orchestrator.models.fitting import Fitted
from orchestrator.models.mailbox import MailboxModel
from orchestrator.models.metering import Ledger, Metered
from orchestrator.models.model import Model
from orchestrator.models.profiles import Profile
from orchestrator.models.record import Recorded
from orchestrator.models.redaction import Redactor
from orchestrator.models.replay import ReplayModel
from orchestrator.models.retry import Retrying, Throttled


def open_model(
    profile: Profile,
    *,
    ledger: Ledger | None,
    seed: int = 0,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Model:
    """The model of a profile; open one per profile and process, and close it (``async with``).

    From the outside in: recording, bounded concurrency, the context (where it is known), retries
    (servers only), the ledger, the exchange itself.

    Args:
        profile: whose URL scheme decides: ``http(s)``, ``replay`` or ``mailbox``.
        ledger: where each exchange is reserved and settled; None only where nothing is to be counted.
        seed: of the retries' jitter.
        transport: replaces the network in tests.
        clock: seconds since the epoch, for ``Retry-After`` dates.
        sleep: waits between retries and between looks into a mailbox.

    Raises:
        ModelConfigError: the scheme is unknown, or the recording or mailbox cannot be used.
    """
    model: Model
    if profile.scheme in ("http", "https"):
        model = ChatCompletionsModel(profile, transport=transport, clock=clock)
    elif profile.scheme == "replay":
        model = ReplayModel(_path(profile))
    elif profile.scheme == "mailbox":
        model = MailboxModel(_path(profile), answer_seconds=profile.answer_seconds, sleep=sleep)
    else:
        raise ModelConfigError(
            f"model profile {profile.name!r}: no model speaks {profile.scheme!r}; use http, https, replay or mailbox"
        )
    if ledger is not None:
        model = Metered(model, ledger, profile.price, profile.max_output_tokens)
    if profile.scheme in ("http", "https"):
        model = Retrying(model, profile.retry, seed=seed, sleep=sleep)
        if profile.context_length is not None:
            model = Fitted(model, profile.context_length, profile.max_output_tokens)
    model = Throttled(model, profile.concurrency)
    if profile.record is not None:
        model = Recorded(model, profile.record, Redactor([profile.key]))
    return model


def _path(profile: Profile) -> Path:
    return Path(profile.url.partition(":")[2])
