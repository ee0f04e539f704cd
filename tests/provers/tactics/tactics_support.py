"""A small challenge, and a checker that understands as much Lean as these tests need."""

from __future__ import annotations

from orchestrator.lean.checker import (
    CheckRequest,
    CheckResult,
    Declaration,
    Goal,
    GoalOrigin,
    Hypothesis,
    Message,
    OpenGoal,
    Outcome,
    Position,
    Severity,
)
from orchestrator.problems.challenge import Challenge

HEADER = """\
/-
id: test/challenge
title: A challenge for tests
source: tests
status: unknown
{answer}informal: Something.
-/

/-- Doubles. -/
def double (n : Nat) : Nat := n + n

"""
CHALLENGE = Challenge.parse(
    HEADER.format(answer="")
    + """\
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, double n = 2 * n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""
)
QUESTION = Challenge.parse(
    HEADER.format(answer="answer: prop\n")
    + """\
def answer : Prop :=
  -- EVOLVE-VALUE-START
  True
  -- EVOLVE-VALUE-END

theorem target_theorem_0 : answer ↔ double 1 = 3 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""
)


def position_of(text: str, offset: int) -> Position:
    line = text.count("\n", 0, offset) + 1
    return Position(line, offset - (text.rfind("\n", 0, offset) + 1))


def goal(target: str, *hypotheses: tuple[str, str]) -> Goal:
    context = tuple(Hypothesis(name, type_text) for name, type_text in hypotheses)
    pretty = "".join(f"{name} : {type_text}\n" for name, type_text in hypotheses) + f"⊢ {target}"
    return Goal(target, context, pretty=pretty, digest=f"digest of {pretty}")


class ScriptedLean:
    """Answers for `FakeChecker`: texts with a ``sorry`` are open, texts with one of ``proofs`` are proved.

    ``admitted`` scripts elaborate without errors but leave ``sorryAx`` behind, ``slow`` ones pass the time limit.
    """

    def __init__(
        self, *proofs: str, goals: tuple[Goal, Goal], admitted: tuple[str, ...] = (), slow: tuple[str, ...] = ()
    ) -> None:
        self.proofs, self.admitted, self.slow = proofs, admitted, slow
        self.goals = goals
        self.sources: list[str] = []

    def __call__(self, request: CheckRequest) -> CheckResult:
        source = request.source
        self.sources.append(source)
        flat = " ".join(source.split())
        if any(script in flat for script in self.slow):
            return CheckResult(Outcome.TIMEOUT)
        disproof = "_disproof" in source
        name = "target_theorem_0_disproof" if disproof else "target_theorem_0"
        frozen = (Declaration("target_theorem_0", "theorem", ("sorryAx",)),) if disproof else ()
        start = source.rfind("sorry")
        proof = source[source.rfind("EVOLVE-BLOCK-START") :]
        if "sorry" in proof and not any(script in flat for script in self.proofs):
            found = self.goals[disproof]
            place = OpenGoal(found, GoalOrigin.SORRY, position_of(source, start), position_of(source, start + 5))
            declared = (*frozen, Declaration(name, "theorem", ("sorryAx",)))
            return CheckResult(Outcome.ELABORATED, goals=(place,), declarations=declared)
        if any(script in flat for script in self.proofs):
            return CheckResult(Outcome.ELABORATED, declarations=(*frozen, Declaration(name, "theorem")))
        if any(script in flat for script in self.admitted):
            return CheckResult(Outcome.ELABORATED, declarations=(*frozen, Declaration(name, "theorem", ("sorryAx",))))
        error = Message(Severity.ERROR, "tactic failed", position_of(source, 0))
        declared = (*frozen, Declaration(name, "theorem", ("sorryAx",)))
        return CheckResult(Outcome.ERRORS, (error,), declarations=declared)


GOALS = (goal("∀ (n : Nat), double n = 2 * n"), goal("¬∀ (n : Nat), double n = 2 * n"))
QUESTION_GOALS = (goal("answer ↔ double 1 = 3"), goal("False"))
