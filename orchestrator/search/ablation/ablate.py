"""Runs every strategy on every problem with every seed at one budget, and keeps each run's record as it ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator.search.ablation.records import RunRecord, read_records, write_records


@dataclass(frozen=True, slots=True)
class Case:
    """One run that an ablation makes. ``configuration`` is the digest of all that is not in the other fields."""

    strategy: str
    problem: str
    seed: int
    configuration: str

    @classmethod
    def of(cls, record: RunRecord) -> Case:
        """The case that a record answers."""
        return cls(record.strategy, record.problem, record.seed, record.configuration)


Run = Callable[[Case], Awaitable[RunRecord]]


async def ablate(
    cases: Sequence[Case],
    run: Run,
    path: Path,
    *,
    at_once: int = 1,
    done: Callable[[RunRecord], None] = lambda record: None,
) -> list[RunRecord]:
    """Make the runs of ``cases`` that ``path`` does not hold yet, and return the records of all cases.

    Seeds are the outer loop of a fair comparison, so callers order ``cases`` by seed first: an ablation that is stopped
    half-way has then tried every strategy alike. Cancelling the caller cancels the runs in flight; what ended is kept,
    and the same call goes on.

    Args:
        cases: in the order in which they are run.
        run: makes one run; raises what stops the whole ablation.
        path: JSON lines; made if it is not there.
        at_once: runs at the same time.
        done: told each new record.
    """
    known = {Case.of(record): record for record in await asyncio.to_thread(_stored, path)}
    waiting = deque(case for case in cases if case not in known)

    async def lane() -> None:
        while waiting:
            record = await run(waiting.popleft())
            known[Case.of(record)] = record
            await asyncio.to_thread(write_records, path, [record])
            done(record)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(waiting))):
                group.create_task(lane())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return [known[case] for case in cases if case in known]


def _stored(path: Path) -> list[RunRecord]:
    return read_records(path) if path.exists() else []
