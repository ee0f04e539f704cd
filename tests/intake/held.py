"""The held statements as challenges, and what triage said of them."""

from __future__ import annotations

from held_bad import Held

from orchestrator.problems.challenge import Challenge

HEADER = """\
/-
id: held/{name}
title: {name}
source: {report}
status: open
informal: As reported.
{header}-/
import Init

{before}-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0{signature} := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""


def challenge_of(held: Held) -> Challenge:
    """The held statement in the catalogue's format."""
    before, _, signature = held.lean.rpartition("theorem target")
    text = HEADER.format(
        name=held.name,
        report=held.report,
        header=held.header,
        before=f"{before}\n" if before else "",
        signature=signature,
    )
    return Challenge.parse(text)
