"""One stored episode: from a claimed attempt to its outcome, paid from the run's budget (agent A's loop body).

An attempt is one episode. The next attempt of an agent starts from what this one made, so that everything a resumed
run needs is in the database after every episode.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.lean.checker import Checker, Limits
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.llm.episode import Ending, Episode, EpisodeResult, EpisodeState
from orchestrator.provers.llm.limits import EpisodeLimits
from orchestrator.provers.llm.model import Model
from orchestrator.provers.llm.prompts import PROMPT_VERSION
from orchestrator.provers.llm.resources import resource_lines
from orchestrator.provers.llm.store_ledger import StoreLedger
from orchestrator.provers.llm.tools import JudgeSubmission, Toolbox
from orchestrator.provers.llm.workspace import Draft, Workspace
from orchestrator.provers.prover import GoalBudget, GoalProver, ProverOutcome, ProverStatus
from orchestrator.store.contract import Store
from orchestrator.store.enums import Direction, EpisodeStatus
from orchestrator.store.inputs import NewSketch
from orchestrator.store.records import Attempt
from orchestrator.store.views import AttemptDetail, SketchDetail

log = logging.getLogger(__name__)

_STATUS = {
    EpisodeState.PROVED: EpisodeStatus.COMPLETE,
    EpisodeState.COMPLETE: EpisodeStatus.COMPLETE,
    EpisodeState.PARTIAL: EpisodeStatus.PARTIAL,
    EpisodeState.INVALID: EpisodeStatus.INVALID,
}


@dataclass(frozen=True)
class AgentTools:
    """What agents share in one process; whoever made the parts closes them.

    ``model`` must be paid from ``ledger`` (`open_model(profile, ledger=ledger)`).
    """

    store: Store
    checker: Checker
    judge: JudgeSubmission
    model: Model
    ledger: StoreLedger
    profile: str
    goal_provers: Sequence[GoalProver] = ()
    limits: EpisodeLimits = field(default_factory=EpisodeLimits)
    check_limits: Limits = field(default_factory=Limits)
    goal_budget: GoalBudget = field(default_factory=GoalBudget)
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class StoredEpisode:
    """An episode that has ended and is stored; ``outcome`` and ``verdict`` are for its attempt, not yet stored."""

    result: EpisodeResult
    outcome: ProverOutcome
    verdict: Verdict | None
    """The judge's, on the sketch of the outcome."""
    start: str | None
    """Digest of the sketch it started from."""


async def run_episode(tools: AgentTools, challenge: Challenge, attempt: Attempt, owner: str) -> StoredEpisode:
    """Run an episode for ``attempt``, which ``owner`` runs, and store it with its transcript.

    Cancelling the caller ends the episode as cancelled; a failure of ours ends it as failed. Both keep its transcript.

    Raises:
        LimitReached: the run has no episodes or time left; nothing was started.
        RetryError: a failure of ours, or the attempt was given to somebody else.
        ModelConfigError: the operator must mend the model's profile.
    """
    store = tools.store
    start = await _start(store, attempt)
    workspace = Workspace(challenge, tools.checker, start=await _draft(store, start), limits=tools.check_limits)
    row = await store.start_episode(
        attempt.id, owner, profile=tools.profile, model=tools.model.name, prompt_version=PROMPT_VERSION
    )
    tools.ledger.open(row.id, row.run_id)

    async def resources() -> list[str]:
        return resource_lines(await store.get_run(row.run_id))

    toolbox = Toolbox(
        workspace, tools.judge, tools.goal_provers, tools.limits, resources, goal_budget=tools.goal_budget
    )
    episode = Episode(
        toolbox,
        tools.model,
        episode_id=row.id,
        spent=lambda: tools.ledger.spent(row.id),
        clock=tools.clock,
        continued=start is not None,
    )

    async def end(status: EpisodeStatus, sketch: NewSketch | None = None) -> None:
        await store.finish_episode(
            row.id,
            owner,
            status,
            transcript=episode.transcript.to_json(),
            edits=toolbox.counters.edits,
            seconds=episode.transcript.seconds,
            sketch=sketch,
        )

    try:
        result = await episode.run()
    except BaseException as error:
        cancelled = isinstance(error, asyncio.CancelledError)
        episode.transcript.end("cancelled" if cancelled else "failed", "" if cancelled else str(error))
        await _to_the_end(end(EpisodeStatus.CANCELLED if cancelled else EpisodeStatus.FAILED))
        raise
    finally:
        tools.ledger.close(row.id)
    await end(_STATUS[result.state], _sketch(result, start))
    return StoredEpisode(result, await _outcome(attempt, result, toolbox), _verdict(result, toolbox), start)


def _sketch(result: EpisodeResult, parent: str | None) -> NewSketch | None:
    if result.draft is None:
        return None
    return NewSketch(Direction(result.draft.direction), result.draft.regions, result.plan, parent)


def _verdict(result: EpisodeResult, toolbox: Toolbox) -> Verdict | None:
    mine = toolbox.workspace.submission.digest
    return next((verdict for submission, verdict in result.verdicts if submission.digest == mine), None)


async def _outcome(attempt: Attempt, result: EpisodeResult, toolbox: Toolbox) -> ProverOutcome:
    workspace = toolbox.workspace
    status = {EpisodeState.INVALID: ProverStatus.FAILED, EpisodeState.PARTIAL: ProverStatus.PARTIAL}
    checked = await workspace.check()
    return ProverOutcome(
        status=status.get(result.state, ProverStatus.COMPLETE),
        prover=attempt.prover,
        direction=workspace.direction,
        regions=workspace.draft.regions,
        plan=result.plan,
        open_goals=await workspace.open_goals(),
        goal_results=tuple(toolbox.goal_results),
        checks=workspace.checks,
        seconds=result.seconds,
        messages=checked.messages,
    )


def goes_on(result: EpisodeResult) -> bool:
    """Whether another episode of the same agent makes sense after this one."""
    return result.ending not in (Ending.VERDICT, Ending.RUN_BUDGET)


async def _start(store: Store, attempt: Attempt) -> str | None:
    """Digest of the sketch to start from; None for the challenge as it is.

    An attempt that repeats one whose process was lost goes on from what that one's episodes had stored.
    """
    if attempt.retry_of is not None:
        detail = await store.show(attempt.id)
        assert isinstance(detail, AttemptDetail)
        for former in detail.history:
            stored = await store.show(former.id)
            assert isinstance(stored, AttemptDetail)
            made = [episode.sketch_digest for episode in stored.episodes if episode.sketch_digest is not None]
            if made:
                return made[-1]
    return attempt.parent_sketch


async def _draft(store: Store, digest: str | None) -> Draft | None:
    if digest is None:
        return None
    detail = await store.show(digest)
    assert isinstance(detail, SketchDetail), "a start is the digest of a stored sketch"
    return Draft(detail.sketch.direction.value, detail.sketch.regions)


async def _to_the_end(work: Coroutine[Any, Any, object]) -> None:
    """Run ``work`` although this task is being cancelled; what it raises matters less than what is raised already."""
    task = asyncio.ensure_future(work)
    await asyncio.wait([task])
    if task.done() and (error := task.exception()) is not None:
        log.warning("an episode could not be stored: %s", error)
