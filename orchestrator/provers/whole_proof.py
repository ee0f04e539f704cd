"""A model as a prover of whole proofs: asked for one at a goal and at its negation, and told what Lean says of it.

Nothing runs it unless a run names it. Every call is one exchange with the run's model and paid from its ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from orchestrator.errors import LimitReached
from orchestrator.lean.checker import Outcome
from orchestrator.models.messages import ChatRequest, Message
from orchestrator.models.model import Model
from orchestrator.provers.prover import Bench, ProverOutcome, ProverTask
from orchestrator.provers.tactics.provers import TacticGoalProver, TacticProver
from orchestrator.provers.tactics.splice import replace_sorry
from orchestrator.provers.tactics.trial import OpenPlace

NAME = "whole-proof"
SAMPLES = 4
"""Conversations about one goal, each begun anew: pass@k."""
ROUNDS = 2
"""Proofs in one conversation: the first, and one for each time that Lean's messages are sent back."""
CALL_WORK = 1000.0
"""What a call counts beside its checks, in thousands of heartbeats: goal and negation are asked about in turn."""
MAX_MESSAGES = 4000
SYSTEM = (
    "You prove theorems in Lean 4 with core Lean only: no Mathlib, no imports. In the file that you are given one "
    "`sorry` is marked. Answer with the tactics that take its place, in one code block marked lean, and nothing "
    "else in it: no theorem header, no `by`, no `sorry`, no axioms, no `native_decide`."
)
_BLOCK = re.compile(r"```[ \t]*(?:lean4?)?[ \t]*\n(?P<proof>.*?)\n?[ \t]*```", re.DOTALL)


def proof_in(answer: str) -> str:
    """The tactics that an answer gives: its last code block, or all of it; without a leading ``by``."""
    blocks = [match["proof"] for match in _BLOCK.finditer(answer)]
    text = (blocks[-1] if blocks else answer).strip("\n").rstrip()
    head, _, rest = text.strip().partition("\n")
    if head.strip() == "by":
        text = rest
    elif head.startswith("by "):
        text = "\n".join([head[3:], rest]) if rest else head[3:]
    lines = text.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).strip("\n")


class WholeProofAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`: a step is one call of the model and a check of its proof.

    ``call_ids`` names the calls, each once.
    """

    def __init__(self, place: OpenPlace, model: Model, call_ids: Iterator[str]) -> None:
        self.place = place
        self.proof: str | None = None
        self.by = ""
        self.weight = 1.0
        self.over = False
        self.ahead = 0.0
        self._model = model
        self._call_ids = call_ids
        self._left = SAMPLES
        self._rounds = 0
        self._messages: list[Message] = []

    async def step(self) -> None:
        """Ask for the next proof; nothing more is asked once the ledger is empty. Raises what the server raises."""
        if not self._rounds:
            self._messages = [Message(role="system", content=SYSTEM), Message(role="user", content=self._question())]
        request = ChatRequest(call_id=next(self._call_ids), messages=tuple(self._messages))
        try:
            reply = await self._model.complete(request)
        except LimitReached:
            self.over = True
            return
        self.place.work += CALL_WORK
        self._rounds += 1
        script = proof_in(reply.message.content)
        told = await self._check(script) if script.strip() else "The answer has no proof."
        if told is None:
            self.proof, self.by = script, NAME
        elif self._rounds < ROUNDS:
            again = f"Lean does not take it:\n\n{told}\n\nAnswer with the whole corrected proof in one code block."
            self._messages += [Message(role="assistant", content=reply.message.content or " ")]
            self._messages += [Message(role="user", content=again)]
        else:
            self._rounds, self._left = 0, self._left - 1
        self.over = self._left == 0

    def _question(self) -> str:
        place = self.place.place
        marked = f"{place.source[: place.start]}sorry /- this one -/{place.source[place.end :]}"
        return f"The file:\n\n```lean\n{marked}\n```\n\nThe goal at the marked `sorry`:\n\n{place.goal.pretty}"

    async def _check(self, script: str) -> str | None:
        """What is wrong with a proof, in words; None where it closes the place."""
        self.place.tried.append(script)
        result = await self.place.meter.check(replace_sorry(self.place.place, script).text)
        if result.outcome is Outcome.ELABORATED:
            return None if await self.place.attempt(script) else "It leaves goals open or rests on `sorry`."
        if result.outcome is not Outcome.ERRORS:
            return f"It passes a limit ({result.outcome})."
        return "\n".join(f"line {error.start.line}: {error.text}" for error in result.errors)[:MAX_MESSAGES]


def whole_proof_goal_prover(model: Model, call_prefix: str) -> TacticGoalProver:
    """The model on open goals; its owner closes it. ``call_prefix`` is of no other calls in the model's ledger."""
    ids = _call_ids(call_prefix)
    return TacticGoalProver(NAME, lambda place, _: WholeProofAttempt(place, model, ids))


def _call_ids(prefix: str) -> Iterator[str]:
    return (f"{prefix}/{number}" for number in count(1))


class WholeProofProver:
    """The model on challenges, see `orchestrator.provers.prover.Prover`; it runs where the run's models are."""

    @property
    def name(self) -> str:
        """See `Prover.name`."""
        return NAME

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """See `Prover.prove`."""
        model, ids = bench.model(task.profile), _call_ids(bench.call_prefix)
        prover = TacticProver(NAME, lambda place, _: WholeProofAttempt(place, model, ids))
        return await prover.prove(task, bench)
