"""Generated declarations, given to both kernels: what one takes the other takes.

Where the second kernel is stricter on purpose (docs/crosscheck.md) the first may take what it refuses, told by the
reason. Where the first one refuses, so must the second: that has no exception.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest
from declarations import Claims, Inductives, altered
from forgeries import HONEST, INDUCTIVE
from kernels import Json, Kernels

from orchestrator.lean.judge import replay
from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.data import MalformedExport, parse_export
from orchestrator.lean.judge.rejection import Rejection

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

STRICTER = re.compile(r"with other parameters|found by computing only|sort of .* is not spelt out|a local variable")
SEEDS = [pytest.param(seed, id=f"seed{seed}", marks=() if seed == 0 else pytest.mark.slow) for seed in range(100)]
EACH = 35
"""Of each of three kinds for one seed: about a hundred declarations, and 10,000 in all."""

TEXTS = (
    HONEST,
    INDUCTIVE,
    "theorem target (a b : Nat) (h : a < b) : ¬ b ≤ a := by omega\n",
    "inductive T | leaf | node (l r : T)\ndef T.size : T → Nat\n  | leaf => 1\n  | node l r => l.size + r.size\n"
    "theorem target (t : T) : 0 < t.size := by induction t <;> simp [T.size] <;> omega\n",
    "structure P where\n  x : Nat\n  y : Nat\ndef P.swap (p : P) : P := ⟨p.y, p.x⟩\n"
    "theorem target (p : P) : p.swap.swap = p := rfl\n",
    "theorem target : (List.range 10).foldl (· + ·) 0 = 45 := by decide\n",
    "theorem target (p q : Prop) (hp : p) (hq : q) : p ∧ q ↔ q ∧ p := ⟨fun h => ⟨h.2, h.1⟩, fun h => ⟨h.2, h.1⟩⟩\n",
    "theorem target (xs : List Nat) : xs.map id = xs := by simp\n",
)


TOTAL: Counter[str] = Counter()


class Tally:
    """What both said, and what nobody may see."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def add(self, first: bool, second: Json, what: Any) -> None:
        answer = second["answer"]
        self.counts[f"first {'takes' if first else 'refuses'}, second {answer}"] += 1
        if answer == "limits" or first == (answer == "agree"):
            return
        if first and STRICTER.search(second["reason"]):
            self.counts["stricter on purpose"] += 1
            return
        self.wrong.append(f"first {'takes' if first else 'refuses'}: {second} {what}")

    def close(self) -> None:
        TOTAL.update(self.counts)
        assert self.wrong == []
        assert self.counts["first takes, second agree"] > 0, self.counts
        assert self.counts["first refuses, second disagree"] > 0, self.counts
        assert self.counts.total() > 4 * sum(n for what, n in self.counts.items() if what.endswith("limits"))


@pytest.mark.parametrize("seed", SEEDS)
async def test_inductive_families(kernels: Kernels, seed: int) -> None:
    make, tally = Inductives(random.Random(f"inductive {seed}")), Tally()
    for _ in range(EACH):
        terms, plan = make.declaration()
        data = await kernels.family(terms, plan)
        if data is not None:
            tally.add(True, await kernels.second(data, "T"), plan)
        else:
            answer = await kernels.second(as_if_taken(terms.data(), plan), "T")
            if "than the data says" in answer.get("reason", ""):  # what is looked at last: the types are well
                answer["answer"] = "agree"
            tally.add(False, answer, plan)
    tally.close()


def as_if_taken(data: Json, plan: Json) -> Json:
    """The family as a host would export it, without recursors and with made-up numbers."""
    everyone = [each["name"] for each in plan["types"]]
    declarations = []
    for each in plan["types"]:
        common = {"levels": plan["levels"], "unsafe": False, "params": plan["params"]}
        names = [made["name"] for made in each["constructors"]]
        own = {"name": each["name"], "type": each["type"], "all": everyone, "constructors": names}
        declarations.append({"kind": "inductive", "indices": 0, "nested": 0, "recursive": False, **common, **own})
        for index, made in enumerate(each["constructors"]):
            own = {"inductive": each["name"], "index": index, "fields": 0, **made}
            declarations.append({"kind": "constructor", **common, **own})
    return {**data, "declarations": declarations}


@pytest.mark.parametrize("seed", SEEDS)
async def test_claims_of_equality(kernels: Kernels, seed: int) -> None:
    make, tally = Claims(random.Random(f"claims {seed}")), Tally()
    for _ in range(EACH):
        terms, plan = make.declaration()
        data = terms.data()
        tables = {key: data[key] for key in ("names", "levels", "exprs")}
        first = await kernels.first(tables, [plan])
        if first["outcome"] == "kernel_limit":
            continue
        tally.add(first["outcome"] == "replayed", await kernels.second(data, "claim"), data)
    tally.close()


@pytest.mark.parametrize("seed", SEEDS)
async def test_altered_honest_declarations(kernels: Kernels, seed: int) -> None:
    chance, tally = random.Random(f"altered {seed}"), Tally()
    honest, library = await kernels.exported(TEXTS[seed % len(TEXTS)])
    for index in range(EACH):
        data = altered(honest, chance) if index else honest
        try:
            export = parse_export(data, 1_000_000)
            below = closure(export, ("target",))
            plan = replay.plan(export, below)
            request = replay.request(export, plan, below, 1_000_000)
        except (MalformedExport, Rejection):
            continue
        first = await kernels.replayed(request)
        if first["outcome"] not in ("replayed", "refused"):
            continue
        taken = first["outcome"] == "replayed" and same(export, below, first)
        tally.add(taken, await kernels.second(data, "target", library=library), data["exprs"][-3:])
    TOTAL.update(tally.counts)
    assert tally.wrong == []
    assert tally.counts.total() > EACH // 2


def same(export: Any, below: Any, answer: Json) -> bool:
    """Whether the first kernel holds what was exported: an altered recursor is made anew and differs."""
    try:
        replay.check_read_back(export, below, parse_export(answer, 1_000_000))
    except Rejection:
        return False
    return True


async def test_both_answers_were_seen_often(capsys: pytest.CaptureFixture[str]) -> None:
    """The sums over all that ran; they are printed."""
    with capsys.disabled():
        print(f"\n{TOTAL.total()} answers: {dict(TOTAL)}")
    assert TOTAL["first takes, second agree"] > TOTAL.total() // 5
    assert TOTAL["first refuses, second disagree"] > TOTAL.total() // 10
