"""``orchestrator prove``: search for proofs and disproofs, by any strategy, and have them judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.app import DEFAULT_EPISODES, PAID_STRATEGIES, plan_for
from orchestrator.cli.looking import worth_money
from orchestrator.cli.output import JsonOption, console
from orchestrator.cli.search import search
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    UntriagedOption,
    WorkersOption,
    executor_choice,
)
from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
from orchestrator.errors import UserError
from orchestrator.problems.naming import counted

if TYPE_CHECKING:
    from orchestrator.cluster.executor import Executor
    from orchestrator.problems.challenge import Challenge
    from orchestrator.search.plan import RunPlan
    from orchestrator.store import Budget, Run, Store


def prove(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Problem ids, or challenge files.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every problem of the catalogue.")] = False,
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="Every problem of the catalogue with this tag.")
    ] = None,
    strategy: Annotated[
        str,
        typer.Option(metavar="NAME", help="tactics (no model), A, B, best, C, D, graph, auto; see docs/strategies.md."),
    ] = "tactics",
    time: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.5, help="Seconds of the clock for each problem."),
    ] = None,
    lean_seconds: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.5,
            help="Seconds of Lean's processor time for each problem: a busy machine finds the same proofs, later. By "
            "default ORCHESTRATOR_PROVE_SECONDS, if neither --time nor a model is given.",
        ),
    ] = None,
    again: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=1.0,
            help="Seconds for all problems together that were tried before, so that new ones get the rest.",
        ),
    ] = None,
    within: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.5, help="Seconds for all problems together; judging comes on top."),
    ] = None,
    usd: Annotated[
        float | None,
        typer.Option(
            min=0.0, metavar="USD", help="At most this much money for each problem, with a strategy that asks models."
        ),
    ] = None,
    tokens: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many tokens for each problem.")
    ] = None,
    episodes: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many episodes for each problem.")
    ] = None,
    agents: Annotated[int, typer.Option(min=1, metavar="N", help="Attempts of models at once, for each problem.")] = 3,
    profile: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Model profile, may be repeated; see docs/models.md.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of everything that is random.")] = 0,
    rejudge: Annotated[bool, typer.Option(help="Judge again even what this judge has accepted before.")] = False,
    decided: Annotated[
        bool, typer.Option(help="With a strategy that asks models: also problems that are decided.")
    ] = False,
    explain: Annotated[
        bool, typer.Option(help="Also print what was tried at which goal, for how long, and why it stopped.")
    ] = False,
    untriaged: UntriagedOption = False,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search for a proof or a disproof of each problem, and have the judge decide.

    Exit code 0 if every problem was decided, 1 if some were not, 2 if something else went wrong. Ctrl-C pauses
    what runs; `orchestrator resume` continues it.
    """
    from orchestrator.store import Budget

    paid = strategy in PAID_STRATEGIES
    if paid and episodes is None and usd is None and tokens is None and time is None and lean_seconds is None:
        episodes = DEFAULT_EPISODES
    budget = Budget(None if usd is None else round(usd * 1e6), tokens, time, episodes)
    plan = plan_for(
        strategy,
        budget,
        seed=seed,
        agents=agents,
        profiles=profile or (),
        reuse_verdicts=not rejudge,
        lean_seconds=lean_seconds,
    )
    plan = replace(plan, untriaged=untriaged)
    start(
        Request(
            ids or [],
            everything,
            plan,
            Budget(seconds=within),
            skip_decided=paid and not decided,
            tag=tag,
            untriaged=untriaged,
        ),
        executor_choice(executor, workers, ray_address),
        database,
        again_within=math.inf if again is None else again,
        explain=explain,
        as_json=as_json,
    )


@dataclass(frozen=True)
class Request:
    """New runs that a command asks for: one for each problem, under one plan and limits in all."""

    ids: Sequence[str]
    everything: bool
    plan: RunPlan
    together: Budget
    skip_decided: bool = False
    """With ``everything`` or ``tag``: whether decided problems are left out."""
    as_campaign: bool = field(default=False)
    """Whether several runs are a campaign even without a limit in all."""
    tag: str | None = None
    """Every problem with this tag, in place of ``ids`` and ``everything``."""
    untriaged: bool = False
    """Whether statements are not looked at before models are asked about them."""

    async def create(self, store: Store, executor: Executor, challenges: Sequence[Challenge]) -> list[Run]:
        """Store the runs."""
        from orchestrator.cluster.executor import toolchain_for
        from orchestrator.search.driver.runs import create_run
        from orchestrator.store import Budget, collected

        if not self.ids and self.skip_decided:
            overview = await collected(store.views.overview)
            settled = {one.statement_sha256 for one in overview if one.state.decided}
            left_out = [one for one in challenges if one.sha256 in settled]
            challenges = [one for one in challenges if one.sha256 not in settled]
            if left_out:
                many = counted(len(left_out), "problem")
                console(stderr=True).print(f"left out: {many} decided already (--decided takes them, too)")
        together = self.together != Budget() or (self.as_campaign and len(challenges) > 1)
        campaign_id = (await store.campaigns.create(self.together)).id if together else None
        return [
            await create_run(store, one, self.plan, toolchain_for(executor, one), campaign_id=campaign_id)
            for one in challenges
        ]


def start(
    request: Request,
    choice: ExecutorChoice,
    database: str | None,
    *,
    again_within: float = math.inf,
    at_once: int | None = None,
    explain: bool = False,
    as_json: bool,
) -> None:
    """Make the runs of a request and drive them; see `search`."""
    from orchestrator.cli.targets import all_challenges, find_challenges

    if bool(request.ids) + request.everything + (request.tag is not None) != 1:
        raise UserError(
            "say which problems to prove: ids such as erdos/242-even, --tag starter, or --all for the whole catalogue"
        )
    challenges = find_challenges(request.ids) if request.ids else all_challenges(request.tag)
    if request.plan.profiles and not request.untriaged:
        challenges = worth_money(challenges)
    search(
        choice,
        database,
        lambda store, executor: request.create(store, executor, challenges),
        len(challenges),
        profiles=[profile.name for profile in request.plan.profiles],
        again_within=again_within,
        at_once=at_once,
        explain=explain,
        as_json=as_json,
    )
