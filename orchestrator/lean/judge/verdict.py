"""What the judge answers: a closed set of outcomes, each with its code, its sentence and its trust level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from orchestrator.lean.judge.certificate import Certificate

JUDGE_VERSION: Final = "4"
"""Raised whenever a change of the judge could change a verdict; part of every verdict and certificate."""

Direction = Literal["prove", "disprove"]


class VerdictKind(StrEnum):
    """The judge's closed set of answers."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"
    """The kernel accepts the proof, but an answer in it must be looked at by a person."""
    INFRASTRUCTURE = "infrastructure"
    """No answer, through no fault of the submission. The judge itself raises; only front ends report this kind."""


EXIT_STATUS: Final = {
    VerdictKind.ACCEPTED: 0,
    VerdictKind.REJECTED: 1,
    VerdictKind.INFRASTRUCTURE: 2,
    VerdictKind.NEEDS_REVIEW: 3,
}


class Code(StrEnum):
    """Why: one code per step of the judgement."""

    ACCEPT = "ACCEPT"
    E_COMPILE = "E_COMPILE"
    """The target was not elaborated: an error before or in it."""
    E_TARGET_MISSING = "E_TARGET_MISSING"
    """No error, and no constant with exactly the target's name."""
    E_KIND = "E_KIND"
    """The target is not a theorem (an axiom, a definition, unsafe ...)."""
    E_STATEMENT = "E_STATEMENT"
    """The target's type or universe parameters differ from the challenge's."""
    E_CONTEXT = "E_CONTEXT"
    """The type reads the same, but a constant it rests on differs from the challenge's."""
    E_AXIOM = "E_AXIOM"
    """The proof rests on an axiom other than `propext`, `Quot.sound` and `Classical.choice`."""
    E_KERNEL = "E_KERNEL"
    """The kernel refused a declaration in the replay, or holds another one afterwards."""
    E_PRIMITIVE = "E_PRIMITIVE"
    """The submission declares a constant that the library has."""
    E_IMPORT = "E_IMPORT"
    """An import, `prelude` or `module` that is not the challenge's to make."""
    E_SOURCE = "E_SOURCE"
    """The text cannot be taken: encoding, size, characters, frozen text, regions."""
    E_RESOURCE = "E_RESOURCE"
    """A stated limit on time, memory, stack or output was passed."""
    E_SANDBOX = "E_SANDBOX"
    """A forbidden side effect. The embedded Lean can have none, so only native runs report it."""
    E_EXPORT = "E_EXPORT"
    """A declaration that cannot be carried over as data, or malformed data."""
    R_REVIEW = "R_REVIEW"
    """An answer that no closed grammar admits."""
    INFRASTRUCTURE = "INFRASTRUCTURE"
    """A failure of ours."""


class TrustLevel(StrEnum):
    """How far a verdict was checked, weakest first; "proved" may be said from `REPLAYED` upwards."""

    ELABORATED = "elaborated"
    """A warm session had no errors."""
    AUDITED = "audited"
    """Fresh process, statement and axioms compared."""
    REPLAYED = "replayed"
    """The kernel re-checked every new declaration in a process that saw no code of the submission."""
    COMPARED = "compared"
    """leanprover/comparator and a second kernel agree (native only)."""


TRUST_OF_PROOF: Final = frozenset({TrustLevel.REPLAYED, TrustLevel.COMPARED})


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
    direction: Direction = "prove"
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
        """Of a command that reports this verdict: 0 accepted, 1 rejected, 2 infrastructure, 3 needs review."""
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
