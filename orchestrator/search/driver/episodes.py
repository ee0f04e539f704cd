"""Episodes in the store: the bench of an attempt that runs in the driver's process, and what is kept of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from orchestrator.cluster.remote import ExecutorChecker
from orchestrator.errors import ModelConfigError, NothingDone, RetryError
from orchestrator.lean.judging import Judge
from orchestrator.models.model import Model
from orchestrator.models.transcript import Transcript
from orchestrator.problems.regions import canonical_region
from orchestrator.provers.agent.prompts import PROMPT_VERSION
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.provers.prover import Charged, GoalProver, ProverOutcome, ProverStatus
from orchestrator.search.driver.spending import StoreLedger, resource_lines
from orchestrator.search.goals.service import AttemptGoals
from orchestrator.store import HEADER, Attempt, Episode, NewEntry, NewSketch, Run, Store, collected
from orchestrator.vocabulary import EpisodeStatus

log = logging.getLogger(__name__)

WRITE_SECONDS = 2.0
"""Between two looks for new entries of a transcript."""

_STATUS = {
    ProverStatus.COMPLETE: EpisodeStatus.COMPLETE,
    ProverStatus.PARTIAL: EpisodeStatus.PARTIAL,
    ProverStatus.FAILED: EpisodeStatus.INVALID,
}


@dataclass
class EpisodeBench:
    """The `Bench` of an attempt with an episode; see `episode_of`."""

    store: Store
    run: Run
    episode: Episode
    checker: ExecutorChecker
    judge: Judge
    goals: AttemptGoals
    ledger: StoreLedger
    models: Mapping[str, Model]
    transcript: Transcript
    outcome: ProverOutcome | None = None
    """What the prover handed in; set before the episode's block ends."""
    start: str | None = None
    """Digest of the sketch that it started from."""
    stored: int = 0
    """How many rows of the transcript are stored, its header included."""

    @property
    def call_prefix(self) -> str:
        """See `Bench.call_prefix`."""
        return self.episode.id

    @property
    def goal_tools(self) -> tuple[Sequence[GoalProver], GoalCache]:
        """See `Bench.goal_tools`."""
        return self.goals.tools

    def model(self, profile: str | None = None) -> Model:
        """See `Bench.model`."""
        return model_of(self.models, profile or self.episode.profile)

    def charged(self) -> Charged:
        """See `Bench.charged`."""
        return self.ledger.charged(self.episode.id)

    async def left(self) -> Sequence[str]:
        """See `Bench.left`."""
        lines = resource_lines(await self.store.runs.get(self.run.id))
        if self.run.campaign_id is None:
            return lines
        return lines + resource_lines(await self.store.campaigns.get(self.run.campaign_id))


def model_of(models: Mapping[str, Model], profile: str) -> Model:
    """The open model of a profile; raises `ModelConfigError` if this process has not opened it."""
    model = models.get(profile)
    if model is None:
        raise ModelConfigError(
            f"this run asks the model profile {profile!r}, which was not opened: configured here are "
            f"{', '.join(sorted(models)) or 'none'}; see docs/models.md"
        )
    return model


@dataclass(frozen=True)
class EpisodeMaker:
    """Begins and ends the episodes of one run.

    Args:
        store: where they are kept.
        run: whose attempts they belong to.
        owner: the driver's token.
        ledger: pays their calls.
        models: by profile name.
        profile: of attempts that name none.
    """

    store: Store
    run: Run
    owner: str
    ledger: StoreLedger
    models: Mapping[str, Model] = field(default_factory=dict)
    profile: str = ""

    @asynccontextmanager
    async def episode_of(
        self, attempt: Attempt, profile: str | None, checker: ExecutorChecker, judge: Judge, goals: AttemptGoals
    ) -> AsyncIterator[EpisodeBench]:
        """A running episode. The block sets `EpisodeBench.outcome`; an episode whose block raises is kept, too.

        Raises:
            LimitReached: the run or its campaign has no episodes or time left; nothing was begun.
            OwnershipLost: the attempt is another driver's.
        """
        name = profile or self.profile or attempt.prover
        model = self.models[name].name if name in self.models else attempt.prover
        start = await self._start(attempt)
        row = await self.store.episodes.start(
            attempt.id, self.owner, profile=name, model=model, prompt_version=PROMPT_VERSION
        )
        transcript = Transcript(time.monotonic, {"model": model, "prompt_version": PROMPT_VERSION})
        bench = EpisodeBench(
            self.store, self.run, row, checker, judge, goals, self.ledger, self.models, transcript, start=start
        )
        self.ledger.open(row.id, self.run.id, self.run.campaign_id, episode_id=row.id)
        writing = asyncio.create_task(self._write_down(bench))
        try:
            yield bench
        except BaseException as error:
            await _stopped(writing)
            await self._abandon(bench, error)
            raise
        finally:
            await _stopped(writing)
            self.ledger.close(row.id)
        assert bench.outcome is not None, "the block that made an outcome sets it"
        await self._end(bench, _STATUS[bench.outcome.status], bench.outcome)

    async def _start(self, attempt: Attempt) -> str | None:
        """Digest of the sketch to start from; None for the challenge as it is.

        An attempt that repeats one whose process was lost goes on from what that one's episodes had stored.
        """
        if attempt.retry_of is not None:
            for former in await self.store.attempts.history(attempt.id):
                episodes = await collected(self.store.episodes.list, attempt_id=former.id)
                made = [episode.sketch_digest for episode in episodes if episode.sketch_digest is not None]
                if made:
                    return made[-1]
        return attempt.parent_sketch

    async def _write_down(self, bench: EpisodeBench) -> None:
        """Store the transcript as it grows, so that it can be read meanwhile and survives this process."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            entries = _rows(bench.transcript)[bench.stored :]
            if not entries:
                continue
            try:
                await self.store.episodes.append(bench.episode.id, self.owner, bench.stored + 1, entries)
            except RetryError as error:  # the end of the episode says so, too, and brings what is missing
                log.info("the transcript of %s could not be stored yet: %s", bench.episode.id, error)
            else:
                bench.stored += len(entries)

    async def _end(self, bench: EpisodeBench, status: EpisodeStatus, outcome: ProverOutcome | None = None) -> None:
        sketch = None
        if outcome is not None and status is not EpisodeStatus.INVALID:
            regions = tuple(map(canonical_region, outcome.regions))
            sketch = NewSketch(outcome.direction, regions, outcome.plan, bench.start)
        await self.store.episodes.finish(
            bench.episode.id,
            self.owner,
            status,
            entries=_rows(bench.transcript)[bench.stored :],
            first_seq=bench.stored + 1,
            edits=0 if outcome is None else outcome.edits,
            seconds=bench.transcript.seconds,
            lean_seconds=bench.checker.lean_seconds,
            sketch=sketch,
        )

    async def _abandon(self, bench: EpisodeBench, error: BaseException) -> None:
        """Store the transcript of an episode that was cancelled or that failed; works while being cancelled.

        It raises nothing: ``error`` matters more than a store that fails too.
        """
        cancelled = isinstance(error, asyncio.CancelledError | NothingDone)
        bench.transcript.end("cancelled" if cancelled else "failed", "" if cancelled else str(error))
        status = EpisodeStatus.CANCELLED if cancelled else EpisodeStatus.FAILED
        task = asyncio.ensure_future(self._end(bench, status))
        await asyncio.wait([task])
        if (trouble := task.exception()) is not None:
            log.warning("episode %s could not be stored: %s", bench.episode.id, trouble)


def _rows(transcript: Transcript) -> list[NewEntry]:
    """The transcript as the store keeps it: its header, then what happened."""
    rows = [NewEntry(HEADER, 0.0, transcript.header)]
    for entry in transcript.entries:
        rest = {key: value for key, value in entry.items() if key not in ("kind", "at")}
        rows.append(NewEntry(entry["kind"], entry["at"], rest))
    return rows


async def _stopped(task: asyncio.Task[None]) -> None:
    """Cancel a background task and wait until it has ended, also while being cancelled."""
    task.cancel()
    await asyncio.wait([task])
