"""Which open goal is worth a goal prover's time: the one that blocks most. What is free comes before what is paid."""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from orchestrator.search.board import Board
from orchestrator.search.strategy import Capacity, ProveGoal, SketchFacts, Wait

TRIES: Final = 2
"""Work on one goal; the second time with more seconds."""
MOST_SKETCHES: Final = 50
"""Of the sketches that leave a goal open, so many are looked through for the one that is nearest to whole."""
PATIENCE: Final = 50
"""A sketch is waited for during so many decisions after it came: goal provers that are late for good stop nobody."""
FREE_FIRST: Final = Wait("goal provers cost nothing and are at work on what the newest sketches leave open")
"""Where `may_spend` says no."""


def next_goal(board: Board, seconds: float) -> ProveGoal | None:
    """The unsettled goal, not in work and tried less than `TRIES` times, that most sketches leave open; a sketch that
    it alone keeps from being whole comes first. Before all of them come sketches whose goals are proved, by whoever it
    was, but not in their own text. None if there is none.

    Args:
        seconds: for the first try; the second gets four times as much.
    """
    for digest in board.whole:
        sketch = board.sketches[digest]
        if not any(work.sketch == digest for work in board.at_work.values()):
            reason = "all its goals are proved: their proofs are put together"
            return ProveGoal(digest, sketch.goals[0].digest, reason, seconds=seconds)
    busy = {work.goal for work in board.at_work.values()}
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


def worked_on(board: Board) -> frozenset[str]:
    """Sketches that goal provers are at work on, or will be before long: no paid attempt starts from them.

    Empty where no goal prover is at work. As long as lanes for goals are free, `next_goal` comes before every paid
    attempt; so then there are none, or nothing is left for them to do.
    """
    if not board.at_work:
        return frozenset()
    flying = {sketch for work in board.at_work.values() for sketch in board.needing.get(work.goal, ())}
    return frozenset({*flying, *_awaited(board), *board.whole})


def lanes_held(board: Board) -> int:
    """Lanes of provers that stay free for now.

    An attempt is over when goal provers have had a first try at all that its sketch leaves open, and a later try holds
    a lane, too: what they find may decide the problem, and saves the next attempt the work.
    """
    if not board.at_work:
        return 0
    later = sum(work.goal in board.tried or board.goals.get(work.goal) == "proved" for work in board.at_work.values())
    awaited = sum(digest not in board.continued for digest in _awaited(board))  # what they made of it is counted
    return awaited + len(board.whole) + later


def may_spend(board: Board, free: Capacity) -> bool:
    """Whether a paid attempt may begin now."""
    return free.prove > lanes_held(board)


def _awaited(board: Board) -> list[str]:
    """The newest sketches with goals that no goal prover has had its say on."""
    return list(takewhile(lambda digest: board.step - board.awaiting[digest] <= PATIENCE, reversed(board.awaiting)))
