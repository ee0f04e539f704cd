"""One episode: a bounded conversation in which a model turns a sketch into a better one (agent A's inner loop).

The loop is the paper's (section 2.2): the model calls tools until it stops, then the file is looked at. What ends
valid is kept, with ``sorry`` or without; what ends invalid is dropped. Whatever the model says, only the judge's
verdict makes a proof.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from orchestrator.errors import ContextOverflow, LimitReached, ModelRefused, OwnershipLost, RetryError
from orchestrator.models.messages import FinishReason, Message, Reply, ToolCall
from orchestrator.models.model import Model
from orchestrator.provers.agent import prompts
from orchestrator.provers.agent.conclusion import Ending, EpisodeResult, conclude
from orchestrator.provers.agent.conversation import Conversation
from orchestrator.provers.agent.tools import TOOL_SPECS, Toolbox
from orchestrator.provers.agent.transcript import Transcript

T = TypeVar("T")

TOOL_TRIES = 3
"""How often a tool is run again after a failure of ours before the episode is given up."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What an episode was charged for so far."""

    micro_usd: int = 0
    tokens: int = 0


class Episode:
    """Runs once. The caller owns model, checker and judge, and stores what comes out.

    Args:
        toolbox: the tools over the workspace to start from.
        model: who proves.
        episode_id: unique; the prefix of the call ids, so the ledger can tell whose calls they are.
        spent: what the ledger has charged this episode for.
        clock: seconds, monotonic.
        continued: whether the workspace starts from an earlier episode's sketch.
    """

    def __init__(
        self,
        toolbox: Toolbox,
        model: Model,
        *,
        episode_id: str,
        spent: Callable[[], Spent],
        clock: Callable[[], float],
        continued: bool = False,
    ) -> None:
        self._tools = toolbox
        self._workspace = toolbox.workspace
        self._limits = toolbox.limits
        self._spent = spent
        self._clock = clock
        self._continued = continued
        self._start = toolbox.workspace.draft
        self._plan = ""
        self.transcript = Transcript(clock, {"model": model.name, "prompt_version": prompts.PROMPT_VERSION})
        self._conversation = Conversation(
            model, tools=TOOL_SPECS, call_prefix=episode_id, transcript=self.transcript, clock=clock
        )

    async def run(self) -> EpisodeResult:
        """Converse until something ends it, then look at the file.

        Raises:
            RetryError: Lean or the model's server failed us; `transcript` holds what happened until then.
            ModelConfigError: the operator must mend the model's profile.
        """
        ending, detail = await self._converse_in_time()
        return await self._patiently(
            "the last check",
            lambda: conclude(self._tools, self.transcript, ending, detail, plan=self._plan, start=self._start),
        )

    async def _converse_in_time(self) -> tuple[Ending, str]:
        try:
            async with asyncio.timeout(self._limits.wall_seconds) as limit:
                return await self._converse()
        except TimeoutError:
            if not limit.expired():
                raise
            return Ending.WALL_TIME, f"The episode used its {self._limits.wall_seconds:g} s."
        except LimitReached as reached:
            return Ending.RUN_BUDGET, reached.message
        except ContextOverflow:
            return Ending.CONTEXT, "The conversation does not fit the model's context any more."
        except ModelRefused as refused:
            return Ending.REFUSED, str(refused)

    async def _converse(self) -> tuple[Ending, str]:
        if await self._proved_already():
            return Ending.VERDICT, "The file was complete from the start."
        await self._open()
        empty, warned = 0, False
        for _ in range(self._limits.turns):
            reply = await self._conversation.ask()
            calls = reply.message.tool_calls
            for call in calls:
                await self._use_tool(call)
                if self._tools.settled is not None:
                    return Ending.VERDICT, ""
            if ended := self._over_limits():
                return ended
            if calls:
                empty = 0
                continue
            if _is_empty(reply):
                empty += 1
                if empty >= self._limits.empty_turns:
                    return Ending.SILENT, f"The model said nothing {empty} times in a row."
                self._conversation.say(Message(role="user", content=_nudge(reply)))
                continue
            self._plan = reply.message.content.strip()
            if warned or await self._workspace.valid():
                return Ending.FINISHED, ""
            warned = True
            self._conversation.say(Message(role="user", content=prompts.unfinished_prompt()))
        return Ending.TURNS, f"The episode used its {self._limits.turns} turns."

    async def _proved_already(self) -> bool:
        """Whether the file to start from is a proof that was lost before it was judged; costs no model call."""
        if await self._workspace.complete():
            await self._patiently("the judge", self._tools.judge_now)
        return self._tools.settled is not None

    async def _open(self) -> None:
        challenge, checker = self._workspace.challenge, self._workspace.checker
        system = prompts.system_prompt(challenge, checker.toolchain, TOOL_SPECS)
        self._conversation.say(Message(role="system", content=system))
        opening = prompts.episode_prompt(
            challenge,
            self._workspace.direction,
            await self._workspace.view(),
            await self._workspace.report(),
            continued=self._continued,
        )
        self._conversation.say(Message(role="user", content=opening))

    async def _use_tool(self, call: ToolCall) -> None:
        began = self._clock()
        result = await self._patiently(call.name, lambda: self._tools.call(call.name, call.arguments))
        self.transcript.tool(call, result.text, ok=result.ok, seconds=self._clock() - began)
        self._conversation.answer_tool(call, result.text)

    async def _patiently(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do ``work`` again after failures of ours, which should not cost the whole conversation."""
        for _ in range(TOOL_TRIES - 1):
            try:
                return await work()
            except OwnershipLost:
                raise
            except RetryError as error:
                self.transcript.note(f"{what}: a failure of ours ({error}); once more")
        return await work()

    def _over_limits(self) -> tuple[Ending, str] | None:
        if self._conversation.repetitions >= self._limits.identical_replies:
            return Ending.STUCK, f"The model gave the same answer {self._conversation.repetitions} times."
        spent, limits = self._spent(), self._limits
        if limits.micro_usd is not None and spent.micro_usd >= limits.micro_usd:
            return Ending.EPISODE_BUDGET, f"The episode used its {limits.micro_usd / 1e6:.2f} USD."
        if limits.tokens is not None and spent.tokens >= limits.tokens:
            return Ending.EPISODE_BUDGET, f"The episode used its {limits.tokens} tokens."
        return None


def _is_empty(reply: Reply) -> bool:
    return not reply.message.content.strip() or reply.finish_reason is FinishReason.LENGTH


def _nudge(reply: Reply) -> str:
    cut = reply.finish_reason is FinishReason.LENGTH
    return prompts.cut_off_prompt() if cut else prompts.empty_turn_prompt()
