"""Regions pieced together from attacks and honest proofs: whatever is accepted, an independent path confirms.

The second path is not the judge's: the certificate's Lean file is elaborated by the warm checker's code in a process of
its own, and its errors, the target's kind and its axioms are read there. `orchestrator verify` is the third.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from suite_case import FOUR_IS_SQUARE, THREE_IS_SQUARE, regions

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Outcome
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.vocabulary import Direction

pytestmark = pytest.mark.lean

ALLOWED = {"propext", "Quot.sound", "Classical.choice"}
PIECES = (
    "theorem two : 2 * 2 = 4 := rfl\n",
    "private theorem help : ∃ k, k * k = 4 := ⟨2, rfl⟩\n",
    "section\n",
    "end\n",
    "namespace Away\n",
    "end Away\n",
    "mutual\n",
    "open Classical in\n",
    "set_option warn.sorry false\n",
    "set_option debug.skipKernelTC true\n",
    "set_option debug.skipKernelTC true in\n",
    "set_option autoImplicit true\n",
    "#guard_msgs (drop all) in\n",
    "#exit\n",
    "private\n",
    "@[simp]\n",
    "/-- documented -/\n",
    "variable (h : IsSquare 3)\n",
    "include h\n",
    "axiom given : ∃ k, k * k = 3\n",
    "theorem lie : 3 = 4 := by decide +kernel\n",
    "theorem hole : 3 = 4 := sorry\n",
    "instance (priority := high) : OfNat Nat 3 := ⟨(4 : Nat)⟩\n",
    "instance (priority := high) : Mul Nat := ⟨fun a _ => a⟩\n",
    'local notation "IsSquare" => fun (_ : Nat) => True\n',
    "macro_rules | `($_ = $_) => `(True)\n",
    "macro_rules | `(tactic| rfl) => `(tactic| stop trivial)\n",
    "def IsSquare (_ : Nat) : Prop := True\n",
    "theorem target_theorem_0 : True := trivial\n",
    "attribute [local instance] Classical.propDecidable\n",
    "opaque magic : 3 = 4 := sorry\n",
    "partial def loop (n : Nat) : Nat := loop n\n",
    "-- sorry axiom\n",
)
PROOFS = (
    "exact ⟨2, rfl⟩",
    "exact ⟨3, rfl⟩",
    "exact help",
    "exact trivial",
    "exact h",
    "exact given",
    "exact absurd lie (by decide)",
    "exact hole ▸ ⟨2, rfl⟩",
    "exact magic ▸ ⟨2, rfl⟩",
    "decide +kernel",
    "stop rfl",
    "simp [IsSquare]",
    "refine ⟨2, ?_⟩\nrfl",
    "exact target_theorem_0",
    "intro h; exact absurd h (by rintro ⟨k, hk⟩; omega)",
)
BLOCK = st.lists(st.sampled_from(PIECES), max_size=3).map("".join)
HONEST = st.just("exact ⟨2, rfl⟩")
"""Drawn half of the time, so that enough is accepted for the second path to have work."""
SUBMISSIONS = st.builds(
    lambda first, second, proof: regions(proof, first=first, second=second),
    BLOCK,
    BLOCK,
    HONEST | st.sampled_from(PROOFS),
)
CHALLENGES = st.sampled_from((THREE_IS_SQUARE, FOUR_IS_SQUARE))
DIRECTIONS = st.sampled_from(("prove", "prove", "prove", "disprove"))


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest.fixture(scope="module")
def runner(installation: LeanInstallation) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def judge(installation: LeanInstallation, runner: asyncio.Runner) -> Iterator[Judge]:
    config = JudgeConfig(wall_seconds=20, replay_seconds=20, concurrency=1)
    judge = runner.run(Judge.open(installation, config))
    yield judge
    runner.run(judge.aclose())


async def confirm(installation: LeanInstallation, verdict: Verdict) -> None:
    """The independent path."""
    certificate = verdict.certificate
    assert certificate is not None
    inputs = certificate.inputs
    target = inputs.target if verdict.direction == "prove" else f"{inputs.target}_disproof"
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        result = await checker.check(CheckRequest(certificate.source, incremental=False))
    assert result.outcome is Outcome.ELABORATED, result.errors
    declared = next(each for each in result.declarations if each.name == target)
    assert declared.kind == "theorem"
    assert set(declared.axioms) <= ALLOWED


def check_one(
    runner: asyncio.Runner,
    installation: LeanInstallation,
    judge: Judge,
    text: str,
    submission: tuple[tuple[str, ...], str],
) -> str:
    """Judge, confirm what is accepted; the verdict's code."""
    challenge = Challenge.parse(text)
    texts, direction = submission
    sent = Submission(challenge.sha256, Direction(direction), texts)
    verdict = runner.run(judge.judge(challenge, sent))
    event(verdict.code.value)
    if not verdict.proved:
        return verdict.code.value
    assert (text, direction) in ((FOUR_IS_SQUARE, "prove"), (THREE_IS_SQUARE, "disprove")), (
        "something false was accepted"
    )
    runner.run(confirm(installation, verdict))
    return verdict.code.value


COMMON: dict[str, Any] = dict(
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking would take minutes; a failing example is small anyhow
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@hypothesis_settings(max_examples=4, **COMMON)
@given(text=CHALLENGES, submission=st.tuples(SUBMISSIONS, DIRECTIONS))
def test_what_is_accepted_is_confirmed(
    runner: asyncio.Runner,
    installation: LeanInstallation,
    judge: Judge,
    text: str,
    submission: tuple[tuple[str, ...], str],
) -> None:
    check_one(runner, installation, judge, text, submission)


PIECES_OF_THE_LONG_RUN = 12
EACH = 25


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(PIECES_OF_THE_LONG_RUN))
def test_what_is_accepted_is_confirmed_at_length(
    runner: asyncio.Runner, installation: LeanInstallation, judge: Judge, piece: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """300 in pieces that can be run one at a time, each from its own seed; what came out is printed."""
    codes: Counter[str] = Counter()

    @seed(piece)
    @hypothesis_settings(max_examples=EACH, database=None, **{**COMMON, "derandomize": False})
    @given(text=CHALLENGES, submission=st.tuples(SUBMISSIONS, DIRECTIONS))
    def each(text: str, submission: tuple[tuple[str, ...], str]) -> None:
        codes[check_one(runner, installation, judge, text, submission)] += 1

    each()
    with capsys.disabled():
        print(f"\npiece {piece}: {codes.total()} judged, {dict(codes)}")
    assert codes["ACCEPT"] > 0
