"""Stand-ins for the native programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from native_tools import Native, install


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Native:
    """Stand-ins on the PATH that accept everything, and a built project."""
    return install(tmp_path, monkeypatch)
