"""``orchestrator doctor``: what is there, in which version, and what to do about what is not."""

from __future__ import annotations

import asyncio
import importlib.metadata
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json, seconds
from orchestrator.errors import OrchestratorError

PROBE = "theorem probe (a b : Nat) (h : a < b) : a + 1 ≤ b := by omega\n"
PROBE_SECONDS = 60.0
TOOL_SECONDS = 20.0


class Health(StrEnum):
    """State of a part."""

    OK = "ok"
    ABSENT = "absent"
    """Not there, and nothing needs it until somebody asks for what it does."""
    BROKEN = "broken"


@dataclass(frozen=True)
class Part:
    """One line of the report: what was found, and what to do where that is not enough."""

    name: str
    health: Health
    found: str
    remedy: str = ""


def doctor(as_json: JsonOption = False) -> None:
    """Say for each part whether it is there, and prove one lemma for real.

    Exit code 0 if everything that proving needs is there, 2 otherwise.
    """
    parts: list[Part] = []
    for name, examine in PARTS:
        part = _examined(name, examine)
        parts.append(part)
        if not as_json:
            _print(part)
    healthy = not any(part.health is Health.BROKEN for part in parts)
    if as_json:
        print_json({"healthy": healthy, "parts": parts})
    leave(Exit.DONE if healthy else Exit.USAGE)


def _examined(name: str, examine: Callable[[], Part]) -> Part:
    try:
        return examine()
    except OrchestratorError as error:
        return Part(name, Health.BROKEN, "", str(error))


def _print(part: Part) -> None:
    out = console()
    style = {Health.OK: "green", Health.ABSENT: "yellow", Health.BROKEN: "bold red"}[part.health]
    out.print(f"{part.health:7}", style=style, end="")
    out.print(f" {part.name:16} {'; '.join(text for text in (part.found, part.remedy) if text)}")


def _node() -> Part:
    from orchestrator.lean.embedded.npm import node_executable, node_version

    return Part("Node", Health.OK, f"{node_version()} in {node_executable()}")


def _lean() -> Part:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation

    lean = lean_installation(settings().cache_dir, full=True)
    return Part("Lean", Health.OK, f"{lean.toolchain}, every file as installed")


def _library() -> Part:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation

    library = lean_installation(settings().cache_dir).library
    modules = sum(1 for _ in library.rglob("*.olean"))
    roots = ", ".join(sorted(path.stem for path in library.glob("*.olean")))
    return Part("library", Health.OK, f"{modules} modules of {roots}; Mathlib needs a native toolchain")


def _ray() -> Part:
    try:
        version = importlib.metadata.version("ray")
    except importlib.metadata.PackageNotFoundError:
        return Part("Ray", Health.BROKEN, "", "not installed: run `make setup`, or prove with --executor local")
    return Part("Ray", Health.OK, version)


def _database() -> Part:
    from orchestrator.config import settings
    from orchestrator.store import open_store

    async def examine() -> Part:
        async with open_store(settings().database_url) as store:
            facts = await store.check()
        version = f"{facts.dialect} {facts.server_version}, schema {facts.schema_revision}, {facts.location}"
        if facts.journal_mode not in (None, "wal"):
            remedy = f"its journal mode is {facts.journal_mode!r}, not 'wal': keep it on a local disk"
            return Part("database", Health.BROKEN, version, remedy)
        return Part("database", Health.OK, version)

    return asyncio.run(examine())


def _model_key() -> Part:
    from orchestrator.errors import ModelConfigError
    from orchestrator.models.profiles import load_profile

    try:
        profile = load_profile("prover")
    except ModelConfigError as error:
        return Part("model", Health.ABSENT, "", f"{error} (only agents need one)")
    return Part("model", Health.OK, f"{profile.model} ({profile.scheme}{', with a key' if profile.key else ''})")


def _native_toolchain() -> Part:
    lake = shutil.which("lake")
    if lake is None:
        remedy = (
            "no `lake` on the PATH: install elan (https://github.com/leanprover/elan) for Mathlib and native checks"
        )
        return Part("native toolchain", Health.ABSENT, "", remedy)
    try:
        done = subprocess.run([lake, "--version"], capture_output=True, text=True, timeout=TOOL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Part("native toolchain", Health.ABSENT, lake, f"it does not answer ({error}): reinstall elan")
    if done.returncode:
        return Part("native toolchain", Health.ABSENT, lake, "`lake --version` fails: run `elan default stable`")
    return Part("native toolchain", Health.OK, f"{done.stdout.strip()} in {lake}")


def _native_judge() -> Part:
    from orchestrator.lean.native.project import TOOLS, find_tool

    found = {name: find_tool(name) for name in TOOLS if name not in ("lake", "git")}
    there = "; ".join(f"{name} in {path}" for name, path in found.items() if path)
    missing = [f"no `{name}` on the PATH ({TOOLS[name][1]})" for name, path in found.items() if path is None]
    if not missing:
        return Part("native judge", Health.OK, there)
    remedy = f"{'; '.join(missing)}: `orchestrator verify --native` needs them"
    return Part("native judge", Health.ABSENT, there, remedy)


def _lemma() -> Part:
    from orchestrator.config import settings
    from orchestrator.lean.checker import CheckRequest, Limits
    from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
    from orchestrator.lean.embedded.host import HostConfig
    from orchestrator.lean.embedded.install import lean_installation

    async def prove() -> Part:
        lean = lean_installation(settings().cache_dir)
        pool = PoolConfig(hosts=1, spare=False, host=HostConfig(memory_mib=settings().check_memory_mib))
        began = time.monotonic()
        async with await EmbeddedChecker.open(lean, pool) as checker:
            result = await checker.check(CheckRequest(PROBE, Limits(wall_seconds=PROBE_SECONDS)))
        took = seconds(time.monotonic() - began)
        if result.complete and any(declaration.name == "probe" for declaration in result.declarations):
            return Part("a proof", Health.OK, f"omega proved a lemma in a fresh process in {took}")
        return Part("a proof", Health.BROKEN, f"Lean answered {result.outcome} in {took}", "run `orchestrator setup`")

    return asyncio.run(prove())


PARTS: tuple[tuple[str, Callable[[], Part]], ...] = (
    ("Node", _node),
    ("Lean", _lean),
    ("library", _library),
    ("Ray", _ray),
    ("database", _database),
    ("model", _model_key),
    ("native toolchain", _native_toolchain),
    ("native judge", _native_judge),
    ("a proof", _lemma),
)
