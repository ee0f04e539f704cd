"""What the judge answers: a closed set of outcomes, each with its code, its sentence and its trust level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orchestrator.vocabulary import TRUST_OF_PROOF, Code, Direction, TrustLevel, VerdictKind

if TYPE_CHECKING:
    from orchestrator.lean.judge.certificate import Certificate

JUDGE_VERSION: Final = "10"
"""Raised whenever a change of the judge could change a verdict; part of every verdict and certificate."""


EXIT_STATUS: Final = {
    VerdictKind.ACCEPTED: 0,
    VerdictKind.REJECTED: 1,
    VerdictKind.INFRASTRUCTURE: 2,
    VerdictKind.NEEDS_REVIEW: 3,
    VerdictKind.DISPUTED: 3,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement.

    ``detail`` is one sentence for people. ``axioms`` are those the target rests on, as far as they were determined.
    ``toolchain`` names the Lean that answered, by digest. ``certificate`` is there for accepted submissions and those
    that need review. ``values`` are the answers found in the value regions, as text.
    """

    kind: VerdictKind
    code: Code
    detail: str
    trust: TrustLevel
    toolchain: str
    axioms: tuple[str, ...] = ()
    direction: Direction = Direction.PROVE
    values: tuple[str, ...] = ()
    seconds: float = 0.0
    judge_version: str = JUDGE_VERSION
    certificate: Certificate | None = None

    @property
    def proved(self) -> bool:
        """Whether "proved" (or "disproved", see ``direction``) may be said."""
        return self.kind is VerdictKind.ACCEPTED and self.trust in TRUST_OF_PROOF

    @property
    def exit_status(self) -> int:
        """Of a command that reports this verdict: 0 accepted, 1 rejected, 2 infrastructure, 3 needs a person."""
        return EXIT_STATUS[self.kind]

    def to_json(self) -> dict[str, Any]:
        """Everything but the certificate, for people and programs they trust."""
        return {
            "verdict": self.kind.value,
            "code": self.code.value,
            "detail": self.detail,
            "trust": self.trust.value,
            "axioms": list(self.axioms),
            "toolchain": self.toolchain,
            "direction": self.direction,
            "values": list(self.values),
            "seconds": round(self.seconds, 3),
            "judge_version": self.judge_version,
        }

    def for_agents(self) -> dict[str, Any]:
        """What a prover may see: no reason that would teach it to cheat, but whether a limit was passed."""
        view: dict[str, Any] = {"verdict": self.kind.value, "trust": self.trust.value}
        if self.code is Code.E_RESOURCE:
            view["hint"] = "the file passed a limit on time, memory or output; make it cheaper"
        return view
