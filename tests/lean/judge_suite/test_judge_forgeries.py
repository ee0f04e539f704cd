"""The elaborating process answers whatever it likes: the judge refuses, says why, and never breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from forgeries import FORGERIES, Forgery
from suite_forgery import ForgingHosts

from orchestrator.config import settings
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig

pytestmark = pytest.mark.lean


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    installation = lean_installation(settings().cache_dir)
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        judge._hosts = ForgingHosts(installation)
        yield judge


def hosts_of(judge: Judge) -> ForgingHosts:
    hosts = judge._hosts
    assert isinstance(hosts, ForgingHosts)
    return hosts


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "forgery", [pytest.param(each, id=each.id, marks=() if each.quick else pytest.mark.slow) for each in FORGERIES]
)
async def test_a_forged_answer_is_refused(forgery: Forgery, judge: Judge) -> None:
    hosts = hosts_of(judge)
    hosts.text, hosts.forge = forgery.text, forgery.forge
    verdict = await judge.judge_file(forgery.statement, forgery.text, "target")
    assert verdict.code.value in forgery.expected, f"{forgery.why}: {verdict.code.value}, {verdict.detail}"
    assert not verdict.proved


@pytest.mark.asyncio(loop_scope="module")
async def test_the_same_answer_unchanged_is_accepted(judge: Judge) -> None:
    """Else the forgeries could be refused for how they are made."""
    hosts = hosts_of(judge)
    for each in (each for each in FORGERIES if each.id in ("forward-reference", "recursor-with-k")):
        hosts.text, hosts.forge = each.text, lambda answer: answer
        verdict = await judge.judge_file(each.statement, each.text, "target")
        assert verdict.proved, verdict.detail
