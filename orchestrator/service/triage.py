"""What can be said of a submitted challenge before anything is stored or spent."""

from __future__ import annotations

from orchestrator.api.problems import TriageFinding, TriageReport
from orchestrator.errors import ChallengeError, SourceError
from orchestrator.lean.checker import GoalOrigin, Outcome, Severity
from orchestrator.problems.challenge import Challenge
from orchestrator.service.checks import CheckService

SECONDS = 60.0


async def triage(text: str, checks: CheckService) -> TriageReport:
    """Parse ``text`` as a challenge and let Lean elaborate it; what is wrong are findings, never errors."""
    try:
        challenge = Challenge.parse(text)
    except ChallengeError as error:
        return TriageReport(
            usable=False, findings=(TriageFinding(severity="error", line=error.line, text=error.reason),)
        )
    except SourceError as error:
        return TriageReport(usable=False, findings=(TriageFinding(severity="error", text=str(error)),))
    result = await checks.check(challenge.text, SECONDS)
    findings = [
        TriageFinding(severity=message.severity.value, line=message.start.line, text=message.text)
        for message in result.messages
        if message.severity is Severity.ERROR or "declaration uses" not in message.text
    ]
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        sentence = f"Lean did not get through it within the limits ({result.outcome.value})"
        findings.append(TriageFinding(severity="error", text=sentence))
    holes = [goal for goal in result.goals if goal.origin is GoalOrigin.SORRY]
    return TriageReport(
        usable=result.outcome is Outcome.ELABORATED,
        id=challenge.id,
        title=challenge.metadata.title,
        statement_sha256=challenge.sha256,
        disproof_offered=challenge.disproof,
        goal=(holes[-1].goal.pretty or holes[-1].goal.target) if holes else "",
        findings=tuple(findings),
    )
