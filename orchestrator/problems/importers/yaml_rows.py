"""A list of mappings in YAML, read entry by entry.

The text is cut where an entry starts at the left margin, and each entry is read alone, so that a mistake costs one row.
Nothing is resolved: every scalar stays the text it is (``no`` is not false, ``1`` is not a number). Anchors, aliases
and tags are refused with their row, so that a small file cannot become a large value; so are repeated keys, of which
YAML loaders usually keep the last in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from orchestrator.problems.importers.importer import Refusal
from orchestrator.problems.text import forbidden_in_data

MAX_DEPTH: Final = 12
MAX_BRACKETS: Final = 200
"""More of them in one entry are refused unread: the reader's time grows with the square of the nesting."""
MAX_ENTRY: Final = 1 << 16
"""In characters."""
_ENTRY: Final = re.compile(r"^-(?=[ \n]|\Z)", re.MULTILINE)
_BEFORE: Final = re.compile(r"(?:[ ]*(?:#.*)?\n|---[ ]*\n|%YAML 1\.[12][ ]*\n)*[ ]*(?:#.*)?")
Value = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class YamlRow:
    """One mapping of the list, with the line (from 1) that it starts in."""

    line: int
    value: dict[str, Value]


class _BadRow(Exception):
    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_rows(text: str, file: str) -> tuple[list[YamlRow], list[Refusal]]:
    """The rows of a YAML text whose document is a list of mappings, and what was refused."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    rows: list[YamlRow] = []
    refusals: list[Refusal] = []
    if not starts or not _BEFORE.fullmatch(text, 0, starts[0]):
        return [], [Refusal(file, 1, "the document is not a list of entries, each with '- ' at the left margin")]
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line, counted = line + text.count("\n", counted, start), start
        try:
            rows.append(YamlRow(line, _Entry(text[start:end], line).mapping()))
        except _BadRow as bad:
            refusals.append(Refusal(file, bad.line, bad.reason))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            problem = getattr(error, "problem", None) or "it is no YAML"
            refusals.append(Refusal(file, line + mark.line if mark else line, f"the entry cannot be read: {problem}"))
    return rows, refusals


class _Entry:
    """The event stream of one entry; ``depth`` is the nesting within it."""

    def __init__(self, text: str, first_line: int) -> None:
        if len(text) > MAX_ENTRY or text.count("[") + text.count("{") > MAX_BRACKETS:
            raise _BadRow(
                f"an entry has at most {MAX_ENTRY} characters and {MAX_BRACKETS} opening brackets", first_line
            )
        if bad := forbidden_in_data(text):
            raise _BadRow(f"in the entry's {bad}", first_line)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)
        self._next: yaml.Event | None = None
        self._first_line = first_line
        self.depth = 0

    @property
    def line(self) -> int:
        """Where the next event stands."""
        event = self._peek()
        return self._first_line + (event.start_mark.line if event.start_mark else 0)

    def _peek(self) -> yaml.Event:
        if self._next is None:
            self._next = next(self._events)
        return self._next

    def _take(self) -> yaml.Event:
        event = self._peek()
        self._next = None
        return event

    def mapping(self) -> dict[str, Value]:
        """The entry itself."""
        while not isinstance(self._peek(), yaml.SequenceStartEvent):
            self._take()
        self._take()
        line = self.line
        value = self.value()
        if not isinstance(value, dict):
            raise _BadRow("the entry is not a mapping", line)
        while not isinstance(self._take(), yaml.StreamEndEvent):  # a mistake after the mapping is one too
            pass
        return value

    def value(self) -> Value:
        line = self.line
        event = self._take()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _BadRow("anchors and aliases are not taken; write the value out", line)
        if tag := getattr(event, "tag", None):
            raise _BadRow(f"the tag {str(tag)[:60]!r} is not taken", line)
        if isinstance(event, yaml.ScalarEvent):
            if bad := forbidden_in_data(event.value):  # written as an escape
                raise _BadRow(f"in a value's {bad}", line)
            return "" if event.style is None and event.value in ("~", "null") else str(event.value)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _BadRow(f"nested more than {MAX_DEPTH} deep", line)
        value = self._list() if isinstance(event, yaml.SequenceStartEvent) else self._mapping()
        self.depth -= 1
        return value

    def _list(self) -> list[Value]:
        items: list[Value] = []
        while not isinstance(self._peek(), yaml.SequenceEndEvent):
            items.append(self.value())
        self._take()
        return items

    def _mapping(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(self._peek(), yaml.MappingEndEvent):
            line = self.line
            key = self.value()
            if not isinstance(key, str):
                raise _BadRow("a key is not a plain text", line)
            if key in found:
                raise _BadRow(f"the key {key[:60]!r} stands twice in one mapping", line)
            found[key] = self.value()
        self._take()
        return found
