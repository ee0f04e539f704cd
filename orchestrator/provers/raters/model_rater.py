"""A language model as judge of a tournament of proof sketches (paper, section on raters; prompt in our own words)."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from orchestrator.models.messages import ChatRequest, Message
from orchestrator.provers.agent.lessons import without_lessons
from orchestrator.provers.raters.decision import read_decision
from orchestrator.provers.raters.rater import Entrant, Ranking, RaterBench, RaterFailed

TRIALS: Final = 2
"""Answers that are read before the match is given up: the first, and one after the error was explained."""
_TAG: Final = re.compile(r"<\s*/?\s*decision\s*>", re.IGNORECASE)
MOST_CHARACTERS: Final = 12_000
"""Of one sketch's text; longer ones are cut in the middle, where the routine parts are."""


class ModelRater:
    """Asks a model to rank the sketches; they are numbered in an order that the seed shuffles."""

    name = "model"

    async def rank(
        self, entrants: Sequence[Entrant], bench: RaterBench, seed: int, *, problem: str, profile: str | None = None
    ) -> Ranking:
        """See `Rater.rank`."""
        shown = list(entrants)
        random.Random(seed).shuffle(shown)
        model = bench.model(profile)
        messages = [Message(role="user", content=_prompt(shown, problem))]
        trouble = ""
        for trial in range(TRIALS):
            call_id = f"rate-{seed:x}-{_match_name(shown)}-{trial}"
            reply = await model.complete(ChatRequest(call_id=call_id, messages=tuple(messages)))
            try:
                groups = read_decision(reply.message.content, len(shown))
            except ValueError as error:
                trouble = str(error)
                messages += [reply.message, Message(role="user", content=_again(trouble, len(shown)))]
                continue
            named = tuple(tuple(shown[number].digest for number in group) for group in groups)
            return Ranking(named, reply.message.content)
        raise RaterFailed(f"the rater {model.name!r} gave no ranking in {TRIALS} answers: {trouble}")


def _match_name(shown: Sequence[Entrant]) -> str:
    return "".join(entrant.digest[:4] for entrant in shown)


def _prompt(shown: Sequence[Entrant], problem: str) -> str:
    sketches = [
        {
            "number": number,
            "text": _shortened(without_lessons(entrant.text, entrant.plan)),
            "plan": _shortened(entrant.plan),
            "goals": entrant.goals,
            "notes": [*(["An open goal is the target itself."] * entrant.restates), *entrant.vetoes],
        }
        for number, entrant in enumerate(shown, 1)
    ]
    return _template().render(problem=problem, sketches=sketches).strip() + "\n"


def _again(trouble: str, players: int) -> str:
    example = " > ".join(map(str, range(1, players + 1)))
    return (
        f"Your answer could not be read: {trouble}. Answer again with one line that ranks all {players} sketches, in "
        f"this form and in your order, with = between equals: <decision>{example}</decision>"
    )


def _shortened(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return f"{text[:half]}\n... ({len(text) - 2 * half} characters left out) ...\n{text[-half:]}"


@cache
def _template() -> Template:
    text = (resources.files(__package__) / "rater.j2").read_text(encoding="utf-8")
    # A prompt is plain text for a model, never HTML.
    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)
    environment.filters["quoted"] = _quoted
    return environment.from_string(text)


def _quoted(text: str) -> str:
    """What others wrote, so that no line of it can pass for the judge's own prompt or for a decision."""
    return "\n".join(f"| {_TAG.sub('(decision)', line)}" for line in text.splitlines()) or "|"
