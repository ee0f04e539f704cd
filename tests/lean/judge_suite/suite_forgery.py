"""A judge whose elaborating process is wholly in the submission's hands: its answer is whatever a test makes of it."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from orchestrator.lean.embedded.host import Host
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts

Json = dict[str, Any]
Forge = Callable[[Json], Any]


@dataclass
class _Forged:
    """Stands for the process that elaborates one text; every other request goes to a real one."""

    owner: ForgingHosts
    imports: tuple[str, ...]

    async def request(self, op: str, *, wall_seconds: float, **fields: Any) -> Json:
        if op == "export" and fields["source"] == self.owner.text:
            if self.owner.text not in self.owner.honest:
                answer = await self._real(op, wall_seconds, fields)
                self.owner.honest[self.owner.text] = answer
            return cast(Json, self.owner.forge(copy.deepcopy(self.owner.honest[self.owner.text])))
        answer = await self._real(op, wall_seconds, fields)
        return answer if op != "replay" else cast(Json, self.owner.kernel(fields, answer))

    async def _real(self, op: str, wall_seconds: float, fields: Json) -> Json:
        async with FreshHosts.host(self.owner, self.imports) as host:
            return await host.request(op, wall_seconds=wall_seconds, **fields)


class ForgingHosts(FreshHosts):
    """Fresh processes, but the answer about ``text`` passes through ``forge`` (and the kernel's through ``kernel``)."""

    def __init__(self, installation: LeanInstallation) -> None:
        super().__init__(installation, memory_mib=1024, ahead=0)
        self.text = ""
        self.forge: Forge = lambda answer: answer
        self.kernel: Callable[[Json, Json], Json] = lambda request, answer: answer
        self.honest: dict[str, Json] = {}

    @asynccontextmanager
    async def host(self, imports: tuple[str, ...] = BASE_IMPORTS) -> AsyncIterator[Host]:
        yield cast(Host, _Forged(self, imports))
