"""``orchestrator agents``: independent agents of language models, a shorthand of ``prove --strategy B``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption
from orchestrator.cli.prove import Request, start
from orchestrator.cli.resume import resume_runs
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    UntriagedOption,
    WorkersOption,
    executor_choice,
)
from orchestrator.cluster.choice import ExecutorName
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.store import Budget


def agents(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Problem ids, or challenge files; none with --resume.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every problem of the catalogue.")] = False,
    count: Annotated[
        int, typer.Option("--agents", min=1, metavar="N", help="Agents for each problem; the first proof stops them.")
    ] = 1,
    episodes: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many episodes for each problem.")] = 10,
    usd: Annotated[
        float | None, typer.Option(min=0.0, metavar="USD", help="At most this much money for each problem.")
    ] = None,
    tokens: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many tokens for each problem.")
    ] = None,
    hours: Annotated[
        float | None, typer.Option(min=0.01, metavar="HOURS", help="At most so many hours for each problem.")
    ] = None,
    total_usd: Annotated[
        float | None,
        typer.Option(
            min=0.0, metavar="USD", help="At most this much money in all; this or --usd is needed if the model costs."
        ),
    ] = None,
    total_tokens: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many tokens in all.")] = None,
    total_hours: Annotated[
        float | None, typer.Option(min=0.01, metavar="HOURS", help="At most so many hours in all.")
    ] = None,
    total_episodes: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many episodes in all.")
    ] = None,
    at_once: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Problems worked on at once; by default as many as workers.")
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Model profile, may be repeated (agents take turns); see docs/models.md."),
    ] = None,
    decided: Annotated[bool, typer.Option(help="With --all: also problems that are decided.")] = False,
    blind: Annotated[
        bool, typer.Option(help='Keep from the model what may give the outcome away: status, notes, "(false)".')
    ] = False,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="The same as `orchestrator resume` with this run or campaign.")
    ] = None,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    untriaged: UntriagedOption = False,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let independent agents (strategy B) prove or refute problems, and have the judge decide.

    A shorthand of `prove --strategy B`. Exit code 0 if every problem was decided, 1 if some were not, 2 if something
    else went wrong. Ctrl-C pauses what runs; `orchestrator resume` goes on with it.
    """
    from orchestrator.app import unprofiled_plan, with_profiles

    if bool(ids) + everything + (resume is not None) != 1:
        raise UserError("say which problems to prove: ids, --all for the whole catalogue, or --resume RUN")
    choice = executor_choice(executor, workers, ray_address)
    if resume is not None:
        resume_runs([resume], choice, database, at_once=at_once, as_json=as_json)
        return
    plan = unprofiled_plan("B", _budget(usd, tokens, hours, episodes), agents=count)
    plan = replace(plan, blind=blind, untriaged=untriaged)
    money = usd is not None or total_usd is not None
    plan = with_profiles(plan, profile or ["prover"], limited=money, wants_money=money)
    total = _budget(total_usd, total_tokens, total_hours, total_episodes)
    request = Request(
        ids or [], everything, plan, total, skip_decided=not decided, as_campaign=True, untriaged=untriaged
    )
    start(request, choice, database, at_once=at_once, as_json=as_json)


def _budget(usd: float | None, tokens: int | None, hours: float | None, episodes: int | None) -> Budget:
    from orchestrator.store import Budget

    return Budget(
        micro_usd=None if usd is None else round(usd * 1e6),
        tokens=tokens,
        seconds=None if hours is None else hours * 3600,
        episodes=episodes,
    )
