"""Search-and-replace on a challenge's regions: unique matches only, frozen text untouched.

The whole file is what a model sees, so that is what its search strings are matched against; `Challenge.extract` then
compares every frozen character, so an edit may quote marker lines (to fill an empty block) but never change them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.errors import ChallengeError, SourceError, ToolRefused
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.regions import canonical_region
from orchestrator.provers.agent.lessons import lesson_spans
from orchestrator.vocabulary import Direction

_NEAREST = 2
_SHOWN_LINES = 12
_LISTED_MATCHES = 8
_COMPARED_WORDS = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the one place that reads ``search`` by ``replace``."""

    search: str
    replace: str


class FrozenText(ToolRefused):
    """An edit would change what has to stay as it is."""


def apply_edits(
    challenge: Challenge,
    direction: Direction,
    regions: Sequence[str],
    text: str,
    edits: Sequence[Edit],
    notes: list[str] | None = None,
) -> tuple[tuple[str, ...], str]:
    """The regions and the whole file after all of ``edits``, each applied to the result of those before it.

    Args:
        text: the whole file with ``regions``, which are canonical.
        notes: gets a line for each edit that was not made to the letter; without it edits are made so or not at all.

    Raises:
        ToolRefused: one of them does not fit; none was applied.
    """
    current = tuple(regions)
    for number, edit in enumerate(edits, 1):
        try:
            current, text = _apply(challenge, direction, current, text, edit, notes)
        except ToolRefused as refused:
            raise ToolRefused(f"edit {number} of {len(edits)}: {refused}. Nothing was changed.") from None
    return current, text


def apply_each(
    challenge: Challenge,
    direction: Direction,
    regions: Sequence[str],
    text: str,
    edits: Sequence[Edit],
    notes: list[str],
) -> tuple[tuple[str, ...], str]:
    """As `apply_edits`, but an edit that does not fit is left out; ``notes`` says why.

    Raises:
        ToolRefused: not one of them fits, or one reaches into frozen text: what was meant by the call is then unclear.
    """
    current, made = tuple(regions), 0
    for number, edit in enumerate(edits, 1):
        try:
            current, text = _apply(challenge, direction, current, text, edit, notes)
            made += 1
        except ToolRefused as refused:
            if len(edits) == 1 or isinstance(refused, FrozenText):
                raise ToolRefused(f"edit {number} of {len(edits)}: {refused}. Nothing was changed.") from None
            notes.append(f"Edit {number} of {len(edits)} was NOT made: {refused}.")
    if not made:
        raise ToolRefused("\n".join([*notes, "Nothing was changed"]))
    return current, text


def _apply(
    challenge: Challenge,
    direction: Direction,
    regions: Sequence[str],
    text: str,
    edit: Edit,
    notes: list[str] | None,
) -> tuple[tuple[str, ...], str]:
    """The regions after one edit, and the whole file with them."""
    search, replace = (without_prefixes(part.replace("\r\n", "\n")) for part in (edit.search, edit.replace))
    if not search.strip():
        raise ToolRefused(
            "`search` is empty; copy the text to be replaced (for an empty block, its START and END marker lines)"
        )
    if search == replace:
        raise ToolRefused("`search` and `replace` are the same")
    spans = region_spans(challenge, direction, regions)
    start, end = _unique_match(text, search, spans, loosely=notes is not None)
    where = _lines(_line(text, start), _line(text, end - 1))
    if notes is not None and (found := text[start:end]) != search:
        replace = _shifted(replace, search, text, start)
        notes.append(f"`search` fits no place to the letter; what it fits up to blanks, {where}, was replaced.")
        if found == replace:
            raise ToolRefused("`search` and `replace` are the same up to blanks")
    inside = next((i for i, (first, last) in enumerate(spans) if first <= start and end <= last), None)
    if inside is not None:
        changed = list(regions)
        changed[inside] = text[spans[inside][0] : start] + replace + text[end : spans[inside][1]]
        canonical = tuple(map(canonical_region, changed))
        try:
            return canonical, challenge.splice(canonical, direction)
        except SourceError as error:
            raise ToolRefused(f"the region cannot hold this ({where}): {error}") from None
    try:
        extracted = challenge.extract(text[:start] + replace + text[end:], direction)
        return extracted, challenge.splice(extracted, direction)
    except (ChallengeError, SourceError) as error:
        raise FrozenText(
            f"the match at {where} reaches into frozen text, which has to stay as it is ({error}); "
            "only text between EVOLVE markers can be changed"
        ) from None


def without_prefixes(text: str) -> str:
    """``text`` without what `view` adds: region numbers, and line numbers if every line that says something has one."""
    text = _REGION_NUMBER.sub("", text)
    lines = text.split("\n")
    if all(_VIEW_PREFIX.match(line) for line in lines if line.strip()) and text.strip():
        return "\n".join(_VIEW_PREFIX.sub("", line, count=1) for line in lines)
    return text


_REGION_NUMBER = re.compile(r"(?<=-START) +\(region \d+\)")
_VIEW_PREFIX = re.compile(r"\A *\d+[> ]\|")


def _shifted(replace: str, search: str, text: str, start: int) -> str:
    """``replace`` moved by as many columns as ``search`` is off from the text that it means."""
    # The match ends with its last word, whatever blanks the search had behind it.
    replace = replace.rstrip() if search[-1:].isspace() else replace
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip():
        return replace.lstrip(" ")
    first = search.lstrip("\n")
    off = (start - line_start) - (len(first) - len(first.lstrip(" ")))
    lines = [_moved(line, off) for line in replace.lstrip("\n").split("\n")]
    return "\n".join([lines[0].lstrip(" "), *lines[1:]])


def _moved(line: str, columns: int) -> str:
    if not line.strip():
        return line
    return " " * columns + line if columns >= 0 else line[min(-columns, len(line) - len(line.lstrip(" "))) :]


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def region_spans(challenge: Challenge, direction: Direction, regions: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end offsets of each region in ``challenge.splice(regions, direction)``."""
    spans, offset = [], 0
    for frozen, text in zip(challenge.template_for(direction).frozen, regions, strict=False):
        start = offset + len(frozen)
        offset = start + len(text)
        spans.append((start, offset))
    return spans


def _unique_match(text: str, search: str, spans: Sequence[tuple[int, int]], *, loosely: bool) -> tuple[int, int]:
    """Start and end of the one place that ``search`` means: to the letter, or else ``loosely`` up to blanks."""
    fenced = lesson_spans(text)
    exact = [(at, at + len(search)) for at in _matches(text, search)]
    matches = [place for place in exact if not _touches(place, fenced)]
    inside = [place for place in matches if _within(place, spans)]
    # What also occurs in frozen text is still unique if it occurs once where it could be meant.
    candidates = inside or matches
    if not candidates and loosely:
        loose = [match.span() for match in _up_to_blanks(search).finditer(text)]
        candidates = [place for place in loose if _within(place, spans) and not _touches(place, fenced)]
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise ToolRefused(f"`search` occurs nowhere in the file{_nearest(text, search, spans)}")
    lines = ", ".join(str(_line(text, at)) for at, _ in candidates[:_LISTED_MATCHES])
    more = ", ..." if len(candidates) > _LISTED_MATCHES else ""
    raise ToolRefused(
        f"`search` occurs {len(candidates)} times (lines {lines}{more}); add neighbouring lines until it is unique"
    )


def _up_to_blanks(search: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)" + r"\s+".join(map(re.escape, search.split())) + r"(?!\S)")


def _within(place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= place[0] and place[1] <= last for first, last in spans)


def _touches(place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(place[1] > first and last > place[0] for first, last in spans)


def _matches(text: str, search: str) -> Iterator[int]:
    at = text.find(search)
    while at >= 0:
        yield at
        at = text.find(search, at + 1)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _nearest(text: str, search: str, spans: Sequence[tuple[int, int]]) -> str:
    """The region lines that share most words with ``search``; linear in the file, which may be long."""
    wanted = Counter(search.split()[:_COMPARED_WORDS])
    height = search.strip("\n").count("\n") + 1
    scored = []
    for start, end in spans:
        first, lines = _line(text, start), text[start:end].split("\n")[:-1]
        words = [Counter(line.split()) for line in lines]
        window: Counter[str] = Counter()
        for index, counted in enumerate(words):
            window.update(counted)
            if index >= height:
                window.subtract(words[index - height])
            low = max(0, index - height + 1)
            # Only words of the search matter, so a window's score costs what the search is long.
            shared = sum(min(count, window[word]) for word, count in wanted.items())
            if shared:
                scored.append((shared, -low, first + low, lines[low : index + 1]))
    best: list[tuple[int, list[str]]] = []
    for *_, line, window_lines in sorted(scored, key=lambda entry: entry[:2], reverse=True):
        if all(abs(line - other) >= height for other, _ in best):
            best.append((line, window_lines))
        if len(best) == _NEAREST:
            break
    if not best:
        return ""
    blocks = [
        f"{_lines(line, line + len(found) - 1)}:\n" + "\n".join(found[:_SHOWN_LINES]) for line, found in sorted(best)
    ]
    return "; what comes nearest, exactly as it stands there (blanks matter):\n" + "\n".join(blocks) + "\n"
