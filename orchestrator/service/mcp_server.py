"""The tools of an episode over MCP (modelcontextprotocol.io), on its own SDK: stdio, or HTTP on this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import uvicorn
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)

from orchestrator import __version__
from orchestrator.errors import RetryError
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.external import SESSION_SPECS
from orchestrator.provers.agent.prompts import mcp_instructions
from orchestrator.service.external_agent import ExternalEpisode

HOST = "127.0.0.1"
"""HTTP is served to this machine only; there is no authentication."""
PATH = "/mcp"
PROGRESS_SECONDS = 5.0
"""Between two notes that a call goes on; the SDK's clients wait for 60 s or less without one."""


def make_server(episode: ExternalEpisode, challenge: Challenge, toolchain: str) -> Server[Any]:
    """An MCP server whose tools are those of ``episode``; the contract comes with the first `view`."""

    async def list_tools(context: ServerRequestContext[Any], params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(spec.name, spec.description, spec.parameters) for spec in SESSION_SPECS])

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        beats = asyncio.create_task(_report_progress(context, params.name))
        try:
            result = await episode.call(params.name, params.arguments or {})
        except RetryError as error:
            return _result(f"Infrastructure failure, nothing was done ({error}); call again.", is_error=True)
        finally:
            beats.cancel()
            await asyncio.gather(beats, return_exceptions=True)
        return _result(result.text, is_error=not result.ok)

    return Server(
        "lean-orchestrator",
        version=__version__,
        title=f"Prove {challenge.id}",
        instructions=mcp_instructions(challenge, toolchain),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _report_progress(context: ServerRequestContext[Any], tool: str) -> None:
    """Tell a client that asked for it that a call goes on, so that it does not give up on Lean."""
    seconds = 0.0
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        seconds += PROGRESS_SECONDS
        await context.session.report_progress(seconds, None, f"{tool} is at work for {seconds:.0f} s")


async def serve_stdio(server: Server[Any]) -> None:
    """Serve one client on standard input and output, until it goes away."""
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


async def serve_http(server: Server[Any], listening: socket.socket) -> None:
    """Serve clients on ``http://127.0.0.1:PORT/mcp``, PORT being the socket's, until cancelled or interrupted."""
    app = server.streamable_http_app(streamable_http_path=PATH, host=HOST)
    await uvicorn.Server(uvicorn.Config(app, host=HOST, log_level="warning")).serve(sockets=[listening])


def _tool(name: str, description: str, parameters: Mapping[str, Any]) -> Tool:
    return Tool(name=name, description=description, input_schema=dict(parameters))


def _result(text: str, *, is_error: bool) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=is_error)
