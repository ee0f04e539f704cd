"""What can be said of a submitted challenge before anything is stored or spent."""

from __future__ import annotations

from orchestrator.api.problems import TriageFinding, TriageReport
from orchestrator.errors import ChallengeError, SourceError
from orchestrator.intake.gate import Looked, summary
from orchestrator.intake.lints.finding import Grade
from orchestrator.intake.triage import Report
from orchestrator.lean.checker import GoalOrigin, Outcome, Severity
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.hints import hint_for_people
from orchestrator.service.checks import CheckService
from orchestrator.service.failures import Refused

SECONDS = 60.0
_SEVERITIES = {Grade.BROKEN: "error", Grade.SUSPICIOUS: "warning", Grade.DECIDED: "information"}


async def triage(text: str, checks: CheckService) -> TriageReport:
    """Parse ``text`` as a challenge, elaborate it, and look at it with every lint; what is wrong are findings."""
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
        TriageFinding(
            severity=message.severity.value,
            line=message.start.line,
            text="\n".join(filter(None, (message.text, hint_for_people(challenge.text, message)))),
        )
        for message in result.messages
        if message.severity is Severity.ERROR or "declaration uses" not in message.text
    ]
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        sentence = f"Lean did not get through it within the limits ({result.outcome.value})"
        findings.append(TriageFinding(severity="error", text=sentence))
    if result.outcome is Outcome.ELABORATED:
        findings += await _looked_at(challenge, checks)
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


async def _looked_at(challenge: Challenge, checks: CheckService) -> list[TriageFinding]:
    """What the lints notice, the worst first; a broken statement is still usable, since triage is advice."""
    report = await checks.look(challenge)
    return noticed(report) if report else []


def noticed(report: Report) -> list[TriageFinding]:
    """The findings of a report that are not fine, the worst first."""
    found = [finding for finding in report.findings if finding.grade in _SEVERITIES]
    found.sort(key=lambda finding: list(_SEVERITIES).index(finding.grade))
    return [
        TriageFinding(
            severity=_SEVERITIES[finding.grade],
            line=finding.line,
            text=f"{finding.lint}: {finding.why}" + (f" ({finding.todo})" if finding.todo else ""),
        )
        for finding in found
    ]


async def looked(challenge: Challenge, checks: CheckService) -> Looked:
    """The grade that triage gives a statement, and why."""
    report = await checks.look(challenge)
    return Looked(challenge.id, Grade.NOT_LOOKED) if report is None else summary(report)


async def refuse_broken(text: str, checks: CheckService) -> tuple[TriageFinding, ...]:
    """Before a statement is stored or a model is paid: nothing is spent on one that triage calls broken.

    Returns:
        What triage notices in one that is not broken.

    Raises:
        Refused: 422, with the reasons; the caller may ask again with ``untriaged``.
    """
    report = await checks.look(Challenge.parse(text))
    if report is None:
        return ()
    if report.grade is Grade.BROKEN:
        why = "; ".join(summary(report).why)
        raise Refused(
            422,
            "broken-statement",
            f"triage calls the statement broken: {why}; `untriaged` (on the command line: --untriaged) tries it anyway",
        )
    return tuple(noticed(report))
