"""Where the portfolio begins: the goal as it stands, with its variables introduced, with its definitions unfolded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestrator.lean.terms import GoalTerm
from orchestrator.lean.trials import TryStatus
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.trial import OpenPlace, Path
from orchestrator.provers.tactics.vocabulary import Vocabulary

STEP_HEARTBEATS = 1000
MAX_STEPS = 8


@dataclass(frozen=True, slots=True)
class Start:
    """A goal that the text's goal was turned into by the scripts of ``path``."""

    path: Path
    known: Vocabulary


async def starts(place: OpenPlace, root: Vocabulary) -> list[Start]:
    """The goal as it stands and its other forms, the simplest first."""
    found = [Start((), root)]
    for change in ("", unfolding(root), prenex(root)):
        start = found[0]
        if change:
            after = await _step(place, start, change)
            if after is None:
                continue
            start = after
        for _ in range(MAX_STEPS):
            script = naming(start.known.goal) or introduction(start.known.goal) or taking_apart(start.known)
            after = await _step(place, start, script) if script else None
            if after is None:
                break
            start = after
        if start is not found[0] and all(start.known.goal.pretty != other.known.goal.pretty for other in found):
            found.append(start)
    return found


async def opened(place: OpenPlace, root: Vocabulary) -> tuple[Vocabulary, Path]:
    """A negated goal with the text's own predicates at its head unfolded, and the scripts that do it."""
    start = Start((), root)
    for _ in range(MAX_STEPS):
        terms = start.known.goal.terms
        name = terms.head(terms.call(start.known.goal.target)[1][0])
        constant = root.constants.get(name)
        if constant is None or not (constant.own and constant.kind == "def" and constant.is_predicate):
            break
        after = await _step(place, start, f"unfold {name}")
        if after is None or after.known.goal.terms.head(after.known.goal.target) != "Not":
            break
        start = after
    return start.known, start.path


async def _step(place: OpenPlace, start: Start, script: str) -> Start | None:
    answer = await place.tries([script], "start", path=start.path, heartbeats=STEP_HEARTBEATS, goals=True)
    if not answer.tries or answer.tries[0].status is not TryStatus.OPEN or len(answer.tries[0].goals) != 1:
        return None
    goal = answer.tries[0].goals[0]
    return Start((*start.path, (script, 0)), replace(start.known, goal=goal))


def introduction(goal: GoalTerm) -> str:
    """``intro`` with the names of the target's binders; empty where there are none."""
    taken = {h.name for h in goal.hypotheses}
    terms, expr, names = goal.terms, goal.target, list[str]()
    if terms.head(expr) == "Not":
        return f"intro {fresh('h', taken)}"
    while terms.kind(expr) == "pi":
        row = terms.exprs[expr]
        plain = terms.name(row[1]).partition("._")[0]
        names.append(fresh(plain if plain not in ("", "a") else "h" if row[4] == 0 else "inst", taken))
        expr = row[3]
    return f"intro {' '.join(names)}" if names else ""


def naming(goal: GoalTerm) -> str:
    """``rename_i`` that gives every inaccessible hypothesis a name; empty where there is none."""
    taken = {h.name for h in goal.hypotheses if not h.hidden}
    last = {h.name: h for h in goal.hypotheses if not h.hidden}
    hidden = [h for h in goal.hypotheses if h.hidden or last[h.name] is not h]
    return f"rename_i {' '.join(fresh(h.name or 'h', taken) for h in hidden)}" if hidden else ""


def taking_apart(known: Vocabulary) -> str:
    """Takes conjunctions and existences among the hypotheses apart; empty where there are none."""
    taken = {h.name for h in known.goal.hypotheses}
    terms, lines = known.goal.terms, list[str]()
    for fact in known.facts:
        name = terms.head(fact.type)
        if name in ("And", "Exists"):
            first = fresh("w" if name == "Exists" else fact.name, taken)
            lines.append(f"obtain ⟨{first}, {fresh(fact.name, taken)}⟩ := {fact.name}")
    return "\n".join(lines)


def prenex(known: Vocabulary) -> str:
    """Answers put in, and existences drawn to the front of an existence's body; empty where there are none."""
    answers = [d.name for d in known.definitions if d.is_predicate and not d.binders]
    existences = sum(known.goal.terms.head(expr) == "Exists" for expr in known.goal.terms.below(known.goal.target))
    if not (answers or existences > 1):
        return ""
    rules = [*answers, "true_iff", "false_iff", "iff_true", "iff_false", "← exists_and_left", "← exists_and_right"]
    return f"simp only [{', '.join(rules)}]"


def unfolding(known: Vocabulary) -> str:
    """Unfolds the text's own definitions that are not recursive: of propositions, or of anything if there are none."""
    plain = [d for d in known.definitions if d.name not in known.recursive]
    names = [d.name for d in plain if d.is_predicate] or [d.name for d in plain if d.name in known.mentioned]
    return f"simp only [{', '.join(names)}] at *" if names else ""
