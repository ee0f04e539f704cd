from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.problems.catalogue import read_challenge
from orchestrator.problems.standing import Ours, where_it_stands
from orchestrator.problems.status import FormalState
from orchestrator.vocabulary import ProblemState, TrustLevel


@pytest.mark.parametrize(
    ("ours", "informal", "formal", "clashes"),
    [
        (None, "falsifiable", FormalState.STATED, 0),
        (Ours(ProblemState.UNTRIED), "falsifiable", FormalState.STATED, 0),
        (Ours(ProblemState.RUNNING), "falsifiable", FormalState.ATTEMPTED, 0),
        (Ours(ProblemState.PROVED, TrustLevel.REPLAYED, "2026-11-27"), "proved", FormalState.REPLAYED, 3),
        (
            Ours(ProblemState.DISPROVED, TrustLevel.CROSS_CHECKED, "2026-11-27"),
            "disproved",
            FormalState.CROSS_CHECKED,
            3,
        ),
        (Ours(ProblemState.ANSWERED, TrustLevel.REPLAYED, "1999-01-01"), "solved", FormalState.REPLAYED, 3),
        (Ours(ProblemState.PROVED, TrustLevel.COMPARED), "proved", FormalState.COMPARED, 3),
    ],
)
def test_what_this_database_decided_stands_beside_an_open_header(
    ours: Ours | None, informal: str, formal: FormalState, clashes: int
) -> None:
    found = where_it_stands(read_challenge(Path("problems/erdos/242.lean")), (), ours)
    assert (found.informal, found.formal, len(found.clashes)) == (informal, formal, clashes)
