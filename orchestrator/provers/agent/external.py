"""An episode whose prover is outside this program: a coding agent, say, that works through MCP.

What it does is stored like every other episode: same tools, same limits, same judge. What its own model costs is not
known here, so nothing is charged.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Final

from pydantic import Field, JsonValue

from orchestrator.errors import NothingDone, ToolRefused
from orchestrator.models.messages import ToolCall, ToolSpec
from orchestrator.models.tool_calls import resolve_name
from orchestrator.provers.agent.conclusion import Ending, conclude
from orchestrator.provers.agent.prompts import mcp_view
from orchestrator.provers.agent.prover import make_toolbox, outcome_of
from orchestrator.provers.agent.tools import view
from orchestrator.provers.agent.tools.arguments import Arguments, json_schema, parse_arguments
from orchestrator.provers.agent.tools.registry import TOOL_SPECS, TOOLS, call_tool
from orchestrator.provers.agent.tools.tool import ToolResult
from orchestrator.provers.prover import Bench, ProverOutcome, ProverTask
from orchestrator.vocabulary import EXTERNAL

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
        description="End the work: the file is checked, judged if it is complete, and stored with your summary.",
        parameters=json_schema(FinishArguments),
    ),
)
"""The tools of an episode, and one to end it."""


class OutsideAgent:
    """A `Prover` that waits for the calls of an agent outside; serves one task.

    `call` may be used once `began` is set. The task ends by ``finish``, by the judge's verdict, by a limit, or by
    `leave`.
    """

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self._over: asyncio.Future[tuple[Ending, str, str]] = asyncio.get_running_loop().create_future()
        self._one_at_a_time = asyncio.Lock()
        self._calls = 0
        self._briefed = False
        self.outcome: ProverOutcome | None = None

    @property
    def name(self) -> str:
        """See `Prover.name`."""
        return EXTERNAL

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """See `Prover.prove`; returns when the agent has ended its work."""
        self._task, self._bench = task, bench
        self._toolbox = toolbox = make_toolbox(task, bench)
        start = toolbox.workspace.draft
        self.began.set()
        ending, detail, plan = await self._over
        async with self._one_at_a_time:
            if toolbox.workspace.draft == start and not toolbox.verdicts and not plan.strip():
                raise NothingDone("nothing was tried: the agent changed nothing")
            result = await conclude(toolbox, bench.transcript, ending, detail, plan=plan.strip(), start=start)
            outcome = await outcome_of(toolbox, result, self.name)
            self.outcome = outcome
            return outcome

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> ToolResult:
        """Do one tool call. It never raises for what is asked.

        Raises:
            RetryError: an infrastructure failure; the call may be made again.
        """
        async with self._one_at_a_time:
            if self._over.done():
                # A client that repeats its last call gets the same answer again.
                return ToolResult("The episode is over.", ok=name == FINISH)
            limits = self._task.episode
            if self._bench.transcript.seconds > limits.wall_seconds:
                return self._end(Ending.WALL_TIME, "Its time was used up.")
            self._calls += 1
            if self._calls > limits.turns:
                return self._end(Ending.TURNS, f"It made its {limits.turns} calls.")
            return await self._call(name, arguments)

    async def _call(self, name: str, arguments: Mapping[str, JsonValue]) -> ToolResult:
        began = time.monotonic()
        made = ToolCall(id=str(self._calls), name=name, arguments=json.dumps(dict(arguments), ensure_ascii=False))
        self._bench.transcript.call(made)
        if name == FINISH:
            try:
                parsed, _ = parse_arguments(name, FinishArguments, arguments)
            except ToolRefused as refused:
                return ToolResult(f"Refused: {refused}", ok=False)
            return self._end(Ending.FINISHED, "", parsed.summary)
        result = await call_tool(self._toolbox, name, arguments, others=(FINISH,))
        if result.ok and not self._briefed and resolve_name(name, tuple(TOOLS)) == view.TOOL.name:
            self._briefed = True
            brief = mcp_view(self._task.challenge, self._bench.checker.toolchain, blind=self._task.blind)
            result = ToolResult(f"{brief}\n{result.text}", ok=True)
        self._bench.transcript.tool(made, result.text, ok=result.ok, seconds=time.monotonic() - began)
        if self._toolbox.settled is None:
            return result
        ended = self._end(Ending.VERDICT, "")
        return ToolResult(f"{result.text}\n{ended.text}", ok=True)

    @property
    def over(self) -> bool:
        """Whether the work has ended."""
        return self._over.done()

    @property
    def episode_id(self) -> str:
        """The episode's id; once `began` is set."""
        return self._bench.call_prefix

    @property
    def toolchain(self) -> str:
        """The Lean that answers; once `began` is set."""
        return self._bench.checker.toolchain

    def leave(self) -> None:
        """End the work because the agent has gone, unless it is over."""
        if not self._over.done():
            self._over.set_result((Ending.FINISHED, "The agent went away.", ""))

    def _end(self, ending: Ending, detail: str, summary: str = "") -> ToolResult:
        self._over.set_result((ending, detail, summary))
        return ToolResult("The episode is over.", ok=True)
