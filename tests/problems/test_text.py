from __future__ import annotations

import unicodedata

import pytest
from challenge_text import attempt
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import SourceError
from orchestrator.problems.lexical import scan
from orchestrator.problems.text import check_text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ok\n\xff", "not UTF-8 at byte 3"),
        (b"\xc3", "not UTF-8 at byte 0"),
        (b"\xed\xa0\x80", "not UTF-8 at byte 0"),
        ("a\n\tb", r"line 2, column 1: U\+0009 is a tab"),
        ("a\rb", r"line 1, column 2: U\+000D is a carriage return"),
        ("a\r\r\n", r"line 1, column 2: U\+000D"),
        ("\ufeffimport Init", r"line 1, column 1: U\+FEFF is a byte order mark"),
        ("α\nαβ\x0b", r"line 2, column 3: U\+000B is a control character"),
        ("\x0c", r"U\+000C"),
        ("\x00", r"U\+0000"),
        ("\x7f", r"U\+007F"),
        ("\x85", r"U\+0085"),
        ("\u2028", r"U\+2028 is a line separator"),
        ("\u2029", r"U\+2029 is a paragraph separator"),
        ("-- \u202e", r"column 4: U\+202E is a bidirectional control.*delete it"),
        ("\u2066", r"U\+2066"),
        ("\u200e", r"U\+200E"),
        ("\u061c", r"U\+061C"),
        ("a\u200db", r"U\+200D is an invisible format character.*delete it"),
        ("«a\u200db»", r"column 3: U\+200D is an invisible"),
        ("\u00ad", r"U\+00AD"),
        ("-- a\tb\n\tx", r"line 2, column 1: U\+0009 is a tab"),
        ("/- \t -/ def s := 1 -- \u200d\n -- \u202e", r"line 2, column 5: U\+202E"),
        ('"\u2067"', r"column 2: U\+2067"),
        ("-- \x1b[2J", r"U\+001B is a control character, which a reader does not see; delete it"),
        ("\U000e0041", r"U\+E0041"),
        ("\ud800", r"U\+D800 is a lone surrogate"),
    ],
)
def test_refuses(data: bytes | str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        check_text(data)


@pytest.mark.parametrize("text", ["", "∀ ε > 0, ∃ δ, 𝔽₂ ⟨x⟩ «a b» ⁻¹' ‹_› ▸", "-- e\u0301 ✅\ufe0f \u00a0", "x\n\n"])
def test_takes_mathematics(text: str) -> None:
    assert check_text(text) == text
    assert check_text(text.encode()) == text


@pytest.mark.parametrize(
    "text",
    [
        "-- a\ttable\tof\tterms",
        "/- \t\u200d -/",
        "/-- 👩\u200d🔬, a soft\u00adhyphen, a\u200bbreak -/ theorem t : 1 = 1 := rfl",
        'def s := "a\tb\u200d"',
        'def s := r#"\t"#',
        "def c := '\t' -- \ufeff",
    ],
)
def test_takes_in_comments_and_strings_what_lean_takes(text: str) -> None:
    assert check_text(text) == text


def test_line_ends_become_what_lean_reads() -> None:
    assert check_text(b"a\r\nb\r\n") == "a\nb\n"


def test_the_size_limit_counts_bytes() -> None:
    assert check_text("αα", max_bytes=4) == "αα"
    with pytest.raises(SourceError, match="more than 4 bytes, the limit"):
        check_text("ααa", max_bytes=4)


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_lines_are_the_same_for_python_and_lean(data: str | bytes) -> None:
    text = attempt(check_text, data)
    if isinstance(text, SourceError):
        assert "\n" not in str(text)
        return
    assert text.splitlines() == text.removesuffix("\n").split("\n") or not text
    assert all(unicodedata.category(char) not in {"Cc", "Cs"} for char in text if char not in "\n\t")
    assert all(unicodedata.category(char) != "Cf" for char in scan(text).code)
    assert check_text(text) == text
