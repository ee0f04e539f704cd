"""``orchestrator setup``: bring the embedded Lean to this machine."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json, seconds
from orchestrator.errors import SetupError

if TYPE_CHECKING:
    from orchestrator.lean.embedded.install import Progress, ProgressCallback


def setup(
    dashboard: Annotated[bool, typer.Option("--dashboard", help="Also fetch the scripts of the dashboard.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Download, verify and prepare the embedded Lean; quick if it is already there."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import ensure_lean

    err = console(stderr=True)
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Bars(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        lean = ensure_lean(settings().cache_dir, _drawn(bars) if err.is_terminal else _logged())
    if dashboard:
        from orchestrator.service.web_packages import ensure_web_packages

        try:
            ensure_web_packages(settings().cache_dir, lambda text: print(text, file=sys.stderr))
        except SetupError as error:
            raise SetupError(
                f"Lean is ready and stays so, but the dashboard's scripts are not there: {error}"
            ) from error
    took = time.monotonic() - began
    if as_json:
        print_json({"toolchain": lean.toolchain, "root": lean.root, "digest": lean.digest, "seconds": took})
    else:
        console().print(f"Lean is ready: {lean.toolchain} in {lean.root} ({seconds(took)})")


def _drawn(bars: object) -> ProgressCallback:
    """Draw each stage as a bar of its own."""
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    assert isinstance(bars, Bars)
    tasks: dict[str, TaskID] = {}

    def draw(progress: Progress) -> None:
        stage, words = progress.stage, _words(progress)
        if stage not in tasks:
            for task in tasks.values():  # the stage before has ended
                bars.update(task, visible=False)
            tasks[stage] = bars.add_task(words, total=progress.total or None)
        bars.update(tasks[stage], completed=progress.done, description=words)

    return draw


def _logged() -> ProgressCallback:
    """One line per stage on stderr, where that is no terminal."""
    seen: set[str] = set()

    def log(progress: Progress) -> None:
        if progress.stage not in seen:
            seen.add(progress.stage)
            print(_words(progress), file=sys.stderr)

    return log


def _words(progress: Progress) -> str:
    return f"{progress.stage} ({progress.detail})" if progress.detail else str(progress.stage)
