"""Exactly one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject

NAME = "exactly one"
_SEVERAL = re.compile(r"∃!\s*(?:\(?[\w']+\s+[\w']+|\([^()]*\)\s*\()")


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """``∃! x y`` is not about pairs; uniqueness written out by hand may bind the wrong variable."""
    code = subject.found.code
    found = []
    for match in re.finditer(r"∃!", code):
        line = subject.found.line_of(match.start())
        if _SEVERAL.match(code, match.start()):
            why = "∃! x y, P means exactly one x for which there is exactly one y, not exactly one pair"
            found.append(Finding(NAME, Grade.SUSPICIOUS, why, "quantify over pairs: ∃! p : _ × _", line))
        elif re.match(r"∃![^,]*,\s*[^∧\n]*→", code[match.start() :]):
            why = "∃! x, P x → Q x counts every x without P as one"
            found.append(Finding(NAME, Grade.SUSPICIOUS, why, "write ∃! x, P x ∧ Q x", line))
    return found


LINT = Lint(NAME, "no doubtful ∃!", look, needs_lean=False)
