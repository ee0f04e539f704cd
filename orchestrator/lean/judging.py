"""What every judge promises: the `Judge` protocol. Only a judge may say proved."""

from __future__ import annotations

from typing import Protocol

from orchestrator.lean.environment import Environment
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission


class Judge(Protocol):
    """Decides whether a submission proves its challenge.

    Safe for concurrent use by tasks of one event loop. A verdict speaks of the submission only; infrastructure failures
    are raised (`RetryError`, `OperatorError`). The caller that opens a judge closes it.
    """

    @property
    def environment(self) -> Environment:
        """The Lean that answers; its name is part of every verdict."""
        ...

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """The verdict on a submission to a challenge.

        Raises:
            SourceError: the submission names another challenge.
            ChallengeError: the challenge does not elaborate.
            RetryError, OperatorError: an infrastructure failure; never a rejection.
        """
        ...

    async def verify(self, certificate: Certificate) -> VerifyReport:
        """Repeat a certified judgement and report every difference.

        Raises:
            UserError: the certificate's challenge cannot be judged by.
            RetryError, OperatorError: an infrastructure failure.
        """
        ...

    async def aclose(self) -> None:
        """Stop what it started; idempotent."""
        ...
