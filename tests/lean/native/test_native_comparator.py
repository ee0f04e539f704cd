"""What comparator's exit status and messages are taken for, message by message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from native_tools import (
    BUILDS_CHALLENGE,
    BUILDS_SOLUTION,
    EXPORTED,
    EXPORTS_CHALLENGE,
    EXPORTS_SOLUTION,
    LEAN,
    NANODA,
    OKAY,
    accepts,
    raises,
)

from orchestrator.errors import OperatorError, RetryError
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.native.comparator import check_outcome
from orchestrator.lean.native.process import Finished
from orchestrator.vocabulary import Code

TARGET = "target_theorem_0"
BUILDING = BUILDS_CHALLENGE + EXPORTS_CHALLENGE + "Building judgement\n"
DIAGNOSTIC = "✖ [2/3] Building judgement\nerror: judgement.lean:7:55: Type mismatch\n  h\nerror: build failed\n"
LEAN_REFUSES = "Running Lean default kernel on solution.\nLean default kernel rejects the solution\n"
NANODA_REFUSES = "Running nanoda kernel on solution\nnanoda kernel rejected the solution\n"


def outcome(stdout: str, stderr: str = "", status: int = 1, *, nanoda: bool = True) -> None:
    check_outcome(Finished(status, stdout, stderr), TARGET, nanoda=nanoda)


def test_acceptance_is_status_zero_and_every_word_of_it() -> None:
    outcome(accepts(), status=0)
    outcome(accepts(nanoda=False), status=0, nanoda=False)
    outcome(accepts().replace("nanoda kernel", "Nanoda kernel"), status=0)


@pytest.mark.parametrize(
    "stdout",
    [
        "",
        OKAY,
        EXPORTED + OKAY,
        EXPORTED + LEAN + OKAY,
        EXPORTED + NANODA + OKAY,
        EXPORTED + NANODA + LEAN,
        accepts() + "and another word\n",
        "Building judgement\n" + accepts().replace("Building judgement\n", "").replace("from judgement", "from x"),
        # The submission printed what was to be said of it, while it was built.
        BUILDING + EXPORTS_SOLUTION + NANODA + EXPORTS_SOLUTION + LEAN + OKAY,
        BUILDING + NANODA + LEAN + OKAY,
        BUILDING + NANODA + LEAN + OKAY + EXPORTED.rpartition("\nBuilding judgement\n")[2] + LEAN + OKAY,
    ],
)
def test_status_zero_without_every_word_is_no_answer(stdout: str) -> None:
    with pytest.raises(OperatorError, match="did not say"):
        outcome(stdout, status=0)


@pytest.mark.parametrize(
    ("stdout", "message", "code"),
    [
        (EXPORTED, f"Challenge and solution theorem statement do not match: '{TARGET}'", Code.E_STATEMENT),
        (EXPORTED, f"Challenge and solution types do not match: '{TARGET}'", Code.E_STATEMENT),
        (EXPORTED, f"Challenge and solution constant kind don't match: '{TARGET}'", Code.E_KIND),
        (EXPORTED, f"Solution constant is not a theorem: '{TARGET}'", Code.E_KIND),
        (EXPORTED, "Const does not match between challenge and target 'IsPrime'", Code.E_CONTEXT),
        (EXPORTED, "Const not found in target 'IsPrime'", Code.E_CONTEXT),
        (EXPORTED, "Const not found in solution 'IsPrime'", Code.E_CONTEXT),
        (EXPORTED, f"Const not found in solution: '{TARGET}'", Code.E_TARGET_MISSING),
        (EXPORTED, "Hole type/name/level-params mismatch for 'answer'", Code.E_CONTEXT),
        (EXPORTED, "Solution constant is not a definition: 'answer'", Code.E_CONTEXT),
        (EXPORTED, "Illegal axiom detected: 'sorryAx'", Code.E_AXIOM),
        (EXPORTED, f"Some targets failed:\n- {TARGET}: Illegal axiom detected: 'sorryAx'", Code.E_AXIOM),
        (EXPORTED, "the constants of both sides do not match in a new way", Code.E_CONTEXT),
        (EXPORTED + NANODA + LEAN_REFUSES, f"while replaying declaration '{TARGET}':\n(kernel) type", Code.E_KERNEL),
        (EXPORTED + LEAN.splitlines()[0] + "\n", "(kernel) declaration type mismatch", Code.E_KERNEL),
        (EXPORTED + LEAN + "Quotient post-check rejects the solution\n", "Quotient constant mismatch", Code.E_KERNEL),
        (EXPORTED + NANODA_REFUSES + LEAN, "nanoda exited with 101", Code.E_KERNEL),
        (EXPORTED + "Running nanoda kernel on solution\n", "Child exited with 1", Code.E_KERNEL),
        (BUILDING + DIAGNOSTIC, "Child exited with 1", Code.E_COMPILE),
        # Whatever the submission prints, it is refused.
        (EXPORTED.replace(BUILDS_SOLUTION, BUILDS_SOLUTION + LEAN + OKAY), "Illegal axiom detected: 'x'", Code.E_AXIOM),
    ],
)
def test_refusals(stdout: str, message: str, code: Code) -> None:
    with pytest.raises(Rejection) as refusal:
        outcome(stdout, raises(message))
    assert refusal.value.code is code
    if code is Code.E_AXIOM:
        assert refusal.value.axioms
    if code not in (Code.E_COMPILE, Code.E_TARGET_MISSING):
        assert message in refusal.value.detail


def test_a_file_without_its_target_is_what_the_exporter_says() -> None:
    panic = f"PANIC at dumpConstant Export:237:48: Constant {TARGET} not found in environment.\n"
    with pytest.raises(Rejection) as refusal:
        outcome(EXPORTED, panic + raises("Child exited with 134"))
    assert refusal.value.code is Code.E_TARGET_MISSING
    with pytest.raises(OperatorError):
        outcome(EXPORTED, panic.replace(TARGET, "Nat") + raises("Child exited with 134"))


@pytest.mark.parametrize(
    ("stdout", "stderr", "status"),
    [
        (BUILDS_CHALLENGE + "error: build failed\n", raises("Child exited with 1"), 1),
        (BUILDS_CHALLENGE + EXPORTS_CHALLENGE, "incompatible header\n" + raises("Child exited with 1"), 1),
        (EXPORTED, raises(f"Const not found in challenge: '{TARGET}'"), 1),
        (EXPORTED, raises("Constant not found in solution 'helper'"), 1),
        (EXPORTED, raises("no such file or directory (error code: 2)\n  file: lean4export"), 1),
        (BUILDING + "error: build failed\n", raises("Child exited with 1"), 1),
        # Names that Lean makes: comparator cannot tell an honest file from another by them.
        (EXPORTED, raises("Const not found in target '_private.Judgement.0.helper'"), 1),
        (EXPORTED, raises("Const does not match between challenge and target 'IsPrime.match_1'"), 1),
        (EXPORTED, raises("Const does not match between challenge and target 'f._proof_3'"), 1),
        (EXPORTED + LEAN_REFUSES, raises("(kernel) deep recursion detected"), 1),
        (EXPORTED + NANODA_REFUSES + LEAN, "[landrun:error] no loader\n" + raises("nanoda exited with 1"), 1),
        (EXPORTED + "Running nanoda kernel on solution\n", raises("Error while interacting with nanoda kernel: x"), 1),
        (accepts(), "", 1),
        (accepts(), "garbage", 3),
        ("\x00\ufffd", "\ufffd", 255),
        ("", "could not execute external process", 127),
        ("", "", 1),
    ],
)
def test_what_comparator_could_not_do_is_no_answer(stdout: str, stderr: str, status: int) -> None:
    with pytest.raises((OperatorError, RetryError)):
        outcome(stdout, stderr, status)


@pytest.mark.parametrize(
    ("stdout", "stderr", "status"),
    [
        (BUILDING, raises("Child exited with 137"), 1),
        (EXPORTED + NANODA_REFUSES + LEAN, raises("nanoda exited with 137"), 1),
        (EXPORTED, "", 137),
    ],
)
def test_what_was_killed_may_be_tried_again(stdout: str, stderr: str, status: int) -> None:
    with pytest.raises(RetryError):
        outcome(stdout, stderr, status)


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(BUILDS_CHALLENGE, EXPORTS_CHALLENGE, BUILDS_SOLUTION, EXPORTED, NANODA, LEAN, OKAY, DIAGNOSTIC),
                *(LEAN_REFUSES, NANODA_REFUSES, raises("Illegal axiom detected: 'x'"), raises("Child exited with 1")),
            ]
        ),
        st.text(max_size=20),
    ),
    max_size=8,
).map("".join)


@given(stdout=PIECES, stderr=PIECES, status=st.sampled_from([0, 1, 2, 127, 137, 255]))
def test_nothing_else_is_ever_accepted(stdout: str, stderr: str, status: int) -> None:
    try:
        outcome(stdout, stderr, status)
    except (Rejection, OperatorError, RetryError):
        return
    said = stdout.rpartition(" from judgement\n")[2]
    assert status == 0
    assert said.rstrip().endswith("\nYour solution is okay!")
    assert LEAN.splitlines()[1] in said
    assert NANODA.splitlines()[1] in said
