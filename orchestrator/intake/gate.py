"""A look at statements before money is spent on them: each text once under a Lean, with what was found kept."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestrator.intake.known_statements import KnownStatements
from orchestrator.intake.lints.finding import Grade
from orchestrator.intake.triage import Report, open_bench, triage
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.problems.challenge import Challenge

CHECKS = 40
"""Most small checks for one statement."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What triage said of a text: its grade, and why where it is broken or suspicious."""

    id: str
    grade: Grade
    why: tuple[str, ...] = ()
    digest: str = ""
    """Of the elaborated statement; empty where there is none."""


def summary(report: Report) -> Looked:
    """The grade of a report, with the reasons that make it so."""
    reasons = tuple(one.why for one in report.findings if one.grade is report.grade)
    told = report.grade in (Grade.BROKEN, Grade.SUSPICIOUS)
    return Looked(report.id, report.grade, reasons if told else (), report.statement_digest)


async def look(
    challenges: Sequence[Challenge],
    cache_dir: Path,
    memory_mib: int,
    problems: Path | None = None,
    kept: Path | None = None,
) -> list[Looked]:
    """What triage says of each, in order; Lean is only opened for texts that were not looked at before.

    Args:
        problems: the folder of a catalogue in which duplicates are looked for, each time.
        kept: where reports are kept, in a folder for each Lean; by default within ``cache_dir``.

    Raises:
        SetupError: there is no embedded Lean.
        RetryError: a failure of the machinery, never of a statement.
    """
    installation = await asyncio.to_thread(lean_installation, cache_dir)
    folder = (kept or cache_dir / "triage" / "looked") / installation.toolchain
    found = {one.sha256: _read(folder, one) for one in challenges}
    unseen = [one for one in challenges if found[one.sha256] is None]
    if unseen:
        async with open_bench(cache_dir, memory_mib, CHECKS) as bench:
            for challenge in unseen:
                found[challenge.sha256] = summary(await triage(challenge, replace(bench, known=None)))
                _keep(folder, challenge, found[challenge.sha256])
    known = KnownStatements(cache_dir, installation.toolchain, problems)
    return [_compared(looked, one, known) for one in challenges if (looked := found[one.sha256]) is not None]


def _compared(looked: Looked, challenge: Challenge, known: KnownStatements) -> Looked:
    """With what it is the same as; remembered for the next."""
    if not looked.digest:
        return looked
    same = known.finding(challenge, looked.digest)
    known.add(looked.digest, challenge)
    if same.grade is not Grade.SUSPICIOUS or looked.grade is Grade.BROKEN:
        return looked
    return replace(looked, grade=Grade.SUSPICIOUS, why=(*looked.why, same.why))


def _read(folder: Path, challenge: Challenge) -> Looked | None:
    try:
        found = json.loads((folder / f"{challenge.sha256}.json").read_text())
        return Looked(challenge.id, Grade(found["grade"]), tuple(map(str, found["why"])), str(found["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a cache: what cannot be read is made again


def _keep(folder: Path, challenge: Challenge, looked: Looked | None) -> None:
    if looked is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{challenge.sha256}.{os.getpid()}"
    partial.write_text(json.dumps({"grade": looked.grade, "why": looked.why, "digest": looked.digest}))
    partial.replace(folder / f"{challenge.sha256}.json")
