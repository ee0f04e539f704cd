"""Who drives a run, and whether a former driver is surely gone."""

from __future__ import annotations

import asyncio
import logging
import os
import socket

from orchestrator.errors import AlreadyFinished, OwnershipLost, UserError
from orchestrator.store import Run, Store
from orchestrator.vocabulary import AttemptState

log = logging.getLogger(__name__)

STALE_SECONDS = 30.0
"""A run whose driver has been silent for so long is left behind, wherever it ran."""
PAUSE_SECONDS = 15.0
"""How long a database may take to note the pause; on a busy machine it was seen to take more than three."""


def stale_after(owner: str | None) -> float:
    """How long the silence of ``owner`` must last before its run may be taken over, in seconds.

    An owner token names host and process (`orchestrator.store.owner_token`): of a process that ran on this very host
    and is no more, nothing more will be heard.
    """
    return 0.0 if owner is not None and _is_gone(owner) else STALE_SECONDS


def _is_gone(owner: str) -> bool:
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


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
        raise UserError(f"run {run_id} is being driven by {before.owner}; stop that or wait {STALE_SECONDS:.0f} s")
    if AttemptState.RUNNING in await store.attempts.counts(run_id):
        # Their driver is gone, and with it whatever worked for it. That is no failure of these attempts, so it must
        # not use up their retries: pausing puts them back in line as they were.
        await store.runs.pause(run_id, owner)
        run = await store.runs.acquire(run_id, owner, stale_after=STALE_SECONDS)
        if run is None:
            raise UserError(f"run {run_id} was taken by another process")
    return run


async def pause_safely(store: Store, run_id: str, owner: str) -> None:
    """Pause the run if ``owner`` drives it, even while being cancelled.

    A pause that fails is the same as a crash, which the store survives: it is logged, not raised.
    """
    pausing = asyncio.ensure_future(store.runs.pause(run_id, owner))
    done, _ = await asyncio.wait([pausing], timeout=PAUSE_SECONDS)
    error = pausing.exception() if done else TimeoutError()
    if error is not None and not isinstance(error, OwnershipLost | AlreadyFinished):
        log.warning("run %s could not be paused; it can be resumed %.0f s from now", run_id, STALE_SECONDS)
