"""Making runs: a challenge's frozen text, and everything that its search will need, in the database."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.problems.challenge import Challenge
from orchestrator.search.plan import RunPlan
from orchestrator.search.statements import add_statement
from orchestrator.store import NewRun, Run, Store


async def create_run(
    store: Store,
    challenge: Challenge,
    plan: RunPlan,
    toolchain: str,
    *,
    campaign_id: str | None = None,
    known: bool = True,
) -> Run:
    """Store the challenge's frozen text and a queued run for it, to be driven by `drive_run`.

    Args:
        plan: what to do; a sketch of the statement that was accepted before is added to it.
        toolchain: name of the Lean that it is made for.
        campaign_id: the campaign whose budget it shares, if any.
        known: whether a sketch that was accepted before is looked for.
    """
    statement = await add_statement(store, challenge)
    accepted = await store.sketches.accepted(statement.id) if known else None
    if accepted is not None:
        plan = replace(plan, accepted=accepted.digest, accepted_direction=accepted.direction)
    new = NewRun(
        statement.id,
        plan.strategy,
        toolchain,
        plan.to_config(),
        plan.budget,
        max_retries=plan.max_retries,
        campaign_id=campaign_id,
    )
    return await store.runs.create(new)


async def challenge_of(store: Store, run: Run) -> Challenge:
    """What a stored run is to prove."""
    return Challenge.parse((await store.problems.statement(run.statement_id)).text)
