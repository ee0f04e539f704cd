"""Writes docs/api.md from the application's own OpenAPI document: ``python tools/api_docs.py``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HEAD = """# HTTP API

Written by `python tools/api_docs.py` from the OpenAPI document (`/openapi.json`); a server shows it, with examples,
at `/docs`. Every operation can also answer with problem details (RFC 9457); see `service.md`.
"""


def markdown(document: dict[str, Any]) -> str:
    """The operations as tables, one for each group."""
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            parameters = ", ".join(f"`{each['name']}`" for each in one.get("parameters", ()) if each["in"] == "query")
            line = f"| `{method.upper()} {path}` | {one.get('x-role', 'no key')} | {one['summary']} | {parameters} |"
            groups.setdefault((one.get("tags") or ["other"])[0], []).append(line)
    head = "| operation | role | what | query |\n|---|---|---|---|\n"
    return HEAD + "".join(f"\n## {name}\n\n{head}" + "\n".join(lines) + "\n" for name, lines in groups.items())


async def document() -> dict[str, Any]:
    """The document of an application over an empty store."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    from live_server import application

    from orchestrator.service.openapi import document_of

    with tempfile.TemporaryDirectory() as folder:
        async with application(Path(folder)) as app:
            return document_of(app)


if __name__ == "__main__":
    (ROOT / "docs" / "api.md").write_text(markdown(asyncio.run(document())), encoding="utf-8")
