"""What counts as a text at all: UTF-8, of bounded size, with `\\n` line ends and no invisible characters.

Every source passes `check_text` before it is parsed, stored or shown to Lean. The rules are stricter than Lean's so
that a person, this program and Lean see the same lines and the same characters.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from orchestrator.errors import SourceError

MAX_SOURCE_BYTES: Final = 1 << 20
"""Default size limit of a source in bytes of UTF-8 (1 MiB)."""

_REASONS: Final = {
    "\t": "a tab, which Lean refuses; use spaces",
    "\r": "a carriage return without a line feed, which Lean refuses; end lines with a line feed",
    "\ufeff": "a byte order mark; save the file as UTF-8 without one",
}

# Cc control, Cf format (bidirectional controls, zero-width joiners, tags), Cs lone surrogates, Zl and Zp separators.
# str.splitlines breaks lines at some of them where Lean does not; the others are invisible or reorder what is shown.
# Mathematical letters, combining marks, emoji and unassigned code points are all let through.
_FORBIDDEN_CATEGORIES: Final = {
    "Cc": "a control character",
    "Cf": "an invisible format character",
    "Cs": "a lone surrogate",
    "Zl": "a line separator that Lean does not take for a line end",
    "Zp": "a paragraph separator that Lean does not take for a line end",
}


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


def check_text(data: bytes | str, max_bytes: int = MAX_SOURCE_BYTES) -> str:
    """Return ``data`` as a text whose only line end is ``\\n``, or refuse it.

    ``\\r\\n`` becomes ``\\n``, exactly as Lean reads files (``String.crlfToLf``); nothing else is changed. Forbidden
    anywhere, comments and strings included: tabs, other control characters, lone ``\\r``, bidirectional controls and
    every other format character (category Cf, U+200D among them: an emoji sequence loses its joiner, and in exchange
    no two names differ by something that cannot be seen), U+2028 and U+2029.

    Args:
        data: the source as bytes from outside or as a string from a model.
        max_bytes: size limit, in bytes of UTF-8.

    Raises:
        SourceError: too large, not UTF-8 (with the byte offset), or a forbidden character (with line and column,
            both from 1, in code points).
    """
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise SourceError(f"the source has more than {max_bytes} bytes, the limit")
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(f"the source is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    text = data.replace("\r\n", "\n")
    _refuse_forbidden(text)
    return text


def _refuse_forbidden(text: str) -> None:
    # Few distinct characters occur in any text, so classify those and search only for what is bad.
    bad = [char for char in set(text) if char != "\n" and unicodedata.category(char) in _FORBIDDEN_CATEGORIES]
    if not bad:
        return
    offset, char = min((text.index(char), char) for char in bad)
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    reason = _REASONS.get(char) or _FORBIDDEN_CATEGORIES[unicodedata.category(char)]
    raise SourceError(f"line {line}, column {column}: U+{ord(char):04X} is {reason}")


def shown(text: str, limit: int = 60) -> str:
    """``text`` quoted for an error message, cut to ``limit`` characters."""
    return repr(text if len(text) <= limit else text[: limit - 3] + "...")
