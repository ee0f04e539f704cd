"""`problems check`: what is wrong with a challenge file, with line and remedy."""

from __future__ import annotations

import pytest
from command_line import CommandLine

FILE = """\
/-
id: local/x
title: x
source: me
status: open
informal: x
-/
import Init

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 (n : Nat) (h : 2 < n) : ∃ p q, p * q = n * n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "-- EVOLVE-BLOCK-START\n--",
            "-- EVOLVE-BLOK-START\n--",
            ":10: broken: '-- EVOLVE-BLOK-START' is probably meant for",
        ),
        (
            "theorem target_theorem_0",
            "theorem mine",
            ":13: broken: there must be exactly one 'theorem target_theorem_0', found",
        ),
        ("id: local/x", "id: My squares!", ":2: broken: the id 'My squares!' is not of the form 'source/slug'; a file"),
        ("id: local/x", "id: My squares!", " of your own: 'local/My-squares'"),
        ("informal: x", "informel: x", ":6: broken: unknown key 'informel'"),
    ],
)
def test_a_format_that_is_wrong(orchestrator: CommandLine, old: str, new: str, said: str) -> None:
    done = orchestrator("problems", "check", orchestrator.file("x.lean", FILE.replace(old, new, 1)))
    assert done.code == 1
    assert said in done.out


@pytest.mark.lean
def test_what_lean_and_the_lints_say(orchestrator: CommandLine) -> None:
    file = orchestrator.file("x.lean", FILE)
    good = orchestrator("problems", "check", file)
    assert good.code == 0, good.out
    assert "local/x is a challenge that can be worked on" in good.out

    reals = FILE.replace("(n : Nat) (h : 2 < n) : ∃ p q, p * q = n * n + 1", ": ∀ x : ℝ, 0 ≤ x * x")
    done = orchestrator("problems", "check", orchestrator.file("two words.lean", reals))
    assert "core Lean has no ℝ and ℂ" in done.out.splitlines()[0], "before what follows from it"
    done = orchestrator("problems", "check", orchestrator.file("two words.lean", FILE))
    assert "orchestrator triage '" in done.out, "a command that can be copied"

    square = FILE.replace("n * n + 1", "n² + 1")
    done = orchestrator("problems", "check", orchestrator.file("s.lean", square))
    assert "expected token -> a power is written with `^`, such as `n ^ 2`" in done.out

    mathlib = FILE.replace("import Init", "import Init\nimport Mathlib.Data.Nat.Prime")
    done = orchestrator("problems", "check", orchestrator.file("m.lean", mathlib))
    assert done.code == 1
    assert ":9: broken: the embedded Lean cannot import" in done.out

    names = FILE.replace("(n : Nat)", "(n : ℕ)").replace("p * q", "Nat.Prime p ∧ p * q")
    done = orchestrator("problems", "check", orchestrator.file("n.lean", names), "--json")
    assert done.code == 1
    assert {(each["line"], each["todo"]) for each in done.json["findings"] if each["lint"] == "notation"} == {
        (13, "write Nat"),
        (13, "define it, with test lemmas"),
    }

    vacuous = FILE.replace("(h : 2 < n)", "(m : Nat) (h : n < 2) (h' : 5 < n)").replace("n * n + 1", "n - m")
    done = orchestrator("problems", "check", orchestrator.file("v.lean", vacuous))
    assert ":13: broken: the hypotheses contradict each other" in done.out
    assert ":13: suspicious: target_theorem_0 subtracts natural numbers" in done.out

    hint = orchestrator("check", file)
    assert f"orchestrator problems check {file}" in hint.err
