"""What a certificate is about: the statement, named so that somebody else can tell whether it is the one they meant.

The kernel confirms that a statement was proved. Which statement it is, the certificate's author wrote: a header may
name a famous problem above another theorem. So a person who repeats a judgement is shown the statement as it
elaborates, its digest, and whether it is the catalogue's text of that id (or the text of a file that they name).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.certificate import Inputs
from orchestrator.lean.judge.data import Declaration, Export, Kind, show_name
from orchestrator.lean.judge.digest import Digests
from orchestrator.lean.judge.expected import Expected
from orchestrator.lean.judge.shown import show
from orchestrator.problems.challenge import Challenge

SHOWN_CHARACTERS: Final = 2000
SHOWN_DEFINITIONS: Final = 40
DEFINITION_CHARACTERS: Final = 400
_WORDS: Final = {Kind.DEFINITION: "def", Kind.INDUCTIVE: "inductive", Kind.OPAQUE: "opaque", Kind.AXIOM: "axiom"}
"""What is shown of what a statement rests on, by Lean's words; proofs say nothing, the rest comes with its type."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An elaborated statement. ``text`` is the term without any notation, cut to `SHOWN_CHARACTERS`.

    ``digest`` is the SHA-256 (hex) of it, its universe parameters and all of the challenge that it rests on: two
    statements with one digest say the same, in the same library. ``definitions`` are those of the challenge that the
    statement rests on, nearest first: a name says nothing of what it stands for.
    """

    target: str
    text: str
    digest: str
    definitions: tuple[str, ...] = ()


def stated(expected: Expected) -> Statement:
    """The statement that a challenge or statement file elaborates to. Walks the whole of it: call it in a thread."""
    export = expected.export
    digests, target = Digests(export), export.declarations[expected.target]
    below = {
        name
        for root in export.constants_below([target.type])
        if root in export.declarations
        for name in closure(export, root).own
    }
    content = [repr(target.levels), digests.expression(target.type)]
    content += [digests.declaration(export.declarations[name]) for name in sorted(below, key=repr)]
    return Statement(
        show_name(target.name),
        show(export, target.type, SHOWN_CHARACTERS),
        hashlib.sha256("\n".join(content).encode()).hexdigest(),
        _definitions(export, target.type),
    )


def _definitions(export: Export, statement: int) -> tuple[str, ...]:
    """What the constants of a statement are, and what those rest on, as far as that can be read."""
    found: list[str] = []
    near = sorted((name for name in export.constants_below([statement]) if name in export.declarations), key=repr)
    seen = set(near)
    for name in near:  # grows meanwhile
        declaration = export.declarations[name]
        if declaration.kind is Kind.THEOREM:
            continue
        further = sorted((each for each in export.used[name] if each in export.declarations), key=repr)
        near += [each for each in further if each not in seen]
        seen.update(further)
        if declaration.kind in _WORDS:
            found.append(_definition(export, declaration))
    left = len(found) - SHOWN_DEFINITIONS
    return (*found[:SHOWN_DEFINITIONS], *([f"and {left} more: read the certificate's text"] if left > 0 else []))


def _definition(export: Export, declaration: Declaration) -> str:
    text = f"{_WORDS[declaration.kind]} {show_name(declaration.name)} : "
    text += show(export, declaration.type, DEFINITION_CHARACTERS)
    if declaration.kind is Kind.DEFINITION and declaration.value is not None:
        text += f" := {show(export, declaration.value, DEFINITION_CHARACTERS)}"
    for name in declaration.constructors:
        text += f" | {show_name(name)} : {show(export, export.declarations[name].type, DEFINITION_CHARACTERS)}"
        if len(text) > SHOWN_CHARACTERS:
            return f"{text[:SHOWN_CHARACTERS]} ..."
    return text


class Source(StrEnum):
    """What a certificate's statement text was compared with."""

    CATALOGUE = "catalogue"
    FILE = "file"
    NOTHING = "nothing"
    """The catalogue has no such id, or the certificate names none: the certificate alone says what was stated."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose statement a certificate has. ``same`` is None where there was nothing to compare with."""

    id: str | None
    source: Source
    same: bool | None

    @property
    def sentence(self) -> str:
        """The comparison for people."""
        match self.source, self.same:
            case Source.CATALOGUE, True:
                return f"the statement is the catalogue's {self.id}"
            case Source.CATALOGUE, _:
                return f"the certificate names {self.id}, but its statement is NOT the catalogue's"
            case Source.FILE, True:
                return "the statement is that of the file given with --against"
            case Source.FILE, _:
                return "the statement is NOT that of the file given with --against"
        named = f"the catalogue has no {self.id}" if self.id else "the certificate names no problem of the catalogue"
        return f"{named}: read the statement above, only the certificate vouches for it (or give --against CHALLENGE)"


def identify(inputs: Inputs, find: Callable[[str], Challenge | None], against: str | None) -> Identity:
    """Compare a certificate's frozen text, byte for byte.

    Args:
        inputs: of the certificate.
        find: the catalogue's challenge of an id, or None.
        against: the text of a challenge or statement file to compare with instead.

    Raises:
        SourceError, ChallengeError: the certificate's challenge cannot be parsed.
    """
    identifier = inputs.challenge().id if inputs.mode == "challenge" else None
    if against is not None:
        return Identity(identifier, Source.FILE, against == inputs.statement)
    known = None if identifier is None else find(identifier)
    if known is None:
        return Identity(identifier, Source.NOTHING, None)
    return Identity(identifier, Source.CATALOGUE, known.sha256 == inputs.statement_sha256)
