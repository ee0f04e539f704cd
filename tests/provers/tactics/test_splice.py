"""Scripts in the place of a ``sorry``: block, inline, term; positions; filling the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tactics_support import goal, position_of

from orchestrator.lean.checker import GoalOrigin, OpenGoal
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.splice import fill_others, offset_of, replace_sorry, sorry_places

TWO_LINES = "intro n\nomega"


def place(text: str, *, is_tactic: bool = True) -> SketchGoal:
    start = text.index("sorry")
    return SketchGoal(text, start, start + 5, goal("True"), is_tactic)


@pytest.mark.parametrize(
    ("text", "spliced"),
    [
        ("theorem t : p := by\n  sorry\n", "theorem t : p := by\n  intro n\n  omega\n"),
        ("theorem t : p := by sorry\n", "theorem t : p := by intro n\n" + " " * 20 + "omega\n"),
        ("  · sorry\n  · simp\n", "  · intro n\n    omega\n  · simp\n"),
        ("  | zero => sorry -- base\n", "  | zero => intro n\n            omega -- base\n"),
        ("  cases n <;> sorry\n", "  cases n <;> (intro n\n               omega)\n"),
        ("  sorry; simp\n", "  (intro n\n   omega); simp\n"),
    ],
)
def test_a_tactic_sorry_is_replaced_as_its_surroundings_ask(text: str, spliced: str) -> None:
    assert replace_sorry(place(text), TWO_LINES).text == spliced


def test_a_term_sorry_becomes_a_tactic_block_in_parentheses() -> None:
    text = "  exact foo sorry bar\n"
    assert replace_sorry(place(text, is_tactic=False), "omega").text == "  exact foo (by omega) bar\n"
    spliced = replace_sorry(place(text, is_tactic=False), TWO_LINES).text
    assert spliced == "  exact foo (by\n" + " " * 14 + "intro n\n" + " " * 14 + "omega) bar\n"


@given(before=st.text(alphabet="ab 𝓝\n", max_size=20), after=st.text(alphabet="xy β\n", max_size=20))
def test_text_around_the_place_stays_as_it_was(before: str, after: str) -> None:
    spliced = replace_sorry(place(f"{before}sorry{after}"), TWO_LINES)
    assert spliced.text.startswith(before)
    assert spliced.text.endswith(after)
    assert spliced.text[spliced.start : spliced.end].split()[-1].rstrip(")") == "omega"
    assert spliced.end == len(spliced.text) - len(after)


@given(text=st.text(alphabet="ab𝓝\n", max_size=40), data=st.data())
def test_offsets_count_code_points_and_lines(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert offset_of(text, position_of(text, offset)) == offset


def test_only_literal_sorries_are_places() -> None:
    text = "theorem t := by\n  sorry\n  admit\n  oops\n"
    found = []
    for word in ("admit", "sorry", "oops"):
        start = text.index(word)
        origin = GoalOrigin.ERROR if word == "oops" else GoalOrigin.SORRY
        at, end = position_of(text, start), position_of(text, start + len(word))
        found.append(OpenGoal(goal("True"), origin, at, end))
    assert [(p.start, p.end) for p in sorry_places(text, [*found, *found])] == [(18, 23)]


def test_the_other_places_are_filled_and_this_one_is_still_found() -> None:
    text = "/- sorry -/\nimport Init\ntheorem a : p := sorry\ntheorem b : p := by sorry\ntheorem c : p := by sorry\n"
    starts = [i for i in range(len(text)) if text.startswith("sorry", i)][1:]
    places = [SketchGoal(text, s, s + 5, goal("True"), n > 0) for n, s in enumerate(starts)]
    filled = fill_others(places[1], [places[0], places[2]], "hole", "axiom hole : False")
    assert filled.source[filled.start : filled.end] == "sorry"
    assert filled.source == (
        "/- sorry -/\nimport Init\naxiom hole : False\n\n"
        "theorem a : p := hole\ntheorem b : p := by sorry\ntheorem c : p := by exact hole\n"
    )
