from __future__ import annotations

import pytest

from orchestrator.errors import ChallengeError
from orchestrator.problems.metadata import Metadata, Status, parse_metadata, render_metadata
from orchestrator.problems.requirement import Requirement
from orchestrator.problems.status import OURS, contradictions, furthest, mathematics, parse_report

TABLE, WIKI, FC = "https://www.erdosproblems.com/7", "https://wiki.example/7", "https://github.com/x/fc/7.lean"


def report(words: str, address: str = TABLE, day: str = "2026-01-01") -> str:
    return f"{words}, {day}, {address}: said"


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (report("informal open"), report("informal proved", WIKI), True),
        (report("informal proved"), report("informal disproved", WIKI), True),
        (report("informal falsifiable"), report("informal solved", WIKI), True),
        (report("informal solved"), report("informal disproved", WIKI), False),
        (report("informal open"), report("informal falsifiable", WIKI), False),
        (report("informal open"), report("formal formalised", FC), True),
        (report("informal open"), report("formal conditional", FC), False),
        (report("formal unformalised"), report("formal formalised", FC), True),
        (report("formal unformalised"), report("formal stated", FC), False),
        (report("informal open"), report("informal proved", TABLE, "2026-02-01"), False),
    ],
)
def test_sources_that_cannot_both_be_right(first: str, second: str, clash: bool) -> None:
    assert bool(contradictions([parse_report(first), parse_report(second)])) is clash


@pytest.mark.parametrize(
    ("lines", "stands"),
    [
        ([], "unknown"),
        ([report("informal open", day="2025-01-01"), report("informal proved", WIKI)], "proved"),
        ([report("informal proved", WIKI, "2025-01-01"), report("informal open")], "open"),
        ([report("informal proved", WIKI, "undated"), report("informal open")], "proved"),
        ([report("informal proved", TABLE, "undated"), report("informal open")], "open"),
        ([report("informal proved", WIKI, "undated"), report("informal disproved")], "disproved"),
        ([report("informal unknown", WIKI, "undated"), report("informal open")], "open"),
        ([report("informal open", WIKI, "undated"), report("informal proved")], "proved"),
        ([report("informal proved", OURS, "undated"), report("informal open")], "proved"),
        ([report("informal disproved", OURS), report("informal proved", day="2027-01-01")], "disproved"),
        ([report("formal formalised", FC)], "unknown"),
    ],
)
def test_where_the_mathematics_stands(lines: list[str], stands: str) -> None:
    assert mathematics(map(parse_report, lines)) == stands


def test_the_lean_stands_as_far_as_any_report_says() -> None:
    lines = [report("formal stated", FC, "2026-05-01"), report("formal conditional", WIKI, "2026-01-01")]
    assert furthest(map(parse_report, lines)) == "conditional"


def test_who_settles_it_in_words_and_in_lean_is_told_once() -> None:
    both = [report("informal proved", OURS), report("formal decided: replayed", OURS), report("informal open")]
    assert [[one.state for one in pair] for pair in contradictions([*map(parse_report, both)])] == [["proved", "open"]]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("informal open", "a report is written"),
        ("informal glad, 2026-01-01, x: y", "unknown informal state 'glad'"),
        ("formal open, 2026-01-01, x: y", "unknown formal state 'open'"),
        ("informal open, 2026-13-01, x: y", "is no date"),
    ],
)
def test_reports_that_cannot_be_read(line: str, message: str) -> None:
    with pytest.raises(ChallengeError, match=message):
        parse_report(line)


def test_a_header_is_read_as_it_was_written() -> None:
    meta = Metadata(
        id="erdos/7",
        title="A title",
        source=TABLE,
        status=Status.OPEN,
        informal="Two lines\nof words.\n\nA paragraph.",
        tags=("a", "b c"),
        references=("One.", "Two, which is long " * 9 + "end."),
        quotation="Words with - / and /  - signs.",
        meaning="For all n.",
        requires=Requirement("leanprover/lean4:v4.27.0", {"mathlib": "a3a1"}),
        reports=(parse_report(report("informal open")), parse_report(report("formal stated", FC, "undated"))),
        accepted="A. Person, 2026-11-27",
        reviewed="yes, B. Person, 2026-11-27",
    )
    text = render_metadata(meta)
    read, lines = parse_metadata(text + "theorem")
    assert lines == text.count("\n")
    assert read == meta.__class__(**{**{f: getattr(meta, f) for f in meta.__slots__}, "quotation": read.quotation})
    assert read.quotation == "Words with - / and / - signs."


@pytest.mark.parametrize("words", ["a /- b", "a -/ b", "a /-/ b", "-/-/-", "/--/"])
def test_comment_signs_in_words_do_not_end_the_header(words: str) -> None:
    meta = Metadata(id="a/b", title=words, source=words, status=Status.OPEN, informal=words)
    read, _ = parse_metadata(render_metadata(meta))
    assert read.informal.replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize("text", ["mathlib a3", "lean", "lean x, lean y", "lean x; mathlib y"])
def test_requirements_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ChallengeError, match="'requires'"):
        Requirement.parse(text)
