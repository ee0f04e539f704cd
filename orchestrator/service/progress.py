"""The best partial progress on a problem, in words that a mathematician can read."""

from __future__ import annotations

from orchestrator.api.problems import OpenGoal, Progress
from orchestrator.errors import ChallengeError, SourceError
from orchestrator.problems.challenge import Challenge
from orchestrator.service.present import hypotheses
from orchestrator.store import ProblemLine, Sketch, SketchGoal, Store
from orchestrator.vocabulary import Direction, GoalStatus, ProblemState


async def progress_of(store: Store, problem: ProblemLine) -> Progress:
    """How far the sketch that came furthest came."""
    digest = await store.listing.best_sketch(problem.statement_id)
    if digest is None:
        return Progress(summary=_without_sketch(problem))
    sketch = await store.sketches.get(digest)
    goals = await store.sketches.goals(digest)
    by = {status: tuple(_goal(goal) for goal in goals if goal.status is status) for status in GoalStatus}
    return Progress(
        summary=_summary(sketch, goals),
        sketch=digest,
        direction=sketch.direction,
        plan=sketch.plan,
        proved=by[GoalStatus.PROVED],
        open=by[GoalStatus.UNKNOWN],
        refuted=by[GoalStatus.DISPROVED],
        lean=await whole_file(store, sketch),
    )


async def whole_file(store: Store, sketch: Sketch) -> str:
    """The Lean file of a sketch; its regions alone where its statement is no challenge that can be read any more."""
    text = (await store.problems.statement(sketch.statement_id)).text
    try:
        return Challenge.parse(text).splice(sketch.regions, sketch.direction)
    except (ChallengeError, SourceError):
        return "\n".join(sketch.regions)


def _goal(goal: SketchGoal) -> OpenGoal:
    return OpenGoal(
        digest=goal.digest,
        hypotheses=hypotheses(goal.hypotheses),
        target=goal.target,
        status=goal.status,
        tried=len(goal.results),
    )


def _without_sketch(problem: ProblemLine) -> str:
    if problem.state is ProblemState.UNTRIED:
        return "This statement has not been tried here yet."
    if problem.runs == 0:
        return "Nothing was tried on this statement."
    return "No attempt has reduced the statement to smaller goals so far."


def _summary(sketch: Sketch, goals: tuple[SketchGoal, ...]) -> str:
    what = "the negation of the statement" if sketch.direction is Direction.DISPROVE else "the statement"
    left = [goal for goal in goals if goal.status is not GoalStatus.PROVED]
    proved = len(goals) - len(left)
    refuted = sum(goal.status is GoalStatus.DISPROVED for goal in goals)
    parts = [f"The best sketch reduces {what} to {_number(len(goals), 'goal')}"]
    parts.append(f"of which {proved} {'is' if proved == 1 else 'are'} proved" if proved else "none of them proved yet")
    sentence = ", ".join(parts) + "."
    if refuted:
        sentence += f" {_number(refuted, 'goal')} turned out to be false, so this sketch cannot be completed as it is."
    elif not left:
        sentence += " With these the proof is complete up to the judge's verdict."
    else:
        sentence += f" {_number(len(left), 'goal')} {'is' if len(left) == 1 else 'are'} still open."
    return sentence


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
