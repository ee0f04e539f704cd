"""Becoming the driver of a stored run, and giving it up so that anyone can go on."""

from __future__ import annotations

import asyncio
import logging

from orchestrator.errors import UserError
from orchestrator.search.ownership import STALE_SECONDS, stale_after
from orchestrator.store.contract import Store
from orchestrator.store.enums import AttemptState
from orchestrator.store.records import Run

log = logging.getLogger(__name__)

PAUSE_SECONDS = 3.0


async def taken_over(store: Store, run_id: str, owner: str) -> Run:
    """The run, now driven by ``owner``; what a former driver had in flight is back in line.

    Raises:
        UserError: another process drives it.
        AlreadyFinished: there is nothing left to do.
    """
    before = await store.get_run(run_id)
    run = await store.acquire_run(run_id, owner, stale_after=stale_after(before.owner))
    if run is None:
        raise UserError(f"run {run_id} is being driven by {before.owner}; stop that or wait {STALE_SECONDS:.0f} s")
    if await store.attempts(run_id, (AttemptState.RUNNING,)):
        # Their driver is gone, and with it whatever worked for it. That is no failure of these attempts, so it must
        # not use up their retries: pausing puts them back in line as they were.
        await store.pause_run(run_id, owner)
        run = await store.acquire_run(run_id, owner, stale_after=STALE_SECONDS)
        if run is None:
            raise UserError(f"run {run_id} was taken by another process")
    return run


async def paused(store: Store, run_id: str, owner: str) -> None:
    """Pause the run even while being cancelled; a pause that fails is the same as a crash, which the store survives."""
    pausing = asyncio.ensure_future(store.pause_run(run_id, owner))
    done, _ = await asyncio.wait([pausing], timeout=PAUSE_SECONDS)
    if not done or pausing.exception() is not None:
        log.warning("run %s could not be paused; it can be resumed %.0f s from now", run_id, STALE_SECONDS)
