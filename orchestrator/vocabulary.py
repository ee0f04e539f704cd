"""Every closed set of the project's words, once. Their values are what the database, JSON and the API hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# --- problems and proofs ------------------------------------------------------------------------------------------


class Direction(StrEnum):
    """What a sketch argues for: the target or its negation."""

    PROVE = "prove"
    DISPROVE = "disprove"


class ParentRole(StrEnum):
    """How a sketch served another: it was edited (`PARENT`) or shown beside it (`INSPIRATION`)."""

    PARENT = "parent"
    INSPIRATION = "inspiration"


class GoalStatus(StrEnum):
    """What a sub-prover found out about a goal."""

    PROVED = "proved"
    DISPROVED = "disproved"
    UNKNOWN = "unknown"


class GoalEdgeKind(StrEnum):
    """How a goal hangs together with another one; what the decomposition check found."""

    EQUAL = "equal"
    """It is the other goal (the target or an ancestor): nothing was gained."""
    IMPLIES = "implies"
    """It proves the other goal within the check's budget; together with `IMPLIED` nothing was gained either."""
    IMPLIED = "implied"
    """The other goal proves it."""
    CONTRADICTORY = "contradictory"
    """Its hypotheses contradict each other (the other goal is the one that it came from)."""


# --- the judge ----------------------------------------------------------------------------------------------------


class VerdictKind(StrEnum):
    """The judge's closed set of answers."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"
    """The kernel accepts the proof, but an answer in it must be looked at by a person."""
    DISPUTED = "disputed"
    """Lean's kernel accepts the proof and the second kernel does not: one of them is wrong, and a person must look."""
    INFRASTRUCTURE = "infrastructure"
    """No answer, through no fault of the submission. The judge itself raises; only front ends report this kind."""


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
    E_DISPUTED = "E_DISPUTED"
    """The second kernel refuses what Lean's kernel took; the detail has both answers."""
    R_REVIEW = "R_REVIEW"
    """An answer that no closed grammar admits."""
    INFRASTRUCTURE = "INFRASTRUCTURE"
    """An infrastructure failure."""


class TrustLevel(StrEnum):
    """How far a verdict was checked, weakest first; "proved" may be said from `REPLAYED` upwards."""

    ELABORATED = "elaborated"
    """A warm session had no errors."""
    AUDITED = "audited"
    """Fresh process, statement and axioms compared."""
    REPLAYED = "replayed"
    """The kernel re-checked every new declaration in a process that saw no code of the submission."""
    CROSS_CHECKED = "cross-checked"
    """So did a second, independent kernel, from the same exported text."""
    COMPARED = "compared"
    """leanprover/comparator and a second kernel agree (native only)."""


TRUST_OF_PROOF: Final = frozenset({TrustLevel.REPLAYED, TrustLevel.CROSS_CHECKED, TrustLevel.COMPARED})
"""The levels at which "proved" may be said."""

# --- the search ---------------------------------------------------------------------------------------------------


class RunStatus(StrEnum):
    """Where a run is. Only `FINISHED` is final; it always comes with a `RunOutcome`."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class RunOutcome(StrEnum):
    """How a run ended. The first three need an accepted verdict of this run at trust `replayed` or above."""

    PROVED = "proved"
    DISPROVED = "disproved"
    ANSWERED = "answered"
    NOT_PROVED = "not_proved"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def decided(self) -> bool:
        """Whether the problem is settled: the outcome rests on an accepted verdict."""
        return self in (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)


class AttemptState(StrEnum):
    """WAITING -> RUNNING -> FINISHED | FAILED | CANCELLED (a waiting attempt may also be cancelled)."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    """The prover had its say, whatever the verdict."""
    FAILED = "failed"
    """An infrastructure failure (`FailureKind`): it says nothing about the proof."""
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether the attempt never changes again."""
        return self not in (AttemptState.WAITING, AttemptState.RUNNING)


class FailureKind(StrEnum):
    """Why an attempt failed through no fault of the proof."""

    WORKER_LOST = "worker_lost"
    LEAN_CRASHED = "lean_crashed"
    MODEL_UNAVAILABLE = "model_unavailable"
    INTERNAL = "internal"
    """An error of this program."""


class CampaignState(StrEnum):
    """Whether runs of a campaign may go on; `CANCELLED` is final."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class EpisodeStatus(StrEnum):
    """How an episode ended; all but `RUNNING` are final."""

    RUNNING = "running"
    COMPLETE = "complete"
    """Valid and free of ``sorry``."""
    PARTIAL = "partial"
    """Valid with ``sorry``."""
    INVALID = "invalid"
    """The file did not pass the integrity check; the search goes back to the parent."""
    FAILED = "failed"
    CANCELLED = "cancelled"


class ChargeState(StrEnum):
    """A charge is reserved before its call, then settled with what it cost, or released if nothing was sent."""

    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"


class ProblemState(StrEnum):
    """Where the current statement of a problem stands, best first."""

    PROVED = "proved"
    DISPROVED = "disproved"
    ANSWERED = "answered"
    RUNNING = "running"
    TRIED = "tried"
    UNTRIED = "untried"

    @property
    def decided(self) -> bool:
        """Whether an accepted verdict settles the statement."""
        return self in (ProblemState.PROVED, ProblemState.DISPROVED, ProblemState.ANSWERED)


EXTERNAL: Final = "external"
"""The strategy of a run whose prover is an agent outside, over MCP, and the name of that prover."""


class ApiRole(StrEnum):
    """What an API key may do; each role may do what those before it may."""

    VIEWER = "viewer"
    """Look at everything."""
    RESEARCHER = "researcher"
    """Also check, submit, start, pause, resume and cancel."""
    ADMIN = "admin"
    """Also make and revoke keys."""
