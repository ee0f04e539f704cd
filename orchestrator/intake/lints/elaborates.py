"""The file elaborates, and its test lemmas are proved."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.lean.checker import Outcome
from orchestrator.provers.agent.hints import hint_for_people

NAME = "elaborates"
SHOWN = 3


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Lean's own errors; a file that passes a limit is no better."""
    result = subject.result
    if result is None:
        return ()
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        return [
            Finding(NAME, Grade.BROKEN, f"Lean stopped at a limit ({result.outcome})", "make the frozen text cheaper")
        ]
    test_lines = {
        line: each.name or "example"
        for each in subject.test_lemmas
        for line in range(each.line, subject.found.line_of(each.end - 1) + 1)
    }
    found = []
    for message in result.errors[:SHOWN]:
        said = " ".join(message.text.split())[:200]
        lemma = test_lines.get(message.start.line)
        if lemma:
            why, todo = f"the test lemma {lemma} does not hold as it is proved: {said}", "compare it with the source"
        else:
            hint = hint_for_people(subject.challenge.text, message)
            why, todo = said, hint or "mend the statement until Lean takes it"
        found.append(Finding(NAME, Grade.BROKEN, why, todo, message.start.line))
    return found


LINT = Lint(NAME, "Lean takes the file, and its test lemmas are proved", look)
