"""Scripts tried at one goal on the real Lean: states, limits, goals and constants as data."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.terms import GoalTerm
from orchestrator.lean.trials import SearchEnd, TryRequest, TryStatus, ValueSearch

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

TEXT = """\
inductive Tree (α : Type) where
  | leaf : Tree α
  | node : Tree α → α → Tree α → Tree α
def Tree.size {α : Type} : Tree α → Nat
  | leaf => 0
  | node l _ r => l.size + r.size + 1
structure Point where
  x : Nat
  y : Nat
theorem before : 1 + 1 = 2 := by sorry
theorem t (s : Tree Nat) (p : Point) (h : p = { x := 1, y := 2 }) (text : String) (e : text = "a ⊢ b") :
    s.size + p.x = 1 + s.size := by
  let k := 3
  sorry
theorem term (a b : Nat) (h : a < b) : a ≠ b := sorry
"""
AT = TEXT.rindex("sorry", 0, TEXT.index("theorem term"))
CLOSED, OPEN, FAILED, LIMIT, SYNTAX = (
    TryStatus.CLOSED,
    TryStatus.OPEN,
    TryStatus.FAILED,
    TryStatus.LIMIT,
    TryStatus.SYNTAX,
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    config = PoolConfig(hosts=1, spare=False)
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), config) as checker:
        yield checker


async def statuses(
    checker: EmbeddedChecker, *scripts: str, text: str = TEXT, at: int = AT, **more: object
) -> list[TryStatus]:
    limits = {
        "try_seconds": 60.0,
        "wall_seconds": 300.0,
    } | more  # a busy machine takes several times the processor time
    request = TryRequest(text, at, scripts, until_closed=False, **limits)  # type: ignore[arg-type]
    answer = await checker.try_scripts(request)
    assert answer.place
    assert [item.script for item in answer.tries] == list(scripts)
    return [item.status for item in answer.tries]


async def test_every_script_starts_from_the_same_state(checker: EmbeddedChecker) -> None:
    found = await statuses(
        checker,
        "omega",
        "subst h",
        "simp_all",
        "subst h\nsimp only\nomega",
        "exact (by omega",
        "exact nonsense",
        "cases s",
    )
    assert found == [FAILED, OPEN, OPEN, CLOSED, SYNTAX, FAILED, OPEN]


async def test_what_only_seems_to_close_the_goal_does_not(checker: EmbeddedChecker) -> None:
    scripts = ("sorry", "admit", "exact sorry", "cases s <;> sorry", "· exact absurd nonsense nonsense")
    assert set(await statuses(checker, *scripts)) == {FAILED}


async def test_a_term_place_takes_tactics(checker: EmbeddedChecker) -> None:
    assert await statuses(checker, "omega", "rfl", at=TEXT.rindex("sorry")) == [CLOSED, FAILED]


async def test_another_path_leads_to_another_goal(checker: EmbeddedChecker) -> None:
    step = (("cases s", 1), ("rename_i l a r", 0))
    assert await statuses(checker, "exact l", "simp_all [Tree.size]\nomega", path=step) == [FAILED, CLOSED]
    no_goal = TryRequest(TEXT, AT, ("rfl",), path=(("cases s", 5),))
    assert not (await checker.try_scripts(no_goal)).place
    assert not (await checker.try_scripts(TryRequest(TEXT, 7, ("rfl",)))).place


async def test_goals_come_as_names_types_and_values(checker: EmbeddedChecker) -> None:
    answer = await checker.try_scripts(TryRequest(TEXT, AT, (), facts=True))
    (goal,) = answer.goals
    assert [(h.name, h.prop) for h in goal.hypotheses] == [
        ("s", False), ("p", False), ("h", True), ("text", False), ("e", True), ("k", False),
    ]  # fmt: skip
    values = [h.value for h in goal.hypotheses]
    assert values[:5] == [None] * 5
    assert values[5] is not None
    assert goal.terms.numeral(values[5]) == 3
    assert _heads(goal) == ["Tree", "Point", "Eq", "String", "Eq", "Nat"]
    assert goal.terms.head(goal.target) == "Eq"


def _heads(goal: GoalTerm) -> list[str]:
    return [goal.terms.head(h.type) for h in goal.hypotheses]


async def test_constants_say_what_they_are(checker: EmbeddedChecker) -> None:
    constants = (await checker.try_scripts(TryRequest(TEXT, AT, (), facts=True))).constants
    tree, size = constants["Tree"], constants["Tree.size"]
    assert (tree.kind, tree.own, tree.recursive, tree.params) == ("inductive", True, True, 1)
    assert tree.constructors == ("Tree.leaf", "Tree.node")
    assert tree.is_type
    assert not tree.is_predicate
    assert (size.kind, size.own, size.internal) == ("def", True, False)
    assert (constants["Nat"].own, constants["Nat"].recursive) == (False, True)
    assert "sorryAx" in constants["before"].uses
    assert constants["Tree.size.match_1"].internal


async def test_a_try_that_runs_away_costs_its_limit_and_no_more(checker: EmbeddedChecker) -> None:
    killed = (await checker.statistics()).hosts_killed
    endless = "repeat (have := h; clear this)"
    found = await statuses(checker, endless, "subst h\nsimp only\nomega", heartbeats=300)
    assert found == [LIMIT, CLOSED]
    long = "have : ∀ n : Nat, n < 3000 → n * n % 7 ≠ 3 := by decide +kernel\nomega"
    assert await statuses(checker, long, "skip", heartbeats=300) == [LIMIT, OPEN]
    assert (await checker.statistics()).hosts_killed == killed


async def test_results_before_a_lost_host_are_kept(checker: EmbeddedChecker) -> None:
    killed = (await checker.statistics()).hosts_killed
    power = "have : 3 ^ 20000001 % 7 = 3 ^ 20000000 % 7 := by decide +kernel\nomega"
    found = await statuses(checker, "rfl", power, "subst h\nsimp only\nomega", heartbeats=0, try_seconds=1.0)
    assert found[0] is FAILED
    assert found[2] is CLOSED
    assert found[1] in (LIMIT, FAILED)
    assert (await checker.statistics()).hosts_killed in (killed, killed + 1)


async def test_the_text_may_have_imports_of_its_own(checker: EmbeddedChecker) -> None:
    text = "import Std\n" + TEXT
    assert await statuses(checker, "subst h\nsimp only\nomega", text=text, at=AT + 11) == [CLOSED]


async def test_a_check_after_tries_still_tells_the_goals(checker: EmbeddedChecker) -> None:
    text = "theorem once (n : Nat) : n = n + 0 := by\n  sorry\n"
    assert await statuses(checker, "rfl", text=text, at=text.index("sorry")) == [CLOSED]
    assert len((await checker.check(CheckRequest(text))).goals) == 1


RUNNING = """\
def steps (n : Nat) (fuel : Nat) : Nat :=
  match fuel with
  | 0 => 0
  | fuel + 1 => if n ≤ 1 then 0 else 1 + steps (if n % 2 = 0 then n / 2 else 3 * n + 1) fuel
def halvings (n : Nat) : Nat := if h : n < 2 then 0 else 1 + halvings (n / 2)
termination_by n
inductive Tree where
  | leaf : Tree
  | node : Tree → Nat → Tree → Tree
def Tree.sum : Tree → Nat
  | leaf => 0
  | node l a r => l.sum + a + r.sum
mutual
def even : Nat → Bool
  | 0 => true
  | n + 1 => odd n
def odd : Nat → Bool
  | 0 => false
  | n + 1 => even n
end
structure Pair where
  first : Int
  second : List Bool
theorem t : True := by sorry
"""
FUNCTIONS = {  # the first argument for which the function is true
    "fun n => decide (steps n 200 > 100)": 27,
    "fun n => decide (halvings n = 5)": 32,
    "fun n => decide (2 ^ n % 1009 = 1 ∧ 0 < n)": 504,
    "fun n => decide (10 < n ∧ ∀ d, d < n → 2 ≤ d → ¬ d ∣ n)": 11,
    "fun n => decide ((2 ^ 70 + n) / 2 ^ 35 % 2 = 1 ∨ (2 ^ 64 + n) % 97 = 5)": 2**0 * ((5 - 2**64) % 97),
    "fun n => decide ((Tree.node (.node .leaf n .leaf) n .leaf).sum = 14)": 7,
    "fun n => odd n && decide (3 < n)": 5,
    "fun n => decide ((⟨-3 * n + 20, [true]⟩ : Pair).first < -7)": 10,
    "fun n => decide (((List.range n).filter (fun k => k % 3 = 0)).map (· + 1) = [1, 4, 7])": 7,
    "fun n => match (List.range 9).find? (fun k => k * k > n) with | some k => k == 4 | none => false": 9,
    "fun n => decide (Nat.gcd n 84 = 21 ∧ Nat.lcm n 2 = 42)": 21,
    "fun n => decide ((n ^^^ 5) = 12 ∧ n.testBit 3 ∧ n <<< 2 = 36)": 9,
    "fun n => decide (∃ a, a < n ∧ ∃ b, b < a ∧ a * a + b * b = 25 * 25 ∧ b ≠ 0)": 21,
    "fun n => decide ((fun (f : Fin 5 → Bool) => ∃ i, f i) (fun i => decide (i.val + n = 9)))": 5,
}


@pytest.mark.parametrize("function", FUNCTIONS)
async def test_values_are_found_as_lean_would(checker: EmbeddedChecker, function: str) -> None:
    """What is found is what Lean's own kernel says of it and of the number before."""
    at, first = RUNNING.rindex("sorry"), FUNCTIONS[function]
    request = TryRequest(
        RUNNING, at, (), ((f"let e : Nat → Bool := {function}", 0),), search=ValueSearch("e", (None,), True, 500_000)
    )
    answer = await checker.try_scripts(request)
    assert answer.found is not None
    assert (answer.found.end, answer.found.row) == (SearchEnd.FOUND, (first,)), answer.found
    says = tuple(
        f"have : ({function}) {n} = {b} := by decide +kernel\ntrivial"
        for n, b in [(first, "true"), (first - 1, "false")]
    )
    assert await statuses(checker, *says, text=RUNNING, at=at, heartbeats=9000) == [CLOSED, CLOSED]


async def test_a_search_ends_at_its_steps_its_pools_or_what_it_cannot_do(checker: EmbeddedChecker) -> None:
    at = RUNNING.rindex("sorry")

    async def end(function: str, pools: tuple[str | None, ...] = (None,), steps: int = 50_000) -> SearchEnd:
        script = f"let l : List (List Nat) := [[], [1], [2, 3]]\nlet e := {function}"
        request = TryRequest(RUNNING, at, (), ((script, 0),), search=ValueSearch("e", pools, True, steps))
        found = (await checker.try_scripts(request)).found
        assert found is not None
        assert found.steps <= steps
        return found.end

    assert await end("fun n => decide (n * n = 2)") is SearchEnd.STEPS
    assert await end("fun n => decide (2 ^ 2 ^ n = 0)") is SearchEnd.STEPS
    assert await end("fun n => decide (steps n n > n * n + 200)", steps=3_000_000) is SearchEnd.STEPS
    assert await end("fun (x y : List Nat) => decide (x ++ y = [4])", ("l", "l")) is SearchEnd.ALL
    assert await end("fun (x y : List Nat) => decide (x ++ y = [1, 2, 3])", ("l", "l")) is SearchEnd.FOUND
    assert await end("fun (n : Nat) => (Classical.propDecidable (n = 3)).decide") is SearchEnd.UNSUPPORTED
    assert await end('fun (n : Nat) => "a".length == n') is SearchEnd.UNSUPPORTED
