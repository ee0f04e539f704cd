"""Repeat a verdict on this machine: a server's word is not needed for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.lean.judge.certificate import VerifyReport


def verify_certificate(certificate: Mapping[str, Any]) -> VerifyReport:
    """Judge again what a certificate says, with this machine's embedded Lean.

    Args:
        certificate: as `Client.certificate` gives it.

    Raises:
        UserError: it is no certificate.
        RetryError, OperatorError: Lean could not answer.
    """
    return asyncio.run(_verified(certificate))


async def _verified(data: Mapping[str, Any]) -> VerifyReport:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.certificate import Certificate
    from orchestrator.lean.judge.judge import Judge

    certificate = Certificate.from_json(data)
    async with await Judge.open(lean_installation(settings().cache_dir)) as judge:
        return await judge.verify(certificate)
