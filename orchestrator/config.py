"""The one settings object; every value can be set by an ``ORCHESTRATOR_...`` environment variable.

Folders follow the XDG base directory specification: what can be made again is in the cache folder,
what must not be lost (the database) in the data folder.

A plain dataclass: every command reads it, and pydantic takes longer to import than `problems list` to answer.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from orchestrator.errors import OperatorError

APP_NAME = "lean-orchestrator"
PREFIX = "ORCHESTRATOR_"


def default_cache_dir() -> Path:
    """The user's cache folder for this program (``$XDG_CACHE_HOME/lean-orchestrator``)."""
    return platformdirs.user_cache_path(APP_NAME)


def default_data_dir() -> Path:
    """The user's data folder for this program (``$XDG_DATA_HOME/lean-orchestrator``)."""
    return platformdirs.user_data_path(APP_NAME)


def default_database_url() -> str:
    """SQLite in the user's data folder (``$XDG_DATA_HOME/lean-orchestrator/orchestrator.db``)."""
    return f"sqlite:///{default_data_dir() / 'orchestrator.db'}"


def default_imports_dir() -> Path:
    """What was imported from other collections, in the user's data folder."""
    return platformdirs.user_data_path(APP_NAME) / "imports"


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    wanted = f"a whole number of at least {least}" if most is None else f"a whole number from {least} to {most}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError(wanted) from None
        if number < least or (most is not None and number > most):
            raise ValueError(wanted)
        return number

    return read


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ValueError("a number of seconds above 0")
    return number


def _switch(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if (word := text.strip().lower()) not in words:
        raise ValueError("true or false")
    return words[word]


def _by(read: Callable[[str], Any]) -> Mapping[str, Callable[[str], Any]]:
    """What reads a field's variable; it raises `ValueError` with what it wants."""
    return {"read": read}


@dataclass(frozen=True)
class Settings:
    """Where things are and how much may run at once."""

    cache_dir: Path = field(default_factory=default_cache_dir, metadata=_by(Path))
    """Where the embedded Lean lives; safe to delete."""

    data_dir: Path = field(default_factory=default_data_dir, metadata=_by(Path))
    """What must not be lost: the database, and the secret that signs the dashboard's sessions."""

    database_url: str = field(default_factory=default_database_url, metadata=_by(str))
    """An SQLAlchemy URL: ``sqlite:///file`` or ``postgresql+psycopg://...``."""

    problems_dir: Path = field(default=Path("problems"), metadata=_by(Path))
    """The catalogue: ``<source>/<name>.lean`` below it."""

    imports_dir: Path = field(default_factory=default_imports_dir, metadata=_by(Path))
    """Where `orchestrator import` keeps what it read; must not be lost."""

    server: str | None = field(default=None, metadata=_by(str))
    """URL of a server that commands ask instead of working themselves."""

    api_key: str | None = field(default=None, repr=False, metadata=_by(str))
    """The key to ask it with."""

    workers: int = field(default=2, metadata=_by(_whole(1)))
    """How many workers an executor starts; each holds one warm Lean host."""

    ray_address: str | None = field(default=None, metadata=_by(str))
    """A running Ray cluster, such as ``auto`` or ``10.0.0.1:6379``; without it Ray is started on this machine."""

    prove_seconds: float = field(default=10.0, metadata=_by(_seconds))
    """Processor seconds of Lean for one problem of `orchestrator prove` unless it is told otherwise."""

    check_memory_mib: int = field(default=1536, metadata=_by(_whole(256, 2048)))
    """Limit on a Lean host's own memory in MiB; wasm32 allows 2048 at most."""

    cross_check: bool = field(default=True, metadata=_by(_switch))
    """Whether the judge asks its second kernel; without it trust ends at ``replayed``."""

    check_wall_seconds: float = field(default=60.0, metadata=_by(_seconds))
    """Default wall-time limit of one check."""


@cache
def settings() -> Settings:
    """The settings of this process, read once from the environment; a variable that is empty counts as unset.

    Raises:
        OperatorError: a variable has a value that it cannot have.
    """
    values = {}
    for each in fields(Settings):
        name = PREFIX + each.name.upper()
        if not (text := os.environ.get(name)):
            continue
        try:
            values[each.name] = each.metadata["read"](text)
        except ValueError as error:
            raise OperatorError(f"the environment variable {name} is {text!r}: it must be {error}") from None
    return Settings(**values)
