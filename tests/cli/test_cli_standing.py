"""Both axes of status in `problems` and `status`, from headers, imports and the database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from command_line import CommandLine

from orchestrator.config import settings
from orchestrator.problems.catalogue import Catalogue
from orchestrator.search.statements import add_statement
from orchestrator.store import NewRun, open_store

TABLE = """\
- number: "242"
  informal_status: {state: "falsifiable", last_update: "2026-08-01"}
  formal_status: {state: "unformalized"}
  status: {state: "falsifiable"}
- number: "364"
  informal_status: {state: "proved", last_update: "2026-08-02"}
  formal_status: {state: "Lean", last_update: "2026-08-03", url: "https://example.org/364.lean"}
  status: {state: "proved (Lean)"}
"""


@pytest.fixture
def sources(orchestrator: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("ORCHESTRATOR_IMPORTS_DIR", str(tmp_path / "imports"))
    settings.cache_clear()
    done = orchestrator("import", "erdos-table", orchestrator.file("t.yaml", TABLE), "--date", "2026-08-08")
    assert done.code == 0, done.err
    return orchestrator


def test_axes_and_filters(sources: CommandLine) -> None:
    found = {each["id"]: each for each in sources("problems", "list", "erdos/", "--axes", "--json").json}
    assert (found["erdos/242"]["informal"], found["erdos/242"]["formal"]) == ("falsifiable", "stated")
    assert (found["erdos/364"]["informal"], found["erdos/364"]["formal"]) == ("proved", "formalised")
    assert (found["erdos/242-even"]["informal"], found["erdos/1"]["informal"]) == ("proved", "open")
    words = [report["words"] for report in found["erdos/242"]["reports"]]
    assert words[:2] == ["open", "a challenge"]
    assert {"unformalized", "falsifiable"} <= set(words)

    listed = [each["id"] for each in sources("problems", "list", "--informal", "falsifiable", "--json").json]
    assert "erdos/242" in listed
    assert "erdos/364" not in listed
    clashing = {each["id"] for each in sources("problems", "list", "--contradictions", "--json").json}
    assert "erdos/364" in clashing
    assert "erdos/242" not in clashing
    assert "erdos/364" in sources("problems", "list", "--formal", "formalised").out
    assert sources("problems", "list", "--informal", "hopeful").code == 2


def test_who_says_what(sources: CommandLine) -> None:
    out = sources("problems", "show", "erdos/364").out
    assert "Mathematics: proved. Lean: formalised." in out
    assert "2026-08-03  formal    formalised: Lean (https://example.org/364.lean)" in out
    assert "contradiction: 'open' (catalogue/erdos/364) and 'proved' (https://www.erdosproblems.com/364)" in out


def test_what_this_database_knows_is_a_source_too(sources: CommandLine) -> None:
    async def try_one() -> None:
        catalogue = Catalogue.load(settings().problems_dir)
        async with open_store(settings().database_url) as store:
            for identifier in ("erdos/242", "erdos/1"):
                statement = await add_statement(store, catalogue.get(identifier))
                if identifier == "erdos/242":
                    await store.runs.create(NewRun(statement.id, "tactics", "lean"))

    asyncio.run(try_one())
    found = sources("problems", "list", "erdos/", "--formal", "attempted", "--json").json
    assert [each["id"] for each in found] == ["erdos/242"]
    assert "this-database" in [report["address"] for report in found[0]["reports"]]
    listed = sources("status", "--informal", "falsifiable", "--json").json["problems"]
    assert [each["problem_id"] for each in listed] == ["erdos/242"]
    assert sources("status", "--informal", "solved", "--json").json["problems"] == []
