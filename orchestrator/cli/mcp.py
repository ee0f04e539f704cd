"""``orchestrator mcp``: let a coding agent be the prover."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orchestrator.cli.output import Exit, leave
from orchestrator.cli.session import DatabaseOption, opened_store, run_interruptibly
from orchestrator.config import settings
from orchestrator.errors import SetupError


def mcp(
    problem: Annotated[str, typer.Argument(metavar="ID", help="A problem id, or a challenge file.")],
    http: Annotated[
        int | None, typer.Option("--http", metavar="PORT", min=1, max=65535, help="Serve HTTP instead of stdio.")
    ] = None,
    agent: Annotated[str, typer.Option(help="What the agent is called in the database.")] = "mcp",
    edits: Annotated[int, typer.Option(min=1, help="Most edits of the episode.")] = 90,
    hours: Annotated[float, typer.Option(min=0.01, help="Most hours of the episode.")] = 6.0,
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
    from orchestrator.cli.targets import find_challenge
    from orchestrator.cluster.local import LocalExecutor
    from orchestrator.cluster.parts import embedded_parts
    from orchestrator.cluster.remote import ExecutorChecker, ExecutorJudge
    from orchestrator.lean.checker import Limits
    from orchestrator.provers.agent.limits import EpisodeLimits
    from orchestrator.provers.agent.stored_episode import EpisodeTools
    from orchestrator.provers.tactics.provers import portfolio_goal_prover, tree_search_goal_prover
    from orchestrator.store import owner_token

    try:
        from orchestrator.service.external_agent import external_episode
        from orchestrator.service.mcp_server import make_server, serve_http, serve_stdio
    except ModuleNotFoundError as error:
        raise SetupError(f"the MCP server needs {error.name!r}: install lean-orchestrator[mcp]") from error
    challenge = find_challenge(problem)
    parts = embedded_parts(settings().cache_dir, settings().check_memory_mib)
    async with opened_store(database) as store, LocalExecutor(parts, 1) as executor:
        checker = ExecutorChecker(executor, challenge)
        tools = EpisodeTools(
            store=store,
            checker=checker,
            judge=ExecutorJudge(executor, checker.environment),
            profile=agent,
            goal_provers=(portfolio_goal_prover(), tree_search_goal_prover()),
            limits=EpisodeLimits(edits=edits, wall_seconds=3600 * hours),
            check_limits=Limits(wall_seconds=settings().check_wall_seconds),
        )
        async with external_episode(tools, challenge, owner_token(), start=start) as episode:
            server = make_server(episode, challenge, checker.toolchain)
            # Standard output belongs to the protocol.
            print(f"episode {episode.id} of run {episode.run_id} on {challenge.id}", file=sys.stderr, flush=True)
            await (serve_stdio(server) if http is None else serve_http(server, http))
        return episode.stored is not None and episode.stored.verdict is not None and episode.stored.verdict.proved
