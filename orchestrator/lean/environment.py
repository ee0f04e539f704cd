"""Which Lean answers, what it can do besides checking, and whether it is the one that a piece of work needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from orchestrator.problems.challenge import Challenge
from orchestrator.problems.requirement import Requirement

CORE_ROOTS = frozenset({"Init", "Std", "Lean"})
"""First parts of the module names that ship with Lean itself."""


class Capability(StrEnum):
    """What an environment offers beyond `Checker.check`."""

    NAMES = "names"
    """Its checkers implement `orchestrator.lean.library.NameSearch`."""


@dataclass(frozen=True, slots=True)
class LeanNeeds:
    """What a piece of work asks of the Lean it is done on; empty fields ask for nothing."""

    imports: tuple[str, ...] = ()
    """Modules that must be there, such as ``Init`` or ``Mathlib.Data.Nat.Prime.Basic``."""
    requirement: Requirement | None = None
    """The native toolchain and packages that the challenge names."""
    name: str = ""
    """The very Lean (`Environment.name`), as for a run that is at work on it."""

    @classmethod
    def of(cls, challenge: Challenge) -> Self:
        """What the challenge's frozen text asks for."""
        return cls(challenge.imports, challenge.metadata.requires)

    def on(self, name: str) -> Self:
        """The same, on this very Lean."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Environment:
    """A Lean with its library. Two environments with the same ``name`` give the same answers.

    Args:
        name: as in `Checker.toolchain`, the digest included; stored with runs, goals and verdicts.
        roots: first parts of the names of the modules that it can import.
        capabilities: what else it can do.
        provides: its native toolchain and packages; None for the embedded Lean.
    """

    name: str
    roots: frozenset[str] = CORE_ROOTS
    capabilities: frozenset[Capability] = frozenset()
    provides: Requirement | None = None

    def satisfies(self, needs: LeanNeeds) -> bool:
        """Whether work with these needs can be done here."""
        return not self.lacks(needs)

    def lacks(self, needs: LeanNeeds) -> str:
        """What is missing here, in a few words; empty if nothing is."""
        if needs.name not in ("", self.name):
            return f"it is not {needs.name}"
        if needs.requirement is not None and not self._provides(needs.requirement):
            return f"it is not {needs.requirement}"
        missing = sorted({module for module in needs.imports if module.split(".")[0] not in self.roots})
        return f"it does not have {', '.join(missing)}" if missing else ""

    def _provides(self, requirement: Requirement) -> bool:
        mine = self.provides
        return (
            mine is not None
            and mine.toolchain == requirement.toolchain
            and requirement.packages.items() <= mine.packages.items()
        )
