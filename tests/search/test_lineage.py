"""The lineage holds every sketch once; its words and its picture say what the board says."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.search.ablation.simulator import Lanes, simulate
from orchestrator.search.ablation.world import SCENARIOS
from orchestrator.search.board import Board
from orchestrator.search.efforts import Efforts, tried
from orchestrator.search.lineage import best_of, draw_svg, in_words, lineage
from orchestrator.search.strategies.population import Population
from orchestrator.search.strategy import (
    Admitted,
    Decided,
    Entry,
    Failed,
    GoalFact,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    RunFacts,
    SketchFacts,
)


def simulated_board(seed: int) -> Board:
    board = Board(RunFacts(seed=seed))
    for entry in simulate(
        Population(goals=True), SCENARIOS[0], seed, micro_usd=15_000_000, lanes=Lanes(4, 1, 2), samples=20
    ).log:
        board.learn(entry)
    return board


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), most=st.integers(1, 60))
def test_the_layout_is_a_tree(seed: int, most: int) -> None:
    board = simulated_board(seed)
    tree = lineage(board, most=most)
    assert len({node.digest for node in tree.nodes}) == len(tree.nodes)
    assert len(tree.nodes) + tree.left_out == len(board.sketches)
    seen: dict[str, tuple[int, float]] = {}
    for node in tree.nodes:
        if node.parent is None:
            assert node.depth == 0
        else:
            assert seen[node.parent][0] + 1 == node.depth
        seen[node.digest] = (node.depth, node.row)
    assert len(set(seen.values())) == len(seen), "two sketches share a place"


def example() -> Board:
    board = Board(RunFacts())
    a, b = GoalFact("a" * 64), GoalFact("b" * 64)
    first = SketchFacts("1" * 64, goals=(a, b))
    second = SketchFacts("2" * 64, parent="1" * 64, inspirations=("1" * 64,), goals=(b,))
    for step, sketch in enumerate((first, second)):
        board.learn(Decided(step, Prove("agent", "r", parent=sketch.parent)))
        board.learn(Admitted(step, status="partial", sketch=sketch))
    board.learn(Decided(2, ProveGoal("1" * 64, "a" * 64, "r")))
    board.learn(Admitted(2, findings=(GoalFact("a" * 64, "proved"),)))
    board.learn(Decided(3, ProveGoal("2" * 64, "b" * 64, "r")))
    board.learn(Admitted(3))
    board.learn(Rated(4, "model", (("2" * 64,), ("1" * 64,)), elo={"1" * 64: 1100.0, "2" * 64: 1300.0}))
    return board


def test_words() -> None:
    said = in_words(example(), {"b" * 64: "n : Nat\n⊢ n < n + 1"})
    assert said == [
        "2 sketches.",
        "Best so far is sketch 222222222222 (Elo 1300): 0 of 1 goals proved.",
        "Open in it: n : Nat ⊢ n < n + 1.",
        "That goal is open in 2 sketches (goal provers tried it once).",
        "Proved: goal aaaaaaaaaaaa.",
    ]
    decided = in_words(example(), {}, decided=frozenset({"2" * 64}))
    assert decided[0] == "The judge accepted sketch 222222222222."
    assert not [sentence for sentence in decided if "open in" in sentence], "nothing blocks any more"
    assert in_words(Board(RunFacts()), {}) == ["No attempt has made a valid sketch yet."]


def test_what_goal_provers_made_of_a_sketch_is_better_than_it() -> None:
    """It has the proof that they found, and one goal less, so a smaller share of its goals is proved."""
    board = Board(RunFacts())
    goals = tuple(GoalFact(digit * 64) for digit in "abc")
    board.learn(Decided(0, Prove("agent", "r")))
    board.learn(Admitted(0, status="partial", sketch=SketchFacts("1" * 64, goals=goals)))
    board.learn(Decided(1, ProveGoal("1" * 64, "a" * 64, "r")))
    made = SketchFacts("2" * 64, parent="1" * 64, goals=goals[1:])
    board.learn(Admitted(1, findings=(GoalFact("a" * 64, "proved"),), status="partial", sketch=made))
    assert best_of(board) == made


def test_refuted_goals_are_named() -> None:
    board = example()
    board.learn(Decided(5, ProveGoal("2" * 64, "b" * 64, "r")))
    board.learn(Admitted(5, findings=(GoalFact("b" * 64, "disproved"),)))
    said = in_words(board, {"b" * 64: "⊢ False"})
    assert "2 of them unsound" in said[0]
    assert said[-1] == "Refuted, so not worth another try: ⊢ False."


def test_picture() -> None:
    tree = lineage(example(), decided=frozenset({"2" * 64}))
    picture = draw_svg(tree)
    root = ET.fromstring(picture)
    space = "{http://www.w3.org/2000/svg}"
    labels = [element.text for element in root.iter(f"{space}text")]
    assert labels[:-1] == ["11111111  Elo 1100", "1/2 proved", "22222222  Elo 1300", "0/1 proved  accepted"]
    assert "dashed: shown as an inspiration" in str(labels[-1])
    assert draw_svg(tree, "2" * 64).count('class="ring"') == 1
    assert [path.get("class") for path in root.iter(f"{space}path")] == ["dashed", "solid"]
    assert "7 more sketches are not drawn" in draw_svg(type(tree)(tree.nodes, 7))
    assert "href" not in picture


def test_who_tried_what() -> None:
    efforts = Efforts()
    goal = GoalFact("a" * 64)
    entries: list[Entry] = [
        Decided(0, Prove("agent", "r", agent=1)),
        Admitted(0, prover="agent", agent=1, profile="big", sketch=SketchFacts("1" * 64, goals=(goal,))),
        Decided(1, Prove("agent", "r", agent=2)),
        Admitted(1, prover="agent", agent=2, profile="big", sketch=SketchFacts("2" * 64, duplicate_of="1" * 64)),
        Decided(2, Prove("agent", "r", agent=2)),
        Admitted(2, prover="agent", agent=2, profile="big"),
        Decided(3, ProveGoal("1" * 64, goal.digest, "r")),
        Admitted(3, prover="goals", findings=(GoalFact(goal.digest, "disproved"),)),
        Decided(4, ProveGoal("1" * 64, goal.digest, "r")),
        Admitted(4, prover="goals", proved=True),
        Decided(5, Rate("model", ("1" * 64, "2" * 64), "r")),
        Failed(5, "model_unavailable"),
        Decided(6, Prove("portfolio", "r")),
        Admitted(6, prover="portfolio", proved=True, sketch=SketchFacts("3" * 64)),
    ]
    for entry in entries:
        efforts.learn(entry)
    assert tried(efforts) == [
        "agent (model profile big) tried 3 times in 2 lines of work: 1 new sketch, 1 seen before, "
        "1 without a valid sketch.",
        "portfolio tried once: 1 new sketch, 1 accepted.",
        "Goal provers worked twice on an open goal: 1 refuted, 1 proved.",
        "Lost through no fault of the proof: 1 match.",
    ]
    assert tried(Efforts()) == []
