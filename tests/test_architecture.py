"""What the tree promises: rooms import downwards only, modules stay small, nothing of one machine is committed."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "orchestrator"
ROOMS = ["cli", "service", "client", "app", "intake", "search", "cluster", "provers", "models", "store", "lean"]
ROOMS += ["problems", "api", "config", "errors", "vocabulary"]
"""From top to bottom; a module may import from its own room and those below it."""
STRANGERS = {"provers": {"store", "models.metering"}, "cluster": {"store"}, "models": {"lean", "provers", "store"}}
"""Rooms and modules that a room must not know though they are below it: provers and workers touch no database."""
DOORS = {
    "client": "",
    "store": "",
    "service": "bundle external_agent launch listening mcp_server server tables web_packages",
    "intake": (
        "drafts formalise format_check gate importing known_statements ledger lints.finding purse standing triage"
    ),
    "search": (
        "ablation.ablate ablation.real ablation.records ablation.report ablation.simulator ablation.world "
        "board campaigns driver.driver driver.log driver.owners driver.ownership driver.parts driver.runs "
        "driver.spending efforts events lineage plan population.ratings statements strategies strategy"
    ),
    "cluster": "choice executor jobs parts remote",
    "provers": (
        "agent.external agent.hints agent.limits agent.prompts agent.tools.tool bench decomposition "
        "goal_cache harvest prover raters.model_free raters.model_rater raters.rater registry tactics.nonlinear "
        "tactics.provers tactics.splice"
    ),
    "models": "factory messages model profiles text_calls tool_calls transcript",
    "lean": (
        "checker declared embedded embedded.checker embedded.host embedded.install embedded.intact "
        "embedded.npm environment judge.certificate judge.data judge.elaborate judge.expected judge.hosts "
        "judge.intake judge.judge judge.stated judge.verdict judging lending library native.process "
        "native.project native.verify terms trials"
    ),
    "problems": (
        "catalogue challenge commands identity importers.erdos_table importers.formal_conjectures "
        "importers.importer importers.lean_file importers.oeis importers.oeis_skeleton lexical metadata naming "
        "regions requirement standing status text whole_file"
    ),
    "api": "access base campaigns checking common pages problem_details problems runs",
}
"""The modules by which other rooms enter a room; the rest is its own. An empty list leaves the package itself."""
LONGEST_MODULE = 420


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def modules() -> list[Path]:
    return [path for path in sources() if path.parent != PACKAGE or path.stem in ROOMS]


def room_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "orchestrator" and len(parts) > 1 else None


@cache
def imports(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """The import statements of a module; each module is parsed once for all tests."""
    return tuple(
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
    )


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in imports(path):
        if isinstance(node, ast.ImportFrom) and node.module == "orchestrator":
            rooms.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            rooms.add(room_of(node.module) or "")
        elif isinstance(node, ast.Import):
            rooms.update(room_of(alias.name) or "" for alias in node.names)
    return rooms & set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_import_downwards_only(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    above = set(ROOMS[: ROOMS.index(own)])
    assert imported_rooms(path) & above == set()


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in imports(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {name for name in found if name.startswith("orchestrator.")}


@pytest.mark.parametrize("room", STRANGERS)
def test_a_room_does_not_know_strangers(room: str) -> None:
    strangers = {f"orchestrator.{name}" for name in STRANGERS[room]}
    known = {
        (str(path.relative_to(PACKAGE)), name)
        for path in (PACKAGE / room).rglob("*.py")
        for name in imported_modules(path)
        if any(name == stranger or name.startswith(f"{stranger}.") for stranger in strangers)
    }
    assert known == set()


@pytest.mark.parametrize("room", DOORS)
def test_a_room_is_entered_by_its_doors(room: str) -> None:
    inside = f"orchestrator.{room}."
    doors = {f"{inside}{name}" for name in DOORS[room].split()}
    through_the_wall = {
        (str(path.relative_to(PACKAGE)), name)
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] != room
        for name in imported_modules(path)
        if name.startswith(inside) and name not in doors
    }
    assert through_the_wall == set(), f"import it by a door of {room}, or open one: a word in DOORS[{room!r}]"


def run_on_import(body: Sequence[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports among statements that run while a module is imported: none of a function, none for types only."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If):
            if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
                yield from run_on_import(node.body)
            yield from run_on_import(node.orelse)
        elif isinstance(node, ast.Try | ast.With):
            yield from run_on_import(node.body)


def test_no_module_is_imported_in_a_circle() -> None:
    """Which module of a circle comes first decides whether it works; the packages around a module come before it."""
    dotted = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources()}
    named = {name.removesuffix(".__init__"): path for path, name in dotted.items()}
    needs: dict[str, set[str]] = {}
    for name, path in named.items():
        found: set[str] = set()
        for node in run_on_import(ast.parse(path.read_text()).body):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif node.module:
                inside = (f"{node.module}.{alias.name}" for alias in node.names)
                found.update(each if each in named else node.module for each in inside)
        parts = [each.split(".") for each in found]
        around = {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)} & set(named)
        needs[name] = {each for each in around if not f"{name}.".startswith(f"{each}.")}
    TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle


def test_every_room_is_in_the_order() -> None:
    found = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in sources()}
    assert found - {"__init__", "__main__"} <= set(ROOMS)
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - {"cli"} == set(DOORS), "every room but the uppermost has doors"


def test_modules_stay_small() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def committed_text() -> list[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    files = [ROOT / name for name in listed.stdout.split("\0") if name and name != "tests/test_architecture.py"]
    return [(path.name, path.read_text(errors="replace")) for path in files if path.is_file() and path.suffix != ".png"]


def test_nothing_of_one_machine_or_registry_is_committed() -> None:
    forbidden = re.compile(
        r"/work/(main|shared)|/tmp/x\b|/root/|registry\.npmjs\.org|pypi\.org|files\.pythonhosted\.org"
    )
    found = [(name, match[0]) for name, text in committed_text() for match in forbidden.finditer(text)]
    assert found == []


def test_no_two_test_files_have_one_name() -> None:
    """pytest imports them by it, so that one of them is not run where both are asked for."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []
