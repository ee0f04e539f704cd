"""Schemas of problems: rows, statements, submissions, triage, partial progress."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from orchestrator.api.base import Answer, Question, Switch
from orchestrator.api.common import VerdictRow
from orchestrator.vocabulary import Direction, GoalStatus, ProblemState


class ProblemRow(Answer):
    """A problem in a list. State and counts are about its current statement only."""

    id: str = Field(examples=["erdos/242"])
    title: str = Field(examples=["Erdős–Straus conjecture"])
    source: str = Field(examples=["erdos"])
    tags: tuple[str, ...] = ()
    known: str = Field("unknown", description="What the problem's author says is known of it.", examples=["open"])
    informal_state: str = Field("unknown", description="Where sources say that the mathematics stands.")
    formal_state: str = Field("unknown", description="Where sources say that the Lean stands.", examples=["stated"])
    state: ProblemState = Field(description="Where this server stands with it.")
    runs: int = 0
    micro_usd: int = 0
    statement_sha256: str


class Statement(Answer):
    """One frozen text of a problem. A verdict belongs to a statement, never to a name."""

    id: int
    sha256: str
    text: str
    created_at: datetime
    current: bool


class AxisReport(Answer):
    """What one source said of a problem on one axis, in our word for the state and in its own words."""

    axis: str = Field(examples=["informal", "formal"])
    state: str = Field(examples=["open"])
    date: str = Field("", description="ISO 8601; empty where the source gives none.")
    address: str
    words: str = ""


class Contradiction(Answer):
    """Two reports of different sources that cannot both be right."""

    first: AxisReport
    second: AxisReport


class ProblemDetail(Answer):
    """A problem with its current statement and what is known of it."""

    id: str
    title: str
    source: str
    address: str = Field("", description="Where the problem comes from.")
    tags: tuple[str, ...] = ()
    known: str = "unknown"
    informal_state: str = "unknown"
    formal_state: str = "unknown"
    reports: tuple[AxisReport, ...] = Field((), description="Who says what, oldest first; this server is a source too.")
    contradictions: tuple[Contradiction, ...] = ()
    quotation: str = Field("", description="The source's own words.")
    meaning: str = Field("", description="What the Lean says, written back from the Lean.")
    informal: str = Field("", description="The problem in words; formulas between dollar signs.")
    equivalence: str = ""
    note: str = ""
    references: tuple[str, ...] = ()
    state: ProblemState
    runs: int = 0
    micro_usd: int = 0
    statement: Statement
    target: str = ""
    disproof_offered: bool = True
    decision: VerdictRow | None = Field(None, description="The accepted verdict on the current statement.")


EXAMPLE_CHALLENGE = """/-
id: local/even-square
title: An even square has an even root
source: made up for this example
status: solved
tags: example
informal:
  If n * n is even then n is even.
-/
import Init

set_option autoImplicit false

theorem target_theorem_0 : ∀ n : Nat, (n * n) % 2 = 0 → n % 2 = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""


class ChallengeBody(Question):
    """A challenge file that a client submits."""

    text: str = Field(
        min_length=1,
        max_length=1 << 20,
        description="The whole Lean file, see docs/challenges.md.",
        examples=[EXAMPLE_CHALLENGE],
    )


class SubmitBody(ChallengeBody):
    """A challenge file that is to be stored."""

    untriaged: Switch = Field(False, description="Store also a statement that triage calls broken.")


class TriageFinding(Answer):
    """One thing that triage found."""

    severity: str = Field(examples=["error", "warning", "information"])
    line: int | None = None
    text: str


class Submitted(Answer):
    """What became of a submitted challenge."""

    id: str
    statement_sha256: str
    new: bool = Field(description="Whether this text was not stored before.")
    findings: tuple[TriageFinding, ...] = Field(
        (), description="What triage noticed, such as a problem that says the same; none where it was not asked."
    )


class TriageReport(Answer):
    """What can be said of a challenge before anything is spent. Nothing is stored."""

    usable: bool = Field(description="Whether runs can be started on it.")
    id: str | None = None
    title: str = ""
    statement_sha256: str | None = None
    disproof_offered: bool = False
    goal: str = Field("", description="What is to be proved, as Lean prints it.")
    findings: tuple[TriageFinding, ...] = ()
    known_state: ProblemState | None = Field(None, description="Where this very statement stands, if it is stored.")


class OpenGoal(Answer):
    """One open goal of a sketch, for a reader: hypotheses and target as Lean prints them."""

    digest: str
    hypotheses: tuple[str, ...] = ()
    target: str
    status: GoalStatus
    tried: int = Field(0, description="How many findings there are about it.")


class Progress(Answer):
    """The best partial progress on a problem's current statement, in words."""

    summary: str = Field(description="One paragraph.")
    sketch: str | None = None
    direction: Direction | None = None
    plan: str = ""
    proved: tuple[OpenGoal, ...] = ()
    open: tuple[OpenGoal, ...] = ()
    refuted: tuple[OpenGoal, ...] = ()
    lean: str = Field("", description="The whole Lean file of the sketch.")
