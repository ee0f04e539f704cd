"""The one settings object; every value can be set by an ``ORCHESTRATOR_...`` environment variable.

Folders follow the XDG base directory specification: what can be made again is in the cache folder,
what must not be lost (the database) in the data folder.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

APP_NAME = "lean-orchestrator"


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


class Settings(BaseSettings):
    """Where things are and how much may run at once."""

    model_config = SettingsConfigDict(env_prefix="ORCHESTRATOR_", frozen=True, extra="ignore")

    cache_dir: Path = Field(default_factory=default_cache_dir)
    """Where the embedded Lean lives; safe to delete."""

    data_dir: Path = Field(default_factory=default_data_dir)
    """What must not be lost: the database, and the secret that signs the dashboard's sessions."""

    database_url: str = Field(default_factory=default_database_url)
    """An SQLAlchemy URL: ``sqlite:///file`` or ``postgresql+psycopg://...``."""

    problems_dir: Path = Path("problems")
    """The catalogue: ``<source>/<name>.lean`` below it."""

    imports_dir: Path = Field(default_factory=default_imports_dir)
    """Where `orchestrator import` keeps what it read; must not be lost."""

    server: str | None = None
    """URL of a server that commands ask instead of working themselves."""

    api_key: SecretStr | None = None
    """The key to ask it with."""

    workers: int = Field(default=2, ge=1)
    """How many workers an executor starts; each holds one warm Lean host."""

    ray_address: str | None = None
    """A running Ray cluster, such as ``auto`` or ``10.0.0.1:6379``; without it Ray is started on this machine."""

    prove_seconds: float = Field(default=10.0, gt=0)
    """How long `orchestrator prove` works on one problem unless it is told otherwise."""

    check_memory_mib: int = Field(default=1536, ge=256, le=2048)
    """Limit on a Lean host's own memory in MiB; wasm32 allows 2048 at most."""

    cross_check: bool = True
    """Whether the judge asks its second kernel; without it trust ends at ``replayed``."""

    check_wall_seconds: float = Field(default=60.0, gt=0)
    """Default wall-time limit of one check."""


@cache
def settings() -> Settings:
    """The settings of this process, read once from the environment."""
    return Settings()
