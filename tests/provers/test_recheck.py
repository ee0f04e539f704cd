"""The prover that looks at an accepted sketch again."""

from __future__ import annotations

import pytest
from scripted import challenge

from orchestrator.lean.checker import CheckRequest, CheckResult, Declaration, Message, Outcome, Position, Severity
from orchestrator.lean.fake import FakeChecker
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import ProverStatus, ProverTask
from orchestrator.provers.recheck import RecheckProver

ELABORATED = CheckResult(Outcome.ELABORATED, declarations=(Declaration("target_theorem_0", "theorem"),))
PARTIAL = CheckResult(Outcome.ELABORATED, declarations=(Declaration("target_theorem_0", "theorem", ("sorryAx",)),))
BROKEN = CheckResult(Outcome.ERRORS, (Message(Severity.ERROR, "no", Position(1, 0)),))
REGIONS = ("", "  rfl\n")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (ELABORATED, ProverStatus.COMPLETE),
        (PARTIAL, ProverStatus.PARTIAL),
        (BROKEN, ProverStatus.FAILED),
        (CheckResult(Outcome.TIMEOUT), ProverStatus.FAILED),
    ],
)
async def test_it_hands_in_the_sketch_as_it_is(answer: CheckResult, status: ProverStatus) -> None:
    seen: list[CheckRequest] = []

    def check(request: CheckRequest) -> CheckResult:
        seen.append(request)
        return answer

    outcome = await RecheckProver().prove(ProverTask(challenge(), "prove", REGIONS), CheckerBench(FakeChecker(check)))
    assert (outcome.status, outcome.regions, outcome.checks) == (status, REGIONS, 1)
    assert [request.source for request in seen] == [challenge().splice(REGIONS)]


async def test_it_needs_a_sketch() -> None:
    with pytest.raises(ValueError, match="needs a parent sketch"):
        await RecheckProver().prove(ProverTask(challenge(), "prove"), CheckerBench(FakeChecker()))
