"""Which Lean a challenge needs, where the Lean of this machine may not be the one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from orchestrator.errors import ChallengeError

_PART: Final = re.compile(r"(?P<package>[A-Za-z][\w.-]*) (?P<revision>[\w./:+-]+)")
LEAN: Final = "lean"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A native toolchain (``leanprover/lean4:v4.27.0``) and the revisions of the packages it must have.

    Written as ``lean leanprover/lean4:v4.27.0, mathlib a3a10db0e9d6`` in the header key ``requires``.
    """

    toolchain: str
    packages: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, line: int | None = None) -> Self:
        """Read what `__str__` writes.

        Raises:
            ChallengeError: it is written in another way.
        """
        revisions: dict[str, str] = {}
        for part in text.split(","):
            found = _PART.fullmatch(part.strip())
            if found is None or found["package"] in revisions:
                raise ChallengeError(
                    f"'requires' lists packages with revisions, each once, as 'lean TOOLCHAIN, mathlib REVISION', "
                    f"not {part.strip()!r}",
                    line,
                )
            revisions[found["package"]] = found["revision"]
        if LEAN not in revisions:
            raise ChallengeError("'requires' must name the toolchain, as 'lean leanprover/lean4:v4.27.0'", line)
        return cls(revisions.pop(LEAN), revisions)

    def __str__(self) -> str:
        return ", ".join([f"{LEAN} {self.toolchain}", *(f"{name} {rev}" for name, rev in self.packages.items())])
