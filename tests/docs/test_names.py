"""What the documents name exists: modules, rooms, and names of the code."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "problems" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SEARCHED = ("orchestrator", "benchmarks", "tests", "tools", "deploy", "problems", "docs")

SOURCE = re.compile(r"`([\w./-]+\.(?:py|cjs|lean))`")
ROOM = re.compile(r"`((?:[a-z_]+/)+)`")
CODE_NAME = re.compile(r"`([A-Z][a-z]+[A-Z]\w+|[a-z]+_\w+)(?:\(\))?`")

PLACEHOLDERS = re.compile(r"NAME|NOUN|NNNN|\bID\b|^\.\.\.")
"""Parts of paths that stand for a reader's own."""

OF_A_READER = {"my/first.lean", "my/squares.lean", "local/", "FILE.lean"}
EXAMPLES = {"store/bookmarks.py", "store/sql/bookmarks.py", "count_holes"}
OF_OTHERS = {
    "HasDistinctPrimeDivisors",  # a name of formal-conjectures, in an example
    *("bv_normalize", "run_tac", "by_elab", "run_elab"),  # of Lean
}


@cache
def files() -> tuple[str, ...]:
    """Every file of the project that a document may name, from the root."""
    found = [path for part in SEARCHED for path in (ROOT / part).rglob("*") if path.is_file()]
    return tuple(path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts)


@cache
def code() -> str:
    """The text of all sources: a name that is not in it is nobody's."""
    sources = [name for name in files() if name.endswith((".py", ".cjs", ".js", ".lean", ".html"))]
    me = Path(__file__).relative_to(ROOT).as_posix()
    return "\n".join((ROOT / name).read_text() for name in sources if name != me) + (ROOT / "Makefile").read_text()


def unknown_names(document: str) -> list[str]:
    """What ``document`` names and the project does not have."""
    paths = [name for name in SOURCE.findall(document) if not any(f"/{path}".endswith(f"/{name}") for path in files())]
    rooms = [name for name in ROOM.findall(document) if not any(f"/{name}" in f"/{path}" for path in files())]
    # Prometheus's library appends _total to a counter's name.
    names = [name for name in CODE_NAME.findall(document) if name.removesuffix("_total") not in code()]
    return [name for name in (*paths, *rooms, *names) if not PLACEHOLDERS.search(name)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_name_what_exists(path: Path) -> None:
    assert sorted(set(unknown_names(path.read_text())) - OF_A_READER - EXAMPLES - OF_OTHERS) == []


def test_a_name_that_is_gone_is_noticed() -> None:
    gone = (
        "`search/agents_of_old.py` and `drive_"
        + "agents_of_old`, `Old"
        + "Driver` in `oldroom/`, beside `drive_run` and `store/`"
    )
    assert unknown_names(gone) == ["search/agents_of_old.py", "oldroom/", "drive_agents_of_old", "OldDriver"]
