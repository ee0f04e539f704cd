"""The service over MCP: some operations of the HTTP API as tools, asked as the client itself would ask them.

A call of a tool is a request to this very application with the client's own key, so roles, limits, triage and the log
are those of HTTP, and a tool's arguments are described by the OpenAPI document.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx
from fastapi import FastAPI
from mcp.server import Server, ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from orchestrator import __version__

OFFERED: Final = (
    "get_overview",
    "list_problems",
    "get_problem",
    "problem_progress",
    "triage",
    "submit_problem",
    "list_runs",
    "start_run",
    "get_run",
    "pause_run",
    "resume_run",
    "cancel_run",
    "list_goals",
    "get_goal",
    "get_sketch",
    "check",
    "verify_proof",
)
"""Operation ids. Keys, exports and streams stay with HTTP."""
INSTRUCTIONS: Final = (
    "Lean 4 problems, searches for their proofs, and a judge. Only a verdict with `decides` means proved or disproved. "
    "`check` says what Lean says of a file; that proves nothing. Problem ids look like erdos/242, run ids like r-01k3v."
)
_PASSED_ON: Final = ("authorization", "x-api-key", "cookie", "x-csrf-token", "host")
SECONDS: Final = 600.0
"""For one call; judging a long proof takes minutes."""


def make_manager(app: FastAPI) -> StreamableHTTPSessionManager:
    """What answers MCP requests for ``app``, one by one and without sessions; its `run` is entered by the lifespan."""
    tools = {tool.name: tool for tool in map(lambda name: _Operation(app.openapi(), name), OFFERED)}
    transport = httpx.ASGITransport(app)

    async def list_tools(context: ServerRequestContext[Any], params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[tool.described() for tool in tools.values()])

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            return _result(f"there is no tool {params.name!r}; there is {', '.join(tools)}", is_error=True)
        assert context.request is not None, "there is one over HTTP"
        headers = {name: context.request.headers[name] for name in _PASSED_ON if name in context.request.headers}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=SECONDS) as client:
            answer = await client.send(tool.request(client, dict(params.arguments or {}), headers))
        return _result(answer.text, is_error=answer.is_error)

    server: Server[Any] = Server(
        "lean-orchestrator",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True)


class _Operation:
    """One operation of the document as a tool."""

    def __init__(self, document: Mapping[str, Any], name: str) -> None:
        self.name = name
        self._method, self._path, self._spec = next(
            (method, path, spec)
            for path, methods in document["paths"].items()
            for method, spec in methods.items()
            if spec["operationId"] == name
        )
        parameters = self._spec.get("parameters", [])
        self._query = {each["name"] for each in parameters if each["in"] == "query"}
        properties = {each["name"]: each["schema"] | _said(each) for each in parameters}
        required = [each["name"] for each in parameters if each.get("required")]
        body = self._spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        schemas = document["components"]["schemas"]
        if body is not None:
            body = schemas[body["$ref"].rpartition("/")[2]]
            properties |= body["properties"]
            required += body.get("required", [])
        self._body = set(body["properties"]) if body is not None else set()
        self._schema = _with_definitions(
            {"type": "object", "properties": properties, "required": required, "additionalProperties": False}, schemas
        )

    def described(self) -> Tool:
        """As a client lists it."""
        text = f"{self._spec['summary']}. {self._spec.get('description', '')}".strip()
        looks = self._method == "get" or self.name in ("triage", "check", "verify_proof")
        hints = ToolAnnotations(read_only_hint=looks, destructive_hint=self.name == "cancel_run")
        return Tool(name=self.name, description=text, input_schema=self._schema, annotations=hints)

    def request(self, client: httpx.AsyncClient, arguments: dict[str, Any], headers: dict[str, str]) -> httpx.Request:
        """The HTTP request that a call means; what is no argument goes into the body or the query, and is refused."""

        def filled(match: re.Match[str]) -> str:
            return quote(str(arguments.pop(match[1], "")), safe="/" if match[2] else "")

        path = re.sub(r"\{(\w+)(:path)?\}", filled, self._path)
        query = {name: arguments.pop(name) for name in list(arguments) if name in self._query}
        if self._method == "get":
            return client.build_request("GET", path, params=query | arguments, headers=headers)
        headers = headers | {"Idempotency-Key": f"mcp-{secrets.token_hex(12)}"}
        body = arguments if self._body or arguments else None
        return client.build_request(self._method.upper(), path, params=query, json=body, headers=headers)


def _said(parameter: Mapping[str, Any]) -> dict[str, str]:
    return {"description": parameter["description"]} if "description" in parameter else {}


def _with_definitions(schema: dict[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with those of the document's that it names, below ``$defs``."""
    named: dict[str, Any] = {}
    todo = [schema]
    while todo:
        for name in _references(todo.pop()):
            if name not in named:
                named[name] = schemas[name]
                todo.append(schemas[name])
    moved: dict[str, Any] = _moved(schema | ({"$defs": named} if named else {}))
    return moved


def _references(part: Any) -> set[str]:
    if isinstance(part, Mapping):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def _moved(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {
            name: each.replace("#/components/schemas/", "#/$defs/") if name == "$ref" else _moved(each)
            for name, each in part.items()
        }
    return [_moved(each) for each in part] if isinstance(part, list) else part


def _result(text: str, *, is_error: bool) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=is_error)
