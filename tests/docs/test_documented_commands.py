"""Every command that a document shows exists with the options it shows; docs/first-hour.md is run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from orchestrator.cli.main import command_line

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "problems" / "README.md"]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.M | re.S)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
FIRST_HOUR = ROOT / "docs" / "first-hour.md"


def shown_commands() -> Iterator[tuple[str, str]]:
    """Document and command line, of every indented or fenced line that starts with the program."""
    for document in DOCUMENTS:
        for line in document.read_text(encoding="utf-8").splitlines():
            stripped = line.strip().removeprefix("$ ")
            if re.match(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?orchestrator [a-z]", stripped):
                yield document.name, stripped.partition(" # ")[0].partition("  #")[0]


@cache
def _application() -> typer.Typer:
    return command_line()


@pytest.mark.parametrize(("document", "line"), sorted(set(shown_commands())), ids=lambda text: text[:70])
def test_a_shown_command_and_its_options_exist(document: str, line: str) -> None:
    app = _application()
    words = line[line.index("orchestrator ") :].split()[1:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands") and words:
        name = words.pop(0).split("|")[0]
        assert name in command.commands, f"{document}: there is no command {name!r} in {line!r}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = set(OPTION.findall(" ".join(words))) - known - {"--help"}
    assert not unknown, f"{document}: {line!r}"


class Steps:
    """The blocks of docs/first-hour.md: files to write and commands to run, in their order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ORCHESTRATOR_DATABASE_URL": f"sqlite:///{folder / 'first-hour.db'}",
        }

    def run(self, text: str) -> None:
        for fence in FENCE.finditer(text):
            info, body = fence["info"].strip(), fence["body"]
            if info.startswith("lean title="):
                file = self.folder / info.partition("title=")[2]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(body, encoding="utf-8")
            elif info == "console":
                for block in re.split(r"^\$ ", body, flags=re.M)[1:]:
                    self.command(*block.split("\n", 1))

    def command(self, line: str, expected: str) -> None:
        line, _, status = line.partition("    # exit code ")
        done = subprocess.run(
            shlex.split(line), cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == int(status or 0), f"{line}\n{said}"
        for wanted in expected.splitlines():
            if wanted.strip() not in ("", "..."):
                assert measureless(wanted) in measureless(said), f"{line}\n{said}"


def measureless(text: str) -> str:
    """Without what differs from one machine and run to the next: amounts of time, ids, digests, spaces."""
    text = re.sub(r"\d+(?:\.\d+)? s\b", "N s", text)
    text = re.sub(r"\b[0-9a-f]{12,64}\b", "DIGEST", text)
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.lean
def test_the_first_hour_goes_as_written(tmp_path: Path) -> None:
    Steps(tmp_path).run(FIRST_HOUR.read_text(encoding="utf-8"))
