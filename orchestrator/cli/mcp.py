"""``orchestrator mcp``: let a coding agent be the prover."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orchestrator.cli.output import Exit, leave
from orchestrator.cli.session import DatabaseOption, run_interruptibly
from orchestrator.config import settings


def mcp(
    problem: Annotated[str, typer.Argument(metavar="ID", help="A problem id, or a challenge file.")],
    http: Annotated[
        int | None, typer.Option("--http", metavar="PORT", min=1, max=65535, help="Serve HTTP instead of stdio.")
    ] = None,
    agent: Annotated[str, typer.Option(metavar="NAME", help="What the agent is called in the database.")] = "mcp",
    edits: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many edits of the episode.")] = 90,
    hours: Annotated[
        float, typer.Option(min=0.01, metavar="HOURS", help="At most so many hours of the episode.")
    ] = 6.0,
    start: Annotated[
        str | None, typer.Option(metavar="SKETCH", help="Digest of a stored sketch of this problem to start from.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Offer the tools of an episode on one problem over MCP: on standard input and output, or on HTTP (this machine).

    Everything the agent does is stored as one episode, under the same limits and the same judge. Exit code 0 if the
    judge accepted its proof, 1 if not.
    """
    proved = False

    async def main() -> None:
        nonlocal proved
        proved = await _serve(problem, http, agent, edits, hours, start, database)

    run_interruptibly(main)
    leave(Exit.DONE if proved else Exit.NOT_PROVED)


async def _serve(
    problem: str, http: int | None, agent: str, edits: int, hours: float, start: str | None, database: str | None
) -> bool:
    from orchestrator.app import GOAL_PROVERS, opened_workplace
    from orchestrator.cli.targets import find_challenge
    from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
    from orchestrator.provers.agent.limits import EpisodeLimits
    from orchestrator.service.external_agent import external_episode
    from orchestrator.service.listening import bind
    from orchestrator.service.mcp_server import HOST, make_server, serve_http, serve_stdio
    from orchestrator.store import owner_token
    from orchestrator.vocabulary import RunOutcome

    challenge = find_challenge(problem)
    choice = ExecutorChoice(ExecutorName.LOCAL, 1)
    # Before anything is stored: a run that nobody can reach would be left behind.
    listening = None if http is None else bind(HOST, http, keys=False, option="--http")
    async with opened_workplace(choice, _say, database=database) as place:
        async with external_episode(
            place.parts,
            challenge,
            owner_token(),
            name=agent,
            limits=EpisodeLimits(edits=edits, wall_seconds=3600 * hours),
            goal_provers=GOAL_PROVERS,
            check_seconds=settings().check_wall_seconds,
            start=start,
        ) as episode:
            server = make_server(episode, challenge, episode.toolchain)
            # Standard output belongs to the protocol.
            _say(f"episode {episode.id} of run {episode.run_id} on {challenge.id}")
            await (serve_stdio(server) if listening is None else serve_http(server, listening))
        run = await place.store.runs.get(episode.run_id)
        return run.outcome in (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
