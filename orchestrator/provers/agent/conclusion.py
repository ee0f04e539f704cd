"""How an episode ends: the integrity check, and what of its file carries over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.errors import SourceError, ToolRefused
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.models.transcript import Transcript
from orchestrator.problems.challenge import Submission
from orchestrator.provers.agent.lessons import with_lessons
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Draft


class Ending(StrEnum):
    """Why an episode ended."""

    VERDICT = "verdict"
    """The judge accepted, or found an answer that a person must look at."""
    FINISHED = "finished"
    """The model stopped calling tools."""
    TURNS = "turns"
    WALL_TIME = "wall_time"
    EPISODE_BUDGET = "episode_budget"
    RUN_BUDGET = "run_budget"
    """The run's money, tokens or time are used up: no further episode makes sense."""
    SILENT = "silent"
    STUCK = "stuck"
    CONTEXT = "context"
    REFUSED = "refused"
    """The model's server would not take the conversation."""


class EpisodeState(StrEnum):
    """What became of the file."""

    PROVED = "proved"
    """Accepted by the judge."""
    COMPLETE = "complete"
    """Free of errors and ``sorry``, but not accepted (yet: a person may have to look at an answer)."""
    PARTIAL = "partial"
    """Free of errors, with ``sorry``."""
    INVALID = "invalid"
    """Has errors: the search goes back to the parent."""


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """What came of an episode. ``draft`` is None where the search goes back to the parent."""

    ending: Ending
    state: EpisodeState
    draft: Draft | None
    plan: str
    verdicts: tuple[tuple[Submission, Verdict], ...]
    edits: int
    seconds: float


async def conclude(
    toolbox: Toolbox, transcript: Transcript, ending: Ending, detail: str, *, plan: str, start: Draft
) -> EpisodeResult:
    """Look at the file that an episode leaves, and write the transcript's last entry.

    A file that is complete is judged, also if nobody submitted it. One with open goals gets ``plan`` as a comment, so
    that the next episode knows. Repeating this after a failure is harmless.

    Args:
        toolbox: of the episode, which makes no further calls.
        transcript: gets its end.
        ending: why the episode ended; ``detail`` in a sentence.
        plan: the prover's last words.
        start: what the episode started from.

    Raises:
        RetryError: Lean or the judge failed us.
    """
    state = await _state(toolbox, transcript)
    if state is EpisodeState.PARTIAL and (plan or toolbox.workspace.draft != start):
        await _write_lessons(toolbox, plan)
    transcript.end(ending.value, f"{detail} The file is {state.value}.".strip())
    return EpisodeResult(
        ending=ending,
        state=state,
        draft=None if state is EpisodeState.INVALID else toolbox.workspace.draft,
        plan=plan,
        verdicts=tuple(toolbox.verdicts),
        edits=toolbox.counters.edits,
        seconds=transcript.seconds,
    )


async def _state(toolbox: Toolbox, transcript: Transcript) -> EpisodeState:
    workspace = toolbox.workspace
    if toolbox.settled is None and await workspace.complete():
        try:
            await toolbox.judge_now()
        except ToolRefused:
            transcript.note("the file is complete, but no submissions are left")
            return EpisodeState.COMPLETE
    if toolbox.settled is not None:
        return EpisodeState.PROVED if toolbox.settled.proved else EpisodeState.COMPLETE
    if await workspace.complete():
        return EpisodeState.COMPLETE
    return EpisodeState.PARTIAL if await workspace.valid() else EpisodeState.INVALID


async def _write_lessons(toolbox: Toolbox, plan: str) -> None:
    """Put the prover's last words into the file, unless that would change what Lean says of it."""
    workspace, before = toolbox.workspace, toolbox.workspace.draft
    regions = with_lessons(workspace.challenge, before.direction, before.regions, plan)
    if regions is None:
        return
    try:
        workspace.put(regions)
    except SourceError:  # no room is left in the file
        return
    if not await workspace.valid():
        workspace.put(before.regions)
