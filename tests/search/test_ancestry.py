"""Whether an ancestor left a goal open: as a walk to the beginning says, and without that walk."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.search.goals.ancestry import Ancestry
from orchestrator.search.strategy import GoalFact, SketchFacts

GOALS = "abcde"


def walked(sketches: dict[str, SketchFacts], goal: str, digest: str) -> bool:
    here, seen = sketches.get(digest), set[str]()
    while here is not None and here.digest not in seen:
        if any(one.digest == goal for one in here.goals):
            return True
        seen.add(here.digest)
        here = sketches.get(here.parent or "")
    return False


@given(st.lists(st.tuples(st.integers(-1, 30), st.sets(st.sampled_from(GOALS))), max_size=25), st.booleans())
def test_it_answers_as_a_walk_does(made: list[tuple[int, set[str]]], asked_between: bool) -> None:
    sketches: dict[str, SketchFacts] = {}
    ancestry = Ancestry(sketches)
    for number, (parent, goals) in enumerate(made):
        above = str(parent % number) if number and parent >= 0 else None
        sketches[str(number)] = SketchFacts(str(number), parent=above, goals=tuple(map(GoalFact, goals)))
        for digest in sketches if asked_between else ():
            assert all(ancestry.left_open(goal, digest) == walked(sketches, goal, digest) for goal in GOALS)
    for digest in [*sketches, "unknown"]:
        assert all(ancestry.left_open(goal, digest) == walked(sketches, goal, digest) for goal in GOALS)


def test_sketches_that_are_each_others_parents_end_the_walk() -> None:
    sketches = {one: SketchFacts(one, parent=other, goals=(GoalFact(one),)) for one, other in ("ab", "ba", "cb")}
    ancestry = Ancestry(sketches)
    assert ancestry.left_open("b", "c")
    assert not ancestry.left_open("d", "c")


def test_a_chain_of_sketches_is_one_line() -> None:
    """Ten thousand generations, each of which asks: with a walk for each this takes minutes."""
    sketches: dict[str, SketchFacts] = {}
    ancestry = Ancestry(sketches)
    for number in range(10_000):
        above = str(number - 1) if number else None
        sketches[str(number)] = SketchFacts(str(number), parent=above, goals=(GoalFact(f"g{number}"),))
        assert not ancestry.left_open("new", str(number))
    assert ancestry.left_open("g0", "9999")
    assert not ancestry.left_open("g9999", "9998")
