"""Solved and refuted problems of the catalogue stay so: the judge accepts their short proofs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from solutions import SOLVED, solution

from orchestrator.config import settings
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.metadata import Status
from orchestrator.vocabulary import Direction

CATALOGUE = Catalogue.load(Path(__file__).parents[2] / "problems")
QUICK = ("erdos/287-four", "oeis/A113254-mod-4")

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    config = JudgeConfig(wall_seconds=300, replay_seconds=300)
    async with await Judge.open(lean_installation(settings().cache_dir), config) as judge:
        yield judge


async def accepted(judge: Judge, identifier: str) -> None:
    challenge = CATALOGUE.get(identifier)
    verdict = await judge.judge(challenge, solution(challenge))
    assert verdict.proved, (identifier, verdict.code, verdict.detail)
    refuted = challenge.metadata.status is Status.DISPROVED
    assert verdict.direction is (Direction.DISPROVE if refuted else Direction.PROVE)


async def test_every_variant_with_a_status_has_a_proof() -> None:
    variants = {
        one.id for one in CATALOGUE if "variant" in one.metadata.tags and one.metadata.status is not Status.OPEN
    }
    assert variants <= set(SOLVED)
    assert set(SOLVED) <= set(CATALOGUE.challenges)


@pytest.mark.parametrize("identifier", QUICK)
async def test_a_few_are_accepted(judge: Judge, identifier: str) -> None:
    await accepted(judge, identifier)


@pytest.mark.slow
@pytest.mark.parametrize("identifier", [name for name in SOLVED if name not in QUICK])
async def test_all_are_accepted(judge: Judge, identifier: str) -> None:
    await accepted(judge, identifier)
