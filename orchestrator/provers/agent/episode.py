"""One episode: a bounded conversation in which a model turns a sketch into a better one (agent A's inner loop).

The loop is the paper's (section 2.2): the model calls tools until it stops, then the file is looked at. What ends
valid is kept, with ``sorry`` or without; what ends invalid is dropped. Whatever the model says, only the judge's
verdict makes a proof.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from orchestrator.errors import (
    ContextOverflow,
    LimitReached,
    ModelConfigError,
    ModelRefused,
    OwnershipLost,
    RetryError,
)
from orchestrator.models.messages import FinishReason, Message, Reply, ToolCall
from orchestrator.models.model import Model
from orchestrator.models.text_calls import looks_like_a_call
from orchestrator.models.transcript import Transcript
from orchestrator.provers.agent import prompts
from orchestrator.provers.agent.conclusion import Ending, EpisodeResult, conclude
from orchestrator.provers.agent.conversation import Conversation
from orchestrator.provers.agent.prompts import Brief
from orchestrator.provers.agent.tools.registry import TOOL_SPECS, call_tool
from orchestrator.provers.agent.tools.tool import ToolResult
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.prover import Charged

T = TypeVar("T")

TOOL_TRIES = 3
"""How often a tool is run again after an infrastructure failure before the episode is given up."""


class Episode:
    """Runs once. The caller owns model, checker and judge, and stores what comes out.

    Args:
        toolbox: the tools over the workspace to start from.
        model: who proves.
        episode_id: unique; the prefix of the call ids, so the ledger can tell whose calls they are.
        spent: what the ledger has charged this episode for.
        clock: seconds, monotonic.
        transcript: gets everything that is said.
        brief: what the model is told besides the problem and the file.
    """

    def __init__(
        self,
        toolbox: Toolbox,
        model: Model,
        *,
        episode_id: str,
        spent: Callable[[], Charged],
        transcript: Transcript,
        clock: Callable[[], float] = time.monotonic,
        brief: Brief | None = None,
    ) -> None:
        self._tools = toolbox
        self._workspace = toolbox.workspace
        self._limits = toolbox.limits
        self._spent = spent
        self._clock = clock
        self._brief = brief or Brief()
        self._start = toolbox.workspace.draft
        self._plan = ""
        self.transcript = transcript
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
        except ContextOverflow as refused:
            if self._conversation.calls <= 1 and not (self._brief.continued or self._brief.inspirations):
                # The problem alone is too long, so every episode would be: the operator must act.
                raise ModelConfigError(
                    f"not even the beginning of an episode fits the model's context; name a model with a longer one, "
                    f"or state its true context_length in the profile ({refused})"
                ) from refused
            return Ending.CONTEXT, f"The conversation does not fit the model's context any more ({refused})."
        except ModelRefused as refused:
            if self._conversation.calls <= 1:
                # Nothing of the model's is in it yet, so every episode would be refused: the operator must act.
                raise ModelConfigError(f"{refused}; change the problem's text, the model or its vendor") from refused
            return Ending.REFUSED, str(refused)

    async def _converse(self) -> tuple[Ending, str]:
        if await self._proved_already():
            return Ending.VERDICT, "The file was complete from the start."
        await self._open()
        empty, warned, asked_to_go_on = 0, False, False
        for _ in range(self._limits.turns):
            reply = await self._conversation.ask()
            calls = reply.message.tool_calls
            for call in calls:
                await self._use_tool(call, cut=reply.finish_reason is FinishReason.LENGTH and call is calls[-1])
                if self._tools.settled is not None:
                    return Ending.VERDICT, ""
            if ended := self._over_limits():
                return ended
            if calls:
                empty = 0
                continue
            nudge = self._nudge(reply)
            if nudge is None and not asked_to_go_on:
                nudge = _to_go_on(reply.message.content)
                asked_to_go_on = nudge is not None
            if nudge is not None:
                empty += 1
                if empty >= self._limits.empty_turns:
                    return Ending.SILENT, f"The model said nothing of use {empty} times in a row."
                self._conversation.say(Message(role="user", content=nudge))
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
        system = prompts.system_prompt(challenge, checker.toolchain)
        self._conversation.say(Message(role="system", content=system))
        opening = prompts.episode_prompt(
            challenge,
            self._workspace.direction,
            await self._workspace.view(goals=False),
            await self._workspace.report(),
            brief=self._brief,
            blind=self._tools.blind,
        )
        self._conversation.say(Message(role="user", content=opening))

    def _nudge(self, reply: Reply) -> str | None:
        """What to say to an answer without tool calls that cannot end the work; None if it can."""
        said = reply.message.content
        if reply.finish_reason is FinishReason.LENGTH:
            return prompts.cut_off_prompt()
        if not _TAG.sub("", said).strip():
            return prompts.empty_turn_prompt()
        if looks_like_a_call(said, [tool.name for tool in TOOL_SPECS]):
            return prompts.call_as_text_prompt()
        return None

    async def _use_tool(self, call: ToolCall, *, cut: bool) -> None:
        began = self._clock()
        if cut and not is_json(call.arguments):
            result = ToolResult(prompts.cut_off_call_prompt(call.name), ok=False)
        else:
            result = await self._patiently(call.name, lambda: call_tool(self._tools, call.name, call.arguments))
        self.transcript.tool(call, result.text, ok=result.ok, seconds=self._clock() - began)
        self._conversation.answer_tool(call, result.text)

    async def _patiently(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do ``work`` again after infrastructure failures, which should not cost the whole conversation."""
        for _ in range(TOOL_TRIES - 1):
            try:
                return await work()
            except OwnershipLost:
                raise
            except RetryError as error:
                self.transcript.note(f"{what}: an infrastructure failure ({error}); it is done once more")
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


def _to_go_on(said: str) -> str | None:
    """What is said once to words that sound as if more should come; None where they do not."""
    if announces_a_step(said):
        return prompts.announced_step_prompt()
    return prompts.code_as_text_prompt() if _LEAN_CODE.search(said) else None


def announces_a_step(text: str) -> bool:
    """Whether a text says what its writer is about to do, and is no summary of work that is over."""
    last = text.strip().rsplit("\n", 1)[-1].strip()
    sentence = re.split(r"(?<=[.!?])\s+", last)[-1]
    return last.endswith((":", "...", "…")) or _INTENT.match(sentence) is not None


_TAG = re.compile(r"</?[\w:|]{1,40}/?>")
_LEAN_CODE = re.compile(
    r"^`{3,}(?:lean4?)?[ \t]*\n(?:(?!`{3}).*\n)*?.*(?:\btheorem\b|\blemma\b|:=\s*by\b)|"
    r"\A\s*(?:import|theorem|lemma|def|open|namespace)\b.*(?:\n.*)*:=",
    re.MULTILINE,
)
"""A proof in the answer instead of in the file."""
_INTENT = re.compile(
    r"(?:(?:thoughts?|now|next|first|then|so|ok(?:ay)?|alright)[,.:]? )*(?:let me|let's|let us|i'll|i will|"
    r"i'm going to|i am going to|i need to|i should)\b",
    re.IGNORECASE,
)


def is_json(text: str) -> bool:
    """Whether a call's arguments came whole."""
    try:
        json.loads(text or "{}", strict=False)
    except (ValueError, RecursionError):
        return False
    return True
