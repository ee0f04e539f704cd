"""A model as a prover of challenges: goal and negation in turn, over HTTP and through a mailbox, with real Lean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from fake_server import Answer, FakeServer
from llm_support import MemoryLedger, make_profile
from tactics_support import CHALLENGE

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.models.factory import open_model
from orchestrator.models.mailbox import MailboxModel
from orchestrator.models.model import Model
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import ProverOutcome, ProverStatus, ProverTask, proves, target_name
from orchestrator.provers.whole_proof import SAMPLES, WholeProofProver

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

PROOF = "```lean\nintro n\nsimp only [double]\nomega\n```"
REFUTATION = "```lean\nexact fun h => absurd (h 1) (by decide)\n```"
USELESS = "```lean\nexact absurd\n```"
FALSE = Challenge.parse(CHALLENGE.text.replace("double n = 2 * n", "double n = 3 * n"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    config = PoolConfig(hosts=1, spare=False)
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), config) as checker:
        yield checker


class ModelBench(CheckerBench):
    """A bench with one model, as the driver's has."""

    def __init__(self, checker: EmbeddedChecker, model: Model) -> None:
        super().__init__(checker)
        self._model = model
        self.call_prefix = "attempt-1"

    def model(self, profile: str | None = None) -> Model:
        return self._model


async def settled(challenge: Challenge, checker: EmbeddedChecker, model: Model) -> ProverOutcome:
    """The prover's outcome; what it calls complete is checked as a whole file."""
    outcome = await WholeProofProver().prove(ProverTask(challenge, wall_seconds=600), ModelBench(checker, model))
    if outcome.status is ProverStatus.COMPLETE:
        whole = await checker.check(CheckRequest(challenge.splice(outcome.regions, outcome.direction)))
        assert proves(whole, target_name(challenge, outcome.direction))
    return outcome


@pytest.mark.parametrize(
    ("challenge", "answers", "direction"),
    [(CHALLENGE, [PROOF], "prove"), (FALSE, [USELESS, REFUTATION], "disprove")],
    ids=["goal", "negation"],
)
async def test_challenges_over_http(
    checker: EmbeddedChecker, challenge: Challenge, answers: list[str], direction: str
) -> None:
    ledger = MemoryLedger()
    async with (
        FakeServer([Answer(answer) for answer in answers]) as server,
        open_model(make_profile(server.url), ledger=ledger) as model,
    ):
        outcome = await settled(challenge, checker, model)
        asked = [request.body["messages"][1]["content"] for request in server.received]
    assert (outcome.status, outcome.direction) == (ProverStatus.COMPLETE, direction)
    assert sorted(ledger.settled) == [f"attempt-1/{n}" for n in range(1, len(answers) + 1)]
    assert not ledger.reserved
    assert ["¬" in text.rpartition("The goal at")[2] for text in asked] == [False, True][: len(asked)]


async def test_challenges_through_a_mailbox(checker: EmbeddedChecker, tmp_path: Path) -> None:
    """A person reads the request files; the answer to the negation is right, the one to the goal cannot be."""

    def answer_all() -> None:
        for request in tmp_path.glob("*.request.md"):
            answer = tmp_path / request.name.replace(".request", ".answer")
            if not answer.exists():
                denied = "¬" in request.read_text().rpartition("The goal at")[2]
                answer.write_text(REFUTATION if denied else USELESS)

    async def person(_: float) -> None:
        answer_all()
        await asyncio.sleep(0)

    model = MailboxModel(tmp_path, answer_seconds=60, sleep=person)
    outcome = await settled(FALSE, checker, model)
    assert (outcome.status, outcome.direction) == (ProverStatus.COMPLETE, "disprove")
    assert "absurd (h 1)" in outcome.regions[1]
    first = (tmp_path / "0001.request.md").read_text()
    assert "sorry /- this one -/" in first
    assert "theorem target_theorem_0" in first


async def test_a_model_that_never_proves_is_asked_so_often_and_no_more(checker: EmbeddedChecker) -> None:
    async with (
        FakeServer([Answer(USELESS)] * (4 * SAMPLES)) as server,
        open_model(make_profile(server.url), ledger=MemoryLedger()) as model,
    ):
        outcome = await settled(CHALLENGE, checker, model)
        assert len(server.received) == 4 * SAMPLES
    assert outcome.status is ProverStatus.FAILED
    assert "nothing left to try" in outcome.plan
