"""The header comment of a challenge file: a strict ``key: value`` format, described in docs/challenges.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orchestrator.errors import ChallengeError
from orchestrator.problems.requirement import Requirement
from orchestrator.problems.status import StatusReport, parse_report
from orchestrator.problems.text import shown


class Status(StrEnum):
    """What is known about the statement in the file, by whoever wrote it; never a verdict of this program."""

    OPEN = "open"
    PROVED = "proved"
    DISPROVED = "disproved"
    UNKNOWN = "unknown"


class AnswerGrammar(StrEnum):
    """What an ``EVOLVE-VALUE`` region may elaborate to without a person looking at it.

    ``PROP`` is one of the constants ``True`` and ``False``; the others are literals of their type. ``REVIEW`` admits
    any expression and always ends in a review by a person.
    """

    PROP = "prop"
    BOOL = "bool"
    NAT = "nat"
    INT = "int"
    LIST_NAT = "list nat"
    LIST_INT = "list int"
    REVIEW = "review"


DEFAULT_TARGET: Final = "target_theorem_0"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The header of a challenge; paragraphs of long values keep their line breaks. ``id`` is ``<source>/<slug>``."""

    id: str
    title: str
    source: str
    status: Status
    informal: str
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    equivalence: str = ""
    """Where core Lean forces a reformulation: why it is equivalent to the source's statement."""
    note: str = ""
    answers: tuple[AnswerGrammar, ...] = ()
    """One grammar per value region, in order; empty where the header has no ``answer`` key."""
    target: str = DEFAULT_TARGET
    quotation: str = ""
    """The source's own words, verbatim."""
    meaning: str = ""
    """What the Lean says, written back from the Lean alone, without the source at hand."""
    requires: Requirement | None = None
    """The native Lean that the file needs; None where the embedded Lean is enough."""
    reports: tuple[StatusReport, ...] = ()
    """What is known about the problem on both axes, as each source says it."""
    accepted: str = ""
    """Who took a drafted challenge into the catalogue, and when; empty where a person wrote it."""
    reviewed: str = ""
    """``no``, or who compared the Lean with the quotation, and when."""


_KEYS: Final = (
    "id",
    "title",
    "source",
    "status",
    "tags",
    "references",
    "informal",
    "equivalence",
    "note",
    "answer",
    "target",
    "quotation",
    "meaning",
    "requires",
    "reports",
    "accepted",
    "reviewed",
)
_REQUIRED: Final = ("id", "title", "source", "status", "informal")
_LONG: Final = frozenset({"source", "references", "informal", "equivalence", "note", "quotation", "meaning", "reports"})

_WIDTH: Final = 110
_KEY_LINE: Final = re.compile(r"([A-Za-z_-]+):(?: (.*))?")
_ID: Final = re.compile(r"[a-z][a-z0-9-]*/[A-Za-z0-9][A-Za-z0-9_-]*")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_']*(?:\.[A-Za-z_][A-Za-z0-9_']*)*")


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def is_problem_id(text: str) -> bool:
    """Whether ``text`` has the form of an id, ``<source>/<slug>``."""
    return _ID.fullmatch(text) is not None


def no_id(text: str) -> str:
    """What is wrong with an id that is none, and the one that was probably meant for a file of one's own."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", text.rpartition("/")[2]).strip("-_")
    meant = f"; a file of your own: 'local/{slug}'" if is_problem_id(f"local/{slug}") else ""
    return f"the id {text!r} is not of the form 'source/slug'{meant}"


def parse_metadata(text: str) -> tuple[Metadata, int]:
    """Read the header of a challenge text (already through `check_text`).

    Returns:
        The metadata and the number of lines the header takes, both ``/-`` and ``-/`` lines included.

    Raises:
        ChallengeError: at the line at fault, or without one where a key is missing.
    """
    lines = text.split("\n")
    if lines[0].rstrip(" ") != "/-":
        raise ChallengeError(
            f"a challenge starts with its header comment, '/-' alone on the first line{_plain(text)}", 1
        )
    try:
        end = next(number for number, line in enumerate(lines) if number and line.strip(" ") == "-/")
    except StopIteration:
        raise ChallengeError("the header comment is never closed by '-/' alone on a line", 1) from None
    fields = _fields(lines[1:end])
    missing = [key for key in _REQUIRED if key not in fields]
    if missing:
        raise ChallengeError(f"the header has no {', '.join(map(repr, missing))}; add it", end + 1)
    return _metadata(fields), end + 1


def _plain(text: str) -> str:
    """How to go on with a Lean file that was written for something else; empty where it states nothing."""
    stated = re.search(r"^\s*(?:@\[[^\]]*\]\s*)?(?:theorem|lemma)\s+([^\s:({\[]+)", text, re.MULTILINE)
    if stated is None:
        return ""
    return f"; of a plain Lean file `orchestrator adopt FILE.lean {stated[1]}` makes one"


def _fields(lines: list[str]) -> dict[str, _Field]:
    """Split header lines, of which the first is line 2 of the file, into fields."""
    found: dict[str, tuple[int, list[str]]] = {}
    key = ""
    for number, line in enumerate(lines, 2):
        if "/-" in line or "-/" in line:
            raise ChallengeError("the header cannot hold another comment sign ('/-' or '-/')", number)
        if not line.strip(" "):
            if key:
                found[key][1].append("")
            continue
        if line.startswith(" "):
            if not key or not line.startswith("  "):
                raise ChallengeError("a continuation line follows a key and is indented by two spaces", number)
            if key not in _LONG:
                raise ChallengeError(f"the value of {key!r} is a single line", number)
            found[key][1].append(line[2:].rstrip(" "))
            continue
        match = _KEY_LINE.fullmatch(line)
        if match is None:
            raise ChallengeError(f"expected 'key: value' or an indented line, found {shown(line)}", number)
        key = match[1]
        if key not in _KEYS:
            raise ChallengeError(f"unknown key {key!r}; known are {', '.join(_KEYS)}", number)
        if key in found:
            raise ChallengeError(f"the key {key!r} is already in line {found[key][0]}", number)
        found[key] = (number, [(match[2] or "").strip(" ")])
    fields = {name: _Field(number, tuple(value)) for name, (number, value) in found.items()}
    for name, field in fields.items():
        if not field.text:
            raise ChallengeError(f"the key {name!r} has no value", field.line)
    return fields


def _metadata(fields: dict[str, _Field]) -> Metadata:
    identifier, status = fields["id"], fields["status"]
    if not is_problem_id(identifier.text):
        raise ChallengeError(no_id(identifier.text), identifier.line)
    if status.text not in set(Status):
        raise ChallengeError(f"unknown status {status.text!r}; known are {', '.join(Status)}", status.line)
    target, requires = fields.get("target"), fields.get("requires")
    if target and not _NAME.fullmatch(target.text):
        raise ChallengeError(f"the target {target.text!r} is not an ASCII Lean name", target.line)

    def text(key: str) -> str:
        return fields[key].text if key in fields else ""

    return Metadata(
        id=identifier.text,
        title=fields["title"].text,
        source=fields["source"].text,
        status=Status(status.text),
        informal=fields["informal"].text,
        tags=_comma_list(fields.get("tags")),
        references=tuple(item for item, _ in _items(fields.get("references"), "reference")),
        equivalence=text("equivalence"),
        note=text("note"),
        answers=_answers(fields.get("answer")),
        target=target.text if target else DEFAULT_TARGET,
        quotation=text("quotation"),
        meaning=text("meaning"),
        requires=Requirement.parse(requires.text, requires.line) if requires else None,
        reports=tuple(parse_report(item, line) for item, line in _items(fields.get("reports"), "report")),
        accepted=text("accepted"),
        reviewed=_reviewed(fields.get("reviewed")),
    )


def _comma_list(field: _Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    items = tuple(item.strip(" ") for item in field.text.split(","))
    if not all(items) or len(set(items)) < len(items):
        raise ChallengeError("a comma list has an empty or repeated item", field.line)
    return items


def _answers(field: _Field | None) -> tuple[AnswerGrammar, ...]:
    if field is None:
        return ()
    names = [name.strip(" ") for name in field.text.split(",")]
    for name in names:
        if name not in set(AnswerGrammar):
            raise ChallengeError(f"unknown answer grammar {name!r}; known are {', '.join(AnswerGrammar)}", field.line)
    return tuple(AnswerGrammar(name) for name in names)


def _items(field: _Field | None, what: str) -> list[tuple[str, int]]:
    """Items and their lines. An item starts with ``- ``; other lines continue it and are joined to it by a space."""
    items: list[tuple[str, int]] = []
    for line, raw in enumerate(field.lines if field else (), field.line if field else 0):
        text = raw.strip(" ")
        if text.startswith("- "):
            items.append((text[2:].strip(" "), line))
        elif text and not items:
            raise ChallengeError(f"each {what} starts with '- ' on a line of its own", line)
        elif text:
            items[-1] = (f"{items[-1][0]} {text}", items[-1][1])
    return items


def _reviewed(field: _Field | None) -> str:
    if field is not None and field.text != "no" and not field.text.startswith("yes, "):
        raise ChallengeError("'reviewed' is 'no', or 'yes, ' with who compared Lean and source, and when", field.line)
    return field.text if field else ""


def render_metadata(meta: Metadata) -> str:
    """The header comment of ``meta``, as `parse_metadata` reads it; ``/-`` and ``-/`` in words are pulled apart.

    Words are kept as they are but for blanks: each of their lines becomes one line of the header.
    """
    lines = ["/-"]
    for key, value in (
        ("id", meta.id),
        ("title", " ".join(meta.title.split())),
        ("source", meta.source),
        ("status", meta.status.value),
        ("tags", ", ".join(meta.tags)),
        ("references", meta.references),
        ("informal", meta.informal),
        ("quotation", meta.quotation),
        ("meaning", meta.meaning),
        ("equivalence", meta.equivalence),
        ("note", meta.note),
        ("answer", ", ".join(meta.answers)),
        ("target", "" if meta.target == DEFAULT_TARGET else meta.target),
        ("requires", str(meta.requires or "")),
        ("reports", tuple(map(str, meta.reports))),
        ("accepted", meta.accepted),
        ("reviewed", meta.reviewed),
    ):
        lines += _rendered(key, value)
    return "\n".join([*lines, "-/", ""])


def _rendered(key: str, value: str | tuple[str, ...]) -> list[str]:
    if isinstance(value, tuple):
        items = [f"  - {_apart(' '.join(item.split()))}" for item in value]
        return [f"{key}:", *items] if items else []
    lines = [_apart(" ".join(line.split())) for line in value.strip().split("\n")]
    if not lines[0]:
        return []
    if key not in _LONG or (len(lines) == 1 and len(lines[0]) + len(key) < _WIDTH):
        return [f"{key}: {' '.join(lines)}"]
    return [f"{key}:", *(f"  {line}".rstrip() for line in lines)]


def _apart(line: str) -> str:
    """Without comment signs. No two of them survive, also where they overlap as in ``/-/``."""
    return re.sub(r"/(?=-)|-(?=/)", r"\g<0> ", line)
