"""The names that a text gives to lemmas and definitions before a place: what its own tactics may be told about.

Read from the text (Lean's environment does not say which definitions are reducible, nor who wrote them); a name that
is read wrongly costs a failed candidate, nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from orchestrator.problems.lexical import scan

_COMMAND = re.compile(
    r"^[ ]*(?P<before>(?:@\[[^\]\n]*\]\s*|(?:private|protected|noncomputable|unsafe|partial|nonrec|local|scoped)\s+)*)"
    r"(?P<kind>theorem|lemma|def|abbrev|instance|structure|inductive|namespace|section|end|example)\b"
    r"[ ]*(?P<name>[\w.'!?«»]+)?",
    re.MULTILINE,
)
_GENERAL = re.compile(r"\s*(?:[({\[⦃]|:\s*∀)")
_WORD = re.compile(r"[\w.'!?«»]+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A ``def`` or ``abbrev``: its full name, whether automation unfolds it by itself, the names its text uses."""

    name: str
    reducible: bool
    uses: frozenset[str]
    nullary: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a text declares before a place, in order. ``lemmas`` are its theorems that speak of all values of something:

    a fact about fixed values, such as a test of a definition, says nothing that evaluation would not.
    """

    definitions: tuple[Definition, ...] = ()
    lemmas: tuple[str, ...] = ()

    def relevant(self, text: str) -> tuple[Definition, ...]:
        """The definitions that ``text`` names, and those that they use in turn."""
        wanted = set(_WORD.findall(text))
        for definition in reversed(self.definitions):
            if _named(definition.name, wanted):
                wanted |= definition.uses
        return tuple(definition for definition in self.definitions if _named(definition.name, wanted))


def vocabulary(source: str, place: int) -> Vocabulary:
    """What ``source`` declares before the offset ``place``, without the declaration that ``place`` is in."""
    code = scan(source).code[:place]
    commands = list(_COMMAND.finditer(code))
    definitions: list[Definition] = []
    lemmas: list[str] = []
    scopes: list[str] = []
    for command, following in pairwise(commands):
        kind, name = command["kind"], command["name"] or ""
        if kind in ("namespace", "section"):
            scopes.append(name if kind == "namespace" else "")
        elif kind == "end" and scopes:
            scopes.pop()
        full = ".".join([*filter(None, scopes), name])
        body = code[command.end() : following.start()]
        if kind in ("def", "abbrev") and name:
            reducible = kind == "abbrev" or "reducible" in command["before"]
            head = body.lstrip()
            nullary = head.startswith(":") and not re.match(r":[^=]*?→[^=]*?(?::=|\n)", head)
            definitions.append(Definition(full, reducible, frozenset(_WORD.findall(body)), nullary))
        elif kind in ("theorem", "lemma") and name and _GENERAL.match(body):
            lemmas.append(full)
    return Vocabulary(tuple(definitions), tuple(lemmas))


def enclosing(source: str, place: int) -> str:
    """Full name of the declaration that the offset ``place`` is in, as written; empty where it has none."""
    scopes: list[str] = []
    name = ""
    for command in _COMMAND.finditer(scan(source).code[:place]):
        name = command["name"] or ""
        if command["kind"] in ("namespace", "section"):
            scopes.append(name if command["kind"] == "namespace" else "")
        elif command["kind"] == "end" and scopes:
            scopes.pop()
        elif name:
            name = ".".join([*filter(None, scopes), name])
    return name


def _named(name: str, words: set[str]) -> bool:
    return name in words or name.rpartition(".")[2] in words
