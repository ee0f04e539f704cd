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
class ToldGoal:
    """What is known of a goal that sketches of the run leave open."""

    digest: str
    status: str
    open_in: int
    """Sketches that leave it open."""
    tries: int
    """Of goal provers."""
    text: str | None
    """As Lean prints it; None for goals that no sentence speaks of."""


@dataclass(frozen=True)
class Told:
    """A run's partial progress: sentences, most important first, and the tree of its sketches."""

    progress: tuple[str, ...]
    goals: tuple[ToldGoal, ...]
    lineage: Lineage
    best: str | None = None
    """Digest of the sketch that the sentences call the best."""


async def told(store: Store, detail: Detail) -> Told | None:
    """Read it from a run's log; None for anything else, and for a run in which nothing has ended yet."""
    from orchestrator.search.board import Board
    from orchestrator.search.driver.log import RunLog
    from orchestrator.search.efforts import Efforts, tried
    from orchestrator.search.lineage import best_of, in_words, lineage
    from orchestrator.search.strategy import RunFacts
    from orchestrator.store import RunDetail

    if not isinstance(detail, RunDetail):
        return None
    board, efforts = Board(RunFacts(run_id=detail.run.id)), Efforts()
    for entry in await RunLog(store.events, detail.run.id).history():
        board.learn(entry)
        efforts.learn(entry)
    said = tried(efforts)
    if not said:
        return None
    decided = frozenset(verdict.sketch_digest for verdict in detail.verdicts if verdict.verdict == "accepted")
    texts = await _goal_texts(store, _relevant(board))
    best = best_of(board)
    words = (*in_words(board, texts, decided=decided), *said)
    goals = tuple(
        ToldGoal(goal, status, board.needed_by(goal), board.goal_tries[goal], texts.get(goal))
        for goal, status in board.goals.items()
    )
    return Told(words, goals, lineage(board, decided=decided), None if best is None else best.digest)


def as_tree(title: str, tree: Lineage, best: str | None = None) -> Tree:
    """The family tree for a terminal; ``best`` is the digest of the sketch that is marked."""
    from rich.tree import Tree as RichTree

    root = RichTree(title, highlight=False)
    branches: dict[str, RichTree] = {}
    for node in tree.nodes:
        above = root if node.parent is None else branches[node.parent]
        label = f"{node.label}  <- best so far" if node.digest == best else node.label
        branches[node.digest] = above.add(label, style=STYLES[node.state])
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
