"""An episode whose prover is outside this program: a coding agent, say, that works through MCP.

What it does is stored like every other episode: same tools, same limits, same judge. What its own model costs is not
known here, so nothing is charged.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from pydantic import Field, JsonValue

from orchestrator.errors import OwnershipLost, RetryError, ToolRefused
from orchestrator.models.messages import ToolCall, ToolSpec
from orchestrator.models.tool_calls import resolve_name
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.conclusion import Ending, EpisodeState, conclude
from orchestrator.provers.agent.prompts import PROMPT_VERSION, mcp_view
from orchestrator.provers.agent.stored_episode import EpisodeTools, OpenEpisode, StoredEpisode, open_episode
from orchestrator.provers.agent.tools import view
from orchestrator.provers.agent.tools.arguments import Arguments, json_schema, parse_arguments
from orchestrator.provers.agent.tools.registry import TOOL_SPECS, TOOLS, call_tool
from orchestrator.provers.agent.tools.tool import ToolResult
from orchestrator.provers.agent.transcript import Transcript
from orchestrator.search.admission import admitted
from orchestrator.search.ownership import HEARTBEAT_SECONDS
from orchestrator.search.statements import add_statement
from orchestrator.store import Attempt, Budget, NewAttempt, NewRun, Run
from orchestrator.vocabulary import RunOutcome

log = logging.getLogger(__name__)

EXTERNAL: Final = "external"
"""The strategy of such runs, and the name of their prover."""
FINISH: Final = "finish"


class FinishArguments(Arguments):
    """Arguments of ``finish``."""

    summary: str = Field(
        max_length=20_000,
        description="One paragraph: the plan of the proof, what is proved, what is open, what failed.",
    )


SESSION_SPECS: Final = (
    *TOOL_SPECS,
    ToolSpec(
        name=FINISH,
        description="End the work: the file is looked at, judged if it is complete, and stored with your summary.",
        parameters=json_schema(FinishArguments),
    ),
)
"""The tools of an episode, and one to end it."""


class ExternalEpisode:
    """One run of one episode, driven by calls from outside, one at a time. Made by `external_episode`."""

    def __init__(
        self,
        tools: EpisodeTools,
        challenge: Challenge,
        run: Run,
        attempt: Attempt,
        episode: OpenEpisode,
        owner: str,
    ) -> None:
        self._challenge = challenge
        self._tools = tools
        self._run = run
        self._attempt = attempt
        self._episode = episode
        self._owner = owner
        self._start = episode.toolbox.workspace.draft
        self._transcript = Transcript(tools.clock, {"model": EXTERNAL, "prompt_version": PROMPT_VERSION})
        self._one_at_a_time = asyncio.Lock()
        self._calls = 0
        self._briefed = False
        self._over: str | None = None
        """What is answered once the episode is over."""
        self.stored: StoredEpisode | None = None
        """What came of the episode, once it is over."""

    @property
    def id(self) -> str:
        """The episode's id, for ``orchestrator show``."""
        return self._episode.id

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._run.id

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> ToolResult:
        """Do one tool call. It never raises for what is asked.

        Raises:
            RetryError: a failure of ours; the call may be made again.
        """
        async with self._one_at_a_time:
            if self._over is not None:
                # A client that repeats its last call gets the same answer again.
                return ToolResult(self._over, ok=name == FINISH)
            if self._transcript.seconds > self._tools.limits.wall_seconds:
                return await self._finish(Ending.WALL_TIME, "Its time was used up.", "")
            self._calls += 1
            if self._calls > self._tools.limits.turns:
                return await self._finish(Ending.TURNS, f"It made its {self._tools.limits.turns} calls.", "")
            return await self._call(name, arguments)

    async def _call(self, name: str, arguments: Mapping[str, JsonValue]) -> ToolResult:
        began = self._tools.clock()
        made = ToolCall(id=str(self._calls), name=name, arguments=_as_json(arguments))
        self._transcript.call(made)
        if name == FINISH:
            try:
                finish, _ = parse_arguments(name, FinishArguments, arguments)
            except ToolRefused as refused:
                return ToolResult(f"Refused: {refused}", ok=False)
            return await self._finish(Ending.FINISHED, "", finish.summary)
        result = await call_tool(self._episode.toolbox, name, arguments, others=(FINISH,))
        if result.ok and not self._briefed and resolve_name(name, tuple(TOOLS)) == view.TOOL.name:
            self._briefed = True
            brief = mcp_view(self._challenge, self._tools.checker.toolchain, blind=self._tools.blind)
            result = ToolResult(f"{brief}\n{result.text}", ok=True)
        self._transcript.tool(made, result.text, ok=result.ok, seconds=self._tools.clock() - began)
        if self._episode.toolbox.settled is None:
            return result
        ended = await self._finish(Ending.VERDICT, "", "")
        return ToolResult(f"{result.text}\n{ended.text}", ok=True)

    async def leave(self) -> None:
        """End the episode because its agent has gone, unless it is over."""
        async with self._one_at_a_time:
            if self._over is None:
                await self._finish(Ending.FINISHED, "The agent went away.", "")

    async def _finish(self, ending: Ending, detail: str, summary: str) -> ToolResult:
        toolbox = self._episode.toolbox
        if toolbox.workspace.draft == self._start and not toolbox.verdicts and not summary.strip():
            return await self._nothing_done(detail)
        result = await conclude(toolbox, self._transcript, ending, detail, plan=summary.strip(), start=self._start)
        stored = await self._episode.finish(result, self._transcript)
        content = admitted(
            stored.outcome, stored.verdict, toolchain=toolbox.workspace.checker.toolchain, parent=stored.start
        )
        await self._tools.store.attempts.finish(self._attempt.id, self._owner, content)
        self.stored = stored
        await self._tools.store.runs.finish(self._run.id, self._owner, self._outcome(stored), detail=detail)
        kept = "its file has errors and was dropped" if result.state is EpisodeState.INVALID else result.state.value
        self._over = f"The episode is over ({kept}). See `orchestrator show {self.id}`."
        return ToolResult(self._over, ok=True)

    async def _nothing_done(self, detail: str) -> ToolResult:
        """A client that only looked has made no attempt: the run ends, and nothing counts as tried."""
        await self._episode.abandon(self._transcript, asyncio.CancelledError())
        await self._tools.store.attempts.cancel(self._attempt.id, detail=detail)
        self._over = "The episode is over; nothing was changed, so nothing is kept."
        await self._tools.store.runs.finish(
            self._run.id, self._owner, RunOutcome.NOT_PROVED, detail="nothing was tried"
        )
        return ToolResult(self._over, ok=True)

    def _outcome(self, stored: StoredEpisode) -> RunOutcome:
        if stored.verdict is None or not stored.verdict.proved:
            return RunOutcome.NOT_PROVED
        challenge = self._episode.toolbox.workspace.challenge
        return RunOutcome.of_accepted(stored.verdict.direction, answers=bool(challenge.answers))

    async def keep_alive(self, every_seconds: float) -> None:
        """Send signs of life until the episode is over."""
        while self._over is None:
            await asyncio.sleep(every_seconds)
            try:
                await self._tools.store.runs.heartbeat(self._run.id, self._owner)
                await self._tools.store.attempts.heartbeat(self._attempt.id, self._owner)
            except OwnershipLost as error:
                if self._over is None:
                    log.warning("%s", error)
                return
            except RetryError as error:
                log.warning("no sign of life could be stored: %s", error)


@asynccontextmanager
async def external_episode(
    tools: EpisodeTools,
    challenge: Challenge,
    owner: str,
    *,
    start: str | None = None,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncIterator[ExternalEpisode]:
    """A new run of one episode over ``challenge``, ended at the latest when the context is left.

    Args:
        tools: its ``limits`` bound the episode; ``profile`` names the agent.
        challenge: what is to be proved.
        owner: this process's token (`orchestrator.store.owner_token`).
        start: digest of the stored sketch to start from; None for the challenge as it is.
        heartbeat_seconds: between two signs of life.

    Raises:
        UnknownId: there is no such sketch.
    """
    store = tools.store
    statement = await add_statement(store, challenge)
    limits = Budget(seconds=tools.limits.wall_seconds, episodes=1)
    new = NewRun(statement.id, EXTERNAL, tools.checker.toolchain, {"agent": tools.profile}, limits, max_retries=0)
    run = await store.runs.create(new)
    await store.runs.acquire(run.id, owner, stale_after=0)
    await store.attempts.add(run.id, [NewAttempt(EXTERNAL, 0, parent_sketch=start)])
    attempt = await store.attempts.claim(run.id, owner)
    assert attempt is not None, "the run and its only attempt are ours"
    opened = await open_episode(tools, challenge, attempt, owner, model=EXTERNAL)
    session = ExternalEpisode(tools, challenge, run, attempt, opened, owner)
    alive = asyncio.create_task(session.keep_alive(heartbeat_seconds))
    try:
        yield session
    finally:
        leaving = asyncio.ensure_future(session.leave())
        await asyncio.wait([leaving])  # also while being cancelled: what was done is not to be lost
        alive.cancel()
        await asyncio.gather(alive, return_exceptions=True)
        leaving.result()


def _as_json(arguments: Mapping[str, JsonValue]) -> str:
    return json.dumps(dict(arguments), ensure_ascii=False)
