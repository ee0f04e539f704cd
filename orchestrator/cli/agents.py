"""``orchestrator agents``: language models that prove, under a budget."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    executor_choice,
    opened_store,
    run_interruptibly,
    worker_parts,
)
from orchestrator.cluster.choice import ExecutorName
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.cluster.executor import Executor
    from orchestrator.models.profiles import Profile
    from orchestrator.problems.challenge import Challenge
    from orchestrator.provers.agent.agent import AgentTools
    from orchestrator.search.agents import AgentPlan
    from orchestrator.search.events import RunEvent
    from orchestrator.store import Budget, Run, Store


def agents(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Problem ids, or challenge files; none with --resume.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every problem of the catalogue.")] = False,
    count: Annotated[
        int, typer.Option("--agents", min=1, help="Agents for each problem; the first proof stops them.")
    ] = 1,
    episodes: Annotated[int, typer.Option(min=1, help="Most episodes for each problem.")] = 10,
    usd: Annotated[float | None, typer.Option(min=0.0, help="Most USD for each problem.")] = None,
    tokens: Annotated[int | None, typer.Option(min=1, help="Most tokens for each problem.")] = None,
    hours: Annotated[float | None, typer.Option(min=0.01, help="Most hours for each problem.")] = None,
    total_usd: Annotated[
        float | None, typer.Option(min=0.0, help="Most USD in all; this or --usd is needed if the model costs.")
    ] = None,
    total_tokens: Annotated[int | None, typer.Option(min=1, help="Most tokens in all.")] = None,
    total_hours: Annotated[float | None, typer.Option(min=0.01, help="Most hours in all.")] = None,
    total_episodes: Annotated[int | None, typer.Option(min=1, help="Most episodes in all.")] = None,
    at_once: Annotated[
        int | None, typer.Option(min=1, help="Problems worked on at once; by default as many as workers.")
    ] = None,
    profile: Annotated[str, typer.Option(help="The model's profile; see docs/models.md.")] = "prover",
    blind: Annotated[
        bool, typer.Option(help='Keep from the model what may give the outcome away: status, notes, "(false)".')
    ] = False,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="Go on with this run of agents, or campaign (c-...).")
    ] = None,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let language models prove or refute problems, and have the judge decide.

    Exit code 0 if every problem was decided, 1 if some were not, 2 if something else went wrong. Ctrl-C pauses
    what runs.
    """
    from orchestrator.models.profiles import load_profile
    from orchestrator.search.agents import AgentPlan

    if bool(ids) + everything + (resume is not None) != 1:
        raise UserError("say which problems to prove: ids, --all for the whole catalogue, or --resume RUN")
    chosen = load_profile(profile)
    if resume is None and usd is None and total_usd is None and not chosen.price.unpriced:
        raise UserError(f"say how much it may cost: --total-usd 20, say (profile {profile!r} is a model that costs)")
    described = {"name": profile, "model": chosen.model, "price": chosen.price.snapshot()}
    plan = AgentPlan(agents=count, budget=_budget(usd, tokens, hours, episodes), profile=described)
    total = _budget(total_usd, total_tokens, total_hours, total_episodes)
    found: list[Run] = []

    async def main() -> None:
        choice = executor_choice(executor, workers, ray_address)
        problems = len(ids or ()) or choice.workers
        async with (
            opened_store(database) as store,
            choice.opened(worker_parts(), problems, _warn) as started,
        ):
            if resume is None:
                found.extend(await _new_runs(store, started, ids, plan, total))
            else:
                found.extend(await _stored_runs(store, resume))
            try:
                await _drive(store, started, chosen, found, at_once or started.capacity, blind=blind)
            finally:
                found[:] = [await store.runs.get(run.id) for run in found]

    interrupted = run_interruptibly(main)
    if interrupted or not found:
        if found:
            print(f"Interrupted; `orchestrator agents --resume {_name(found)}` goes on.", file=sys.stderr)
        leave(Exit.INTERRUPTED)
    _report(found, as_json=as_json)


def _budget(usd: float | None, tokens: int | None, hours: float | None, episodes: int | None) -> Budget:
    from orchestrator.store import Budget

    return Budget(
        micro_usd=None if usd is None else round(usd * 1e6),
        tokens=tokens,
        seconds=None if hours is None else hours * 3600,
        episodes=episodes,
    )


async def _new_runs(
    store: Store, executor: Executor, ids: list[str] | None, plan: AgentPlan, total: Budget
) -> list[Run]:
    """A run for each problem; several, or one with a limit in all, are a campaign."""
    from orchestrator.cli.targets import all_challenges, find_challenges
    from orchestrator.cluster.executor import toolchain_for
    from orchestrator.search.agents import create_agent_run
    from orchestrator.store import Budget

    challenges = find_challenges(ids) if ids else all_challenges()
    together = len(challenges) > 1 or total != Budget()
    campaign_id = (await store.campaigns.create(total)).id if together else None
    return [
        await create_agent_run(store, one, plan, toolchain_for(executor, one), campaign_id=campaign_id)
        for one in challenges
    ]


async def _stored_runs(store: Store, name: str) -> list[Run]:
    """The runs to go on with: one run, or what a campaign has left to do."""
    from orchestrator.store import collected

    if not name.startswith("c-"):
        return [await store.runs.get(name)]
    unfinished = list(await collected(store.runs.list, campaign_id=name, unfinished=True))
    if not unfinished:
        raise UserError(f"every run of campaign {name} is finished; start a new one for more work")
    return unfinished


async def _drive(
    store: Store, executor: Executor, profile: Profile, runs: list[Run], at_once: int, *, blind: bool
) -> None:
    from orchestrator.cluster.remote import ExecutorChecker, ExecutorJudge
    from orchestrator.lean.checker import Limits
    from orchestrator.models.factory import open_model
    from orchestrator.provers.agent.agent import AgentTools
    from orchestrator.provers.agent.store_ledger import StoreLedger
    from orchestrator.provers.tactics.provers import portfolio_goal_prover, tree_search_goal_prover
    from orchestrator.search.agents import challenge_of, drive_agents
    from orchestrator.search.campaign import drive_agent_campaign
    from orchestrator.store import owner_token

    ledger = StoreLedger(store)
    async with open_model(profile, ledger=ledger) as model:

        def tools_for(challenge: Challenge) -> AgentTools:
            checker = ExecutorChecker(executor, challenge)
            return AgentTools(
                store=store,
                checker=checker,
                judge=ExecutorJudge(executor, checker.environment),
                profile=profile.name,
                model=model,
                ledger=ledger,
                goal_provers=(portfolio_goal_prover(), tree_search_goal_prover()),
                check_limits=Limits(wall_seconds=settings().check_wall_seconds),
                blind=blind,
            )

        if len(runs) == 1:  # whatever keeps it from being driven is then the command's to say
            tools = tools_for(await challenge_of(store, runs[0]))
            await drive_agents(tools, runs[0].id, owner_token(), listener=_tell)
        else:
            await drive_agent_campaign(tools_for, store, runs, owner_token(), at_once=at_once, listener=_tell)


def _warn(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _name(runs: list[Run]) -> str:
    """What to go on with."""
    return runs[0].campaign_id or runs[0].id


def _tell(event: RunEvent) -> None:
    print(f"{event.problem_id}: {event.kind}{' ' if event.text else ''}{event.text}", file=sys.stderr, flush=True)


def _report(runs: list[Run], *, as_json: bool) -> None:

    if as_json:
        print_json({"campaign": runs[0].campaign_id, "runs": runs})
    else:
        for run in runs:
            console().print(f"{run.problem_id}: {run.outcome or run.status}{': ' + run.detail if run.detail else ''}")
            console().print(f"  {_spent(run)}; look closer with `orchestrator show {run.id}`")
    leave(Exit.DONE if all(run.outcome is not None and run.outcome.decided for run in runs) else Exit.NOT_PROVED)


def _spent(run: Run) -> str:
    spent = run.spent
    return f"{spent.episodes} episodes, {spent.tokens} tokens, {spent.micro_usd / 1e6:.4f} USD, {spent.seconds:.0f} s"
