"""Whether what the server needs can be used."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from orchestrator.errors import OrchestratorError

PROBE_SECONDS = 5.0


class Readiness:
    """Asks each part of the server whether it can be used.

    Args:
        probes: one for each part; a probe raises an `OrchestratorError` where its part cannot be used.
    """

    def __init__(self, probes: Mapping[str, Callable[[], Awaitable[object]]]) -> None:
        self._probes = dict(probes)
        self.draining = False

    async def parts(self) -> dict[str, str]:
        """``ok`` or what is wrong, for each part; a part that does not answer within 5 s is said so."""
        names = list(self._probes)
        states = await asyncio.gather(*(self._state(self._probes[name]) for name in names))
        found = dict(zip(names, states, strict=True))
        if self.draining:
            found["server"] = "being stopped"
        return found

    async def _state(self, probe: Callable[[], Awaitable[object]]) -> str:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await probe()
        except TimeoutError:
            return f"no answer within {PROBE_SECONDS:g} s"
        except OrchestratorError as error:
            return type(error).__name__  # messages may hold addresses, and this needs no key
        return "ok"
