"""What ``orchestrator show RUN`` tells of a run's sketches: partial progress in words, and their family tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.tree import Tree

    from orchestrator.search.board import Board
    from orchestrator.search.lineage import Lineage
    from orchestrator.store import Detail, Store

MOST_TOLD = 40
"""Sketches whose goals are fetched for their words: the best, and those that need what blocks most."""
STYLES = {"decided": "green", "open": "default", "unsound": "red"}


@dataclass(frozen=True)
class Told:
    """A run's partial progress: sentences, most important first, and the tree of its sketches."""

    progress: tuple[str, ...]
    lineage: Lineage
    best: str | None = None
    """Digest of the sketch that the sentences call the best."""


async def told(store: Store, detail: Detail) -> Told | None:
    """Read it from a run's log; None for anything else, and for a run with fewer than two sketches."""
    from orchestrator.search.board import Board
    from orchestrator.search.driver.log import RunLog
    from orchestrator.search.lineage import best_of, in_words, lineage
    from orchestrator.search.strategy import RunFacts
    from orchestrator.store import RunDetail

    if not isinstance(detail, RunDetail):
        return None
    board = Board(RunFacts(run_id=detail.run.id))
    for entry in await RunLog(store.events, detail.run.id).history():
        board.learn(entry)
    if len(board.sketches) < 2:
        return None
    decided = frozenset(verdict.sketch_digest for verdict in detail.verdicts if verdict.verdict == "accepted")
    texts = await _goal_texts(store, _relevant(board))
    best = best_of(board)
    words = tuple(in_words(board, texts, decided=decided))
    return Told(words, lineage(board, decided=decided), None if best is None else best.digest)


def as_tree(title: str, tree: Lineage) -> Tree:
    """The family tree for a terminal."""
    from rich.tree import Tree as RichTree

    root = RichTree(title, highlight=False)
    branches: dict[str, RichTree] = {}
    for node in tree.nodes:
        above = root if node.parent is None else branches[node.parent]
        branches[node.digest] = above.add(node.label, style=STYLES[node.state])
    if tree.left_out:
        root.add(f"{tree.left_out} more sketches are not shown")
    return root


def _relevant(board: Board) -> list[str]:
    from orchestrator.search.lineage import MOST_NAMED

    best = sorted(board.sketches.values(), key=board.merit, reverse=True)[:10]
    blocking = sorted(board.unsettled, key=board.needed_by, reverse=True)[:3]
    named = [
        goal
        for wanted in ("proved", "disproved")
        for goal in [goal for goal, status in board.goals.items() if status == wanted][:MOST_NAMED]
    ]
    needing = [digest for goal in (*blocking, *named) for digest in board.needing.get(goal, ())[:1]]
    return list(dict.fromkeys([*(sketch.digest for sketch in best), *needing]))[:MOST_TOLD]


async def _goal_texts(store: Store, sketches: Iterable[str]) -> dict[str, str]:
    return {
        goal.digest: goal.pretty or goal.target for digest in sketches for goal in await store.sketches.goals(digest)
    }
