"""`run_server` with scripted workers in place of Lean, as a process; its first argument says what they do."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from live_server import proving_parts

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.config import settings
from orchestrator.service.launch import Address, Work, run_server


def main(portfolio: str, port: str) -> None:
    """Serve; the portfolio does what it is told."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Executor]:
        async with LocalExecutor(proving_parts(settings().data_dir, portfolio), 1) as executor:
            yield executor

    def announce(url: str) -> None:
        print(f"serving on {url}", flush=True)

    asyncio.run(run_server(settings(), Address(port=int(port)), Work(opened, 1), announce))


if __name__ == "__main__":
    main(*sys.argv[1:])
