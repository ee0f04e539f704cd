"""The service over MCP: a real session of MCP's own client, under the keys of the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import httpx2
from live_server import KeyTable, application, proving_parts, serving
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from stored_work import challenge
from waiting import eventually

from orchestrator.api.access import Role
from orchestrator.service.mcp_tools import OFFERED


def with_key(url: str, name: str) -> Client:
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer key-of-{name}"}, timeout=60)
    return Client(streamable_http_client(f"{url}/mcp", http_client=http))


async def ask(client: Client, tool: str, **arguments: Any) -> tuple[Any, bool]:
    result = await client.call_tool(tool, arguments)
    [part] = result.content
    assert part.type == "text"
    return json.loads(part.text), bool(result.is_error)


async def test_an_agent_submits_a_problem_and_learns_how_it_ends(tmp_path: Path) -> None:
    keys = KeyTable(reader=Role.VIEWER, ada=Role.RESEARCHER)
    text = challenge("asked", "Asked over MCP").text
    workers = proving_parts(tmp_path)
    async with application(tmp_path, keys=keys, workers=workers) as app, serving(app) as url:
        async with with_key(url, "ada") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert tuple(tools) == OFFERED
            schema = tools["start_run"].input_schema
            assert schema["required"] == ["problem"]
            assert "BudgetBody" in schema["$defs"]
            assert "#/components" not in json.dumps([tool.input_schema for tool in tools.values()])
            stored, failed = await ask(client, "submit_problem", text=text)
            assert not failed, stored
            run, failed = await ask(client, "start_run", problem=stored["id"], strategy="tactics")
            assert not failed, run

            async def ended() -> bool:
                now, _ = await ask(client, "get_run", run_id=run["id"])
                return bool(now["status"] == "finished")

            await eventually(ended)
            shown, _ = await ask(client, "get_problem", problem_id=stored["id"])
            assert shown["state"] == "proved"
            listed, _ = await ask(client, "list_problems", text="Asked", limit=5)
            assert [row["id"] for row in listed["items"]] == [stored["id"]]
            unknown, failed = await ask(client, "get_run", run_id="r-none")
            assert (failed, unknown["code"]) == (True, "unknown-id")
            strange, failed = await ask(client, "start_run", problem=stored["id"], surprise=1)
            assert (failed, strange["code"]) == (True, "invalid-request")
        async with with_key(url, "reader") as client:
            refused, failed = await ask(client, "start_run", problem=stored["id"])
            assert (failed, refused["code"]) == (True, "role")
        async with httpx.AsyncClient(base_url=url) as bare:
            for headers in ({}, {"Authorization": "Bearer nobody"}):
                answer = await bare.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "key")
            elsewhere = await bare.post("/mcp", json={}, headers={"Host": "evil.example"})
            assert elsewhere.status_code == 421
