"""How a step of the judge says no."""

from __future__ import annotations

from orchestrator.lean.judge.verdict import Code


class Rejection(Exception):
    """A step refuses the submission.

    Args:
        code: which step's refusal it is.
        detail: one sentence for people.
        axioms: the axioms found, where the refusal is about them.
    """

    def __init__(self, code: Code, detail: str, axioms: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code.value}: {detail}")
        self.code = code
        self.detail = detail
        self.axioms = axioms
