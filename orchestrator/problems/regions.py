"""Frozen text with editable regions: the parser and splicer under every challenge.

A template is an alternation of frozen strings and regions; marker lines belong to the frozen strings. Splicing only
ever concatenates, so text outside the regions cannot change; extracting compares the frozen strings byte by byte.

Markers are found textually, line by line, before any Lean is read: a line that is a marker after removing spaces is
one, also inside a comment or string. A challenge whose markers are not in code is refused when it is parsed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Self

from orchestrator.errors import ChallengeError, RegionError, SourceError
from orchestrator.problems.lexical import ImportHeader, import_header, scan
from orchestrator.problems.text import MAX_SOURCE_BYTES, check_text, shown, visible


class RegionKind(StrEnum):
    """What a region may hold: ``block`` any Lean text, ``value`` one expression."""

    BLOCK = "block"
    VALUE = "value"

    @property
    def start(self) -> str:
        """The marker that opens a region of this kind."""
        return f"-- EVOLVE-{self.name}-START"

    @property
    def end(self) -> str:
        """The marker that closes a region of this kind."""
        return f"-- EVOLVE-{self.name}-END"


_LIKE: Final = 0.75
"""How alike a comment and a marker are, of 1, for the one to be taken for a slip of the other in a message."""
_MARKERS: Final = {marker: (kind, marker == kind.start) for kind in RegionKind for marker in (kind.start, kind.end)}

# A line that begins like a marker but is not written exactly so: a mistake in a challenge, a trick in a region.
_LOOKS_LIKE_MARKER: Final = re.compile(
    r"\s*+(?:[-/]++\s*+)?EVOLVE[-_\s]*+(BLOCK|VALUE)[-_\s]*+(START|END)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Region:
    """One editable region of a template.

    ``start_line`` is the line (from 1) of its start marker in the template's own text, ``indent`` the number of
    spaces before that marker. ``initial`` is its text there: whole lines, so empty or ending in ``\\n``.
    """

    kind: RegionKind
    start_line: int
    indent: int
    initial: str


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A place inside a region: its index (from 0) and the line in it (from 1)."""

    region: int
    line: int


def canonical_region(text: str) -> str:
    """``text`` as whole lines: empty, or ending in ``\\n``. What is spliced, hashed, stored and extracted."""
    text = text.replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


@dataclass(frozen=True)
class Template:
    """Frozen strings and the regions between them; ``len(frozen) == len(regions) + 1``."""

    frozen: tuple[str, ...]
    regions: tuple[Region, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Find the regions of ``text`` (already through `check_text`).

        Raises:
            ChallengeError: markers nested, unbalanced, of mixed kinds, or not written exactly; with the line.
        """
        frozen: list[str] = []
        regions: list[Region] = []
        current: list[str] = []
        opened: tuple[RegionKind, int, int] | None = None
        for number, line in enumerate(text.split("\n"), 1):
            kind, starts = _marker(line, number)
            if kind is None:
                current.append(line)
                continue
            if starts and opened:
                raise _misspelt(text, opened[0].end, number) or ChallengeError(
                    f"{kind.start!r} inside the region opened in line {opened[1]}", number
                )
            if starts:
                opened = (kind, number, len(line) - len(line.lstrip(" ")))
                frozen.append(_lines([*current, line]))
                current = []
                continue
            if opened is None:
                raise _misspelt(text, kind.start, number) or ChallengeError(
                    f"{kind.end!r} without a start marker before it", number
                )
            if opened[0] is not kind:
                raise ChallengeError(f"{kind.end!r} closes the {opened[0].start!r} of line {opened[1]}", number)
            regions.append(Region(kind, opened[1], opened[2], _lines(current)))
            opened, current = None, [line]
        if opened:
            raise _misspelt(text, opened[0].end, opened[1]) or ChallengeError(
                f"{opened[0].start!r} is never closed by {opened[0].end!r}", opened[1]
            )
        return cls((*frozen, "\n".join(current)), tuple(regions))

    @cached_property
    def initial(self) -> tuple[str, ...]:
        """The regions' initial texts."""
        return tuple(region.initial for region in self.regions)

    @cached_property
    def text(self) -> str:
        """The template's own text: frozen strings with the initial regions."""
        return self._join(self.initial)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and end offsets of each region's initial text in `text`."""
        spans, offset = [], 0
        for frozen, region in zip(self.frozen, self.regions, strict=False):
            start = offset + len(frozen)
            offset = start + len(region.initial)
            spans.append((start, offset))
        return tuple(spans)

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Modules that the frozen text imports, in order."""
        return self._header.imports

    def splice(self, regions: Sequence[str], max_bytes: int = MAX_SOURCE_BYTES) -> str:
        """The whole file with ``regions`` in place of the initial ones.

        A region that would change how the frozen text after it is read is refused early where that is certain: a
        comment or string left open, an ``import`` added at the top. The judge does not rely on it.

        Args:
            regions: one text per region, in order; a missing last line end is added.
            max_bytes: size limit of the result.

        Raises:
            RegionError: a forbidden character, a marker line, an open comment or string, an added import.
            SourceError: a wrong number of regions, or the result is too large.
        """
        if len(regions) != len(self.regions):
            raise SourceError(f"the challenge has {len(self.regions)} regions, {len(regions)} were given")
        texts = [_check_region(text, index, max_bytes) for index, text in enumerate(regions)]
        whole = self._join(texts)
        if len(whole.encode()) > max_bytes:
            raise SourceError(f"the spliced file has {len(whole.encode())} bytes, the limit is {max_bytes}")
        self._refuse_changed_header(whole, texts)
        return whole

    def extract(self, text: bytes | str, max_bytes: int = MAX_SOURCE_BYTES) -> tuple[str, ...]:
        """The regions of an edited whole file: the inverse of `splice`.

        Raises:
            SourceError: the text cannot be taken at all (see `check_text`).
            ChallengeError: frozen text or markers were changed, or a region could not be spliced; with the line in
                ``text``.
        """
        edited = type(self).parse(check_text(text, max_bytes))
        # Of two files with different numbers of regions, the shorter one's last string holds no start marker and the
        # other's does, so the pairs differ before they run out.
        for index, (mine, theirs) in enumerate(zip(self.frozen, edited.frozen, strict=False)):
            if mine != theirs:
                raise _frozen_changed(mine, theirs, edited._frozen_line(index))
        try:
            self.splice(edited.initial, max_bytes)
        except RegionError as error:
            line = edited.regions[error.region].start_line + (error.line or 0)
            raise ChallengeError(error.reason, line) from None
        return edited.initial

    def first_line(self, regions: Sequence[str], index: int) -> int:
        """Line (from 1) in ``splice(regions)`` at which the text of region ``index`` starts."""
        before = "".join(self.frozen[: index + 1]) + "".join(map(canonical_region, regions[:index]))
        return before.count("\n") + 1

    def region_of_line(self, regions: Sequence[str], line: int) -> RegionLine | None:
        """Where ``line`` (from 1) of ``splice(regions)`` lies, or None if it is frozen."""
        for index, text in enumerate(regions):
            first = self.first_line(regions, index)
            if first <= line < first + canonical_region(text).count("\n"):
                return RegionLine(index, line - first + 1)
        return None

    def _join(self, texts: Sequence[str]) -> str:
        pieces = [piece for pair in zip(self.frozen, texts, strict=False) for piece in pair]
        return "".join([*pieces, self.frozen[-1]])

    def _frozen_line(self, index: int) -> int:
        """Line at which frozen string ``index`` starts in the template's own text."""
        return 1 + sum(f.count("\n") + t.count("\n") for f, t in zip(self.frozen[:index], self.initial, strict=False))

    @cached_property
    def _header(self) -> ImportHeader:
        return import_header(scan(self.text).code)

    @cached_property
    def _header_is_open(self) -> bool:
        """Whether the first region comes before any command, where Lean would still take imports."""
        code = scan(self.frozen[0]).code
        return not code[import_header(code).end :].strip()

    def _refuse_changed_header(self, whole: str, texts: Sequence[str]) -> None:
        if not self._header_is_open:
            return
        before, after = self._header, import_header(scan(whole).code)
        if (before.imports, before.unsupported) != (after.imports, after.unsupported):
            index = next((i for i, text in enumerate(texts) if scan(text).code.strip()), 0)
            raise RegionError("imports and module headers come from the challenge only", index)


def _marker(line: str, number: int) -> tuple[RegionKind | None, bool]:
    marker = _MARKERS.get(line.strip(" "))
    if marker is not None:
        return marker
    if looks_like_marker(line):
        raise ChallengeError(
            f"{shown(line.strip(' '))} looks like a marker but is not written exactly like one", number
        )
    return None, False


def _misspelt(text: str, wanted: str, partner: int) -> ChallengeError | None:
    """The line that was probably meant for ``wanted``, the marker that the one in line ``partner`` lacks."""
    best: tuple[float, int, str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        if not words.startswith("-") or words in _MARKERS or not 8 <= len(words) <= 2 * len(wanted):
            continue
        likeness = difflib.SequenceMatcher(None, words.upper(), wanted).ratio()
        if likeness >= _LIKE and (best is None or likeness > best[0]):
            best = (likeness, number, words)
    if best is None:
        return None
    return ChallengeError(f"{shown(best[2])} is probably meant for {wanted!r}, which line {partner} needs", best[1])


def looks_like_marker(line: str) -> bool:
    """Whether a reader would take the line for a marker; characters that cannot be seen do not count."""
    words = line.lstrip(" \t-/")
    if not words or (words[0] not in "Ee" and words[0].isascii()):
        return False
    return _LOOKS_LIKE_MARKER.match(line if line.isascii() else visible(line)) is not None


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _check_region(text: str, index: int, max_bytes: int) -> str:
    try:
        text = canonical_region(check_text(text, max_bytes))
    except SourceError as error:
        raise RegionError(str(error), index) from None
    for number, line in enumerate(text.split("\n"), 1):
        if looks_like_marker(line):
            raise RegionError("a region cannot hold a marker line", index, number)
    found = scan(text)
    if found.sure and found.unclosed:
        raise RegionError(
            f"the {found.unclosed} that starts here is not closed within the region", index, found.unclosed_line
        )
    return text


def _frozen_changed(mine: str, theirs: str, first_line: int) -> ChallengeError:
    expected, got = mine.split("\n"), theirs.split("\n")
    for offset, (want, have) in enumerate(zip(expected, got, strict=False)):
        if want != have:
            return ChallengeError(
                f"frozen text was changed: expected {shown(want)}, found {shown(have)}", first_line + offset
            )
    offset = min(len(expected), len(got))
    change = f"{shown(got[offset])} added" if len(got) > offset else f"{shown(expected[offset])} removed"
    return ChallengeError(f"frozen text was changed: {change}", first_line + offset)
