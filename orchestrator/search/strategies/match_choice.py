"""Which sketches a rater ranks next: those that the last ratings suggest, and newcomers."""

from __future__ import annotations

from typing import Final

import numpy as np

from orchestrator.search.board import Board
from orchestrator.search.population.matchmaking import PLAYERS
from orchestrator.search.strategy import Rate, rng

MATCHES_PER_SKETCH: Final = 2
"""Raters rest once there are so many matches per sketch: what more they say moves the ratings little (seven sketches
in a match, so each sketch is then in about fourteen)."""
NEWCOMERS: Final = 3
"""Places of a match that may go to sketches without one."""
LEAST_FOR_MATCH: Final = 3


def next_match(board: Board, matches_per_sketch: float = MATCHES_PER_SKETCH, *, unsound: bool = False) -> Rate | None:
    """The next match, or None where there is no rater, too little to rank, or enough was ranked.

    Args:
        board: the common one.
        matches_per_sketch: when raters rest.
        unsound: whether sketches that leave a refuted goal are ranked, too, for strategies that go on from them.
    """
    asked = board.matches + board.lost_matches  # a rater that cannot decide is paid all the same
    if not board.facts.raters or asked >= matches_per_sketch * len(board.sketches):
        return None
    members = [
        digest for digest, sketch in board.sketches.items() if board.sound(sketch) or (unsound and not sketch.restates)
    ]
    wanted = int(matches_per_sketch * len(members))
    if len(members) < LEAST_FOR_MATCH or asked >= wanted:
        return None
    chance = rng(board.facts, board.step)
    entrants = _entrants(board, members, chance)
    rater = board.facts.raters[asked % len(board.facts.raters)]
    newcomers = sum(not board.matched[digest] for digest in entrants)
    reason = f"match {board.matches + 1} of {wanted}: {len(entrants)} sketches, {newcomers} of them never rated"
    return Rate(rater, entrants, reason, seed=int(chance.integers(2**31)))


def _entrants(board: Board, members: list[str], chance: np.random.Generator) -> tuple[str, ...]:
    """The match that the last ratings suggest, with newcomers in its last places; before there are ratings, the
    least matched sketches, in random order among equals."""
    known = set(members)
    suggested = next((match for match in board.upcoming if known.issuperset(match)), ())
    order = chance.permutation(len(members))
    least = [members[number] for number in sorted(order, key=lambda number: board.matched[members[number]])]
    newcomers = [digest for digest in least if not board.matched[digest]]
    if not suggested:
        return tuple(least[:PLAYERS])
    if not newcomers:
        return suggested
    places = newcomers[: NEWCOMERS if len(suggested) >= PLAYERS else PLAYERS - 1]
    kept = [digest for digest in suggested if digest not in places][: max(1, PLAYERS - len(places))]
    return (*kept, *places)
