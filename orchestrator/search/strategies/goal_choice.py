"""Which open goal is worth a goal prover's time: the one that blocks most."""

from __future__ import annotations

from typing import Final

from orchestrator.search.board import Board
from orchestrator.search.strategy import ProveGoal, SketchFacts

TRIES: Final = 2
"""Work on one goal; the second time with more seconds."""
MOST_SKETCHES: Final = 50
"""Of the sketches that leave a goal open, so many are looked through for the one that is nearest to whole."""


def next_goal(board: Board, seconds: float) -> ProveGoal | None:
    """The unsettled goal, not in work and tried less than `TRIES` times, that most sketches leave open; a sketch that
    it alone keeps from being whole comes first. Before all of them come sketches whose goals are proved, by whoever it
    was, but not in their own text. None if there is none.

    Args:
        seconds: for the first try; the second gets four times as much.
    """
    for digest in board.whole:
        sketch, flying = board.sketches[digest], board.in_flight.values()
        if not any(isinstance(work, ProveGoal) and work.sketch == digest for work in flying):
            reason = "all its goals are proved: their proofs are put together"
            return ProveGoal(digest, sketch.goals[0].digest, reason, seconds=seconds)
    busy = {work.goal for work in board.in_flight.values() if isinstance(work, ProveGoal)}
    best: tuple[tuple[int, int, int], SketchFacts, str] | None = None
    for goal in board.unsettled:
        tries = board.goal_tries[goal]
        if goal in busy or tries >= TRIES:
            continue
        sketches = [board.sketches[digest] for digest in board.needing.get(goal, ())[:MOST_SKETCHES]]
        sound = [sketch for sketch in sketches if board.sound(sketch)]
        if not sound:
            continue
        nearest = min(sound, key=lambda sketch: board.left[sketch.digest])
        key = (-tries, int(board.left[nearest.digest] == 1), board.needed_by(goal))
        if best is None or key > best[0]:
            best = (key, nearest, goal)
    if best is None:
        return None
    (tries, alone, needed), sketch, goal = best
    reason = f"open in {needed} {'sketch' if needed == 1 else 'sketches'}" + (", the last of one" if alone else "")
    return ProveGoal(sketch.digest, goal, reason, seconds=seconds * 4.0 ** (-tries))
