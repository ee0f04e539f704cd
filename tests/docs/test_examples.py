"""The examples of docs/strategies.md run, and do what the page says of them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from orchestrator.provers.raters.rater import Entrant, EntrantGoal
from orchestrator.search.ablation.simulator import simulate
from orchestrator.search.ablation.world import SCENARIOS
from orchestrator.search.strategy import Decided, Prove

PAGE = Path(__file__).parents[2] / "docs" / "strategies.md"


@pytest.fixture(scope="module")
def defined() -> dict[str, Any]:
    module = ModuleType("example_of_strategies_md")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        exec(compile(block, str(PAGE), "exec"), module.__dict__)
    return module.__dict__


def test_the_strategy_solves_what_one_step_solves(defined: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    run = simulate(defined["Fresh"](), defined["world"], seed=1, micro_usd=5_000_000)
    assert run.record.solved
    long = simulate(defined["Fresh"](), SCENARIOS[0], seed=1, micro_usd=5_000_000)
    decisions = [entry.decision for entry in long.log if isinstance(entry, Decided)]
    assert decisions
    assert all(isinstance(decision, Prove) and decision.parent is None for decision in decisions)


async def test_the_rater_ranks_by_length(defined: dict[str, Any]) -> None:
    entrants = [Entrant(d, "", "", (EntrantGoal("g" * size, "open"),)) for d, size in (("long", 9), ("short", 2))]
    ranking = await defined["ShortestFirst"]().rank(entrants, SimpleNamespace(), 0, problem="")
    assert ranking.groups == (("short",), ("long",))


async def test_the_tool_counts(defined: dict[str, Any]) -> None:
    tool = defined["TOOL"]
    assert tool.spec.parameters["type"] == "object"
    toolbox = SimpleNamespace(workspace=SimpleNamespace(draft=SimpleNamespace(regions=("sorry", "by\n  sorry", "rfl"))))
    assert await tool.run(toolbox, tool.arguments()) == "The regions hold 2 `sorry`."
