"""Best-first search over tactics in an AND/OR tree of goals.

A goal (OR) is solved by one of its actions, an action (AND) when all goals that it leaves are. Lean keeps the state
after each action, so a goal is worked on where it is, in batches: first what may close it, then the actions its shape
suggests, some at each visit (progressive widening). Goals printed alike are one node. Actions that leave goals with
metavariables are not taken, so that siblings can be solved apart. The assembled proof is checked in its text.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field, replace

from orchestrator.lean.terms import MVAR, GoalTerm
from orchestrator.lean.trials import TryStatus
from orchestrator.provers.tactics.actions import Action, actions, closers
from orchestrator.provers.tactics.closers import CHEAP, MIDDLE, SEARCH, suggestions
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.splice import focused
from orchestrator.provers.tactics.trial import OpenPlace, Path
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_DEPTH = 10
AT_A_VISIT = 12
GOAL_COST = 0.4
"""For each further goal that an action leaves."""
CHARACTERS_PER_COST = 80.0
"""So much printed goal counts as much as one unit of an action's cost."""
VISIT_COST = 1.0
MAX_REFUSED = 12


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

    path: Path
    naming: str
    known: Vocabulary
    cost: float
    depth: int
    untried: list[Action] | None = None
    steps: list[_Step] = field(default_factory=list)
    solution: _Step | None = None

    @property
    def priority(self) -> float:
        """Cost of the way here and of the next action, and the size of what is to be proved; small is good."""
        following = self.untried[-1].cost if self.untried else 0.0
        return self.cost + following + len(self.known.goal.pretty) / CHARACTERS_PER_COST


class TreeSearchAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`. The seed orders actions of equal promise."""

    def __init__(self, place: OpenPlace, seed: int = 0) -> None:
        self.place = place
        self.proof: str | None = None
        self.by = "tree search"
        self.over = False
        self.weight = 1.0
        self._random = random.Random(seed)
        self._nodes: dict[tuple[str, str], _Node] = {}
        self._frontier: list[tuple[float, int, _Node]] = []
        self._pushed = 0
        self._root: _Node | None = None
        self._refused: set[str] = set()
        """Proofs that the text did not take, and the scripts that ended goals in them."""

    async def step(self) -> None:
        """Look at the most promising goal; put the proof together if that solved the last one."""
        if self._root is None:
            known = await self.place.look()
            if known is None:
                self.over = True
                return
            self._root = self._node((), known, 0.0, 0)
        while self._frontier and not _may_help(self._frontier[0][2], set()):
            heapq.heappop(self._frontier)
        if not self._frontier:
            self.over = True
            return
        await self._visit(heapq.heappop(self._frontier)[2])
        if self._root.solution is not None:
            proof = _solution(self._root)
            if await self.place.attempt(proof):
                self.proof = proof
            else:
                self._doubt(proof)

    def _doubt(self, proof: str) -> None:
        """The goals were not independent after all, or a script used what the text has not: look for another way."""
        self._refused.add(proof)
        self.over = len(self._refused) >= MAX_REFUSED
        for node in self._nodes.values():
            if node.solution is not None and (node.solution.script in self._refused or not node.solution.children):
                self._refused.add(node.solution.script)
            node.solution = None
            self._push(node)

    async def _visit(self, node: _Node) -> None:
        if node.untried is None:
            scripts = [script for script in closers(node.known) if script not in self._refused]
            named = [_lines(node.naming, script) for script in scripts]
            answer = await self.place.tries(named, "tree: close", path=node.path, heartbeats=CHEAP)
            done = [i for i, item in enumerate(answer.tries) if item.status is TryStatus.CLOSED]
            if done:
                _mark_solved(_Step(node, scripts[done[0]]))
                return
            choice = [(action.cost, self._random.random(), action) for action in actions(node.known)]
            node.untried = [action for _, _, action in sorted(choice, key=lambda item: item[:2], reverse=True)]
        else:
            await self._expand(node, node.untried)
        self._push(node)

    async def _expand(self, node: _Node, untried: list[Action]) -> None:
        batch = [untried.pop() for _ in range(min(AT_A_VISIT, len(untried)))]
        named = [_lines(node.naming, action.script) for action in batch]
        answer = await self.place.tries(named, "tree: step", path=node.path, heartbeats=MIDDLE, goals=True, every=True)
        node.cost += VISIT_COST
        for action, script, item in zip(batch, named, answer.tries, strict=False):
            if item.status in (TryStatus.OPEN, TryStatus.CLOSED):
                found = suggestions(item.messages) if action.script == SEARCH else ()
                for shown in found[:1] or (action.script,):
                    if shown not in self._refused:
                        self._take(node, shown, script, action.cost, item.goals)

    def _take(self, node: _Node, shown: str, script: str, cost: float, goals: tuple[GoalTerm, ...]) -> None:
        """Add the step ``script``, written ``shown`` in the proof, and the goals it leaves to the tree."""
        if any(_has_metavariables(goal) for goal in goals):
            return
        step = _Step(node, shown)
        cost = node.cost - VISIT_COST + cost + GOAL_COST * max(0, len(goals) - 1)
        for number, goal in enumerate(goals):
            known = replace(node.known, goal=goal)
            step.children.append(self._node((*node.path, (script, number)), known, cost, node.depth + 1))
        if node in step.children:
            return
        for child in step.children:
            child.steps.append(step)
        if step.solved:
            _mark_solved(step)

    def _node(self, path: Path, known: Vocabulary, cost: float, depth: int) -> _Node:
        naming, goal = named(known.goal)
        key = (known.goal.pretty, naming)
        if key not in self._nodes:
            self._nodes[key] = _Node(path, naming, replace(known, goal=goal), cost, depth)
            self._push(self._nodes[key])
        return self._nodes[key]

    def _push(self, node: _Node) -> None:
        if node.untried != [] and node.solution is None and node.depth < MAX_DEPTH:
            self._pushed += 1
            heapq.heappush(self._frontier, (node.priority, self._pushed, node))


def named(goal: GoalTerm) -> tuple[str, GoalTerm]:
    """A ``rename_i`` that gives every hidden hypothesis a name ("" if there is none), and the goal after it."""
    last = {h.name: h for h in goal.hypotheses if not h.hidden}
    hidden = [h for h in goal.hypotheses if h.hidden or last[h.name] is not h]
    if not hidden:
        return "", goal
    taken = {h.name for h in goal.hypotheses if h not in hidden}
    names = {h.id: fresh(h.name or "h", taken) for h in hidden}
    hypotheses = tuple(replace(h, name=names.get(h.id, h.name), hidden=False) for h in goal.hypotheses)
    return f"rename_i {' '.join(names.values())}", replace(goal, hypotheses=hypotheses)


def _has_metavariables(goal: GoalTerm) -> bool:
    roots = [goal.target, *(h.type for h in goal.hypotheses)]
    return any(goal.terms.kind(expr) == MVAR for expr in goal.terms.below(*roots))


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


def _solution(node: _Node) -> str:
    """The proof of a solved goal."""
    assert node.solution is not None
    blocks = [_solution(child) for child in node.solution.children]
    below = blocks if len(blocks) == 1 else [focused(block) for block in blocks]
    return _lines(node.naming, node.solution.script, *below)


def _lines(*blocks: str) -> str:
    return "\n".join(block for block in blocks if block)
