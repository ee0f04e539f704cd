"""One row of the judge's table-driven suites, and the challenge files that rows share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ACCEPT = frozenset({"ACCEPT"})
REVIEW = frozenset({"R_REVIEW"})
KINDS = {"ACCEPT": "accepted", "R_REVIEW": "needs_review"}
"""The verdict that goes with a code; `rejected` with all others."""


@dataclass(frozen=True, slots=True)
class Case:
    """One submission and the codes that the judge may answer.

    ``submission`` is a whole file (text or bytes), judged against the statement file ``statement`` for ``target``, or
    a tuple of region texts for the challenge file ``statement``. ``limited`` cases are judged under small limits,
    ``quick`` ones are part of the default run. ``why`` says what the case tries, for whoever sees it fail.
    """

    id: str
    category: str
    why: str
    expected: frozenset[str]
    statement: str
    submission: str | bytes | tuple[str, ...]
    target: str = "target"
    direction: Literal["prove", "disprove"] = "prove"
    quick: bool = False
    limited: bool = False

    @property
    def honest(self) -> bool:
        """Whether it must be accepted."""
        return self.expected == ACCEPT


def codes(*allowed: str) -> frozenset[str]:
    """The codes that a case allows, most natural first."""
    return frozenset(allowed)


HEADER = """\
/-
id: suite/case
title: A case of the judge's suite
source: tests/lean/judge_suite
status: unknown
informal:
  See the case.
{answer}-/
"""
BLOCK = "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\n"
VALUE = "def answer{parameters} : {type} :=\n  -- EVOLVE-VALUE-START\n  {initial}\n  -- EVOLVE-VALUE-END\n"
TARGET = (
    "theorem target_theorem_0{levels} : {statement} := by\n  -- EVOLVE-BLOCK-START\n  sorry\n  -- EVOLVE-BLOCK-END\n"
)


def challenge(
    statement: str,
    context: str = "",
    *,
    answer: str | None = None,
    value: tuple[str, str] | None = None,
    levels: str = "",
    imports: str = "",
) -> str:
    """A challenge: a block before the frozen context, a value of ``(type, initial)`` if asked for, a block, a proof.

    ``answer`` is the header's grammar line. Fill it with `regions`.
    """
    header = HEADER.format(answer=f"answer: {answer}\n" if answer else "")
    hole = VALUE.format(parameters="", type=value[0], initial=value[1]) if value else ""
    target = TARGET.format(levels=levels, statement=statement)
    return f"{header}{imports}{BLOCK}{context}{hole}{BLOCK}{target}"


def regions(proof: str, *, first: str = "", second: str = "", value: str | None = None) -> tuple[str, ...]:
    """Texts for a `challenge`: ``first`` stands before the frozen context, ``second`` after it."""
    middle = () if value is None else (f"  {value}\n",)
    indented = "".join(f"  {line}\n" for line in proof.splitlines())
    return (first, *middle, second, indented)


FALSE = "theorem target : 1 = 2 := sorry\n"
"""A statement file with a false target."""
TRUE = "theorem target : 1 + 1 = 2 := sorry\n"
SQUARE = "def IsSquare (n : Nat) : Prop := ∃ k, k * k = n\n"
THREE_IS_SQUARE = challenge("IsSquare 3", SQUARE)
"""A challenge with a false target."""
FOUR_IS_SQUARE = challenge("IsSquare 4", SQUARE)
BOUNDED = challenge("∀ n : Nat, n < 5")
"""A challenge to disprove."""
