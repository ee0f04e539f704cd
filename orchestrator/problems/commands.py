"""A Lean file cut into its commands, by their first words: for reading files of other people without running Lean.

Commands are told by what stands at the left margin, as in every file that follows Mathlib's style; what is indented
belongs to the command above. This finds declarations, docstrings and scopes for people and importers; it is never
evidence for a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.problems.lexical import scan

MODIFIERS: Final = r"(?:private|protected|public|meta|noncomputable|unsafe|partial|nonrec|local|scoped)\s+"
DECLARATIONS: Final = frozenset(
    {"theorem", "lemma", "def", "abbrev", "instance", "example", "axiom", "opaque"}
    | {"structure", "inductive", "class", "irreducible_def"}
)
_OTHERS: Final = (
    r"namespace|section|end|open|variable|universe|mutual|set_option|attribute|export|alias|import|include|omit"
    r"|notation3|notation|infix[lr]?|prefix|postfix|macro_rules|macro|syntax|elab_rules|elab|initialize|deriving"
    r"|run_cmd|run_meta|suppress_compilation|compile_inductive|add_decl_doc|module|prelude|declare_syntax_cat|simproc"
    r"|proof_wanted|library_note"
)
_START: Final = re.compile(
    rf"^(?:(?P<attribute>@\[)|(?P<hash>#[A-Za-z_]+)|(?:{MODIFIERS})*(?P<word>{'|'.join(DECLARATIONS)}|{_OTHERS})(?![\w'!?.]))",
    re.MULTILINE,
)
_WORD: Final = re.compile(rf"(?:{MODIFIERS})*(?P<word>[A-Za-z_#][\w]*)")
_NAME: Final = re.compile(r"\s*(?P<name>(?:[^\W\d][\w'!?]*|«[^«»\n]*»)(?:\.(?:[\w'!?]+|«[^«»\n]*»))*)")
_PREFIX: Final = re.compile(
    r"(?:open|set_option|omit|include|attribute|variable|universe)\b[^\n]*?\bin\b\s*\Z", re.DOTALL
)
_DOC: Final = re.compile(r"/--(?P<text>.*?)-/", re.DOTALL)
_OPENING: Final = "([{⟨⦃"
_CLOSING: Final = ")]}⟩⦄"
_SIGNS: Final = re.compile(r"[(\[{⟨⦃)\]}⟩⦄]|:=|::?|(?<![\w'.])(?:let|have|letI|haveI|let_fun)(?![\w'])")


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``start``..``end`` are offsets in the text, with docstring, attributes and ``... in`` prefixes.

    ``head`` is the offset of its own first word (modifiers included) and ``word`` that word without modifiers;
    ``name`` is the name as written after it, if one stands there. ``line`` is that of ``head``, from 1.
    """

    start: int
    end: int
    head: int
    word: str
    name: str
    name_end: int
    line: int
    doc: str
    attributes: str

    @property
    def declares(self) -> bool:
        """Whether it is a declaration."""
        return self.word in DECLARATIONS


@dataclass(frozen=True, slots=True)
class LeanText:
    """A text, the same with everything but code blanked, and its commands in order."""

    text: str
    code: str
    commands: tuple[Command, ...]
    unclosed: str = ""
    """What is still open at the end, if anything: a comment or a string, with the line that it begins in."""

    def line_of(self, offset: int) -> int:
        """Line (from 1) of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def source(self, command: Command) -> str:
        """The command's text, docstring and attributes included."""
        return self.text[command.start : command.end]


def read_commands(text: str) -> LeanText:
    """Cut ``text`` (already through `check_text`) into its commands."""
    scanned = scan(text)
    code = scanned.code
    starts = list(_START.finditer(code))
    groups: list[tuple[int, int, str]] = []  # start of everything, offset of the own first word, attributes
    begin: int | None = None
    attributes = ""
    for index, match in enumerate(starts):
        following = starts[index + 1].start() if index + 1 < len(starts) else len(code)
        begin = match.start() if begin is None else begin
        head = match.start()
        if match["attribute"]:
            closed = _matching(code, match.start() + 1)
            attributes += text[match.start() : closed]
            rest = _WORD.match(code, _skip_blanks(code, closed))
            if rest is None or rest.start() >= following or rest["word"] not in DECLARATIONS:
                continue  # the declaration stands on a line of its own, and is met next
            head = rest.start()
        elif _PREFIX.fullmatch(code[match.start() : following]):
            continue
        groups.append((begin, head, attributes))
        begin, attributes = None, ""
    unclosed = f"line {scanned.unclosed_line}: the {scanned.unclosed} is never closed" if scanned.unclosed else ""
    return LeanText(text, code, tuple(_commands(text, code, groups)), unclosed)


def _commands(text: str, code: str, groups: Sequence[tuple[int, int, str]]) -> list[Command]:
    made: list[Command] = []
    previous_end = 0
    starts = [_with_docs(text, code, group[0], groups[i - 1][1] if i else 0) for i, group in enumerate(groups)]
    line, counted = 1, 0
    for index, (begin, head, attributes) in enumerate(groups):
        end = starts[index + 1][0] if index + 1 < len(groups) else len(text)
        start, doc = starts[index]
        start = max(start, previous_end)
        word = _WORD.match(code, head)
        assert word is not None  # a group's head was found by its word
        name = _NAME.match(code, word.end()) if word["word"] in DECLARATIONS else None
        inner = _DOC.search(text, begin, head) if not doc else None
        line, counted = line + text.count("\n", counted, head), head
        made.append(
            Command(
                start,
                end,
                head,
                word["word"],
                name["name"] if name else "",
                name.end() if name else word.end(),
                line,
                doc or (inner["text"].strip() if inner else ""),
                attributes,
            )
        )
        previous_end = end
    return made


def _with_docs(text: str, code: str, begin: int, after: int) -> tuple[int, str]:
    """Where the docstring before ``begin`` starts, and its text; ``begin`` itself where there is none."""
    gap_start = len(code[:begin].rstrip())
    gap = text[max(gap_start, after) : begin]
    docs = list(_DOC.finditer(gap))
    if not docs or gap[docs[-1].end() :].strip():
        return begin, ""
    found = docs[-1]
    return max(gap_start, after) + found.start(), found["text"].strip()


def _skip_blanks(code: str, offset: int) -> int:
    while offset < len(code) and code[offset].isspace():
        offset += 1
    return offset


def _matching(code: str, offset: int) -> int:
    """Offset after the bracket that closes the one at ``offset``, or the end."""
    depth = 0
    for place in range(offset, len(code)):
        if code[place] in _OPENING:
            depth += 1
        elif code[place] in _CLOSING:
            depth -= 1
            if depth == 0:
                return place + 1
    return len(code)


@dataclass(frozen=True, slots=True)
class Signature:
    """Where a theorem's parts are, as offsets: ``colon`` after its binders, ``assign`` before its proof (``:=``)."""

    colon: int
    assign: int


def signature(found: LeanText, command: Command) -> Signature | None:
    """The parts of a declaration ``name binders : type := body``; None where it is written in another way.

    A ``:=`` that belongs to a ``let`` or ``have`` of the statement, or stands in brackets, is not the body's.
    """
    depth, lets = 0, 0
    colon: int | None = None
    for match in _SIGNS.finditer(found.code, command.name_end, command.end):
        sign = match[0]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth or sign == "::":
            continue
        elif sign == ":":
            colon = match.start() if colon is None else colon
        elif sign != ":=":
            lets += 1
        elif lets:
            lets -= 1
        else:
            return None if colon is None else Signature(colon, match.start())
    return None
