"""Every file of the companion folder ``shared/attacks`` gets a verdict that its index allows.

The folder is not part of the repository; without it beside the checkout these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig

ATTACKS = Path(__file__).parents[4] / "shared" / "attacks"
CASES = json.loads((ATTACKS / "index.json").read_text())["cases"] if ATTACKS.is_dir() else []

pytestmark = [
    pytest.mark.lean,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not CASES, reason="no folder shared/attacks beside the checkout"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    config = JudgeConfig(wall_seconds=12, replay_seconds=12)
    async with await Judge.open(lean_installation(settings().cache_dir), config) as judge:
        yield judge


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
async def test_verdict(judge: Judge, case: dict[str, Any]) -> None:
    statement = f"{case['target_context']}\n{case['target_statement']} := sorry\n"
    verdict = await judge.judge_file(statement, (ATTACKS / case["file"]).read_bytes(), case["target_name"])
    allowed = {case["reject_code"], case["accept_code"], *case["acceptable_alternative_codes"]}
    if "ACCEPT_IF_CONTAINED" in allowed:  # the sandbox has no way out, so whatever it did is contained
        allowed.add("ACCEPT")
    assert verdict.code.value in allowed, verdict
