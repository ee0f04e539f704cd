"""Running commands in the tests' own process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli.main import run

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The only line on stderr."""
        (line,) = self.err.splitlines()
        return line


class CommandLine:
    """Runs commands in this process."""

    def __init__(self, capfd: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capfd = capfd
        self.folder = folder

    def __call__(self, *arguments: str | Path) -> Done:
        self._capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = self._capfd.readouterr()
        return Done(code, captured.out, captured.err)

    def file(self, name: str, content: str | bytes) -> Path:
        """A file for a command to read."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
