"""A command line with a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT, CommandLine

from orchestrator.config import settings


@pytest.fixture
def orchestrator(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    monkeypatch.setenv("ORCHESTRATOR_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", str(ROOT / "problems"))
    monkeypatch.setenv("ORCHESTRATOR_WORKERS", "1")
    settings.cache_clear()
    yield CommandLine(capfd, tmp_path)
    settings.cache_clear()
