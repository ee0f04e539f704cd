"""The lints, in the order in which they are reported; a new one is a file and a line here."""

from __future__ import annotations

from typing import Final

from orchestrator.intake.lints import (
    answers,
    auto_bound,
    bodiless,
    consistent,
    decided,
    division,
    elaborates,
    empty,
    familiar,
    hypotheses,
    idle,
    junk,
    notation,
    pinned,
    precedence,
    ranges,
    small_cases,
    subtraction,
    unique,
    wrap,
)
from orchestrator.intake.lints.finding import Lint

LINTS: Final[tuple[Lint, ...]] = (
    elaborates.LINT,
    notation.LINT,
    hypotheses.LINT,
    consistent.LINT,
    decided.LINT,
    small_cases.LINT,
    pinned.LINT,
    familiar.LINT,
    subtraction.LINT,
    division.LINT,
    ranges.LINT,
    empty.LINT,
    junk.LINT,
    wrap.LINT,
    idle.LINT,
    unique.LINT,
    precedence.LINT,
    auto_bound.LINT,
    bodiless.LINT,
    answers.LINT,
)
