"""schemathesis over the whole API, as every role and as none: answers are as the document says, none is a 5xx."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from live_server import KeyTable, proving_parts, threaded
from stored_work import store_work

from orchestrator.api.access import Role
from orchestrator.service.guards.rates import Rate

KEYS = KeyTable(viewer=Role.VIEWER, researcher=Role.RESEARCHER, admin=Role.ADMIN)
UNLIMITED = Rate(per_second=1e9, burst=1e9)
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
# The event stream never ends; test_api.py reads it.
OPTIONS = ["--exclude-path", "/api/v1/stream", "--seed", "1", "--no-color", "--continue-on-failure"]
# How fast hypothesis makes data says nothing of the API; on a busy machine it was an error.
OPTIONS += ["--suppress-health-check", "too_slow"]


def findings(folder: Path, role: str | None, *options: str) -> str:
    """What schemathesis complains of; "" for nothing."""
    with threaded(folder, fill=store_work, keys=KEYS, rate=UNLIMITED, workers=proving_parts(folder)) as (url, _):
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)]
        command += ["run", f"{url}/openapi.json", *OPTIONS, *options]
        if role is not None:
            command += ["-H", f"Authorization: Bearer key-of-{role}"]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=1800)
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    return "" if ended.returncode == 0 else ended.stdout


@pytest.mark.parametrize("role", [None, "admin"])
def test_answers_are_as_the_document_says(tmp_path: Path, role: str | None) -> None:
    found = findings(tmp_path, role, "--phases", "examples,fuzzing", "--max-examples", "2")
    assert not found, found


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, "viewer", "researcher", "admin"])
def test_a_thousand_requests_for_each_role_find_nothing(tmp_path: Path, role: str | None) -> None:
    found = findings(tmp_path, role, "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "20")
    assert not found, found
