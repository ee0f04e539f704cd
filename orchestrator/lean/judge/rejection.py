"""How a step of the judge says no."""

from __future__ import annotations

from typing import Final

from orchestrator.vocabulary import Code

MAX_DETAIL: Final = 2000
MAX_AXIOMS: Final = 100


class Rejection(Exception):
    """A step refuses the submission.

    Args:
        code: which step's refusal it is.
        detail: one sentence for people. It may quote the submission, so it is cut to `MAX_DETAIL` characters.
        axioms: the axioms found, where the refusal is about them, at most `MAX_AXIOMS`.
    """

    def __init__(self, code: Code, detail: str, axioms: tuple[str, ...] = ()) -> None:
        detail = detail if len(detail) <= MAX_DETAIL else f"{detail[:MAX_DETAIL]} ..."
        super().__init__(f"{code.value}: {detail}")
        self.code = code
        self.detail = detail
        self.axioms = axioms[:MAX_AXIOMS]
