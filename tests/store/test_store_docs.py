"""The examples of docs/store.md are run, in their order, on one database."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent
from typing import Any

from orchestrator import errors, store, vocabulary

PAGE = Path(__file__).parents[2] / "docs" / "store.md"


async def test_the_examples_of_the_page_work(sqlite_url: str) -> None:
    examples = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert len(examples) >= 4
    names: dict[str, Any] = {**vars(vocabulary), **vars(errors), **vars(store), "url": sqlite_url}
    body = "\n".join(examples)
    exec(compile(f"async def examples(url):\n{indent(body, '    ')}", str(PAGE), "exec"), names)
    await names["examples"](sqlite_url)
