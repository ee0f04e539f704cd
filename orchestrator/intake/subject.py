"""What triage looks at: a challenge, what Lean says of it, and its elaborated statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from orchestrator.intake.terms import Term, Terms
from orchestrator.lean.checker import Checker, CheckRequest, CheckResult, Limits, Outcome
from orchestrator.lean.judge.data import Declaration, Export, Kind, Name, parse_name
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.commands import Command, LeanText, read_commands
from orchestrator.vocabulary import Direction

PROBE_HEARTBEATS: Final = 40_000


@dataclass(frozen=True)
class Definition:
    """A definition of the challenge that the target rests on, with the command that it stands in."""

    name: Name
    declaration: Declaration
    command: Command


@dataclass(frozen=True)
class Subject:
    """A challenge under triage. ``result`` and ``export`` are None where this machine has not the Lean it needs."""

    challenge: Challenge
    result: CheckResult | None = None
    export: Export | None = None

    @cached_property
    def found(self) -> LeanText:
        """The file cut into commands."""
        return read_commands(self.challenge.text)

    @cached_property
    def target(self) -> Command | None:
        """The command of the target."""
        names = (self.challenge.target, f"_root_.{self.challenge.target}")
        return next((each for each in self.found.commands if each.name in names), None)

    @cached_property
    def terms(self) -> Terms | None:
        """The elaborated terms."""
        return Terms(self.export) if self.export else None

    @cached_property
    def statement(self) -> Term | None:
        """The target's type."""
        if self.export is None or self.terms is None:
            return None
        declared = self.export.declarations.get(parse_name(self.challenge.target))
        return self.terms.term(declared.type) if declared else None

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The challenge's own definitions below the target, in the order of the file."""
        if self.export is None:
            return ()
        made = []
        for command in self.found.commands:
            if command.word not in ("def", "abbrev", "irreducible_def"):
                continue
            for name, declaration in self.export.declarations.items():
                shown = ".".join(map(str, name))
                if declaration.kind is Kind.DEFINITION and (
                    shown == command.name or shown.endswith(f".{command.name}")
                ):
                    made.append(Definition(name, declaration, command))
                    break
        return tuple(made)

    @cached_property
    def bodies(self) -> tuple[tuple[Name, Term], ...]:
        """The statement and the bodies of its definitions, by name; compiler-made parts count with their definition."""
        if self.statement is None or self.export is None or self.terms is None:
            return ()
        found = [(parse_name(self.challenge.target), self.statement)]
        for name, declaration in self.export.declarations.items():
            if declaration.kind is Kind.DEFINITION and declaration.value is not None and not _made_by_lean(name):
                found.append((name, self.terms.term(declaration.value)))
        return tuple(found)

    @cached_property
    def test_lemmas(self) -> tuple[Command, ...]:
        """Theorems before the target: they say what the definitions are."""
        return tuple(
            each
            for each in self.found.commands
            if each.word in ("theorem", "lemma", "example") and self.target and each.start < self.target.start
        )

    def line_of(self, where: Name, pattern: str) -> int | None:
        """The line in the declaration ``where`` whose code matches ``pattern``, or the declaration's own."""
        shown = ".".join(map(str, where))
        names = {shown, shown.rpartition(".")[2], f"_root_.{shown}"}
        command = next((each for each in self.found.commands if each.name in names), None)
        if command is None:
            return None
        code = self.found.code[command.head : command.end]
        match = re.search(pattern, code)
        return command.line + code.count("\n", 0, match.start()) if match else command.line


_MADE: Final = frozenset({"brecOn", "below", "rec", "recOn", "casesOn", "noConfusion", "noConfusionType", "ctorIdx"})
"""Parts of names that Lean gives to what it makes of inductive types."""


def _made_by_lean(name: Name) -> bool:
    """``instDecidable...``, ``match_1`` and the like."""
    last = str(name[-1]) if name else ""
    return bool(re.fullmatch(r"inst[A-Z].*|(match_|proof_|_|eq_).*", last)) or any(
        isinstance(part, int) or part.startswith("_") or part in _MADE for part in name
    )


class Probes:
    """Small checks of variants of one challenge, within a budget of checks and of Lean time for each.

    A text that was checked before is not checked again.
    """

    def __init__(self, checker: Checker, *, checks: int = 60, seconds: float = 30.0) -> None:
        self.checker = checker
        self.left = checks
        self._limits = Limits(wall_seconds=seconds)
        self._seen: dict[str, CheckResult | None] = {}

    async def check(self, source: str) -> CheckResult | None:
        """What Lean says of a text; None where a limit was passed, or nothing may be spent any more."""
        if source in self._seen:
            return self._seen[source]
        if self.left <= 0:
            return None
        self.left -= 1
        result = await self.checker.check(CheckRequest(source, self._limits, goals=False))
        self._seen[source] = result if result.outcome in (Outcome.ELABORATED, Outcome.ERRORS) else None
        return self._seen[source]

    async def proves(self, subject: Subject, script: str, disprove: bool = False) -> bool:
        """Whether a script of tactics closes the target (or its negation)."""
        challenge = subject.challenge
        direction = Direction.DISPROVE if disprove else Direction.PROVE
        if disprove and not challenge.disproof:
            return False
        text = "".join(f"    {line}\n" for line in script.split("\n"))
        limited = f"  set_option maxHeartbeats {PROBE_HEARTBEATS} in\n"
        source = challenge.source_with({challenge.proof_region: limited + text}, direction)
        result = await self.check(source)
        name = challenge.disproof_target if disprove else challenge.target
        return (
            result is not None
            and any(each.name == name and "sorryAx" not in each.axioms for each in result.declarations)
            and not result.errors
        )
