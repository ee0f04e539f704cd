"""What a person sees while a campaign runs: a live table on a terminal, a line per finished problem elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from orchestrator.cli.output import seconds
from orchestrator.cluster.executor import Executor, WorkerStatus
from orchestrator.problems.naming import counted
from orchestrator.search.events import RunEvent, RunEventKind

REFRESH_SECONDS = 0.25
RECENT = 6
"""How many finished problems stay in view."""
STYLES = {"proved": "green", "disproved": "green", "answered": "green", "failed": "red"}


class CampaignView:
    """Listens to a campaign and draws it on ``console`` (stderr).

    Args:
        console: where to draw.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self.total = 0
        self._began = time.monotonic()
        self._doing: dict[str, str] = {}
        self._finished: list[tuple[str, str]] = []
        self._stage = ""
        self._workers: tuple[WorkerStatus, ...] = ()
        self._spinner = Spinner("dots")
        self._live: Live | None = None

    def listen(self, event: RunEvent) -> None:
        """A `Listener` for the campaign."""
        match event.kind:
            case RunEventKind.ATTEMPT:
                self._doing[event.problem_id] = event.text
            case RunEventKind.JUDGING:
                self._doing[event.problem_id] = "judging"
            case RunEventKind.FINISHED:
                self._doing.pop(event.problem_id, None)
                self._finished.append((event.problem_id, event.text))
                if self._live is None:
                    place = f"[{len(self._finished)}/{self.total}]"
                    outcome = event.text.partition(":")[0]  # the closing table says why a run failed
                    self._console.print(f"{place} {event.problem_id}: {outcome}")
            case RunEventKind.TROUBLE:
                self._console.print(f"{event.problem_id}: {event.text}")
            case RunEventKind.PAUSED:
                self._doing.pop(event.problem_id, None)
            case RunEventKind.STARTED | RunEventKind.RESULT | RunEventKind.VERDICT:
                pass

    def stage(self, text: str) -> None:
        """Say what is being prepared, before the first problem is worked on."""
        self._stage = text
        if self._live is None and text:
            self._console.print(text)

    def say(self, sentence: str) -> None:
        """Something that was decided otherwise than one may expect."""
        self._console.print(sentence)

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Draw until the block ends; on what is no terminal this does nothing."""
        if not self._console.is_terminal:
            yield
            return
        with Live(get_renderable=self._render, console=self._console, transient=True, refresh_per_second=8) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    async def watch(self, executor: Executor) -> None:
        """Keep asking the workers what they do; ends by being cancelled."""
        while True:
            if self._live is not None:
                self._workers = await executor.status()
            await asyncio.sleep(REFRESH_SECONDS)

    def _render(self) -> RenderableType:
        elapsed = seconds(time.monotonic() - self._began)
        if self._stage:
            self._spinner.update(text=Text(f" {self._stage}, {elapsed}"))
            return self._spinner
        self._spinner.update(text=Text(f" {len(self._finished)} of {self.total} problems, {elapsed}"))
        return Group(_recent(self._finished[-RECENT:]), self._spinner, self._active())

    def _active(self) -> Table:
        table = Table.grid(padding=(0, 2))
        at_work = {status.problem: status for status in self._workers if status.problem}
        for problem, doing in self._doing.items():
            status = at_work.get(problem)
            checks = (
                f"{counted(status.checks, 'check')}, {seconds(status.seconds)}" if status else "waiting for a worker"
            )
            table.add_row("  ", Text(problem, style="bold"), Text(doing), Text(checks, style="dim"))
        return table


def _recent(finished: Sequence[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for problem, text in finished:
        outcome = text.partition(":")[0]
        table.add_row(Text(problem), Text(outcome, style=STYLES.get(outcome, "yellow")))
    return table
