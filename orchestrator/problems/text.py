"""What counts as a text at all: UTF-8, of bounded size, with `\\n` line ends and nothing that deceives its reader.

Every source passes `check_text` before it is parsed, stored or shown to Lean. The rules are stricter than Lean's so
that a person, this program and Lean see the same lines in the same order.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from orchestrator.errors import SourceError
from orchestrator.problems.lexical import scan

MAX_SOURCE_BYTES: Final = 1 << 20
"""Default size limit of a source in bytes of UTF-8 (1 MiB)."""

BIDIRECTIONAL: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that reorder what is shown (Unicode's ``Bidi_Control``)."""

_DELETE: Final = "delete it"
_REASONS: Final = {
    "\t": "a tab, which Lean refuses outside comments and strings; use spaces",
    "\r": "a carriage return without a line feed, which Lean refuses; end lines with a line feed",
    "\ufeff": "a byte order mark; save the file as UTF-8 without one",
}

# Refused anywhere. str.splitlines breaks lines at some of them where Lean does not, others move a terminal's cursor,
# and tag characters spell out text that no person sees.
_CATEGORIES: Final = {
    "Cc": "a control character, which a reader does not see",
    "Cs": "a lone surrogate",
    "Zl": "a line separator that Lean does not take for a line end; end lines with a line feed",
    "Zp": "a paragraph separator that Lean does not take for a line end; end lines with a line feed",
}
_DECEIVING: Final = "a bidirectional control, which changes the order in which text is shown"
_TAG: Final = "a tag character, which a reader does not see"
_INVISIBLE: Final = (
    "an invisible format character, which is taken in comments and strings only: names that look the same would differ"
)


def read_source(path: Path, max_bytes: int = MAX_SOURCE_BYTES) -> bytes:
    """A file's content as far as it can be of use: one byte beyond the limit, for which `check_text` refuses it.

    Raises:
        SourceError: no such file, or it cannot be read; the message names it.
    """
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror or error}") from error


def read_text(path: Path) -> str:
    """A file as a text, see `check_text`.

    Raises:
        SourceError: it cannot be read, or is no such text; the message names it.
    """
    data = read_source(path)
    try:
        return check_text(data)
    except SourceError as error:
        raise SourceError(f"{str(path)!r}: {error}") from None


def check_text(data: bytes | str, max_bytes: int = MAX_SOURCE_BYTES) -> str:
    """Return ``data`` as a text whose only line end is ``\\n``, or refuse it.

    ``\\r\\n`` becomes ``\\n``, exactly as Lean reads files (``String.crlfToLf``); nothing else is changed.

    Refused anywhere, comments and strings included: bidirectional controls, control characters (lone ``\\r`` among
    them), U+2028 and U+2029, tag characters, lone surrogates. Taken in comments and strings only, as far as
    `lexical.scan` tells them apart: tabs, and the other format characters (category Cf: zero-width joiners, soft
    hyphens).

    Args:
        data: the source as bytes from outside or as a string from a model.
        max_bytes: size limit, in bytes of UTF-8.

    Raises:
        SourceError: too large, not UTF-8 (with the byte offset), or a forbidden character (with line and column,
            both from 1, in code points).
    """
    text = decoded(data, max_bytes)
    # Few distinct characters occur in any text, so classify those and search only for what is bad.
    suspects = {char: reason for char in set(text) if (reason := _reason(char))}
    if not suspects:
        return text
    # Where the code is only matters for what comments and strings may hold.
    code = scan(text).code if any(map(_is_harmless, suspects)) else text
    found = [((code if _is_harmless(char) else text).find(char), char) for char in suspects]
    places = [(offset, char) for offset, char in found if offset >= 0]
    if places:
        offset, char = min(places)
        raise SourceError(_said(text, offset, suspects[char]))
    return text


def decoded(data: bytes | str, max_bytes: int = MAX_SOURCE_BYTES) -> str:
    """``data`` as text with ``\\n`` for ``\\r\\n``, whatever characters it has.

    Raises:
        SourceError: too large, or not UTF-8; see `check_text`.
    """
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise SourceError(f"the source has more than {max_bytes} bytes, the limit")
    if isinstance(data, str):
        return data.replace("\r\n", "\n")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SourceError(_not_utf8(data, error.start)) from None


def _not_utf8(data: bytes, at: int) -> str:
    if data.startswith(b"\x1f\x8b"):
        return "the source is compressed (gzip); unpack it first"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the source is UTF-16; save it as UTF-8"
    return f"the source is not UTF-8 at byte {at}; save it as UTF-8"


def forbidden_in_data(text: str) -> str:
    """What `check_text` refuses anywhere, with line and column in ``text``; empty for a text without it.

    For rows of data, which may hold tabs and invisible characters as comments of Lean may.
    """
    suspects = {char: reason for char in set(text) if (reason := _reason(char)) and not _is_harmless(char)}
    if not suspects:
        return ""
    offset, char = min((text.find(char), char) for char in suspects)
    return _said(text, offset, suspects[char])


def _said(text: str, offset: int, reason: str) -> str:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return f"line {line}, column {column}: U+{ord(text[offset]):04X} is {reason}"


def _is_harmless(char: str) -> bool:
    """Whether comments and strings may hold it: a tab, or a format character that neither reorders nor spells text."""
    return char == "\t" or (unicodedata.category(char) == "Cf" and char not in BIDIRECTIONAL and not _is_tag(char))


def _is_tag(char: str) -> bool:
    return 0xE0000 <= ord(char) <= 0xE007F


def _reason(char: str) -> str:
    """Why ``char`` may not stand in code, with the remedy; empty where it may."""
    category = unicodedata.category(char)
    if char == "\n" or (category != "Cf" and category not in _CATEGORIES):
        return ""
    if char in _REASONS:
        return _REASONS[char]
    if category != "Cf":
        reason = _CATEGORIES[category]
        return reason if ";" in reason else f"{reason}; {_DELETE}"
    reason = _DECEIVING if char in BIDIRECTIONAL else _TAG if _is_tag(char) else _INVISIBLE
    return f"{reason}; {_DELETE}"


def visible(text: str) -> str:
    """``text`` without its format characters (category Cf), which nobody sees."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def shown(text: str, limit: int = 60) -> str:
    """``text`` quoted for an error message, cut to ``limit`` characters."""
    return repr(text if len(text) <= limit else text[: limit - 3] + "...")
