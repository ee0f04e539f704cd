"""``orchestrator ablate``: strategies compared at equal spend, with every run published."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json
from orchestrator.cli.packages import remedy
from orchestrator.cli.session import WorkersOption
from orchestrator.cli.targets import is_file
from orchestrator.errors import UserError
from orchestrator.problems.metadata import is_problem_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.search.ablation.records import RunRecord
    from orchestrator.search.ablation.report import Report

SIMULATED = "simulated"
WORLD_STRATEGIES = "A,best,C,D,graph,auto"
PROBLEM_STRATEGIES = "tactics"
RATED = ("C", "D", "auto")
"""Strategies that use raters; the others spend nothing on them."""


def ablate(
    problems: Annotated[
        list[str],
        typer.Argument(
            metavar="SET",
            help="`simulated` (every simulated world), or names of worlds; or problem ids, `.lean` files, `.jsonl` "
            "files of goals, `catalogue`.",
        ),
    ],
    strategies: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Names, joined by commas; the name of a prover is a strategy that asks it alone. By default "
            "A,best,C,D,graph,auto in worlds, and on problems tactics, which needs no model.",
        ),
    ] = None,
    usd: Annotated[
        float | None,
        typer.Option(metavar="USD", help="Dollars that each run may spend; 60 in worlds, none on problems."),
    ] = None,
    lean_seconds: Annotated[
        float,
        typer.Option(
            min=0.1, metavar="SECONDS", help="Seconds of Lean's processor time that each run on a problem may spend."
        ),
    ] = 20.0,
    episodes: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many episodes in a run that asks models.")
    ] = None,
    profile: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Model profile, may be repeated.")] = None,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="Seeds for each strategy and problem.")] = 10,
    seed: Annotated[int, typer.Option(metavar="N", help="The first seed.")] = 0,
    agents: Annotated[int, typer.Option(min=1, metavar="N", help="Attempts at once in a run.")] = 10,
    raters: Annotated[int, typer.Option(min=0, metavar="N", help="Matches at once in a run.")] = 2,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The strategy that the others are compared with; the first by default."),
    ] = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder for runs.jsonl, report.html and curves.png.")
    ] = Path("ablation"),
    as_json: JsonOption = False,
) -> None:
    """Compare strategies at equal spend. Runs that the output folder already holds are not made again."""
    from orchestrator.search.ablation.report import summarize

    worlds = _worlds(problems)
    given = strategies or (WORLD_STRATEGIES if worlds else PROBLEM_STRATEGIES)
    names = [name.strip() for name in given.split(",") if name.strip()]
    baseline = baseline or names[0]
    if baseline not in names:
        raise UserError(
            f"the baseline {baseline!r} is not among the strategies {', '.join(names)}: add it, or name another"
        )
    out.mkdir(parents=True, exist_ok=True)
    seeds = range(seed, seed + repeats)
    if worlds:
        records = asyncio.run(_simulated(worlds, names, 60.0 if usd is None else usd, seeds, agents, raters, out))
    else:
        from orchestrator.cli.ablate_problems import Spending, compared

        spending = Spending(lean_seconds, usd, episodes, tuple(profile or ["prover"]), agents, raters)
        records = asyncio.run(compared(problems, names, spending, seeds, workers, out))
    report = summarize(records, baseline)
    curves = _draw(report, out)
    if as_json:
        print_json(report.to_json())
        return
    _print_table(report)
    console().print(f"Every run: {out / 'runs.jsonl'}; {curves}")


def _draw(report: Report, folder: Path) -> str:
    """Write the curves, and say where they are or why there are none: the runs must not be lost for want of them."""
    from orchestrator.search.ablation.report import write_html, write_png

    try:
        write_html(report, folder / "report.html")
        write_png(report, folder / "curves.png")
    except ImportError as error:
        if (sentence := remedy(error)) is None:
            raise
        return f"no curves were drawn: {sentence}; the runs are kept and are not made again"
    return f"curves: {folder / 'report.html'}"


def _worlds(names: Sequence[str]) -> list[str]:
    """The simulated worlds that are meant; none where the names are those of problems."""
    from orchestrator.search.ablation.world import SCENARIOS

    known = [scenario.name for scenario in SCENARIOS]
    if SIMULATED in names:
        return known
    strangers = [name for name in names if name not in known]
    if len(strangers) < len(names) and strangers:
        raise UserError(f"there is no simulated world {strangers[0]!r}; known are {', '.join(known)}")
    if unlike := [name for name in strangers if not _of_problems(name)]:
        raise UserError(
            f"{unlike[0]!r} is no simulated world (known are {', '.join(known)}; {SIMULATED} means all of them), no "
            "problem's id, and no .lean or .jsonl file"
        )
    return [] if strangers else list(names)


def _of_problems(name: str) -> bool:
    from orchestrator.cli.ablate_problems import CATALOGUE

    return name == CATALOGUE or is_problem_id(name) or name.endswith(".jsonl") or is_file(name)


async def _simulated(
    worlds: Sequence[str], strategies: Sequence[str], usd: float, seeds: range, agents: int, raters: int, out: Path
) -> list[RunRecord]:
    from orchestrator.search.ablation.ablate import Case, ablate
    from orchestrator.search.ablation.simulator import Lanes, configuration_digest, simulate
    from orchestrator.search.ablation.world import SCENARIOS
    from orchestrator.search.strategies import make_strategy

    scenarios = {scenario.name: scenario for scenario in SCENARIOS}
    lanes, micro_usd = Lanes(agents, raters, max(1, agents // 3)), round(usd * 1e6)

    def configured(name: str) -> dict[str, int]:
        return {"agents": agents} if name in ("A", "B") else {}

    def digest(name: str, world: str) -> str:
        return configuration_digest(name, scenarios[world], lanes, micro_usd, configured(name))

    cases = [Case(name, world, seed, digest(name, world)) for seed in seeds for world in worlds for name in strategies]
    counted = console(stderr=True)
    made = 0

    def tell(record: RunRecord) -> None:
        nonlocal made
        made += 1
        if made % 20 == 0 or made == len(cases):
            counted.print(f"{made} of {len(cases)} runs")

    async def run(case: Case) -> RunRecord:
        strategy = make_strategy(case.strategy, configured(case.strategy))
        simulation = await asyncio.to_thread(
            simulate,
            strategy,
            scenarios[case.problem],
            case.seed,
            micro_usd=micro_usd,
            lanes=lanes if case.strategy in RATED else replace(lanes, raters=0),
            samples=200,
        )
        return simulation.record.model_copy(update={"configuration": case.configuration})

    return await ablate(cases, run, out / "runs.jsonl", done=tell)


def _print_table(report: Report) -> None:
    from rich import box
    from rich.table import Table

    from orchestrator.search.ablation.report import HEADINGS, cells

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if number == 0 else "right", no_wrap=True)
    for row in report.rows:
        table.add_row(*cells(row))
    out = console()
    if not out.is_terminal:
        out.width = 120
    out.print(table)
