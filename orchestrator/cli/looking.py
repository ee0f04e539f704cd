"""What commands that spend money do first: look at the statements, and leave out those that are broken."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestrator.cli.output import console
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.problems.challenge import Challenge


def worth_money(challenges: Sequence[Challenge]) -> list[Challenge]:
    """The challenges that triage does not call broken; why the others are left out is said on stderr.

    Raises:
        UserError: none is left.
    """
    from orchestrator.intake.gate import look
    from orchestrator.intake.lints.finding import Grade

    err = console(stderr=True)
    known = settings()
    looked = asyncio.run(look(challenges, known.cache_dir, known.check_memory_mib, known.problems_dir))
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
