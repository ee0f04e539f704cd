"""From words to a challenge: a model drafts, Lean checks, triage looks, a second reader says what the Lean says.

What comes out is a draft for a person. Nothing here writes to the catalogue; see `drafts.accept`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template

from orchestrator.errors import ChallengeError, RetryError, SourceError
from orchestrator.intake.triage import Bench, Report, triage
from orchestrator.lean.checker import CheckRequest, Limits, Outcome
from orchestrator.models.messages import ChatRequest, Message
from orchestrator.models.model import Model
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.commands import read_commands
from orchestrator.problems.importers.lean_file import adopt
from orchestrator.problems.importers.oeis_skeleton import test_lemmas, test_terms
from orchestrator.problems.lexical import scan
from orchestrator.problems.metadata import DEFAULT_TARGET, Metadata, Status
from orchestrator.problems.regions import looks_like_marker
from orchestrator.problems.text import check_text

TRIES: Final = 4
MAX_WORDS: Final = 20_000
WIDTH: Final = 106
"""Characters in a line of a header."""
_BLOCK: Final = re.compile(r"```(?:lean4?|)\s*\n(?P<lean>.*?)```", re.DOTALL)
_DIFFERENCE: Final = re.compile(r"^\s*(?:[-*]\s*)?DIFFERENCE:\s*(?P<words>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be stated: the source's own words, where they stand, and the id the problem is to have.

    ``sequence`` is the imported row of an OEIS entry (`importers.oeis`), whose terms become test lemmas.
    """

    id: str
    title: str
    text: str
    address: str
    sequence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted challenge for a person to accept, edit or refuse.

    ``meaning`` was written by a reader of the Lean alone; ``differences`` are those between it and the source's words
    (None where the comparison could not be read).
    """

    words: Words
    challenge: Challenge
    meaning: str
    differences: tuple[str, ...] | None
    report: Report
    tries: int
    model: str


class NotFormalised(RetryError):
    """The model gave no statement that Lean takes; the message has what Lean said of the last one."""


async def formalise(words: Words, model: Model, bench: Bench) -> Draft:
    """Draft a challenge: up to `TRIES` calls to state it, one to read it back, one to compare.

    Raises:
        NotFormalised: no draft elaborated.
        SourceError: the words are too long, or cannot be taken.
        LimitReached, ModelUnavailable, ModelConfigError, ModelRefused: as the model raises them.
    """
    if len(words.text) > MAX_WORDS:
        raise SourceError(f"the words have {len(words.text)} characters; at most {MAX_WORDS} are taken")
    check_text(words.text)
    messages = [Message(role="user", content=_prompt("draft", _facts(words)))]
    trouble = ""
    for number in range(1, TRIES + 1):
        reply = await model.complete(ChatRequest(call_id=f"draft-{number}", messages=tuple(messages)))
        challenge, trouble = await _stated(words, reply.message.content, bench)
        if challenge is not None:
            return await _looked_at(words, challenge, model, bench, number)
        messages += [reply.message, Message(role="user", content=f"{trouble}\nAnswer again with the whole block.")]
    raise NotFormalised(f"no draft of {TRIES} was taken; of the last one: {trouble}")


async def _looked_at(words: Words, challenge: Challenge, model: Model, bench: Bench, tries: int) -> Draft:
    meaning = await _ask(model, "read-back", _prompt("read_back", {"lean": bare_lean(challenge)}))
    facts = {**_facts(words), "source": words.text, "meaning": meaning}
    compared = await _ask(model, "compare", _prompt("compare", facts))
    differences = read_differences(compared)
    meta = replace(challenge.metadata, meaning=wrapped(meaning))
    with_meaning = rewritten(challenge, meta)
    report = await triage(with_meaning, bench)
    return Draft(words, with_meaning, meaning, differences, report, tries, model.name)


async def _ask(model: Model, call_id: str, prompt: str) -> str:
    reply = await model.complete(ChatRequest(call_id=call_id, messages=(Message(role="user", content=prompt),)))
    return check_text(reply.message.content.strip())


def read_differences(answer: str) -> tuple[str, ...] | None:
    """The listed differences; none for ``NONE``; None for an answer in another form."""
    found = tuple(match["words"].strip() for match in _DIFFERENCE.finditer(answer))
    return found if found or answer.strip().upper().startswith("NONE") else None


def rewritten(challenge: Challenge, meta: Metadata) -> Challenge:
    """The challenge with another header."""
    from orchestrator.problems.metadata import parse_metadata, render_metadata

    _, lines = parse_metadata(challenge.text)
    rest = challenge.text.split("\n", lines)[lines]
    return Challenge.parse(render_metadata(meta) + rest)


def bare_lean(challenge: Challenge) -> str:
    """What a reader gets who must not see the source: no header, comments, docstrings or regions."""
    from orchestrator.problems.metadata import parse_metadata

    _, lines = parse_metadata(challenge.text)
    text = challenge.text.split("\n", lines)[lines]
    unmarked = "\n".join(line for line in text.split("\n") if not looks_like_marker(line))
    kept = [line.rstrip() for line in scan(unmarked).code.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


async def _stated(words: Words, answer: str, bench: Bench) -> tuple[Challenge | None, str]:
    """The challenge of an answer, or what is wrong with it, for the model."""
    blocks = [match["lean"] for match in _BLOCK.finditer(answer)]
    if not blocks:
        return None, "Your answer has no ```lean block."
    try:
        text = check_text(blocks[-1])
        if problem := _forbidden(text):
            return None, problem
        made = adopt(_with_tests(text, words), DEFAULT_TARGET, _metadata(words))
        challenge = Challenge.parse(made.text)
    except (ChallengeError, SourceError) as error:
        return None, f"The block cannot be taken: {error}"
    result = await bench.checker.check(CheckRequest(challenge.text, Limits(wall_seconds=120.0)))
    if result.outcome is Outcome.ELABORATED:
        return challenge, ""
    said = "\n".join(f"line {each.start.line}: {each.text[:500]}" for each in result.errors[:5]) or result.outcome
    quoted = "\n".join(f"{number}: {line}" for number, line in enumerate(challenge.text.split("\n"), 1))
    return None, f"Lean does not take the file:\n{said}\nThe file, with what the program added:\n{quoted}"


def _forbidden(text: str) -> str:
    """What a draft may not hold, as a sentence for the model."""
    if any(map(looks_like_marker, text.split("\n"))):
        return "The block holds a marker of editable regions; leave it out."
    found = read_commands(text)
    for command in found.commands:
        if command.word in ("axiom", "opaque", "import", "macro", "macro_rules", "syntax", "elab", "notation"):
            return f"The block holds '{command.word}' in line {command.line}, which is not allowed."
    if not any(command.name == DEFAULT_TARGET for command in found.commands):
        return f"The block has no theorem {DEFAULT_TARGET}."
    return ""


def _with_tests(text: str, words: Words) -> str:
    """The block with test lemmas from the sequence's known terms before its target, where it defines the sequence."""
    head = "import Init\n\nset_option autoImplicit false\n\n"
    found = read_commands(text)
    if words.sequence is None or not any(command.name == "a" for command in found.commands):
        return head + text
    target = next(command for command in found.commands if command.name == DEFAULT_TARGET)
    lemmas = "".join(f"{lemma}\n" for lemma in test_lemmas(words.sequence))
    return f"{head}{text[: target.start]}{lemmas}{text[target.start :]}"


def _metadata(words: Words) -> Metadata:
    return Metadata(
        id=words.id,
        title=words.title,
        source=words.address or "given in words",
        status=Status.OPEN,
        informal=wrapped(words.text),
        quotation=wrapped(words.text),
        tags=("drafted",),
        reviewed="no",
    )


def wrapped(text: str) -> str:
    """The same words in lines that fit a header; lines that fit are left alone."""
    return "\n".join("\n".join(textwrap.wrap(line, WIDTH, break_long_words=False)) for line in text.split("\n"))


def _facts(words: Words) -> dict[str, Any]:
    facts: dict[str, Any] = {"words": words.text, "address": words.address, "name": "", "terms": "", "first": 0}
    if words.sequence is not None:
        tests = test_terms(words.sequence)
        facts |= {
            "name": words.sequence["name"],
            "terms": ", ".join(str(term) for _, term in tests),
            "first": words.sequence["offset"] or 0,
        }
    return facts


def _prompt(name: str, facts: Mapping[str, Any]) -> str:
    return _template(name).render(**facts).strip() + "\n"


@cache
def _template(name: str) -> Template:
    text = (resources.files("orchestrator.intake.prompts") / f"{name}.j2").read_text(encoding="utf-8")
    # A prompt is plain text for a model, never HTML.
    return Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True).from_string(text)


def of_sequence(content: Mapping[str, Any], which: int) -> Words:
    """The words of one conjecture of an imported OEIS entry.

    Raises:
        SourceError: the entry states no such conjecture.
    """
    stated: Sequence[Mapping[str, Any]] = content["conjectures"]
    if which >= len(stated):
        raise SourceError(f"{content['id']} states {len(stated)} conjectures, counted from 0; there is no {which}")
    chosen = stated[which]
    return Words(
        id=f"oeis/{content['id']}-conjecture-{which}",
        title=f"{content['id']}: {content['name']}"[:120],
        text=str(chosen["text"]),
        address=str(content["address"]),
        sequence=content,
    )
