"""This venv as a smaller set-up would have made it: packages that it would not have are hidden from a process."""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "lean-orchestrator"
ROOT = Path(__file__).parents[2]
HIDER = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

HIDDEN = frozenset({hidden})
sys.meta_path.insert(0, Hidden())
"""


def environment(folder: Path, *extras: str) -> dict[str, str]:
    """The environment of a process that sees only what these extras of the project bring.

    Args:
        folder: where the file that hides the rest is put.
        extras: as in pyproject.toml; none for what `make setup` installs.
    """
    hidden = sorted(_modules(_installed().keys() - _wanted(extras)) - _modules(_wanted(extras)))
    (folder / "sitecustomize.py").write_text(HIDER.replace("{hidden}", repr(hidden)), encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    return {name: value for name, value in os.environ.items() if not name.startswith("ORCHESTRATOR_")} | {
        "PYTHONPATH": path
    }


@cache
def _installed() -> dict[str, Distribution]:
    return {canonicalize_name(one.metadata["Name"]): one for one in distributions()}


def _wanted(extras: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    waiting = [(PROJECT, frozenset(extras))]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        found.add(name)
        for need in _needs(name):
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*wanted, "")):
                more = (canonicalize_name(need.name), frozenset(need.extras))
                if more not in seen:
                    seen.add(more)
                    waiting.append(more)
    return found


def _needs(name: str) -> list[Requirement]:
    """What a distribution asks for; of this project what pyproject.toml says, not what was installed at some time."""
    if name != PROJECT:
        texts = one.requires or [] if (one := _installed().get(name)) else []
        return [Requirement(text) for text in texts]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"].items()
    wanted = [(extra, text, "and" if ";" in text else ";") for extra, texts in optional for text in texts]
    extra = [Requirement(f"{text} {joint} extra == '{extra}'") for extra, text, joint in wanted]
    return [Requirement(text) for text in project["dependencies"]] + extra


def _modules(names: set[str]) -> set[str]:
    """What can be imported of these distributions."""
    modules = set()
    for name in names & _installed().keys():
        for file in _installed()[name].files or ():
            if re.fullmatch(r"[a-z_A-Z][a-z_A-Z0-9]*(\.py|\.[^/]*so)?", file.parts[0]) and file.suffix in (
                ".py",
                ".so",
            ):
                modules.add(file.parts[0].partition(".")[0])
    return modules
