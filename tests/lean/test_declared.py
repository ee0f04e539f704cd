"""What a person wrote is told from what Lean derives, on a real file."""

from __future__ import annotations

import pytest

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Declaration
from orchestrator.lean.declared import shown_name, written
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation

TEXT = """
inductive Tree (α : Type) where
  | leaf : Tree α
  | node (l : Tree α) (x : α) (r : Tree α) : Tree α
deriving Repr

structure P where
  a : Nat
  b : Nat
deriving DecidableEq

def Tree.size {α} : Tree α → Nat
  | leaf => 0
  | node l _ r => l.size + r.size + 1

def Tree.elim (t : Tree Nat) : Nat := t.size
def half (n : Nat) : Nat := if h : n = 0 then 0 else half (n / 2) + 1
theorem half_zero : half 0 = 0 := by unfold half; simp
private def hidden := 3
macro "three" : term => `(3)
initialize counter : IO.Ref Nat ← IO.mkRef three
mutual
def ev : Nat → Bool | 0 => true | n+1 => od n
def od : Nat → Bool | 0 => false | n+1 => ev n
end
"""


@pytest.mark.lean
async def test_only_what_was_written_is_listed_and_once() -> None:
    installation = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        result = await checker.check(CheckRequest(TEXT))
    names = [declaration.name for declaration in result.declarations]
    assert len(names) == len(set(names)), "Lean's map moves entries; they are no new declarations"
    shown = {shown_name(declaration.name) for declaration in written(result.declarations)}
    assert shown == {
        "Tree", "Tree.leaf", "Tree.node", "instReprTree", "instReprTree.repr", "P", "P.mk", "P.a", "P.b",
        "instDecidableEqP", "instDecidableEqP.decEq", "Tree.size", "Tree.elim", "half", "half_zero",
        "hidden", "ev", "od", "termThree", "counter",
    }  # fmt: skip


def test_a_name_without_its_origin_stays() -> None:
    alone = (Declaration("Foo.casesOn", "def"), Declaration("eq_1", "theorem"), Declaration("_root.x", "def"))
    assert written(alone) == alone
