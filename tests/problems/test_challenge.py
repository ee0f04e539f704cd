from __future__ import annotations

import hashlib
import pickle
import re
from pathlib import Path

import pytest
from challenge_text import BODY, EXAMPLE, HEADER, WITH_VALUE, attempt
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import ChallengeError, RegionError, SourceError
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import sketch_digest
from orchestrator.problems.metadata import AnswerGrammar, Status
from orchestrator.vocabulary import Direction

DOCS = Path(__file__).parents[2] / "docs" / "challenges.md"


def test_reads_everything() -> None:
    challenge = Challenge.parse(EXAMPLE)
    metadata = challenge.metadata
    assert (challenge.id, metadata.title, metadata.source) == ("test/even", "A test problem", "made for the tests")
    assert metadata.status is Status.OPEN
    assert metadata.tags == ("tests", "parity")
    assert metadata.references == ("First author, a title that runs on.", "Second author.")
    assert metadata.informal == "Every number is even.\n\nSecond paragraph."
    assert (metadata.note, metadata.equivalence, metadata.answers) == ("not true", "", ())
    assert challenge.imports == ("Init", "Std.Data.HashMap")
    assert challenge.initial == ("", "  sorry\n")
    assert [EXAMPLE.split("\n")[region.start_line - 1] for region in challenge.regions] == [
        "-- EVOLVE-BLOCK-START",
        "  -- EVOLVE-BLOCK-START",
    ]
    assert [region.indent for region in challenge.regions] == [0, 2]
    assert (challenge.target, challenge.disproof_target) == ("target_theorem_0", "target_theorem_0_disproof")
    assert challenge.proof_region == 1
    assert challenge.sha256 == hashlib.sha256(EXAMPLE.encode()).hexdigest()


def test_the_example_in_the_documentation_is_a_challenge() -> None:
    example = re.search(r"```lean\n(/-\n.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    assert Challenge.parse(example[1]).id == "erdos/242"


def test_a_checkout_with_crlf_is_the_same_challenge() -> None:
    assert Challenge.parse(EXAMPLE.replace("\n", "\r\n").encode()) == Challenge.parse(EXAMPLE)


def test_survives_pickling_for_workers() -> None:
    challenge = Challenge.parse(EXAMPLE)
    assert challenge.splice(challenge.initial, "disprove")
    assert pickle.loads(pickle.dumps(challenge)) == challenge
    error = RegionError("why", 1, 2)
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "region 2, line 2: why"


def test_proving_fills_the_file_itself() -> None:
    challenge = Challenge.parse(EXAMPLE)
    rendered = challenge.render(challenge.submission(["theorem h : True := trivial", "  intro n\n  exact h"]))
    assert rendered == EXAMPLE.replace("START\n--", "START\ntheorem h : True := trivial\n--").replace(
        "  sorry\n", "  intro n\n  exact h\n"
    )
    assert challenge.source_with({1: "  omega"}) == EXAMPLE.replace("  sorry\n", "  omega\n")


def test_disproving_keeps_the_statement_and_negates_its_type() -> None:
    challenge = Challenge.parse(EXAMPLE + "\n-- the end\n")
    rendered = challenge.render(challenge.submission(["", "  intro h\n  exact absurd (h 1) (by decide)"], "disprove"))
    assert rendered == (
        EXAMPLE.replace(
            "  -- EVOLVE-BLOCK-START\n  sorry\n",
            "  sorry\n\n"
            "theorem target_theorem_0_disproof : ¬ (type_of% @target_theorem_0) := by\n"
            "  -- EVOLVE-BLOCK-START\n"
            "  intro h\n  exact absurd (h 1) (by decide)\n",
        )
        + "\n-- the end\n"
    )
    assert challenge.extract(rendered, "disprove") == ("", "  intro h\n  exact absurd (h 1) (by decide)\n")
    with pytest.raises(ChallengeError, match="frozen text was changed"):
        challenge.extract(rendered, "prove")


def test_the_answer_is_chosen_not_disproved() -> None:
    challenge = Challenge.parse(WITH_VALUE)
    assert challenge.answers == ((0, AnswerGrammar.PROP),)
    assert challenge.proof_region == 2
    assert not challenge.disproof
    with pytest.raises(SourceError, match="offers no disproof"):
        challenge.render(challenge.submission(challenge.initial, "disprove"))
    undeclared = Challenge.parse(WITH_VALUE.replace("answer: prop", "note: x"))
    assert undeclared.answers == ((0, AnswerGrammar.REVIEW),)


def test_a_submission_belongs_to_one_version_of_one_challenge() -> None:
    challenge, other = Challenge.parse(EXAMPLE), Challenge.parse(EXAMPLE.replace("Even 2", "Even 4"))
    with pytest.raises(SourceError, match="another version"):
        other.render(challenge.submission(challenge.initial))
    with pytest.raises(SourceError, match="has 2 regions, 1 were given"):
        challenge.splice([""])


def test_a_sketch_is_named_by_its_content() -> None:
    challenge = Challenge.parse(EXAMPLE)
    digest = challenge.submission(["", "  omega"]).digest
    assert digest == sketch_digest(challenge.sha256, "prove", ["", "  omega\n"])
    others = {
        sketch_digest(challenge.sha256, "disprove", ["", "  omega"]),
        sketch_digest("0" * 64, "prove", ["", "  omega"]),
        sketch_digest(challenge.sha256, "prove", ["  omega", ""]),
        sketch_digest(challenge.sha256, "prove", ["  omega\n"]),
        sketch_digest(challenge.sha256, "prove", ["", "  omega\n\n"]),
    }
    assert len(others | {digest}) == 6


REPLACEMENTS = [
    # header
    ("/-\nid", "/--\nid", 1, "header comment, '/-' alone"),
    ("-/\nimport", "import", 1, "never closed"),
    ("title: A test problem\n", "", 15, "the header has no 'title'"),
    ("title: A test problem", "title:", 3, "'title' has no value"),
    ("title: A", "title:A", 3, "expected 'key: value'"),
    ("title: A test problem", "title: A\n  b", 4, "'title' is a single line"),
    ("title: A", "Title: A", 3, "unknown key 'Title'"),
    ("note: not", "colour: not", 15, "unknown key 'colour'"),
    ("note: not", "title: not", 15, "'title' is already in line 3"),
    ("note: not true", "just words", 15, "expected 'key: value'"),
    ("  Every", " Every", 12, "indented by two spaces"),
    ("id: test", "  x\nid: test", 2, "follows a key"),
    ("note: not", "note: /- not", 15, "another comment sign"),
    ("id: test/even", "id: even", 2, "not of the form"),
    ("id: test/even", "id: test/../even", 2, "not of the form"),
    ("status: open", "status: solved", 5, "unknown status 'solved'; known are open, proved"),
    ("tags: tests,", "tags: ,", 6, "empty or repeated item"),
    ("  - First", "  First", 8, "starts with '- '"),
    ("note: not true", "target: ταργετ", 15, "not an ASCII Lean name"),
    ("note: not true", "answer: real", 15, "unknown answer grammar 'real'"),
    ("note: not true", "answer: nat", None, "declares 1 grammars for 0"),
    # imports
    ("import Init\n", "prelude\n", 17, "'prelude'"),
    ("import Init\n", "module\nimport Init\n", 17, "'module'"),
    ("import Init\n", "public import Init\n", 17, "'public'"),
    ("import Init\n", "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\nimport Init\n", 17, "before the first region"),
    # markers
    ("-- EVOLVE-BLOCK-START\n--", "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-START\n--", 25, "inside the region opened"),
    ("-- EVOLVE-BLOCK-START\n--", "-- EVOLVE-VALUE-START\n--", 25, "closes the '-- EVOLVE-VALUE-START' of line 24"),
    ("-- EVOLVE-BLOCK-START\n--", "--", 24, "without a start marker"),
    ("  sorry\n  -- EVOLVE-BLOCK-END", "  sorry", 28, "never closed by"),
    ("  sorry\n  -- EVOLVE", "  sorry\n  --EVOLVE", 30, "not written exactly"),
    ("  sorry\n  -- EVOLVE", "  sorry\n\u00a0 -- EVOLVE", 30, "not written exactly"),
    ("-END\n\n", "-END -/\n\n", 25, "not written exactly"),
    ("-- EVOLVE-BLOCK-START\n--", "-- evolve-block-start\n--", 24, "not written exactly"),
    ("theorem even", "/- theorem even", 22, "comment that starts here runs into an EVOLVE marker"),
    ("= rfl", '= "', 22, "string that starts here runs into"),
    ("  sorry\n", "  sorry /-\n", 29, "is never closed"),
    # target
    (
        "target_theorem_0 :",
        "target :",
        27,
        "exactly one 'theorem target_theorem_0', found 'theorem target' in line 27 instead; rename",
    ),
    ("even_two :", "target_theorem_0 :", 27, "found 2"),
    ("theorem target", "-- theorem target", 22, "found 'theorem even_two' in line 22 instead"),
    ("START\n--", "START\ntheorem target_theorem_0 : True := trivial\n--", 28, "found 2"),
    ("  sorry\n", "  decide\n", 28, "has no 'sorry'"),
    ("  sorry\n", "  -- sorry\n", 28, "has no 'sorry'"),
    (":= by\n", ":= by\n  intro n\n", 27, "right after ':= by'"),
    ("Even n := by", "Even n := by trivial\ntheorem x : False := by", 27, "right after ':= by'"),
    (":= rfl", ":= sorry", 22, "frozen text holds 'sorry'"),
    ("even_two", "target_theorem_0_disproof", 22, "reserved for the disproof"),
    ("def Even", "namespace A\ndef Even", 28, "inside namespace A"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), REPLACEMENTS)
def test_a_broken_challenge_is_refused_with_line_and_reason(old: str, new: str, line: int | None, reason: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(ChallengeError) as raised:
        Challenge.parse(EXAMPLE.replace(old, new, 1))
    assert reason in raised.value.reason
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("theorem target_theorem_0 : True := by\n  sorry\n", 16, "no EVOLVE-BLOCK region"),
        (BODY + "\ntheorem after : True := trivial\n", 32, "must be the last declaration"),
        (BODY + "\n-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\n", 34, "must be the last declaration"),
        (
            BODY.replace("theorem target", "-- EVOLVE-BLOCK-START\ntheorem target", 1).replace(" by\n  --", " by --"),
            28,
            "stands inside a region",
        ),
    ],
)
def test_a_broken_layout_is_refused(body: str, line: int, reason: str) -> None:
    with pytest.raises(ChallengeError, match=reason) as raised:
        Challenge.parse(HEADER + body)
    assert raised.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE.removesuffix("\n"),
        EXAMPLE + "\n-- done\n/- really -/\n",
        EXAMPLE.replace("theorem target", "section\ntheorem target") + "\nend\n",
        EXAMPLE.replace(
            "theorem target", "@[simp] private theorem x.target_theorem_0' : True := trivial\ntheorem target"
        ),
        EXAMPLE.replace("def Even", "namespace A\nend A\ndef Even"),
        EXAMPLE.replace(":= by", ":="),
        EXAMPLE.replace("  -- EVOLVE-BLOCK-END", " -- EVOLVE-BLOCK-END  "),
        EXAMPLE.replace("  sorry", "  intro n\n  cases n <;> sorry"),
        EXAMPLE.replace("def Even", '-- theorem target_theorem_0 sorry\ndef s := "sorry"\ndef «sorry» := 1\ndef Even'),
        EXAMPLE.replace("note: not true", "target: Foo.bar'").replace("theorem target_theorem_0", "theorem Foo.bar'"),
        EXAMPLE.replace("import", "-- why\nimport").replace("note: not true", "note:\n  a: b"),
        EXAMPLE.replace("theorem target_theorem_0", "theorem target_theorem_0.{u, v}"),
    ],
)
def test_an_unusual_but_sound_challenge_is_taken(text: str) -> None:
    challenge = Challenge.parse(text)
    assert challenge.splice(challenge.initial) == text
    assert challenge.extract(challenge.splice(challenge.initial, "disprove"), "disprove")[0] == ""


@given(st.text(max_size=40), st.integers(0, len(EXAMPLE)), st.integers(0, 20))
def test_no_edit_of_a_challenge_makes_the_parser_fail_otherwise(insert: str, at: int, cut: int) -> None:
    text = EXAMPLE[:at] + insert + EXAMPLE[at + cut :]
    challenge = attempt(Challenge.parse, text)
    if isinstance(challenge, ChallengeError | SourceError):
        assert str(challenge)
        return
    assert challenge.splice(challenge.initial) == challenge.text
    assert Challenge.parse(challenge.text) == challenge


def test_a_disproof_begins_with_nothing_of_a_proof_that_was_begun() -> None:
    begun = EXAMPLE.replace("  sorry\n", "  intro n\n  have h : n = n := rfl\n  sorry\n")
    assert Challenge.parse(begun).template_for(Direction.DISPROVE).initial == ("", "  sorry\n")
    assert Challenge.parse(begun).initial == ("", "  intro n\n  have h : n = n := rfl\n  sorry\n")
