"""Which characters of a Lean text are code, which comment or string.

Follows ``Lean.Parser.whitespace``, ``finishCommentBlock``, ``strLitFnAux``, ``rawStrLitFnAux`` and ``charLitFn`` of
Lean 4. User-declared tokens and interpolated strings can only be told by elaborating, so a scan says whether it was
``sure``. This serves friendly early refusals and finding the target; it is never evidence for a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Unclosed = Literal["block comment", "string"]

_NOT_NEWLINE: Final = re.compile(r"[^\n]")
_COMMENT_EDGE: Final = re.compile(r"-/|/-")
_TOKEN: Final = re.compile(
    r"""
    (?P<line>--[^\n]*)
  | (?P<block>/-)
  | (?P<raw>r(?P<hashes>\#*)")
  | (?P<string>")
  | (?P<quoted>«[^«»\n]*»)
  | (?P<word>[^\W\d][\w'!?]*)                          # identifiers and keywords, primes included
  | (?P<char>'(?:\\u\{?[0-9a-fA-F]+\}?|\\x[0-9a-fA-F]{2}|\\.|[^\\'\n])')
  | (?P<primes>''+)                                    # as in Mathlib's  f '' s
  | (?P<unclear>['«»])
  | (?P<number>[0-9][\w']*)
    """,
    re.VERBOSE | re.DOTALL,
)
_STRING_END: Final = re.compile(r'(?:[^"\\]|\\.)*+"', re.DOTALL)
_INTERPOLATION: Final = re.compile(r"(?<!\\)\{")

# A comment sign right after one of these starts a token of its own (Lean skips whitespace between tokens first);
# right after any other sign it might be the tail of a longer user-declared token such as `<--`.
_AFTER_TOKEN: Final = frozenset(" \n()[]{}⟨⟩,;\"'»")


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with everything but code blanked out.

    ``code`` has the length and line ends of the text, with spaces for comments, strings and character literals.
    ``unclosed`` names what is still open at the end, opened in line ``unclosed_line`` (from 1). ``sure`` is False
    where something was met that only Lean can tell.
    """

    code: str
    unclosed: Unclosed | None
    unclosed_line: int
    sure: bool


def scan(text: str) -> Scan:
    """Tell code from comments and strings in ``text``, which starts in code. Never raises; linear time."""
    pieces: list[str] = []
    sure = True
    unclosed: Unclosed | None = None
    copied = position = 0
    while (match := _TOKEN.search(text, position)) is not None:
        start, end = match.span()
        kind = match.lastgroup
        if kind in ("word", "number", "quoted", "primes", "unclear"):
            sure = sure and kind != "unclear"
            position = end
            continue
        if kind in ("line", "block"):
            sure = sure and _starts_token(text, start)
        finish, clear, unclosed = _finish(text, match, kind)
        sure = sure and clear
        pieces += (text[copied:start], _NOT_NEWLINE.sub(" ", text[start:finish]))
        copied = position = finish
        if unclosed:
            return Scan("".join(pieces), unclosed, text.count("\n", 0, start) + 1, sure)
    pieces.append(text[copied:])
    return Scan("".join(pieces), None, 0, sure)


def _finish(text: str, match: re.Match[str], kind: str | None) -> tuple[int, bool, Unclosed | None]:
    """End of the comment or literal that starts at ``match``, whether that is sure, and what stays open."""
    start, end = match.span()
    if kind == "block":
        finish = _block_comment_end(text, end)
        # Lean versions differ on whether these two are closed doc comments.
        clear = not text.startswith(("/--/", "/-!/"), start)
        return (len(text), clear, "block comment") if finish is None else (finish, clear, None)
    if kind == "raw":
        closer = '"' + match["hashes"]
        at = text.find(closer, end)
        return (len(text), True, "string") if at < 0 else (at + len(closer), True, None)
    if kind == "string":
        closing = _STRING_END.match(text, end)
        if closing is None:
            return len(text), not _INTERPOLATION.search(text, end), "string"
        return closing.end(), not _INTERPOLATION.search(text, end, closing.end()), None
    return end, True, None


def _block_comment_end(text: str, position: int) -> int | None:
    depth = 1
    while (edge := _COMMENT_EDGE.search(text, position)) is not None:
        depth += 1 if edge[0] == "/-" else -1
        position = edge.end()
        if depth == 0:
            return position
    return None


def _starts_token(text: str, start: int) -> bool:
    before = text[start - 1] if start else "\n"
    return before in _AFTER_TOKEN or before.isalnum() or before == "_"


_IMPORT: Final = re.compile(r"import\s+((?:[\w'!?]|«[^«»\n]*»)+(?:\.(?:[\w'!?]|«[^«»\n]*»)+)*)(?![\w.«])")
_HEADER_WORD: Final = re.compile(r"\s*(prelude|module|public|meta|import)(?![\w'!?.])")


@dataclass(frozen=True, slots=True)
class ImportHeader:
    """The import header of a Lean file (``Lean.Parser.Module.header``), plain imports only.

    ``unsupported`` is the offending word (``prelude``, ``module``, ``public``, ``meta``, ``import all``) in line
    ``line``, or None. ``end`` is the offset after the last import.
    """

    imports: tuple[str, ...]
    end: int
    unsupported: str | None = None
    line: int = 0


def import_header(code: str) -> ImportHeader:
    """Read the import header of ``code`` (`Scan.code`): the imports before the first command."""
    imports: list[str] = []
    position = 0
    while (word := _HEADER_WORD.match(code, position)) is not None:
        start = word.start(1)
        found = _IMPORT.match(code, start)
        if found is None or found[1] == "all":
            unsupported = "import all" if found else word[1]
            return ImportHeader(tuple(imports), position, unsupported, code.count("\n", 0, start) + 1)
        imports.append(found[1])
        position = found.end()
    return ImportHeader(tuple(imports), position)
