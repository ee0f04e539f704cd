"""``python -m benchmarks NAME [--json FILE]``."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from typing import Annotated

import typer

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.py") if "\nasync def run(json" in path.read_text(encoding="utf-8"))
"""Those that need nothing but a file for the figures; the others, such as `goals`, are run by module."""


def main(
    name: Annotated[str, typer.Argument(help=f"one of: {', '.join(NAMES)}")] = "lean_checks",
    json: Annotated[Path | None, typer.Option(help="also write the figures to this file")] = None,
) -> None:
    """Run one benchmark."""
    if name not in NAMES:
        raise typer.BadParameter(f"there is no benchmark {name!r}; there are {', '.join(NAMES)}")
    asyncio.run(importlib.import_module(f"benchmarks.{name}").run(json))


if __name__ == "__main__":
    typer.run(main)
