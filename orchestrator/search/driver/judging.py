"""The judge as attempts and the driver see it: known verdicts, several tries, and a record of what it said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from orchestrator.errors import RetryError
from orchestrator.lean.environment import Environment
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.search.known import known_verdict
from orchestrator.store import Verdicts
from orchestrator.vocabulary import Code, TrustLevel, VerdictKind

log = logging.getLogger(__name__)

JUDGE_TRIALS = 3


class RunJudge:
    """A `Judge` for the attempts of one run; asks ``judge`` once for each submission.

    Args:
        judge: the workers' judge.
        verdicts: of all runs, where one that holds here may be found; None asks the judge in any case.
        tell: told in a sentence when the judge failed.
    """

    def __init__(self, judge: Judge, verdicts: Verdicts | None, tell: Callable[[str], None]) -> None:
        self._judge = judge
        self._verdicts = verdicts
        self._tell = tell
        self._given: dict[str, Verdict] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def environment(self) -> Environment:
        """See `Judge.environment`."""
        return self._judge.environment

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """See `Judge.judge`; a judge that keeps failing gives the verdict `INFRASTRUCTURE`, which accuses nobody."""
        lock = self._locks.setdefault(submission.digest, asyncio.Lock())
        async with lock:
            given = self._given.get(submission.digest)
            if given is None or given.kind is VerdictKind.INFRASTRUCTURE:
                given = await self._ask(challenge, submission)
                self._given[submission.digest] = given
            return given

    def given(self, submission: Submission) -> Verdict | None:
        """What was answered on this submission, if it was asked about."""
        return self._given.get(submission.digest)

    async def verify(self, certificate: Certificate) -> VerifyReport:
        """See `Judge.verify`."""
        return await self._judge.verify(certificate)

    async def aclose(self) -> None:
        """Nothing to stop: the judge is its owner's."""

    async def _ask(self, challenge: Challenge, submission: Submission) -> Verdict:
        if self._verdicts is not None:
            known = await known_verdict(self._verdicts, submission, self.environment.name)
            if known is not None:
                return known
        trouble = ""
        for _ in range(JUDGE_TRIALS):
            try:
                return await self._judge.judge(challenge, submission)
            except RetryError as error:
                trouble = str(error)
                self._tell(f"the judge: {trouble}")
        return Verdict(
            kind=VerdictKind.INFRASTRUCTURE,
            code=Code.INFRASTRUCTURE,
            detail=f"the judge failed {JUDGE_TRIALS} times: {trouble}",
            trust=TrustLevel.ELABORATED,
            toolchain=self.environment.name,
            direction=submission.direction,
        )
