from __future__ import annotations

import json

import pytest

from orchestrator.errors import ChallengeError
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.importers.importer import Imported, SourceFile
from orchestrator.problems.importers.oeis import Oeis, without_signature
from orchestrator.problems.importers.oeis_skeleton import skeleton
from orchestrator.problems.status import InformalState

INTERNAL = """\
%I A900001 #12 Aug 18 2026 11:08:40
%S A900001 1,1,2,
%T A900001 5,14,
%U A900001 42
%N A900001 A made-up sequence that _Ann Other_ named.
%C A900001 Nothing of note. - _Ann Other_, Jan 02 2003
%C A900001 Conjecture: a(n) - 1 is never a square. - _Ann Other_ and _B. Else_, Mar 04 2005 [by _C. D._, May 06 2007]
%C A900001 From _E. Fellow_, Jun 07 2008: (Start)
%C A900001 It appears that a(n) < 5^n.
%C A900001 A fact.
%C A900001 Every term was conjectured to be odd; this was disproved. (End)
%C A900001 Tested up to n = 10^6.
%F A900001 Empirical: a(n) = a(n-1) + 1 - Old Hand (oldhand(AT)example.org), Nov 08 2009
%H A900001 A link
%K A900001 nonn,easy,changed
%O A900001 1,3
%A A900001 _Ann Other_, Jan 01 2001
"""
RESULT = {
    "number": 45,
    "data": "0,1,1,-2",
    "name": "Words",
    "comment": ["Conjecture: yes. - _Ann Other_, Jan 02 2003"],
    "keyword": "sign",
    "offset": "0,4",
}


def oeis(text: str | bytes, name: str = "A900001.seq") -> Imported:
    return Oeis("2026-11-01").rows([SourceFile(name, text.encode() if isinstance(text, str) else text)])


def test_an_entry_in_the_internal_format() -> None:
    imported = oeis(INTERNAL)
    (row,) = imported.rows
    assert (imported.refusals, imported.warnings) == ((), ())
    assert row.key == "oeis/A900001"
    content = row.content
    assert content["terms"] == ["1", "1", "2", "5", "14", "42"]
    assert (content["offset"], content["first_over_one"]) == (1, 3)
    assert content["keywords"] == ["nonn", "easy"]
    assert content["name"] == "A made-up sequence that [name] named."
    assert content["conjectures"] == [
        {
            "kind": "comment",
            "text": "Conjecture: a(n) - 1 is never a square.",
            "date": "2005-03-04",
            "settled_in_words": False,
        },
        {"kind": "comment", "text": "It appears that a(n) < 5^n.", "date": "2008-06-07", "settled_in_words": False},
        {
            "kind": "comment",
            "text": "Every term was conjectured to be odd; this was disproved.",
            "date": "2008-06-07",
            "settled_in_words": True,
        },
        {"kind": "comment", "text": "Tested up to n = 10^6.", "date": "", "settled_in_words": False},
        {"kind": "formula", "text": "Empirical: a(n) = a(n-1) + 1", "date": "2009-11-08", "settled_in_words": False},
    ]
    assert [report.state for report in row.reports] == [InformalState.OPEN]
    for name in ("Ann", "Else", "Fellow", "Hand", "example.org"):
        assert name not in json.dumps(content)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([RESULT]),
        json.dumps({"count": 1, "results": [RESULT]}),
        json.dumps(RESULT),
    ],
)
def test_both_shapes_of_json(text: str) -> None:
    (row,) = oeis(text, "search.json").rows
    assert row.key == "oeis/A000045"
    assert row.content["terms"] == ["0", "1", "1", "-2"]
    assert row.content["conjectures"] == [
        {"kind": "comment", "text": "Conjecture: yes.", "date": "2003-01-02", "settled_in_words": False}
    ]


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("x - Sharon Sela (sharonsela(AT)example.com), May 19 2002", "x", "2002-05-19"),
        ("n > 1 - k. For n. - _A. R._, May 06 2012", "n > 1 - k. For n.", "2012-05-06"),
        ("F(n) - F(m) is 2. - David W. Cantrell, Feb 9, 2007", "F(n) - F(m) is 2.", "2007-02-09"),
        ("a - b - _G. A._ & _A. R. P._, Feb 21 2009", "a - b", "2009-02-21"),
        ("a - b, Feb 2009", "a - b, Feb 2009", ""),
        ("- _A. B._, Feb 01 2009", "", ""),
    ],
)
def test_signatures_are_left_out(text: str, words: str, day: str) -> None:
    found, found_day = without_signature(text)
    assert (found, found_day) == (words, day) or (not words and "_" not in found)


def test_a_skeleton_has_the_right_offset() -> None:
    (row,) = oeis(INTERNAL).rows
    text = skeleton(row.content, 1)
    assert "informal: It appears that a(n) < 5^n." in text
    assert "theorem a_1 : a 1 = 1" in text
    assert "theorem a_4 : a 4 = 5" in text
    assert "a_0" not in text
    with pytest.raises(ChallengeError, match="frozen text holds 'sorry'") as refused:
        Challenge.parse(text)
    assert "write the definition here" in text.split("\n")[(refused.value.line or 0) - 1]
    filled = text.replace("  sorry -- write the definition here", "  n").replace("(sorry : Prop) --", "True --")
    assert Challenge.parse(filled).id == "oeis/A900001-conjecture-1"


@pytest.mark.parametrize(("offset", "lemma"), [("0,4", "theorem a_0 : a 0 = 0"), ("-2,4", "a_minus_2 : a (-2) = 0")])
def test_offsets_below_one(offset: str, lemma: str) -> None:
    (row,) = oeis(json.dumps(RESULT | {"offset": offset}), "a.json").rows
    text = skeleton(row.content)
    assert lemma in text
    assert "= (-2)" in text
    assert ": Int :=" in text


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("%I A000045\nwhat", "a.seq", "expected a line like"),
        ("%N A000045 no terms", "a.seq", "no name or no terms"),
        ("%S A000045 1,two\n%N A000045 x", "a.seq", "'two' is no whole number"),
        (b"%N A000045 caf\xe9", "a.seq", "not UTF-8"),
        ("%N A000045 \u202e", "a.seq", "bidirectional"),
        ("null", "a.json", "no hits"),
        ("3", "a.json", "expected a list"),
        ('[{"number": 1, "number": 2}]', "a.json", "'number' stands twice"),
        ('[{"name": "x"}]', "a.json", "result 1 has no 'number'"),
        ('[{"number": 1, "data": 7}]', "a.json", "'data' is not a text"),
        ('[{"number": 1, "data": NaN}]', "a.json", "NaN is no JSON"),
        ('[{"number": 1,', "a.json", "it is no JSON"),
        ("[" * 100_000, "a.json", "nested too deeply"),
        (b"\x1f\x8b\x08cut", "a.seq", "compressed (gzip)"),
        ("%N A000045 x".encode("utf-16"), "a.seq", "UTF-16"),
        ("%N A000045 a\x00b", "a.seq", "U+0000 is a control character"),
        (f"%S A000045 1,{'9' * 5000}\n%N A000045 x", "a.seq", "no whole number of at most 4000 digits"),
        (f"%N A000045 {'x' * 10_000_000}", "a.seq", "a line has 10000011 characters"),
        ("%N A\u0660\u0660\u0660\u0660\u0664\u0665 x", "a.seq", "expected a line like"),
        ('[{"number": true, "data": "1", "name": "x"}]', "a.json", "has no 'number'"),
        (f'[{{"number": {"9" * 5000}}}]', "a.json", "a number is too long"),
        ('[{"number": 1, "data": "1", "name": "a\\u001bb"}]', "a.json", "in 'name', line 1, column 2: U+001B"),
        ('[{"number": 1, "data": "1", "name": "x", "comment": [7]}]', "a.json", "'comment' is not a text"),
    ],
)
def test_hostile_entries_are_refused(text: str | bytes, name: str, reason: str) -> None:
    imported = oeis(text, name)
    assert imported.rows == ()
    assert [reason in each.reason for each in imported.refusals] == [True]


def test_a_broken_line_costs_its_own_entry() -> None:
    second, third = (INTERNAL.replace("A900001", f"A90000{number}") for number in (2, 3))
    imported = oeis(f"{INTERNAL}{second}\nwhat\n{third}")
    assert [row.key for row in imported.rows] == ["oeis/A900001", "oeis/A900003"]
    assert [each.line for each in imported.refusals] == [2 * INTERNAL.count("\n") + 2]


def conjectures_among(comments: list[str]) -> list[tuple[str, str, bool]]:
    """Text, date and whether it is settled, of each conjecture of an entry with these comments."""
    lines = "".join(f"%C A000045 {comment}\n" for comment in comments)
    (row,) = oeis(f"%S A000045 1,2\n%N A000045 x\n{lines}%O A000045 0,1\n").rows
    return [(each["text"], each["date"], each["settled_in_words"]) for each in row.content["conjectures"]]


def test_items_stay_with_what_announces_them_and_a_proof_is_no_conjecture() -> None:
    comments = [
        "We also have symmetries:",
        "- for k < 7 we have a(10^k - i) = a(10^k + i),",
        "- this relation is conjectured to hold for any k.",
        "Two kinds, conjecturally:",
        "- a(n) is 0 for even n, - _A Person_, Sep 08 2017",
        "- and this stands by itself.",
        "C. Person has a proof abstract regarding the above conjecture. - _B Person_, Aug 19 2026",
        "If the above conjecture could be proved, a(n) would be odd.",
    ]
    assert conjectures_among(comments) == [
        (" ".join(comments[:3]), "", False),
        ("Two kinds, conjecturally: - a(n) is 0 for even n,", "2017-09-08", True),
        (comments[7], "", False),
    ]


def test_blocks_of_conjectures_and_words_that_settle() -> None:
    comments = [
        "Conjectures from _A Person_, Sep 08 2017: (Start)",
        "a(n) < 8*n for all n.",
        "The limit of a(n)/n is Pi. (End)",
        "a(n) is odd.",
        "It appears that a(n) is never 7. - _A Person_, Mar 29 2016",
        "This was proved by a machine, see the Lean file. - _B Person_, May 28 2026",
        "Conjecture: a(n) is never 9.",
    ]
    assert conjectures_among(comments) == [
        ("a(n) < 8*n for all n.", "2017-09-08", False),
        ("The limit of a(n)/n is Pi.", "2017-09-08", False),
        ("It appears that a(n) is never 7.", "2016-03-29", True),
        ("Conjecture: a(n) is never 9.", "", False),
    ]


def test_what_windows_adds_does_no_harm() -> None:
    assert oeis("\ufeff" + INTERNAL.replace("\n", "\r\n")) == oeis(INTERNAL)


def test_odd_offsets_and_days_are_left_out() -> None:
    imported = oeis(
        f"%S A000045 1\n%N A000045 x\n%O A000045 {'1' * 5000}\n%C A000045 Conjecture: b. - _A B_, Feb 31 2012"
    )
    (row,) = imported.rows
    assert (row.content["offset"], row.content["conjectures"][0]["date"]) == (None, "")
    assert "the offset" in imported.warnings[0].reason


def test_a_cut_file_loses_one_entry() -> None:
    second = INTERNAL.replace("A900001", "A900002")
    imported = oeis(INTERNAL + second[: second.index("%T") + 2])
    assert [row.key for row in imported.rows] == ["oeis/A900001"]
    assert len(imported.refusals) == 1
