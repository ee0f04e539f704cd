"""Short proofs of the solved and the refuted problems of the catalogue, one file each in ``solutions/``.

A file holds the text of each region in a section of its own: ``-- VALUE`` for an answer, then what goes before the
target, then ``-- PROOF``. A problem with status ``disproved`` is refuted by its file.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.problems.metadata import Status
from orchestrator.problems.regions import RegionKind
from orchestrator.vocabulary import Direction

SOLUTIONS = Path(__file__).parent / "solutions"
SOLVED = sorted(path.relative_to(SOLUTIONS).with_suffix("").as_posix() for path in SOLUTIONS.rglob("*.lean"))


def solution(challenge: Challenge) -> Submission:
    """What ``solutions/`` has for a challenge."""
    text = (SOLUTIONS / f"{challenge.id}.lean").read_text(encoding="utf-8")
    found = re.fullmatch(r"(?:-- VALUE\n(?P<value>[^\n]*\n))?(?P<helpers>.*)-- PROOF\n(?P<proof>.*)", text, re.DOTALL)
    assert found, challenge.id
    regions = [found["helpers"] if region.kind is RegionKind.BLOCK else found["value"] for region in challenge.regions]
    regions[challenge.proof_region] = found["proof"]
    refuted = challenge.metadata.status is Status.DISPROVED
    return challenge.submission(regions, Direction.DISPROVE if refuted else Direction.PROVE)
