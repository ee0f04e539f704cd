"""Searching what the loaded library holds, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class NameHits:
    """Names of library constants, shortest first; ``total`` counts all that matched."""

    names: tuple[str, ...]
    total: int


@runtime_checkable
class NameSearch(Protocol):
    """A checker that can also list the constants of its environments."""

    async def library_names(self, imports: Sequence[str], words: Sequence[str], limit: int) -> NameHits:
        """Constants of the library whose names hold every one of ``words``, in any order and case.

        Names that Lean makes for itself (private ones, ``_proof_1``, recursors) are left out.

        Args:
            imports: modules of the environment to search; empty means the default one.
            words: parts of names, none empty.
            limit: most names to return.

        Raises:
            ImportNotAvailable: the library has no such module.
            LeanCrashed: the host died.
        """
        ...
