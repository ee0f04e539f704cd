"""``orchestrator campaign``: many runs under one budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.asking import ServerOption, StrategyOption, opened_client, parse_budget, server_address
from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import DatabaseOption, UntriagedOption, run_interruptibly
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from orchestrator.api.campaigns import CampaignDetail
    from orchestrator.api.runs import CampaignRow
    from orchestrator.client import AsyncClient

app = typer.Typer(help="Start, watch and steer campaigns.", no_args_is_help=True)
CampaignArgument = Annotated[str, typer.Argument(metavar="ID", help="The campaign's id.")]


@app.command("start")
def start(
    problems: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Problems by id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every problem that is not decided.")] = False,
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Only problems of this source, such as oeis.")
    ] = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only problems with this tag.")] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="What it is called.")] = "",
    strategy: StrategyOption = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Model profile, for strategies that use one.")
    ] = None,
    usd_per_problem: Annotated[
        float | None, typer.Option(min=0.01, metavar="USD", help="At most this much money for each problem.")
    ] = None,
    time_per_problem: Annotated[
        float | None, typer.Option(min=1, metavar="SECONDS", help="At most so many seconds for each problem.")
    ] = None,
    total_usd: Annotated[
        float | None, typer.Option(min=0.01, metavar="USD", help="At most this much money in all.")
    ] = None,
    untriaged: UntriagedOption = False,
    again: Annotated[bool, typer.Option("--again", help="Also problems that are decided.")] = False,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start a campaign. At a server it goes on by itself; without one it is worked on here, to its end."""
    if not problems and not everything and source is None and tag is None:
        raise UserError("name problems, or say --all, --source or --tag")
    found: list[CampaignDetail] = []

    async def main() -> None:
        from orchestrator.api.common import BudgetBody

        async with opened_client(server, database) as client:
            campaign = await client.start_campaign(
                name=name,
                problems=tuple(problems or ()),
                source=source,
                tag=tag,
                again=again,
                strategy=strategy,
                profile=profile,
                untriaged=untriaged,
                budget=BudgetBody(usd=total_usd),
                budget_per_problem=BudgetBody(usd=usd_per_problem, seconds=time_per_problem),
            )
            found.append(campaign)
            if server_address(server) is None:
                await _to_its_end(client, campaign.id)
                found.append(await client.campaign(campaign.id))

    interrupted = run_interruptibly(main)
    if found:
        _print(found[-1], as_json)
    leave(Exit.INTERRUPTED if interrupted else Exit.DONE)


@app.command("list")
def list_campaigns(server: ServerOption = None, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List campaigns, newest first."""
    rows: list[CampaignRow] = []

    async def main() -> None:
        async with opened_client(server, database) as client:
            rows.extend([row async for row in client.campaigns()])

    run_interruptibly(main)
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    for row in rows:
        console().print(_line(row))
    console().print(f"{len(rows)} campaign{'' if len(rows) == 1 else 's'}")


@app.command("show")
def show(
    campaign: CampaignArgument,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how a campaign stands."""
    _ask(server, database, as_json, lambda client: client.campaign(campaign))


@app.command("pause")
def pause(
    campaign: CampaignArgument,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pause all runs of a campaign."""
    _ask(server, database, as_json, lambda client: client.act_on_campaign(campaign, "pause"))


@app.command("resume")
def resume(
    campaign: CampaignArgument,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with a campaign; without a server it is worked on here, to its end."""

    async def act(client: AsyncClient) -> CampaignDetail:
        resumed = await client.act_on_campaign(campaign, "resume")
        if server_address(server) is not None:
            return resumed
        await _to_its_end(client, campaign)
        return await client.campaign(campaign)

    _ask(server, database, as_json, act)


@app.command("cancel")
def cancel(
    campaign: CampaignArgument,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """End the unfinished runs of a campaign for good."""
    _ask(server, database, as_json, lambda client: client.act_on_campaign(campaign, "cancel"))


@app.command("extend")
def extend(
    campaign: CampaignArgument,
    budget: Annotated[str, typer.Option(metavar="BUDGET", help="The new limits in all, such as 150usd.")],
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a campaign new limits."""
    limits = parse_budget(budget)
    _ask(server, database, as_json, lambda client: client.extend_campaign(campaign, limits))


def _ask(
    server: str | None, database: str | None, as_json: bool, act: Callable[[AsyncClient], Awaitable[CampaignDetail]]
) -> None:
    found: list[CampaignDetail] = []

    async def main() -> None:
        async with opened_client(server, database) as client:
            found.append(await act(client))

    if run_interruptibly(main):
        leave(Exit.INTERRUPTED)
    _print(found[0], as_json)


async def _to_its_end(client: AsyncClient, campaign_id: str) -> None:
    async for run in client.runs(campaign=campaign_id):
        ended = await client.wait(run.id)
        state = (ended.outcome or ended.status).value.replace("_", " ")
        console(stderr=True).print(f"{ended.problem_id}: {state}" + (f" ({ended.detail})" if ended.detail else ""))


def _print(campaign: CampaignDetail, as_json: bool) -> None:
    if as_json:
        print_json(campaign.model_dump(mode="json"))
    else:
        console().print(_line(campaign))


def _line(campaign: CampaignRow) -> str:
    runs = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in campaign.runs.items())
    limit = "no limit" if campaign.limits.micro_usd is None else f"{campaign.limits.micro_usd / 1e6:.2f} USD"
    return (
        f"{campaign.id}  {campaign.state:9}  {campaign.spent.micro_usd / 1e6:.2f} of {limit}  {runs or 'no runs'}  "
        f"{campaign.name}"
    ).rstrip()
