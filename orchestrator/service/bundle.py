"""Everything about one accepted verdict in one zip file, for an archive, a paper or a reviewer."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

from orchestrator.store import Run, Sketch, SpendLine, Store, Verdict
from orchestrator.vocabulary import Direction

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every file in a bundle, so that the same verdict gives the same bytes."""


async def bundle_of(store: Store, verdict: Verdict, direction: Direction) -> bytes:
    """The zip file of a verdict that has a certificate."""
    assert verdict.certificate is not None, "the caller looked"
    run = await store.runs.get(verdict.run_id)
    sketch = await store.sketches.get(verdict.sketch_digest)
    spend = await store.listing.spend(run_id=run.id)
    facts = {
        "problem": run.problem_id,
        "statement_sha256": run.statement_sha256,
        "direction": direction.value,
        "verdict": verdict.verdict.value,
        "trust": verdict.trust.value,
        "axioms": list(verdict.axioms),
        "toolchain": verdict.toolchain,
        "judge_version": verdict.judge_version,
        "judged_at": verdict.created_at.isoformat(),
        "run": run.id,
        "strategy": run.strategy,
        "models": [line.model for line in spend],
        "run_cost_usd": run.spent.micro_usd / 1e6,
        "run_seconds": run.spent.seconds,
    }
    files = {
        "README.txt": readme(verdict, run, sketch, spend, direction),
        "statement.lean": str(verdict.certificate["statement"]),
        "proof.lean": str(verdict.certificate["source"]),
        "certificate.json": json.dumps(verdict.certificate, ensure_ascii=False, indent=1) + "\n",
        # The Lean file beside a certificate is compared with it by `orchestrator verify`.
        "certificate.lean": str(verdict.certificate["source"]),
        "facts.json": json.dumps(facts, ensure_ascii=False, indent=1) + "\n",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"proof-{verdict.id}/{name}", EPOCH), text)
    return content.getvalue()


def readme(verdict: Verdict, run: Run, sketch: Sketch, spend: Sequence[SpendLine], direction: Direction) -> str:
    """What the bundle is, in plain words: the plan, who made the proof, how to repeat the verdict."""
    done = "a disproof" if direction is Direction.DISPROVE else "a proof"
    models = ", ".join(line.model for line in spend)
    made = (
        f"The proof was found by language models ({models}) together with automatic tactics."
        if models
        else "The proof was found by automatic tactics; no language model took part."
    )
    axioms = ", ".join(verdict.axioms) or "none"
    plan = sketch.plan.strip() or "(none was written down)"
    return (
        f"{run.problem_id}: {done}\n\n"
        f"{verdict.detail}\n"
        f"Trust level: {verdict.trust.value}. Axioms: {axioms}.\n"
        f"Checked by: {verdict.toolchain}, judge version {verdict.judge_version}.\n\n"
        f"Plan\n----\n{plan}\n\n"
        f"How it was made\n---------------\n{made}\n"
        f"Run {run.id}, strategy {run.strategy}, {run.spent.seconds:.0f} s at work, "
        f"{run.spent.micro_usd / 1e6:.2f} USD.\n"
        "That the Lean statement says what its source says was not checked by a program.\n\n"
        "How to repeat the verdict\n-------------------------\n"
        "    orchestrator verify certificate.json\n"
    )
