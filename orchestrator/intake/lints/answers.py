"""Answers that can be given by repeating the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.problems.metadata import AnswerGrammar

NAME = "answers"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Values without a closed grammar, which ``P ↔ P`` or ``x = x`` settles."""
    found = []
    for index, grammar in subject.challenge.answers:
        region = subject.challenge.regions[index]
        if grammar is AnswerGrammar.REVIEW:
            found.append(
                Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    "any expression may be the answer, so the question itself can be copied into it",
                    "give a grammar in the header's 'answer' (prop, nat, int, ...), or have every answer reviewed",
                    region.start_line,
                )
            )
    code = subject.found.code
    for match in re.finditer(r"(?<![\w.'])answer\s*\(\s*sorry\s*\)", code):
        found.append(
            Finding(
                NAME,
                Grade.SUSPICIOUS,
                "answer(sorry) in frozen text stands for True wherever its type is Prop",
                "make it a value region, or state the question so that it is proved or disproved",
                subject.found.line_of(match.start()),
            )
        )
    return found


LINT = Lint(NAME, "no answer that the question can be copied into", look, needs_lean=False)
