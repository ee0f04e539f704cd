from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.intake.standing import Ours, where_it_stands
from orchestrator.problems.catalogue import read_challenge
from orchestrator.problems.status import FormalState
from orchestrator.vocabulary import ProblemState, TrustLevel


@pytest.mark.parametrize(
    ("ours", "formal", "clashes"),
    [
        (None, FormalState.STATED, 0),
        (Ours(ProblemState.UNTRIED), FormalState.STATED, 0),
        (Ours(ProblemState.RUNNING), FormalState.ATTEMPTED, 0),
        (Ours(ProblemState.PROVED, TrustLevel.REPLAYED, "2026-11-27"), FormalState.REPLAYED, 3),
        (Ours(ProblemState.DISPROVED, TrustLevel.CROSS_CHECKED, "2026-11-27"), FormalState.CROSS_CHECKED, 3),
        (Ours(ProblemState.PROVED, TrustLevel.COMPARED), FormalState.COMPARED, 3),
    ],
)
def test_what_this_database_decided_stands_beside_an_open_header(
    ours: Ours | None, formal: FormalState, clashes: int
) -> None:
    found = where_it_stands(read_challenge(Path("problems/erdos/242.lean")), None, ours)
    assert (found.formal, len(found.clashes)) == (formal, clashes)
