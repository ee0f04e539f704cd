"""What commands that spend money do first: look at the statements, and leave out those that are broken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from orchestrator.cli.output import console
from orchestrator.config import settings
from orchestrator.errors import UserError

NOTICE_SECONDS: Final = 1.0

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.intake.gate import Looked
    from orchestrator.problems.challenge import Challenge


def worth_money(challenges: Sequence[Challenge]) -> list[Challenge]:
    """The challenges that triage does not call broken; why the others are left out is said on stderr.

    Raises:
        UserError: none is left.
    """
    from orchestrator.intake.lints.finding import Grade

    err = console(stderr=True)
    looked = asyncio.run(_look(challenges, err))
    for one in looked:
        if one.grade is Grade.SUSPICIOUS:
            why = "; ".join(one.why)
            err.print(f"{one.id} looks suspicious: {why}; `orchestrator triage` tells more")
        if one.grade is Grade.BROKEN:
            err.print(f"{one.id} is broken and left out: {one.why[0]} (--untriaged tries it anyway)")
    kept = [each for each, one in zip(challenges, looked, strict=True) if one.grade is not Grade.BROKEN]
    if challenges and not kept:
        raise UserError("no statement is worth money as it stands; see above, or give --untriaged")
    return kept


async def _look(challenges: Sequence[Challenge], err: Console) -> Sequence[Looked]:
    from orchestrator.intake.gate import look

    known = settings()
    with noticed(challenges[0].id if len(challenges) == 1 else f"{len(challenges)} statements", err):
        return await look(challenges, known.cache_dir, known.check_memory_mib, known.problems_dir)


@contextmanager
def noticed(what: str, err: Console) -> Iterator[None]:
    """Say that triage is at work where it takes a while: what was looked at before is answered at once."""
    words = f"triage looks at {what} before anything is spent: some seconds for a statement, or a minute"
    notice = asyncio.get_running_loop().call_later(NOTICE_SECONDS, err.print, words)
    try:
        yield
    finally:
        notice.cancel()
