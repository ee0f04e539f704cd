"""Where standard output takes no Unicode, every answer comes all the same: what cannot be written is escaped."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from orchestrator.cli.output import Exit


def run(*arguments: str, encoding: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *arguments],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == Exit.DONE, done.stderr
    return done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_text_is_escaped(encoding: str) -> None:
    shown = run("problems", "show", "erdos/242", encoding=encoding)
    assert "Erd\\u0151s" in shown
    assert "\\u2200 n : Nat" in shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_says_the_same_in_every_encoding(encoding: str) -> None:
    shown = json.loads(run("problems", "show", "erdos/242", "--json", encoding=encoding))
    assert "Erdős" in shown["title"]
