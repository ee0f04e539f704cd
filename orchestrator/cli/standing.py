"""What `problems` and `status` share: where problems stand on both axes, and how that is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import console
from orchestrator.config import settings
from orchestrator.problems.status import FormalState, InformalState

if TYPE_CHECKING:
    from orchestrator.intake.standing import Ours, Standing
    from orchestrator.problems.challenge import Challenge
    from orchestrator.store import ProblemOverview

InformalOption = Annotated[InformalState | None, typer.Option(help="Only where the mathematics stands so.")]
FormalOption = Annotated[FormalState | None, typer.Option(help="Only where the Lean stands so.")]
ContradictionsOption = Annotated[
    bool, typer.Option("--contradictions", help="Only where sources contradict each other.")
]


def standings(challenges: Sequence[Challenge], database: str | None) -> list[Standing]:
    """Where each problem stands: its header, the imported sources, the database if there is one."""
    return standings_of(challenges, _states(database))


def standings_of(challenges: Sequence[Challenge], states: Mapping[str, Ours]) -> list[Standing]:
    """The same, with what the database says at hand."""
    from orchestrator.intake.ledger import ImportLedger
    from orchestrator.intake.standing import Sources, where_it_stands

    sources = Sources(ImportLedger(settings().imports_dir))
    return [where_it_stands(each, sources, states.get(each.id)) for each in challenges]


def _states(database: str | None) -> Mapping[str, Ours]:
    from orchestrator.app import opened_store
    from orchestrator.store import collected

    url = database or settings().database_url
    scheme, _, path = url.partition(":///")
    if scheme == "sqlite" and not Path(path).exists():
        return {}  # to look is no reason to make a database

    async def read() -> dict[str, Ours]:
        async with opened_store(url) as store:
            return ours_of(await collected(store.views.overview, ""))

    return asyncio.run(read())


def ours_of(problems: Iterable[ProblemOverview]) -> dict[str, Ours]:
    """What the database knows of each problem."""
    from orchestrator.intake.standing import Ours

    return {
        one.problem_id: Ours(
            one.state,
            one.last_verdict.trust if one.last_verdict else None,
            one.last_verdict.created_at.date().isoformat() if one.last_verdict else "",
        )
        for one in problems
    }


def print_standing(standing: Standing) -> None:
    """Both axes, who says what, and what cannot both be right."""
    out = console()
    out.print(f"Mathematics: {standing.informal}. Lean: {standing.formal}.", style="bold")
    for report in standing.reports:
        out.print(
            f"  {report.date or 'undated':10}  {report.axis:8}  {report.state}: {report.words} ({report.address})"
        )
    for first, second in standing.clashes:
        out.print(
            f"  contradiction: {first.words!r} ({first.address}) and {second.words!r} ({second.address})",
            style="yellow",
        )
    out.print()
