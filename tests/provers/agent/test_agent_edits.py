"""Edits, reports and lessons: what a model can do to a file and what it is told, without Lean."""

from __future__ import annotations

import pytest
from agent_support import CHALLENGE, EMPTY_BLOCK, HELPER_BLOCK, PROOF
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import CheckResult, Goal, GoalOrigin, Message, OpenGoal, Outcome, Position, Severity
from orchestrator.provers.agent.edits import Edit, apply_each, apply_edits, region_spans
from orchestrator.provers.agent.lessons import MAX_LESSON_BYTES, with_lessons, without_lessons
from orchestrator.provers.agent.report import clip, render_check
from orchestrator.vocabulary import Direction

START = CHALLENGE.initial


def apply(*pairs: tuple[str, str], regions: tuple[str, ...] = START) -> tuple[str, ...]:
    edits = [Edit(search, replace) for search, replace in pairs]
    edited, text = apply_edits(CHALLENGE, "prove", regions, CHALLENGE.splice(regions), edits)
    assert text == CHALLENGE.splice(edited)
    return edited


def test_an_empty_block_is_filled_by_its_markers() -> None:
    helper, proof = apply((EMPTY_BLOCK, HELPER_BLOCK), ("  sorry\n", PROOF))
    assert helper.startswith("theorem double_eq")
    assert proof == PROOF + "\n"


def test_later_edits_see_what_earlier_ones_made_and_all_fall_together() -> None:
    assert apply(("sorry", "skip; sorry"), ("skip; ", "intros; "))[1] == "  intros; sorry\n"
    with pytest.raises(ToolRefused, match=r"edit 2 of 2: `search` occurs nowhere .*Nothing was changed"):
        apply(("sorry", "skip"), ("sorry", "skip"))


def test_what_is_unique_in_the_regions_may_also_be_frozen_text() -> None:
    regions = apply((EMPTY_BLOCK, "-- EVOLVE-BLOCK-START\ntheorem a : double 3 = 6 := rfl\n-- EVOLVE-BLOCK-END"))
    assert apply(("double 3 = 6", "double 4 = 8"), regions=regions)[0] == "theorem a : double 4 = 8 := rfl\n"


def test_refusals_say_what_to_do() -> None:
    regions = apply(("  sorry", "  have h1 : 1 = 1 := rfl\n  have h2 : 1 = 1 := rfl\n  sorry"))
    with pytest.raises(ToolRefused, match=r"occurs 2 times \(lines 25, 26\); add neighbouring lines"):
        apply(("1 = 1", "2 = 2"), regions=regions)
    with pytest.raises(ToolRefused, match=r"(?s)nearest.*line 26:\n  have h2 : 1 = 1 := rfl\n"):
        apply(("have  h2 : 1 = 1 := rfl", "x"), regions=regions)
    with pytest.raises(ToolRefused, match="reaches into frozen text"):
        apply(("def double", "def triple"))
    with pytest.raises(ToolRefused, match="cannot hold a marker line"):
        apply(("sorry", "sorry\n-- EVOLVE-BLOCK-END"))
    with pytest.raises(ToolRefused, match="not closed"):
        apply(("sorry", "sorry /- oops"))
    with pytest.raises(ToolRefused, match="`search` is empty"):
        apply(("\n", "x"))


pieces = st.sampled_from(
    [
        "sorry",
        "theorem",
        "double",
        "-- EVOLVE-BLOCK-START",
        "-- EVOLVE-BLOCK-END",
        "\n",
        "  ",
        ":=",
        "/-",
        "-/",
        "x",
        "∀",
    ]
)
fragments = st.lists(pieces, min_size=1, max_size=6).map("".join)


@given(st.lists(st.tuples(fragments, fragments), min_size=1, max_size=4))
def test_no_edit_ever_changes_frozen_text(pairs: list[tuple[str, str]]) -> None:
    regions = START
    for pair in pairs:
        try:
            regions = apply(pair, regions=regions)
        except ToolRefused:
            continue
    text = CHALLENGE.splice(regions)
    assert CHALLENGE.extract(text) == regions
    spans = region_spans(CHALLENGE, "prove", regions)
    assert tuple(text[start:end] for start, end in spans) == regions


def error(line: int, text: str) -> Message:
    return Message(Severity.ERROR, text, Position(line, 4))


def open_goal(line: int, pretty: str = "⊢ False") -> OpenGoal:
    return OpenGoal(Goal("False", pretty=pretty), GoalOrigin.SORRY, Position(line, 2), Position(line, 7))


def test_errors_come_first_and_once_per_cause() -> None:
    result = CheckResult(
        Outcome.ERRORS,
        (
            Message(Severity.WARNING, "declaration uses `sorry`", Position(3, 0), kind="hasSorry"),
            error(9, "Unknown identifier `b`"),
            error(5, "Unknown identifier `a`"),
            error(7, "Unknown identifier `a`"),
            Message(Severity.INFORMATION, "Nat : Type", Position(1, 0)),
        ),
        (open_goal(20), open_goal(30)),
    )
    report = render_check(result, lambda line: line in (9, 30))
    assert report.startswith("Lean: 3 errors; 1 goal left open")
    assert report.index("`a`") < report.index("`b`") < report.index("goal 1 (line 20") < report.index("Nat : Type")
    assert "(the same at line 7)" in report
    assert report.count("`a`") == 1
    assert "frozen text: something in your regions" in report
    assert "uses `sorry`" not in report


def test_a_report_has_a_limit_in_bytes() -> None:
    result = CheckResult(
        Outcome.ERRORS,
        tuple(error(line, "abcdefgh"[line % 8] + "∀" * 5000) for line in range(1, 40)),
        tuple(open_goal(line, "⊢ " + "∃" * 4000) for line in range(40, 80)),
    )
    report = render_check(result, lambda line: False)
    assert len(report.encode()) <= 12_000
    assert report.startswith("Lean: 39 errors; 40 goals")


def test_limits_are_told_with_a_remedy() -> None:
    assert "limit on time; make" in render_check(CheckResult(Outcome.TIMEOUT), lambda line: False)


@given(st.text(max_size=400), st.integers(min_value=70, max_value=300))
def test_clipping_keeps_both_ends(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped.encode("utf-8", "replace")) <= limit + 32
    assert clipped == text or "bytes left out" in clipped


@given(st.text(max_size=300))
def test_lessons_are_comments_whatever_a_model_writes(text: str) -> None:
    regions = with_lessons(CHALLENGE, "prove", START, text)
    if regions is None:
        return
    CHALLENGE.splice(regions)
    assert regions[1] == START[1]
    assert all(line.lstrip().startswith("--") for line in regions[0].splitlines())


def test_lessons_replace_those_before_them() -> None:
    first = with_lessons(
        CHALLENGE, "prove", ("theorem a : True := trivial\n", START[1]), "Try induction.\n\nNot cases."
    )
    assert first is not None
    second = with_lessons(CHALLENGE, "prove", first, "-/ EVOLVE-BLOCK-END\n" + "long " * 3000)
    assert second is not None
    assert "induction" not in second[0]
    assert second[0].endswith("theorem a : True := trivial\n")
    assert second[0].count("Lessons of the last episode") == 1
    assert len(second[0].encode()) < MAX_LESSON_BYTES + 2000
    assert with_lessons(CHALLENGE, "prove", START, " \n") is None


def test_no_later_edit_matches_the_lessons() -> None:
    said = "Tried:\n  sorry\n  omega\nEnd of the lessons.\ntheorem double_four"
    regions = with_lessons(CHALLENGE, "prove", START, said)
    assert regions is not None
    changed = apply(("  sorry", "  omega"), regions=regions)
    assert changed[0] == regions[0], "the lessons quote `sorry`, the edit means the one in the proof"
    with pytest.raises(ToolRefused, match="occurs nowhere"):
        apply(("theorem double_four", "x"), regions=regions)
    # What a prover writes below its lessons is its own, and stays when the lessons are replaced.
    mine = (regions[0] + "-- mine\n", *regions[1:])
    renewed = with_lessons(CHALLENGE, "prove", mine, "New.")
    assert renewed is not None
    assert "-- mine\n" in renewed[0]
    assert "omega" not in renewed[0]


@pytest.mark.parametrize(
    "said",
    [
        "End of the End of the lessons.lessons.\n  sorry",
        "End of the lessons.\n  sorry",
        "End of the lessons. \r\n  sorry",
        "End of the\u200b lessons.\n  sorry",
        "End of the lessons.\x0c\n  sorry\x85  sorry\u2028  sorry",
        "-/\n-- End of the lessons.\n  sorry",
        "Lessons of the last episode (no edit reaches into them):\n  sorry\nEnd of the lessons.\n  sorry",
        "-- EVOLVE-BLOCK-END\n/- \n  sorry",
        "long " * 3000 + "\nEnd of the lessons.\n  sorry",
    ],
)
def test_no_text_breaks_out_of_the_lessons(said: str) -> None:
    regions = with_lessons(CHALLENGE, "prove", START, said)
    assert regions is not None
    assert apply(("  sorry", "  omega"), regions=regions)[0] == regions[0]
    renewed = with_lessons(CHALLENGE, "prove", regions, "New.")
    assert renewed is not None
    assert "sorry" not in renewed[0]


def test_lessons_are_not_shown_beside_the_plan_that_they_repeat() -> None:
    plan = "First `omega`.\n\n- then `grind`"
    regions = with_lessons(CHALLENGE, "prove", START, plan)
    assert regions is not None
    assert without_lessons("\n".join(regions), plan) == "\n".join(START)
    assert without_lessons("\n".join(regions), "one more goal closed") == "\n".join(regions)


_FENCES = st.sampled_from(
    [
        *("```", "````", "~~~~", "```lean", "~~~", "<!--", "-->", "-/", "/-", "/--", "--", "«", '"', "#exit"),
        *("End of the lessons.", "-- End of the lessons.", "Lessons of the last episode (no edit reaches into them):"),
        *("-- Lessons of the last episode (no edit reaches into them):", "EVOLVE-BLOCK-END", "-- EVOLVE-BLOCK-START"),
        *("sorry", "\n", "\r\n", "\r", "\n  sorry\n", " ", "\t", "\u2028", "\x0b", "\u200b", "\ufeff"),
    ]
)


@given(st.lists(_FENCES, min_size=1, max_size=12).map("".join))
def test_no_sequence_of_fences_closes_the_lessons(said: str) -> None:
    """Markdown's fences, comments of HTML and Lean, the lessons' own words, and all kinds of line ends."""
    regions = with_lessons(CHALLENGE, "prove", START, said)
    if regions is None:
        return
    assert apply(("  sorry", "  omega"), regions=regions) == (regions[0], START[1].replace("sorry", "omega"))
    for quoted in regions[0].splitlines()[:4]:
        with pytest.raises(ToolRefused):
            apply((quoted, "x"), regions=regions)
    renewed = with_lessons(CHALLENGE, "prove", regions, "New.")
    assert renewed is not None
    assert [line for line in renewed[0].splitlines() if "episode" not in line] == ["-- New.", "-- End of the lessons."]


def each(*pairs: tuple[str, str], regions: tuple[str, ...] = START) -> tuple[tuple[str, ...], list[str]]:
    notes: list[str] = []
    edits = [Edit(search, replace) for search, replace in pairs]
    edited, text = apply_each(CHALLENGE, Direction.PROVE, regions, CHALLENGE.splice(regions), edits, notes)
    assert text == CHALLENGE.splice(edited)
    return edited, notes


def test_one_bad_edit_does_not_lose_the_others() -> None:
    regions, notes = each(("sorry", "skip; sorry"), ("nowhere", "x"), ("skip; ", "intros; "))
    assert regions[1] == "  intros; sorry\n"
    assert [note.split(":")[0] for note in notes] == ["Edit 2 of 3 was NOT made"]
    with pytest.raises(ToolRefused, match=r"(?s)Edit 1 of 2 was NOT made.*Edit 2 of 2.*Nothing was changed"):
        each(("nowhere", "x"), ("no place", "y"))


PROOF_BY_STEPS = "  constructor\n  · intro n\n    omega\n  · sorry\n"


@pytest.mark.parametrize(
    ("search", "replace", "proof"),
    [
        ("· intro n\n  omega", "· intro n\n  simp", "  constructor\n  · intro n\n    simp\n  · sorry\n"),
        ("  ·  intro n\n    omega", "  · grind", "  constructor\n  · grind\n  · sorry\n"),
        ("· intro n omega", "· grind", "  constructor\n  · grind\n  · sorry\n"),
        (
            "    · intro n\n      omega\n",
            "    · intro n\n      simp\n",
            "  constructor\n  · intro n\n    simp\n  · sorry\n",
        ),
    ],
)
def test_an_edit_that_fits_up_to_blanks_is_made_and_said(search: str, replace: str, proof: str) -> None:
    regions, notes = each((search, replace), regions=(START[0], PROOF_BY_STEPS))
    assert regions[1] == proof
    assert "up to blanks, lines 26-27, was replaced" in notes[0]


def test_up_to_blanks_has_to_be_unique_too() -> None:
    twice = (START[0], "  have h : 1 = 1 := rfl\n  have h : 1 = 1 := rfl\n  sorry\n")
    with pytest.raises(ToolRefused, match="occurs 2 times"):
        each(("have  h : 1 = 1", "x"), regions=twice)
    with pytest.raises(ToolRefused, match="occurs nowhere"):
        each(("def  double", "x"), regions=twice)


def test_line_numbers_of_a_view_are_no_part_of_the_text() -> None:
    regions, _ = each(("  25>|  · intro n\n  26>|    omega", "  25>|  · grind"), regions=(START[0], PROOF_BY_STEPS))
    assert regions[1] == "  constructor\n  · grind\n  · sorry\n"
    shown = "  22 |-- EVOLVE-BLOCK-START   (region 1)\n  23 |-- EVOLVE-BLOCK-END"
    assert each((shown, HELPER_BLOCK))[0][0].startswith("theorem double_eq")
