"""Test lemmas hold the definitions down: change a definition, and one of them must fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Definition, Probes, Subject
from orchestrator.intake.terms import Term
from orchestrator.problems.commands import signature

NAME = "test lemmas"
MUTATIONS = 4
_ARM = re.compile(r"=>")
_CHANGES = {
    "Nat": ("({}) + 1",),
    "Int": ("({}) + 1",),
    "Bool": ("!({})",),
    "Prop": ("¬ ({})",),
    "List": ("List.reverse (({}) ++ ({}))", "[]"),
}
_SIGNS = (("≤", "<"), ("<", "≤"), ("∧", "∨"), ("∀", "∃"), ("∃", "∀"), ("=", "≠"), ("+", "*"), ("1", "2"), ("0", "1"))


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed file; ``what`` says how."""

    what: str
    text: str


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Which definitions no test lemma holds down."""
    # An answer to be given is no definition that could be held down.
    own = [each for each in subject.definitions if "-- EVOLVE-VALUE-" not in subject.found.source(each.command)]
    if not own or subject.terms is None:
        return ()
    if not subject.test_lemmas:
        names = ", ".join(each.command.name for each in own) + (" is" if len(own) == 1 else " are")
        return [
            Finding(
                NAME,
                Grade.SUSPICIOUS,
                f"no test lemma says what {names}",
                "prove known values of each definition before the target",
                own[0].command.line,
            )
        ]
    found = []
    for definition in own:
        survivors, tried = await _survivors(subject, definition, probes)
        if tried and len(survivors) == tried:
            found.append(
                Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"no test lemma holds {definition.command.name} down: {survivors[0]}, and all of them still hold",
                    "add a test lemma with a known value of it",
                    definition.command.line,
                )
            )
    return found


async def _survivors(subject: Subject, definition: Definition, probes: Probes) -> tuple[list[str], int]:
    """Mutations that no test lemma notices, and how many were tried; stops at the first that is noticed."""
    survivors: list[str] = []
    tried = 0
    for mutation in mutations(subject, definition):
        if tried == MUTATIONS:
            break
        result = await probes.check(mutation.text)
        if result is None:
            continue
        if any(_within(subject, definition, message.start.line) for message in result.errors):
            continue  # the changed definition itself does not elaborate: nothing learnt
        tried += 1
        if result.errors:
            return [], tried
        survivors.append(mutation.what)
    return survivors, tried


def _within(subject: Subject, definition: Definition, line: int) -> bool:
    last = subject.found.line_of(definition.command.end - 1)
    return subject.found.line_of(definition.command.start) <= line <= last


def mutations(subject: Subject, definition: Definition) -> Iterator[Mutation]:
    """Changed files: the value of the definition, or of one of its arms, then single signs in it."""
    assert subject.terms is not None
    text, command = subject.challenge.text, definition.command
    kind = _result(subject.terms.term(definition.declaration.type))
    for start, end in _values(subject, definition):
        body = text[start:end].strip()
        for change in _CHANGES.get(kind, ()):
            new = change.format(body, body) if "{}" in change else change
            what = f"with {_short(new)} for {_short(body)}"
            yield Mutation(what, f"{text[:start]} {new}{_tail(text[start:end])}{text[end:]}")
    code = subject.found.code
    first = next((start for start, _ in _values(subject, definition)), command.head)
    for sign, other in _SIGNS:
        pattern = rf"(?<![\w.]){sign}(?![\w.])" if sign.isdigit() else rf"(?<=\s){re.escape(sign)}(?=\s)"
        for place in re.finditer(pattern, code[first : command.end]):
            at = first + place.start()
            what = f"with {other} for {sign} in line {subject.found.line_of(at)}"
            yield Mutation(what, f"{text[:at]}{other}{text[at + len(sign) :]}")
            break


def _values(subject: Subject, definition: Definition) -> Iterator[tuple[int, int]]:
    """Where the definition's value stands, or the value of each of its arms."""
    found, command = subject.found, definition.command
    parts = signature(found, command)
    end = command.start + len(found.code[command.start : command.end].rstrip())
    if parts is not None:
        yield parts.assign + 2, end
        return
    code = found.code
    arms = [match for match in re.finditer(r"^\s*\|", code[command.head : command.end], re.MULTILINE)]
    for index, arm in enumerate(arms):
        last = command.head + arms[index + 1].start() if index + 1 < len(arms) else end
        arrow = _ARM.search(code, command.head + arm.end(), last)
        if arrow:
            stop = re.search(r"\n(?:termination_by|decreasing_by)", code[arrow.end() : last])
            yield arrow.end(), arrow.end() + stop.start() if stop else last


def _result(type_: Term) -> str:
    while type_.kind == "pi":
        type_ = type_.binder[2]
    if type_.kind == "sort":
        return "Prop"
    return str(type_.head[0]) if type_.head else ""


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:37] + "..."


LINT = Lint(NAME, "every definition is held down by a test lemma", look)
