"""docs/api.md says what the application says of itself."""

from __future__ import annotations

import importlib.util

from command_line import ROOT


async def test_the_note_is_what_the_application_says() -> None:
    spec = importlib.util.spec_from_file_location("api_docs", ROOT / "tools" / "api_docs.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (ROOT / "docs" / "api.md").read_text()
    assert written == tool.markdown(await tool.document()), "run `python tools/api_docs.py`"
