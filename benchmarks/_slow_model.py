"""A process of its own that plays a slow model: SECONDS of latency, TURNS answers per conversation; prints its URL."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from fake_server import Answer, Call, FakeServer, Received, Script, Step


def script(seconds: float, turns: int) -> Script:
    """Edits that change a comment, then last words."""

    def step(request: Received) -> Step:
        said = sum(message["role"] == "assistant" for message in request.body["messages"])
        if said >= turns - 1:
            return Answer("Nothing came of it.", delay=seconds)
        edit = {"search": "  sorry\n", "replace": f"  -- {request.index}\n  sorry\n"}
        return Answer("", (Call("search_replace", json.dumps({"edits": [edit]})),), delay=seconds)

    return step


async def main(seconds: float, turns: int) -> None:
    async with FakeServer(script(seconds, turns)) as server:
        print(server.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until whoever started us is gone
        print(json.dumps({"answers": server.billed.answers, "peak_in_flight": server.peak_in_flight}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
