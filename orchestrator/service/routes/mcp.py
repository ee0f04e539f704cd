"""The address at which MCP clients find the service; the same keys as everywhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.types import Receive, Scope, Send

from orchestrator.api.access import Role
from orchestrator.service.access import needs

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"
router = APIRouter(include_in_schema=False)


class McpDoor:
    """MCP for one application, opened at the first request: its SDK takes seconds to import. `aclose` ends it."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._opened: asyncio.Future[StreamableHTTPSessionManager] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def manager(self) -> StreamableHTTPSessionManager:
        """What answers requests."""
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
            self._keeping = asyncio.create_task(self._keep(self._opened))
        return await asyncio.shield(self._opened)

    async def _keep(self, opened: asyncio.Future[StreamableHTTPSessionManager]) -> None:
        """Hold the manager open: it has to be entered and left by one and the same task."""
        try:
            manager = await asyncio.to_thread(self._made)
            async with manager.run():
                opened.set_result(manager)
                await self._closing.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)
            self._opened = None  # the next request tries again

    def _made(self) -> StreamableHTTPSessionManager:
        from orchestrator.service.mcp_tools import make_manager

        return make_manager(self._app)

    async def aclose(self) -> None:
        """End what goes on; idempotent."""
        self._closing.set()
        if self._keeping is not None:
            await asyncio.wait([self._keeping])


class _ByMcp(Response):
    """An answer that MCP's own SDK gives."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


@router.api_route(PATH, methods=["GET", "POST", "DELETE"], name="mcp", dependencies=[Depends(needs(Role.VIEWER))])
async def mcp(request: Request) -> Response:
    """MCP over HTTP; what a tool does needs the role that its operation needs."""
    door: McpDoor = request.app.state.mcp
    return _ByMcp(await door.manager())
