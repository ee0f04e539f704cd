"""The family tree of a run's sketches: laid out, drawn as SVG, and told in words. Pure functions of a board."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from orchestrator.problems.naming import counted
from orchestrator.search.board import Board
from orchestrator.search.strategy import SketchFacts

NodeState = Literal["decided", "open", "unsound"]

COLUMN: Final = 190
ROW: Final = 38
RADIUS: Final = 7
MARGIN: Final = 24
LEGEND: Final = "green: accepted; blue: open; red: unsound; a ring: best so far; dashed: shown as an inspiration"
COLOURS: Final = {"decided": "#2e9d5b", "open": "#3b73c4", "unsound": "#b4492f"}
MOST_NAMED: Final = 5
"""Goals of one kind that sentences name."""
MOST_DRAWN: Final = 400
"""Larger trees keep their best sketches and the ancestors of those; the picture says how many are left out."""


@dataclass(frozen=True, slots=True)
class LineageNode:
    """One sketch in the tree. ``depth`` counts from the fresh starts, ``row`` from the top; ``parent`` may be None."""

    digest: str
    parent: str | None
    inspirations: tuple[str, ...]
    depth: int
    row: float
    elo: float | None
    proved: int
    goals: int
    visits: int
    state: NodeState

    @property
    def label(self) -> str:
        """A short name with what matters: ``3fa2b81c  Elo 1510  2/5 proved``."""
        return "  ".join(self.labels)

    @property
    def labels(self) -> tuple[str, str]:
        """The same in two lines: which sketch and its rating; its goals and its state."""
        name = self.digest[:8] + ("" if self.elo is None else f"  Elo {self.elo:.0f}")
        goals = f"{self.proved}/{self.goals} proved" if self.goals else "no open goals"
        return name, goals + {"open": "", "decided": "  accepted", "unsound": "  unsound"}[self.state]


@dataclass(frozen=True, slots=True)
class Lineage:
    """All nodes, parents before children, and how many sketches were left out."""

    nodes: tuple[LineageNode, ...]
    left_out: int = 0


def lineage(board: Board, *, decided: frozenset[str] = frozenset(), most: int = MOST_DRAWN) -> Lineage:
    """Lay the run's sketches out as a tidy tree, in linear time.

    Args:
        board: the fold of the run's log.
        decided: digests of sketches that the judge accepted.
        most: nodes at most.
    """
    kept = _kept(board, decided, most)
    children: dict[str | None, list[str]] = {}
    for digest in kept:
        parent = board.sketches[digest].parent
        children.setdefault(parent if parent in kept else None, []).append(digest)
    nodes: dict[str, LineageNode] = {}
    rows: dict[str, float] = {}
    depths: dict[str, int] = {}
    next_row = 0.0
    stack: list[tuple[str, int, bool]] = [(digest, 0, False) for digest in reversed(children.get(None, []))]
    order: list[str] = []
    while stack:
        digest, depth, seen = stack.pop()
        below = children.get(digest, [])
        if seen:
            rows[digest] = (rows[below[0]] + rows[below[-1]]) / 2
            continue
        order.append(digest)
        depths[digest] = depth
        if below:
            stack.append((digest, depth, True))
            stack += [(child, depth + 1, False) for child in reversed(below)]
        else:
            rows[digest] = next_row
            next_row += 1.0
    for digest in order:
        nodes[digest] = _node(board, board.sketches[digest], kept, depths[digest], rows[digest], digest in decided)
    return Lineage(tuple(nodes.values()), len(board.sketches) - len(kept))


def draw_svg(tree: Lineage, best: str | None = None) -> str:
    """The tree as an SVG that stands alone, readable on light and dark pages; ``best`` is the sketch with a ring."""
    places = {node.digest: (MARGIN + node.depth * COLUMN, MARGIN + node.row * ROW) for node in tree.nodes}
    width = 2 * MARGIN + COLUMN * (1 + max((node.depth for node in tree.nodes), default=0)) + 60
    width = max(width, 2 * MARGIN + 7 * len(LEGEND))
    height = 2 * MARGIN + ROW * max((node.row for node in tree.nodes), default=0) + (40 if tree.left_out else 20)
    lines, dots = [], []
    for node in tree.nodes:
        x, y = places[node.digest]
        for other in node.inspirations:
            if other in places:
                lines.append(_line(*places[other], x, y, "dashed"))
        if node.parent is not None:
            lines.append(_line(*places[node.parent], x, y, "solid"))
        dots.append(_dot(node, x, y, node.digest == best))
    note = f'<text x="{MARGIN}" y="{height - 6:g}">{LEGEND}</text>'
    if tree.left_out:
        note += f'<text x="{MARGIN}" y="{height - 26:g}">{tree.left_out} more sketches are not drawn</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" role="img" '
        'aria-label="Lineage of the sketches" font-family="ui-monospace, monospace" font-size="11">'
        "<style>:root{color-scheme:light dark}path{fill:none;stroke:#999}.dashed{stroke-dasharray:3 4;opacity:.4}"
        "text{fill:#555;paint-order:stroke;stroke:Canvas;stroke-width:3px}.ring{fill:none;stroke:#d18b00;stroke-width:2}"
        "@media (prefers-color-scheme:dark){text{fill:#bbb}path{stroke:#777}}</style>"
        + "".join(lines)
        + "".join(dots)
        + note
        + "</svg>\n"
    )


def in_words(board: Board, goal_texts: Mapping[str, str], *, decided: frozenset[str] = frozenset()) -> list[str]:
    """What a person wants to know of a run's partial progress, one sentence each, most important first.

    Args:
        board: the fold of the run's log.
        goal_texts: how Lean prints the goals that are known; others go by the start of their digest.
        decided: digests of sketches that the judge accepted.
    """
    if not board.sketches:
        return ["No attempt has made a valid sketch yet."]
    said = []
    if decided:
        said.append(f"The judge accepted {_names(sorted(decided))}.")
    said.append(_counts(board))
    best = best_of(board)
    if best is not None and not decided:
        said += _nearest(board, best, goal_texts)
    if not decided:
        said += _blocking(board, best, goal_texts)
    for status, word in (("proved", "Proved"), ("disproved", "Refuted, so not worth another try")):
        goals = [goal for goal, known in board.goals.items() if known == status]
        if goals:
            more = f"; and {len(goals) - MOST_NAMED} more" if len(goals) > MOST_NAMED else ""
            said.append(f"{word}: {'; '.join(_text(goal, goal_texts) for goal in goals[:MOST_NAMED])}{more}.")
    return said


def best_of(board: Board) -> SketchFacts | None:
    """The best sketch of a run: sound, then by its rating and its goals; the newest among equals.

    One that goal provers went on from gives way to what they made of it: there what they proved is no goal any more.
    """
    sound = [sketch for sketch in board.sketches.values() if board.sound(sketch)]
    best = max(reversed(sound), key=board.merit) if sound else None
    while best is not None and best.digest in board.continued:
        made = [one for one in sound if one.parent == best.digest and board.left[one.digest] <= board.left[best.digest]]
        if not made:
            break
        best = made[-1]
    return best


def _counts(board: Board) -> str:
    unsound = [sketch for sketch in board.sketches.values() if not board.sound(sketch)]
    again = sum(sketch.restates for sketch in unsound)
    why = [f"{again} leave open what is only the target again"] * bool(again)
    why += [f"{len(unsound) - again} leave open what is refuted"] * (again < len(unsound))
    said = counted(len(board.sketches), "sketch")
    said += f", {len(unsound)} of them unsound ({', '.join(why)})" if unsound else ""
    return said + (f"; {counted(board.matches, 'match')} between them." if board.matches else ".")


def _nearest(board: Board, best: SketchFacts, goal_texts: Mapping[str, str]) -> list[str]:
    left = board.open_goals(best)
    settled = [goal.digest for goal in best.goals if board.goals.get(goal.digest) == "proved"]
    rating = f" (Elo {board.elo[best.digest]:.0f})" if best.digest in board.elo else ""
    said = [f"Best so far is sketch {best.digest[:12]}{rating}: {len(settled)} of {len(best.goals)} goals proved."]
    if best.goals and not left:
        said.append("What is open in it is proved elsewhere; goal provers put that together and have it judged.")
    said += [f"Open in it: {_text(goal, goal_texts)}." for goal in left[:MOST_NAMED]]
    if len(left) > MOST_NAMED:
        said.append(f"And {len(left) - MOST_NAMED} more open goals.")
    return said


def _blocking(board: Board, best: SketchFacts | None, goal_texts: Mapping[str, str]) -> list[str]:
    if not board.unsettled:
        return []
    goal = max(board.unsettled, key=board.needed_by)
    tries, count = board.goal_tries[goal], board.needed_by(goal)
    tried = f"goal provers tried it {times(tries)}" if tries else "no goal prover has tried it yet"
    where = counted(count, "sketch")
    if best is not None and list(board.open_goals(best)) == [goal]:  # it was printed just now
        return [f"That goal is open in {where} ({tried})."]
    return [f"What blocks most is open in {where}: {_text(goal, goal_texts)} ({tried})."]


def _kept(board: Board, decided: frozenset[str], most: int) -> dict[str, None]:
    """The sketches that are drawn, oldest first: all, or the best with their ancestors."""
    if len(board.sketches) <= most:
        return dict.fromkeys(board.sketches)
    best = sorted(board.sketches.values(), key=lambda s: (s.digest in decided, board.merit(s)), reverse=True)
    wanted: set[str] = set()
    for sketch in best:
        line: list[str] = []
        here: str | None = sketch.digest
        while here is not None and here in board.sketches and here not in wanted:
            line.append(here)
            here = board.sketches[here].parent
        if len(wanted) + len(line) <= most:
            wanted.update(line)
        if len(wanted) >= most:
            break
    return {digest: None for digest in board.sketches if digest in wanted}


def _node(
    board: Board, sketch: SketchFacts, kept: Mapping[str, None], depth: int, row: float, decided: bool
) -> LineageNode:
    state: NodeState = "decided" if decided else "open" if board.sound(sketch) else "unsound"
    goals = dict.fromkeys(goal.digest for goal in sketch.goals)
    return LineageNode(
        digest=sketch.digest,
        parent=sketch.parent if sketch.parent in kept else None,
        inspirations=sketch.inspirations,
        depth=depth,
        row=row,
        elo=board.elo.get(sketch.digest),
        proved=sum(board.goals.get(goal) == "proved" for goal in goals),
        goals=len(goals),
        visits=board.visits[sketch.digest],
        state=state,
    )


def _dot(node: LineageNode, x: float, y: float, best: bool) -> str:
    title, (name, goals) = html.escape(_title(node)), map(html.escape, node.labels)
    ring = f'<circle class="ring" cx="{x}" cy="{y:g}" r="{RADIUS + 4}"/>' if best else ""
    beside = x + RADIUS + 6
    return (
        f'<g><title>{title}</title>{ring}<circle cx="{x}" cy="{y:g}" r="{RADIUS}" fill="{COLOURS[node.state]}"/>'
        f'<text x="{beside}" y="{y - 1:g}">{name}</text><text x="{beside}" y="{y + 11:g}">{goals}</text></g>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    middle = (x1 + x2) / 2
    return f'<path class="{kind}" d="M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"/>'


def _title(node: LineageNode) -> str:
    return (
        f"sketch {node.digest[:12]}, {node.state}; {node.proved} of {node.goals} goals proved; "
        f"parent of {counted(node.visits, 'attempt')}"
    )


def _text(goal: str, texts: Mapping[str, str]) -> str:
    return goal_line(texts.get(goal, f"goal {goal[:12]}"))


def goal_line(pretty: str) -> str:
    """A goal as Lean prints it, on one line, with a comma before every further hypothesis."""
    said = ""
    for line in pretty.splitlines():
        goes_on = not said or line.startswith((" ", "⊢"))
        said += (" " if goes_on else ", ") + line.strip()
    return " ".join(said.split())


def _names(digests: Sequence[str]) -> str:
    return ", ".join(f"sketch {digest[:12]}" for digest in digests)


def times(count: int) -> str:
    """How often, in words where there are any."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
