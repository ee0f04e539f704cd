"""``orchestrator agents``: language models that prove, under a budget."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorChoice,
    ExecutorName,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    opened_store,
    run_interruptibly,
)
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.cluster.executor import Executor
    from orchestrator.problems.challenge import Challenge
    from orchestrator.provers.llm.profiles import Profile
    from orchestrator.search.agents import AgentPlan
    from orchestrator.search.events import RunEvent
    from orchestrator.store import Store
    from orchestrator.store.records import Run


def agents(
    problem: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A problem id, or a challenge file; none with --resume.")
    ] = None,
    count: Annotated[int, typer.Option("--agents", min=1, help="Independent agents; the first proof stops all.")] = 1,
    episodes: Annotated[int, typer.Option(min=1, help="Most episodes of the run.")] = 10,
    usd: Annotated[float | None, typer.Option(min=0.0, help="Most USD of the run; needed if the model costs.")] = None,
    tokens: Annotated[int | None, typer.Option(min=1, help="Most tokens of the run.")] = None,
    hours: Annotated[float | None, typer.Option(min=0.01, help="Most hours of the run.")] = None,
    profile: Annotated[str, typer.Option(help="The model's profile; see docs/models.md.")] = "prover",
    resume: Annotated[str | None, typer.Option(metavar="RUN", help="Go on with this run of agents.")] = None,
    executor: ExecutorOption = ExecutorName.RAY,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let language models prove or refute a problem, and have the judge decide.

    Exit code 0 if the judge accepted something, 1 if not, 2 if something else went wrong. Ctrl-C pauses the run.
    """
    from orchestrator.provers.llm.profiles import load_profile
    from orchestrator.search.agents import AgentPlan
    from orchestrator.store.inputs import Budget

    if (problem is None) == (resume is None):
        raise UserError("say which problem to prove, or --resume RUN")
    chosen = load_profile(profile)
    if resume is None and usd is None and not chosen.price.unpriced:
        raise UserError(f"say how much the run may cost: --usd 20, say (profile {profile!r} is a model that costs)")
    budget = Budget(
        micro_usd=None if usd is None else round(usd * 1e6),
        tokens=tokens,
        seconds=None if hours is None else hours * 3600,
        episodes=episodes,
    )
    described = {"name": profile, "model": chosen.model, "price": chosen.price.snapshot()}
    plan = AgentPlan(agents=count, budget=budget, profile=described)
    found: list[Run] = []

    async def main() -> None:
        async with opened_store(database) as store, ExecutorChoice(executor, workers, ray_address).make() as started:
            found.append(await _run(store, started, chosen, plan, problem, resume))

    interrupted = run_interruptibly(main)
    if interrupted or not found:
        leave(Exit.INTERRUPTED)
    _report(found[0], as_json=as_json)


async def _run(
    store: Store, executor: Executor, profile: Profile, plan: AgentPlan, problem: str | None, resume: str | None
) -> Run:
    from orchestrator.cli.targets import find_challenge
    from orchestrator.cluster.remote import ExecutorChecker, ExecutorJudge
    from orchestrator.lean.checker import Limits
    from orchestrator.problems.challenge import Challenge
    from orchestrator.provers.llm.agent import AgentTools
    from orchestrator.provers.llm.factory import open_model
    from orchestrator.provers.llm.store_ledger import StoreLedger
    from orchestrator.provers.tactics.provers import portfolio_goal_prover, tree_search_goal_prover
    from orchestrator.search.agents import create_agent_run, drive_agents
    from orchestrator.store import owner_token

    challenge: Challenge
    if resume is None:
        assert problem is not None
        challenge = find_challenge(problem)
        run = await create_agent_run(store, challenge, plan, executor.toolchain)
    else:
        run = await store.get_run(resume)
        challenge = Challenge.parse((await store.get_statement(run.statement_id)).text)
    ledger = StoreLedger(store)
    async with open_model(profile, ledger=ledger) as model:
        tools = AgentTools(
            store=store,
            checker=ExecutorChecker(executor, challenge),
            judge=ExecutorJudge(executor),
            profile=profile.name,
            model=model,
            ledger=ledger,
            goal_provers=(portfolio_goal_prover(), tree_search_goal_prover()),
            check_limits=Limits(wall_seconds=settings().check_wall_seconds),
        )
        return await drive_agents(tools, run.id, owner_token(), listener=_tell)


def _tell(event: RunEvent) -> None:
    print(f"{event.problem_id}: {event.kind}{' ' if event.text else ''}{event.text}", file=sys.stderr, flush=True)


def _report(run: Run, *, as_json: bool) -> None:
    from orchestrator.cli.report import DECIDED

    spent = run.spent
    if as_json:
        print_json({"run": run})
    else:
        console().print(
            f"{run.problem_id}: {run.outcome}{': ' + run.detail if run.detail else ''}\n"
            f"{spent.episodes} episodes, {spent.tokens} tokens, {spent.micro_usd / 1e6:.4f} USD, "
            f"{spent.seconds:.0f} s; look closer with `orchestrator show {run.id}`"
        )
    leave(Exit.DONE if run.outcome in DECIDED else Exit.NOT_PROVED)
