"""Episodes in the store: opened for a claimed attempt, ended with transcript and sketch, whoever the prover is."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from orchestrator.lean.checker import Checker, Limits
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.conclusion import EpisodeResult, EpisodeState
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.agent.prompts import PROMPT_VERSION
from orchestrator.provers.agent.resources import resource_lines
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.transcript import Transcript
from orchestrator.provers.agent.workspace import Draft, Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import GoalBudget, GoalProver, ProverOutcome, ProverStatus
from orchestrator.store import HEADER, Attempt, NewEntry, NewSketch, Store, collected
from orchestrator.vocabulary import EpisodeStatus

log = logging.getLogger(__name__)

_STATUS = {
    EpisodeState.PROVED: EpisodeStatus.COMPLETE,
    EpisodeState.COMPLETE: EpisodeStatus.COMPLETE,
    EpisodeState.PARTIAL: EpisodeStatus.PARTIAL,
    EpisodeState.INVALID: EpisodeStatus.INVALID,
}
_OUTCOME = {
    EpisodeState.PROVED: ProverStatus.COMPLETE,
    EpisodeState.COMPLETE: ProverStatus.COMPLETE,
    EpisodeState.PARTIAL: ProverStatus.PARTIAL,
    EpisodeState.INVALID: ProverStatus.FAILED,
}


@dataclass(frozen=True, kw_only=True)
class EpisodeTools:
    """What episodes share in one process; whoever made the parts closes them."""

    store: Store
    checker: Checker
    judge: Judge
    profile: str
    """Name of the model's profile, as stored with episodes."""
    goal_provers: Sequence[GoalProver] = ()
    limits: EpisodeLimits = field(default_factory=EpisodeLimits)
    check_limits: Limits = field(default_factory=Limits)
    goal_budget: GoalBudget = field(default_factory=GoalBudget)
    blind: bool = False
    """Whether prompts leave out what may give the outcome away (status, notes, "(false)"), for honest measurement."""
    reuse_goals: bool = True
    """Whether goals are looked up in the goal cache before the sub-provers are asked."""
    clock: Callable[[], float] = time.monotonic
    """Seconds, monotonic."""


@dataclass(frozen=True, slots=True)
class StoredEpisode:
    """An episode that has ended and is stored; ``outcome`` and ``verdict`` are for its attempt, not yet stored."""

    result: EpisodeResult
    outcome: ProverOutcome
    verdict: Verdict | None
    """The judge's, on the sketch of the outcome."""
    start: str | None
    """Digest of the sketch it started from."""


@dataclass(frozen=True)
class OpenEpisode:
    """An episode that has begun in the store. Exactly one of `finish` and `abandon` ends it."""

    id: str
    run_id: str
    campaign_id: str | None
    start: str | None
    """Digest of the sketch it starts from."""
    toolbox: Toolbox
    _store: Store
    _attempt: Attempt
    _owner: str

    async def finish(self, result: EpisodeResult, transcript: Transcript) -> StoredEpisode:
        """Store what came of it; raises `OwnershipLost` if the attempt is somebody else's by now."""
        await self._end(_STATUS[result.state], transcript, self._sketch(result))
        return StoredEpisode(result, await self._outcome(result), self._verdict(result), self.start)

    async def abandon(self, transcript: Transcript, error: BaseException) -> None:
        """Store the transcript of an episode that was cancelled or that we failed; works while being cancelled.

        It raises nothing: ``error`` matters more than a store that fails too.
        """
        cancelled = isinstance(error, asyncio.CancelledError)
        transcript.end("cancelled" if cancelled else "failed", "" if cancelled else str(error))
        status = EpisodeStatus.CANCELLED if cancelled else EpisodeStatus.FAILED
        task = asyncio.ensure_future(self._end(status, transcript))
        await asyncio.wait([task])
        if (trouble := task.exception()) is not None:
            log.warning("episode %s could not be stored: %s", self.id, trouble)

    async def _end(self, status: EpisodeStatus, transcript: Transcript, sketch: NewSketch | None = None) -> None:
        await self._store.episodes.finish(
            self.id,
            self._owner,
            status,
            entries=stored_entries(transcript),
            edits=self.toolbox.counters.edits,
            seconds=transcript.seconds,
            sketch=sketch,
        )

    def _sketch(self, result: EpisodeResult) -> NewSketch | None:
        if result.draft is None:
            return None
        return NewSketch(result.draft.direction, result.draft.regions, result.plan, self.start)

    def _verdict(self, result: EpisodeResult) -> Verdict | None:
        mine = self.toolbox.workspace.submission.digest
        return next((verdict for submission, verdict in result.verdicts if submission.digest == mine), None)

    async def _outcome(self, result: EpisodeResult) -> ProverOutcome:
        workspace = self.toolbox.workspace
        checked = await workspace.check()
        return ProverOutcome(
            status=_OUTCOME[result.state],
            prover=self._attempt.prover,
            direction=workspace.direction,
            regions=workspace.draft.regions,
            plan=result.plan,
            open_goals=await workspace.open_goals(),
            checks=workspace.checks,
            seconds=result.seconds,
            messages=checked.messages,
        )


async def open_episode(
    tools: EpisodeTools,
    challenge: Challenge,
    attempt: Attempt,
    owner: str,
    *,
    model: str,
    campaign_id: str | None = None,
) -> OpenEpisode:
    """Begin an episode for ``attempt``, which ``owner`` runs.

    Args:
        model: name of whoever proves, as stored.
        campaign_id: the campaign whose budget the run shares, if any.

    Raises:
        LimitReached: the run or its campaign has no episodes or time left; nothing was begun.
        OwnershipLost: the attempt is somebody else's.
    """
    store = tools.store
    start = await _start(store, attempt)
    workspace = Workspace(challenge, tools.checker, start=await _draft(store, start), limits=tools.check_limits)
    row = await store.episodes.start(
        attempt.id, owner, profile=tools.profile, model=model, prompt_version=PROMPT_VERSION
    )

    async def resources_left() -> list[str]:
        lines = resource_lines(await store.runs.get(row.run_id))
        return lines if campaign_id is None else lines + resource_lines(await store.campaigns.get(campaign_id))

    toolbox = Toolbox(
        workspace,
        tools.judge,
        tools.goal_provers,
        tools.limits,
        resources_left,
        GoalCache(store, attempt.id, reuse=tools.reuse_goals),
        goal_budget=tools.goal_budget,
        blind=tools.blind,
    )
    return OpenEpisode(row.id, row.run_id, campaign_id, start, toolbox, store, attempt, owner)


def stored_entries(transcript: Transcript) -> list[NewEntry]:
    """The transcript as the store keeps it: its header, then what happened."""
    stated = transcript.to_json()
    entries = [NewEntry(HEADER, 0.0, {key: value for key, value in stated.items() if key != "entries"})]
    for entry in stated["entries"]:
        rest = {key: value for key, value in entry.items() if key not in ("kind", "at")}
        entries.append(NewEntry(entry["kind"], entry["at"], rest))
    return entries


async def _start(store: Store, attempt: Attempt) -> str | None:
    """Digest of the sketch to start from; None for the challenge as it is.

    An attempt that repeats one whose process was lost goes on from what that one's episodes had stored.
    """
    if attempt.retry_of is not None:
        for former in await store.attempts.history(attempt.id):
            episodes = await collected(store.episodes.list, attempt_id=former.id)
            made = [episode.sketch_digest for episode in episodes if episode.sketch_digest is not None]
            if made:
                return made[-1]
    return attempt.parent_sketch


async def _draft(store: Store, digest: str | None) -> Draft | None:
    if digest is None:
        return None
    sketch = await store.sketches.get(digest)
    return Draft(sketch.direction, sketch.regions)
