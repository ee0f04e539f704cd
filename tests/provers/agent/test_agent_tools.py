"""Every tool over one real Lean: what it answers, what it costs, what it leaves unchanged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from agent_support import CHALLENGE, HELPER, PROOF, WarmJudge

from orchestrator.config import settings
from orchestrator.lean.checker import Checker, Limits
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.agent.tools.registry import call_tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.goal_cache import GoalCache
from orchestrator.store import open_store

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    installation = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def tools(checker: Checker, tmp_path: Path) -> AsyncIterator[Toolbox]:
    async def nothing_left() -> list[str]:
        return []

    async with open_store(f"sqlite:///{tmp_path / 'tools.db'}") as store:
        yield Toolbox(
            Workspace(CHALLENGE, checker, limits=Limits(wall_seconds=60)),
            WarmJudge(checker),
            (),
            EpisodeLimits(),
            nothing_left,
            GoalCache(store, "a-none"),
        )


async def use(tools: Toolbox, tool: str, /, **arguments: Any) -> str:
    """A tool's answer; the call must not be refused."""
    result = await call_tool(tools, tool, arguments)
    assert result.ok, result.text
    return result.text


async def refusal(tools: Toolbox, tool: str, /, **arguments: Any) -> str:
    result = await call_tool(tools, tool, arguments)
    assert not result.ok, result.text
    return result.text


async def test_statements_are_found_behind_their_binders(tools: Toolbox) -> None:
    """The shape in which a statement is written makes no difference."""
    forms = [
        "∀ a b : Nat, 0 < a → 1 < b → a < a * b",
        "(a b : Nat) (h : 0 < a) (h' : 1 < b) : a < a * b",
        "theorem foo (a b : Nat) (h : 0 < a)\n    (h' : 1 < b) : a < a * b := by sorry",
    ]
    for form in forms:
        answer = await use(tools, "search_library", statement=form)
        assert "Nat.lt_mul_iff_one_lt_right : ∀ {a b : Nat}, 0 < a → (a < a * b ↔ 1 < b)" in answer
    answer = await use(tools, "search_library", statement="∀ a b c : Nat, a ∣ b → a ∣ b + c → a ∣ c")
    assert "Nat.dvd_add" in answer
    assert "exact (Nat.dvd_add" in answer
    assert "does not elaborate" in await refusal(tools, "search_library", statement="∀ a, nonsense a")


async def test_shapes_constants_and_names_give_at_most_five_facts_with_types(tools: Toolbox) -> None:
    shape = await use(tools, "search_library", shape="_ < _ * _")
    assert "<" in shape
    assert "*" in shape
    constants = await use(tools, "search_library", constants="Nat.gcd ∣ *")
    assert all("gcd" in line and "∣" in line for line in constants.split("\n") if not line.startswith("..."))
    names = await use(tools, "search_library", name="nat mul comm")
    assert names.startswith("Nat.mul_comm")
    for answer in (shape, constants, names):
        facts = [line for line in answer.split("\n") if not line.startswith("...")]
        assert 1 <= len(facts) <= 5
        assert not any(odd in answer for odd in ("UInt8", "BitVec", "_proof_", "match_"))
    assert "No name" in await use(tools, "search_library", name="no_such_name")
    assert "exactly one" in await refusal(tools, "search_library", name="a", goal=1)


async def test_lookup_tells_type_and_use_and_near_names(tools: Toolbox) -> None:
    answer = await use(tools, "lookup", name="Nat.add_zero")
    assert "n + 0 = n" in answer
    assert "`simp` uses it unasked" in answer
    assert "Neither `simp` nor `grind`" in await use(tools, "lookup", name="Nat.mul_le_mul")
    assert "Nat.le.step" in await use(tools, "lookup", name="Nat.le")
    assert "not shipped" not in await use(tools, "lookup", name="Nat.mul_comm")
    near = await use(tools, "lookup", name="Nat.mul_comme")
    assert near.startswith("There is no `Nat.mul_comme`")
    assert "Mathlib" in await use(tools, "lookup", name="Nat.Prime")
    assert "double" in await use(tools, "lookup", name="double")
    both = await use(tools, "lookup", name='["Nat.add_zero", "`Nat.mul_comme`"]')
    assert "n + 0 = n" in both
    assert "There is no `Nat.mul_comme`" in both
    assert "up to 5" in await refusal(tools, "lookup", name="a b c d e f")
    assert "must be a constant" in await refusal(tools, "lookup", name="1 + (2)")


async def test_trying_costs_no_edit_and_changes_nothing(tools: Toolbox) -> None:
    before = tools.workspace.draft
    tried = await use(tools, "try_tactics", goal=1, tactics=["omega", "constructor", "ring", "exact ⟨sorry, sorry⟩"])
    assert "1. `omega` fails" in tried
    assert "2. `constructor` leaves\ncase left\n⊢ ∀ (n : Nat), double n = n + n" in tried
    assert "`ring` does not exist here; use `grind`" in tried
    assert "⊢ ∀ (n : Nat), double n = n + n" in tried
    text = await use(tools, "try_text", text=f"{HELPER}\nexample : double 4 = 8 := double_eq 4")
    assert text == "Lean: no errors."
    wrong = await use(tools, "try_text", text="example : double 4 = 9 := by\n  decide")
    assert "error, line 2, column 2 (`decide`)" in wrong
    assert tools.workspace.draft == before
    assert tools.counters.edits == 0


async def test_values_and_truth_come_out_by_computation(tools: Toolbox) -> None:
    assert await use(tools, "evaluate", expression="(List.range 5).map double") == "[0, 2, 4, 6, 8]"
    assert await use(tools, "evaluate", expression="[(1 : Int) - 3, 2]") == "[-2, 2]"
    assert "is true" in await use(tools, "evaluate", expression="double 20 = 40")
    assert "is false" in await use(tools, "evaluate", expression="∀ n, n < 9 → double n < 16")
    assert "does not come out" in await use(tools, "evaluate", expression="∀ n, double n = n + n")
    assert "does not elaborate" in await refusal(tools, "evaluate", expression="triple 2")


async def test_counterexamples_are_small_and_checked(tools: Toolbox) -> None:
    answer = await use(tools, "find_counterexample", statement="∀ a b : Nat, a < b → double a + 3 < b + 3")
    assert "a = 1, b = 2" in answer
    binders = await use(tools, "find_counterexample", statement="(n : Nat) (h : 2 < n) : double n < 9")
    assert "n = 5" in binders
    assert "No counterexample among" in await use(tools, "find_counterexample", statement="∀ n : Nat, n ≤ double n")
    await use(
        tools, "set_region", region=2, text="  have h (n : Nat) (hn : 3 ≤ n) : double n = 6 := by\n    sorry\n  sorry"
    )
    assert "n = 4" in await use(tools, "find_counterexample", goal=1)


async def test_regions_lemmas_and_undo(tools: Toolbox) -> None:
    assert "at the end of region 1" in await use(tools, "add_lemma", text=HELPER)
    seen = await use(tools, "view")
    assert "   (region 1)" in seen
    assert ">|theorem double_eq (n : Nat)" in seen
    assert "id: test/double" not in seen, "the header is told once, above the file"
    broken = await use(tools, "set_region", region=2, text="  norm_num")
    assert "`norm_num` does not exist here; use `decide`, `simp`, or `omega`" in broken
    assert "The last change is undone" in await use(tools, "undo")
    await use(tools, "set_region", region=2, text="  foo")
    await use(tools, "set_region", region=2, text="  bar")
    assert "last version without errors again" in await use(tools, "undo", to="last_good")
    assert "there is no region 3" in await refusal(tools, "set_region", region=3, text="x")
    await use(tools, "set_region", region=2, text=PROOF)
    assert "accepted" in await use(tools, "submit", direction="prove")


async def test_nothing_is_said_twice(tools: Toolbox) -> None:
    answer = await use(tools, "set_region", region=2, text="  constructor\n  · intro n\n    ring\n  · sorry")
    assert answer.count("⊢ double n = n + n") == 1
    assert answer.count("⊢ ∀ (n : Nat), double (double n) = 4 * n") == 1
    assert "unsolved goals" not in answer, "it only follows from what could not be read"
    turned = await use(tools, "check", direction="disprove")
    assert turned.count("⊢ ¬") == 1


@pytest.mark.slow
async def test_a_check_that_hits_its_limit_says_where(tools: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # Far above what the rest of the file takes on a busy machine, far below what the slow step would take.
    monkeypatch.setattr("orchestrator.provers.agent.workspace.DECLARATION_SECONDS", 40.0)
    tools.workspace.limits = Limits(wall_seconds=40)
    await use(tools, "add_lemma", text="theorem fine : double 2 = 4 := rfl\ntheorem wrong : double 2 = 5 := rfl")
    slow = "theorem slow : ∀ a b c d : Fin 60, a.val + b.val + c.val + d.val < 1000 := by\n  decide +kernel"
    answer = await use(tools, "add_lemma", text=slow)
    assert "It was at `theorem slow`" in answer
    assert "what takes so long is `decide +kernel` in line" in answer
    assert "double 2 = 5" in answer, "what was said before is kept"
    assert "`undo` takes the change back" in answer
