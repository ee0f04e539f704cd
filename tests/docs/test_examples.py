"""The examples of docs/strategies.md run, and do what the page says of them."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from orchestrator.app import PAID_STRATEGIES
from orchestrator.cli import main
from orchestrator.cluster.jobs import About, ProveJob
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.lean.checker import Checker, CheckRequest, CheckResult, Declaration, Outcome
from orchestrator.lean.fake import FAKE, FakeChecker
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import ProverTask
from orchestrator.provers.raters.rater import Entrant, EntrantGoal
from orchestrator.provers.registry import Entry, Lazy
from orchestrator.search.ablation.simulator import simulate
from orchestrator.search.ablation.world import SCENARIOS
from orchestrator.search.strategy import Decided, Prove
from orchestrator.store import open_store
from orchestrator.store.sql.engine import Database

PAGE = Path(__file__).parents[2] / "docs" / "strategies.md"
EASY = Challenge.parse("""\
/-
id: docs/easy
title: Two and two
source: made for this test
status: unknown
informal:
  Two and two are four.
-/
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : 2 + 2 = 4 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
""")


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


@pytest.mark.parametrize(("right", "outcome"), [("decide", "complete"), ("sledgehammer", "failed")])
async def test_the_prover_finds_the_word_that_lean_takes(defined: dict[str, Any], right: str, outcome: str) -> None:
    def answer(request: CheckRequest) -> CheckResult:
        declared = (Declaration("target_theorem_0", "theorem", ()),) if f"  {right}\n" in request.source else ()
        elaborates = declared or request.source == EASY.text
        return CheckResult(Outcome.ELABORATED if elaborates else Outcome.ERRORS, declarations=declared)

    async def checker() -> Checker:
        return FakeChecker(answer)

    async def judge() -> Judge:
        raise AssertionError("the prover alone is asked")

    parts = WorkerParts(checker, judge, provers={"one-word": defined["OneWord"]})
    async with LocalExecutor(parts, 1) as executor:
        made = await executor.submit(ProveJob(About.of(EASY, FAKE.name), "one-word", ProverTask(EASY)))
    assert (made.prover, made.status.value) == ("one-word", outcome)
    assert made.checks == (2 if outcome == "complete" else 3)
    if outcome == "complete":
        assert right in EASY.splice(made.regions, made.direction)


def test_a_line_of_the_registry_makes_its_prover(defined: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("orchestrator.provers.one_word")
    module.OneWord = defined["OneWord"]  # type: ignore[attr-defined]  # as the file would
    monkeypatch.setitem(sys.modules, module.__name__, module)
    line = _line("one-word")
    assert eval(f"{{{line}}}", {"Entry": Entry, "Lazy": Lazy})["one-word"].make().name == "one-word"


def test_the_command_answers(
    defined: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("orchestrator.cli.strategies")
    module.strategies = defined["strategies"]  # type: ignore[attr-defined]  # as the file would
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for name, command in eval(f"{{{_line('strategies')}}}", {"Command": main.Command}).items():
        monkeypatch.setitem(main.COMMANDS, name, command)
    assert main.run(["strategies", "--paid", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["strategies"] == sorted(PAID_STRATEGIES)
    assert main.run(["strategies", "--free"]) == 2, "an unknown option"


async def test_the_noun_remembers(defined: dict[str, Any], tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'nouns.db'}") as store:
        database: Database = store._db  # type: ignore[attr-defined]  # the line in SqlStore is written there
        await database.write(lambda tx: defined["bookmarks"].create(tx.connection))
        part = defined["SqlBookmarks"](database)
        first = await part.set("r-1", "look at this")
        await part.set("r-2", "and this")
        again = await part.set("r-1", "better this")
        assert [mark.note for mark in await part.all()] == ["and this", "better this"]
        assert (first.run_id, again.created_at.tzinfo) == ("r-1", UTC)


def _line(name: str) -> str:
    """The line that the page gives for this name."""
    found = re.search(rf"^.*?`(\"{name}\": .*?),?`", PAGE.read_text(encoding="utf-8"), re.M)
    assert found is not None
    return found.group(1)
