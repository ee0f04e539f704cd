"""Best-first search over tactics in an AND/OR tree of goals.

A goal (OR) is solved by one of its actions, an action (AND) when all goals that it leaves are. A goal is looked at in
the script that leads to it, with ``sorry`` for its siblings, so what Lean says of it is what it will say in the proof.
Goals that are equal up to their names in Lean's eyes (digest) and have the same names are one node. Actions that leave
goals with shared metavariables are not taken, so that siblings can be solved apart. The proof is assembled from the
solved actions and tried as a whole.
"""

from __future__ import annotations

import heapq
import random
import re
from dataclasses import dataclass, field

from orchestrator.lean.checker import Goal
from orchestrator.provers.tactics.actions import LIBRARY, Action, actions, named
from orchestrator.provers.tactics.candidates import SEARCH
from orchestrator.provers.tactics.portfolio import suggestions
from orchestrator.provers.tactics.splice import SORRY, focused
from orchestrator.provers.tactics.trial import OpenPlace, Trial

MAX_DEPTH = 12
MAX_SUGGESTIONS = 8
SUGGESTION_COST = 1.5
GOAL_COST = 0.4
"""For each further goal that an action leaves."""
CHARACTERS_PER_COST = 60.0
"""So much printed goal counts as much as one unit of an action's cost."""
_METAVARIABLE = re.compile(r"\?[\w.]+")


@dataclass(eq=False)
class _Step:
    """An action that was taken at ``parent``, and the goals it left."""

    parent: _Node
    script: str
    children: list[_Node] = field(default_factory=list)

    @property
    def solved(self) -> bool:
        return all(child.solution is not None for child in self.children)


@dataclass(eq=False)
class _Node:
    """A goal. ``naming`` is the ``rename_i`` that its scripts begin with, ``steps`` are those that lead to it."""

    goal: Goal
    naming: str
    cost: float
    depth: int
    untried: list[Action]
    steps: list[_Step] = field(default_factory=list)
    solution: _Step | None = None

    @property
    def priority(self) -> float:
        """Cost of the way here and of the next action, and the size of what is to be proved; small is good."""
        return self.cost + self.untried[-1].cost + len(self.goal.pretty) / CHARACTERS_PER_COST


class TreeSearchAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`. The seed orders actions of equal promise."""

    def __init__(self, place: OpenPlace, seed: int = 0) -> None:
        self.place = place
        self.proof: str | None = None
        self._known = place.vocabulary()
        self._random = random.Random(seed)
        self._nodes: dict[tuple[str, ...], _Node] = {}
        self._frontier: list[tuple[float, int, _Node]] = []
        self._pushed = 0
        self._root = self._node(place.goal, 0.0, 0)

    @property
    def level(self) -> int | None:
        """0 while there is an action left that may help."""
        while self._frontier and not _may_help(self._frontier[0][2], set()):
            heapq.heappop(self._frontier)
        return 0 if self._frontier else None

    async def step(self) -> None:
        """Take the most promising action; assemble and try the proof if that solved the last goal."""
        _, _, node = heapq.heappop(self._frontier)
        action = node.untried.pop()
        trial = await self.place.goals_after(_script_to(node, action.script))
        if action.script == LIBRARY:
            # What `apply?` leaves open it admits, so only what it says is of use.
            found = suggestions(trial.messages)[:MAX_SUGGESTIONS]
            node.untried += [Action(SUGGESTION_COST, script) for script in reversed(found)]
        elif trial.goals is not None:
            script = await self._in_person(node, action, trial)
            self._take(node, Action(action.cost, script), trial.goals)
        self._push(node)
        if self._root.solution is not None:
            await self._finish()

    async def _in_person(self, node: _Node, action: Action, trial: Trial) -> str:
        """The one tactic that did it, where the action searches or tries several."""
        for script in suggestions(trial.messages) if action.script == SEARCH else action.choices:
            if (await self.place.goals_after(_script_to(node, script))).goals == trial.goals:
                return script
        return action.script

    async def _finish(self) -> None:
        proof = _solution(self._root)
        if (await self.place.attempt(proof)).closed:
            self.proof = proof
        # Otherwise the goals were not independent after all: this way of solving the root is not tried again.
        self._frontier = []

    def _take(self, node: _Node, action: Action, goals: tuple[Goal, ...]) -> None:
        """Add the step ``action`` and the goals it leaves to the tree."""
        if any(_METAVARIABLE.search(goal.pretty) for goal in goals):
            return
        step = _Step(node, action.script)
        cost = node.cost + action.cost + GOAL_COST * max(0, len(goals) - 1)
        step.children = [self._node(goal, cost, node.depth + 1) for goal in goals]
        if node in step.children:
            return
        for child in step.children:
            child.steps.append(step)
        if step.solved:
            _mark_solved(step)

    def _node(self, goal: Goal, cost: float, depth: int) -> _Node:
        naming, goal = named(goal)
        key = (goal.digest or goal.pretty, naming, *(hypothesis.name for hypothesis in goal.hypotheses))
        if key not in self._nodes:
            choice = [(action.cost, self._random.random(), action) for action in actions(goal, self._known)]
            untried = [action for _, _, action in sorted(choice, key=lambda item: item[:2], reverse=True)]
            self._nodes[key] = _Node(goal, naming, cost, depth, untried)
            self._push(self._nodes[key])
        return self._nodes[key]

    def _push(self, node: _Node) -> None:
        if node.untried and node.solution is None and node.depth < MAX_DEPTH:
            self._pushed += 1
            heapq.heappush(self._frontier, (node.priority, self._pushed, node))


def _mark_solved(step: _Step) -> None:
    """The goal of a solved step is solved, and so may be the steps that wait for it."""
    waiting = [step]
    while waiting:
        step = waiting.pop()
        if step.parent.solution is None:
            step.parent.solution = step
            waiting += [above for above in step.parent.steps if above.solved]


def _may_help(node: _Node, seen: set[int]) -> bool:
    """Whether solving ``node`` could still solve the root: some way to it has no solved goal on it."""
    if node.solution is not None or id(node) in seen:
        return False
    seen.add(id(node))
    return not node.steps or any(_may_help(step.parent, seen) for step in node.steps)


def _script_to(node: _Node, script: str) -> str:
    """``script`` at ``node``, in the script from the root to it, with ``sorry`` for the goals beside the way."""
    block = _lines(node.naming, script)
    while node.steps:
        step, below = node.steps[0], node
        blocks = [block if child is below else SORRY for child in step.children]
        node = step.parent
        block = _lines(node.naming, step.script, *_bullets(blocks))
    return block


def _solution(node: _Node) -> str:
    """The proof of a solved goal."""
    assert node.solution is not None
    blocks = [_solution(child) for child in node.solution.children]
    return _lines(node.naming, node.solution.script, *_bullets(blocks))


def _bullets(blocks: list[str]) -> list[str]:
    return blocks if len(blocks) == 1 else [focused(block) for block in blocks]


def _lines(*blocks: str) -> str:
    return "\n".join(block for block in blocks if block)
