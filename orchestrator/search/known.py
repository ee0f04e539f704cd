"""Judgements that are known already and need not be repeated."""

from __future__ import annotations

from orchestrator.lean.judge.certificate import Certificate
from orchestrator.lean.judge.verdict import JUDGE_VERSION, Verdict
from orchestrator.problems.challenge import Submission
from orchestrator.store import Verdicts
from orchestrator.vocabulary import Code

ORIGIN = "; judged before, in run "


async def known_verdict(verdicts: Verdicts, submission: Submission, toolchain: str) -> Verdict | None:
    """The accepted verdict on this very sketch by this version of the judge on this Lean, if one is stored.

    The same sketch, statement, Lean and judge can only get the same verdict.
    Rejections are not looked up: some speak of limits on time, which another day may not pass. Verdicts never change
    once stored, and sketches are identified by their content, the frozen statement included.
    """
    stored = await verdicts.accepted(submission.digest, toolchain, JUDGE_VERSION)
    if stored is None or stored.certificate is None:
        return None
    certificate = Certificate.from_json(stored.certificate)
    return Verdict(
        kind=stored.verdict,
        code=Code(stored.code),
        detail=_with_origin(stored.detail, stored.run_id),
        trust=stored.trust,
        toolchain=stored.toolchain,
        axioms=stored.axioms,
        direction=submission.direction,
        values=certificate.values,
        judge_version=stored.judge_version,
        certificate=certificate,
    )


def _with_origin(detail: str, run_id: str) -> str:
    """The sentence with the run that was judged; it stays that run's name when it is reused again and again."""
    return detail if ORIGIN in detail else f"{detail}{ORIGIN}{run_id}"
