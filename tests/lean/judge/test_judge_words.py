"""What a refusal says, without Lean."""

from __future__ import annotations

import pytest
from judge_terms import TARGET, Terms

from orchestrator.lean.judge.elaborate import Elaborated
from orchestrator.lean.judge.pipeline import explained
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

REFUSAL = Rejection(Code.E_KIND, "target is no theorem but of kind axiom")


def elaborated(kind: str, first_error: str | None) -> Elaborated:
    terms = Terms()
    value = None if kind == "axiom" else terms.const("proof")
    terms.declare(kind, "target", terms.const("True"), value)
    return Elaborated(terms.export(), first_error, ("Init",))


def test_a_proof_that_leans_own_kernel_refuses_is_told_by_the_kernels_words() -> None:
    """Lean leaves an axiom in place of such a theorem; nobody who wrote `theorem` knows of one."""
    told = explained(REFUSAL, elaborated("axiom", "line 3: (kernel) unknown constant 'lie'"), TARGET)
    assert told.code is Code.E_KIND
    assert told.detail == (
        "target is no theorem but of kind axiom, as Lean leaves one in place of a theorem whose proof its kernel "
        "refuses; the first error is line 3: (kernel) unknown constant 'lie'"
    )


@pytest.mark.parametrize(("kind", "error"), [("axiom", None), ("def", "line 3: unused")])
def test_an_axiom_that_was_written_as_one_is_told_as_before(kind: str, error: str | None) -> None:
    assert explained(REFUSAL, elaborated(kind, error), TARGET) is REFUSAL
