"""What `problems` and `status` share: where problems stand on both axes, and how that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestrator.cli.output import lines
from orchestrator.config import settings
from orchestrator.problems.status import FormalState, InformalState
from orchestrator.vocabulary import ProblemState, TrustLevel

if TYPE_CHECKING:
    from orchestrator.problems.challenge import Challenge
    from orchestrator.problems.standing import Ours, Standing

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
    from orchestrator.intake.standing import Sources
    from orchestrator.problems.standing import where_it_stands

    sources = Sources(ImportLedger(settings().imports_dir))
    return [where_it_stands(each, sources.of(each.id), states.get(each.id)) for each in challenges]


def _states(database: str | None) -> Mapping[str, Ours]:
    from orchestrator.cli.status import overview

    return ours_of(overview(database)["problems"])


def ours_of(problems: Iterable[Mapping[str, Any]]) -> dict[str, Ours]:
    """What the database knows of each problem, from the answer of `status`."""
    from orchestrator.problems.standing import Ours

    found = {}
    for one in problems:
        verdict = one["last_verdict"]
        trust, day = (TrustLevel(verdict["trust"]), verdict["created_at"][:10]) if verdict else (None, "")
        found[one["problem_id"]] = Ours(ProblemState(one["state"]), trust, day)
    return found


def print_standing(standing: Standing) -> None:
    """Both axes, who says what, and what cannot both be right."""
    out = lines()
    doubt = " Sources contradict each other, see below." if standing.clashes else ""
    out.print(f"Mathematics: {standing.informal}. Lean: {standing.formal}.{doubt}", style="bold")
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
