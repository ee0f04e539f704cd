"""Definitions of the library that are shipped without a body: nothing computes through them here."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject

NAME = "bodies"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Those below the goals of the file; a proof that would pass elsewhere may get stuck on them here."""
    if subject.result is None:
        return ()
    names = sorted({name for each in subject.result.goals for name in each.goal.bodiless})
    return [
        Finding(
            NAME,
            Grade.SUSPICIOUS,
            f"the statement rests on {name}, which this Lean has without a body: no proof can compute through it",
            "define it anew in the challenge, with test lemmas, or leave it to lemmas about it",
            subject.target.line if subject.target else None,
        )
        for name in names
    ]


LINT = Lint(NAME, "everything that the statement rests on has a body here", look)
