"""Verdicts: the judge's answers on sketches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import TrustLevel, VerdictKind


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """The judge's answer on a sketch, with what is needed to repeat it."""

    verdict: VerdictKind
    code: str
    detail: str
    trust: TrustLevel
    toolchain: str
    judge_version: str
    seconds: float
    axioms: tuple[str, ...] = ()
    certificate: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One stored answer of the judge; immutable. It is about a sketch, hence about one statement version."""

    id: int
    run_id: str
    attempt_id: str | None
    sketch_digest: str
    verdict: VerdictKind
    code: str
    detail: str
    trust: TrustLevel
    axioms: tuple[str, ...]
    toolchain: str
    judge_version: str
    certificate: JsonObject | None
    seconds: float
    created_at: datetime


class Verdicts(Protocol):
    """Verdicts; an attempt's own come with its outcome (`Attempts.finish`)."""

    async def add(self, run_id: str, sketch_digest: str, verdict: NewVerdict) -> Verdict:
        """Store a later verdict on a sketch, e.g. of a second judge; also for finished runs."""
        ...

    async def list(
        self,
        *,
        run_id: str | None = None,
        sketch_digest: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Verdict]:
        """Verdicts in the order in which they were stored: all, or those of a run, of a sketch, or of both."""
        ...

    async def deciding(self, run_id: str) -> Verdict | None:
        """The verdict that a run is told by: the last accepted one, else the last; None if nothing was judged."""
        ...

    async def accepted(self, sketch_digest: str, toolchain: str, judge_version: str) -> Verdict | None:
        """The last accepted verdict on this sketch, at trust `replayed` or above and with a certificate, by this
        version of the judge under this toolchain; None if there is none.
        """
        ...
