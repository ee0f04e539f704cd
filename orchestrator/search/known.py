"""What is known already: sketches accepted before, and judgements that need not be repeated."""

from __future__ import annotations

from orchestrator.errors import UnknownId
from orchestrator.lean.judge.certificate import Certificate
from orchestrator.lean.judge.verdict import JUDGE_VERSION, Verdict
from orchestrator.problems.challenge import Submission
from orchestrator.problems.identity import sketch_digest
from orchestrator.store.contract import Store
from orchestrator.store.records import Run, Sketch
from orchestrator.store.views import ProblemDetail, SketchDetail
from orchestrator.vocabulary import TRUST_OF_PROOF, Code, VerdictKind

ORIGIN = "; judged before, in run "


async def accepted_sketch(store: Store, run: Run) -> Sketch | None:
    """A sketch that settled the run's statement before, whatever Lean and judge said so then; None if there is none."""
    detail = await store.show(run.problem_id)
    assert isinstance(detail, ProblemDetail)
    for stored in detail.verdicts:
        if stored.verdict is VerdictKind.ACCEPTED and stored.trust in TRUST_OF_PROOF:
            found = await store.show(stored.sketch_digest)
            assert isinstance(found, SketchDetail)
            if found.sketch.statement_id == run.statement_id:
                return found.sketch
    return None


async def known_verdict(store: Store, submission: Submission, toolchain: str) -> Verdict | None:
    """The accepted verdict on this very sketch by this version of the judge on this Lean, if one is stored.

    The same sketch, statement, Lean and judge can only get the same verdict.
    Rejections are not looked up: some speak of limits on time, which another day may not pass. Verdicts never change
    once stored, and sketches are identified by their content, the frozen statement included.
    """
    digest = sketch_digest(submission.challenge_sha256, submission.direction, submission.regions)
    try:
        detail = await store.show(digest)
    except UnknownId:
        return None
    assert isinstance(detail, SketchDetail)
    for stored in detail.verdicts:
        same_judge = (stored.toolchain, stored.judge_version) == (toolchain, JUDGE_VERSION)
        accepted = stored.verdict is VerdictKind.ACCEPTED and stored.trust in TRUST_OF_PROOF
        if same_judge and accepted and stored.certificate is not None:
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
    return None


def _with_origin(detail: str, run_id: str) -> str:
    """The sentence with the run that was judged; it stays that run's name when it is reused again and again."""
    return detail if ORIGIN in detail else f"{detail}{ORIGIN}{run_id}"
