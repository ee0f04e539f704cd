"""How a process comes to drive a run, and gives it up."""

from __future__ import annotations

import asyncio
import logging

from orchestrator.errors import AlreadyFinished, OwnershipLost, UserError
from orchestrator.problems.naming import as_argument
from orchestrator.search.driver.owners import STALE_SECONDS, owner_words, stale_after
from orchestrator.store import Run, Store
from orchestrator.vocabulary import EXTERNAL, AttemptState, RunOutcome

log = logging.getLogger(__name__)

PAUSE_SECONDS = 15.0
"""How long a database may take to note the pause; on a busy machine it was seen to take more than three."""


async def take_over(store: Store, run_id: str, owner: str) -> Run:
    """Make ``owner`` the driver of a run that is queued, paused or left behind.

    Attempts that a former driver left running are put back in line.

    Raises:
        UserError: another process drives it.
        AlreadyFinished: there is nothing left to do.
    """
    try:
        return await _take_over(store, run_id, owner)
    except asyncio.CancelledError:
        await pause_safely(
            store, run_id, owner
        )  # the store lets a transaction that has begun end: it may be ours by now
        raise


async def _take_over(store: Store, run_id: str, owner: str) -> Run:
    before = await store.runs.get(run_id)
    run = await store.runs.acquire(run_id, owner, stale_after=stale_after(before.owner))
    if run is None:
        raise UserError(
            f"run {run_id} is being driven by {owner_words(before.owner)}; stop that, or wait until it ends"
        )
    if AttemptState.RUNNING in await store.attempts.counts(run_id):
        # Their driver is gone, and with it whatever worked for it. That is no failure of these attempts, so it must
        # not use up their retries: pausing puts them back in line as they were.
        await store.runs.pause(run_id, owner)
        run = await store.runs.acquire(run_id, owner, stale_after=STALE_SECONDS)
        if run is None:
            raise UserError(f"run {run_id} was taken by another process")
    return run


def is_an_agents(run: Run) -> bool:
    """Whether the prover of a run is an agent outside, whose calls alone can go on with it."""
    return run.strategy == EXTERNAL


async def end_without_agent(store: Store, run: Run, owner: str) -> str:
    """End a left-behind run whose prover was an agent outside: with its process its agent is gone for good.

    Returns:
        What was done and how to go on, in a sentence.

    Raises:
        UserError: another process drives it.
    """
    await take_over(store, run.id, owner)
    gone = f"its agent is gone with {owner_words(run.owner)}" if run.owner else "no agent came"
    await store.runs.finish(run.id, owner, RunOutcome.STOPPED, detail=gone)
    ended = f"run {run.id} was an agent's over MCP: {gone}, so it is ended"
    return f"{ended}; `orchestrator mcp {as_argument(run.problem_id)}` starts anew"


async def pause_safely(store: Store, run_id: str, owner: str, *, detail: str = "") -> None:
    """Pause the run if ``owner`` drives it, even while being cancelled; ``detail`` as for `Runs.pause`.

    A pause that fails is the same as a crash, which the store survives: it is logged, not raised.
    """
    pausing = asyncio.ensure_future(store.runs.pause(run_id, owner, detail=detail))
    done, _ = await asyncio.wait([pausing], timeout=PAUSE_SECONDS)
    error = pausing.exception() if done else TimeoutError()
    if error is not None and not isinstance(error, OwnershipLost | AlreadyFinished):
        log.warning("run %s could not be paused; it can be resumed %.0f s from now", run_id, STALE_SECONDS)
