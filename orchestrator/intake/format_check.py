"""The quick look at a challenge file: its format, whether Lean takes it, and the lints that take no time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestrator.errors import ChallengeError, ImportNotAvailable, SourceError
from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.lints.registry import LINTS
from orchestrator.intake.triage import Bench, triage
from orchestrator.lean.judge.intake import LIBRARY_ROOTS
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.text import MAX_SOURCE_BYTES, read_source

SLOW: Final = frozenset({"not decided cheaply", "small cases", "test lemmas"})
QUICK: Final[tuple[Lint, ...]] = tuple(lint for lint in LINTS if lint.name not in SLOW)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is wrong with a file, in the order of its lines; nothing where all is well."""

    file: str
    id: str
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether it can be worked on: nothing in it is broken."""
        return all(finding.grade is not Grade.BROKEN for finding in self.findings)


def parse_file(path: Path) -> Challenge | Finding:
    """The challenge, or what is wrong with its format.

    Raises:
        SourceError: there is no such file, or it cannot be read.
    """
    data = read_source(path, MAX_SOURCE_BYTES)
    try:
        return Challenge.parse(data)
    except ChallengeError as error:
        return Finding("format", Grade.BROKEN, error.reason, "see docs/challenges.md", error.line)
    except SourceError as error:
        found = re.match(r"line (\d+)", str(error))
        return Finding("format", Grade.BROKEN, str(error), "", int(found[1]) if found else None)


async def check_challenge(path: Path, challenge: Challenge, bench: Bench) -> FileReport:
    """Lean's word on a challenge whose format is right, and the quick lints.

    Raises:
        RetryError: a failure of the machinery.
    """
    try:
        report = await triage(challenge, bench, QUICK)
        passed = (Grade.FINE, Grade.NOT_LOOKED) if challenge.metadata.requires is None else (Grade.FINE,)
        found: Sequence[Finding] = [each for each in report.findings if each.grade not in passed]
    except ImportNotAvailable as error:
        found = [_import(challenge, error)]
    # What core Lean lacks comes before Lean's words on it, which follow from that.
    ordered = sorted(found, key=lambda each: (each.line or 0, each.lint != "notation", each.lint))
    return FileReport(str(path), challenge.id, tuple(each for each in ordered if each.lint != "duplicates"))


def _import(challenge: Challenge, error: ImportNotAvailable) -> Finding:
    """The line of an import that the embedded Lean has not."""
    code = challenge.text
    imports = re.finditer(r"^import\s+(\S+)", code, re.MULTILINE)
    missing = next((match for match in imports if match[1].split(".")[0] not in LIBRARY_ROOTS), None)
    line = code.count("\n", 0, missing.start()) + 1 if missing else None
    todo = "leave it out, or add 'requires' to the header and use a native Lean that has it"
    return Finding("imports", Grade.BROKEN, str(error), todo, line)
