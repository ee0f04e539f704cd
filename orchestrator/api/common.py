"""Parts that several resources have: money, limits, verdicts in short."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from orchestrator.api.base import Amount, Answer, Question, Whole
from orchestrator.vocabulary import Direction, TrustLevel, VerdictKind


class Limits(Answer):
    """Limits of a run or a campaign; null means none."""

    micro_usd: int | None = Field(None, examples=[5_000_000])
    tokens: int | None = None
    seconds: float | None = None
    episodes: int | None = None


class Spent(Answer):
    """What was spent, and what calls in flight may still cost (``reserved_...``)."""

    micro_usd: int = Field(0, examples=[1_250_000])
    tokens: int = 0
    seconds: float = 0.0
    episodes: int = 0
    reserved_micro_usd: int = 0
    reserved_tokens: int = 0


class BudgetBody(Question):
    """Limits that a client asks for; a field that is left out or null sets no limit."""

    usd: Amount | None = Field(None, gt=0, le=1_000_000, description="Most dollars.", examples=[5.0])
    tokens: Whole | None = Field(None, gt=0, le=10**12)
    seconds: Amount | None = Field(None, gt=0, le=10**8, description="Most seconds at work.", examples=[600.0])
    episodes: Whole | None = Field(None, gt=0, le=10**6)


class VerdictRow(Answer):
    """One answer of the judge, without its certificate. Proved or disproved may be said only if ``decides``."""

    id: int
    run_id: str
    attempt_id: str | None
    sketch: str = Field(description="Digest of the sketch that was judged.")
    direction: Direction | None = None
    verdict: VerdictKind
    code: str = Field(examples=["ACCEPT"])
    detail: str
    trust: TrustLevel
    axioms: tuple[str, ...]
    toolchain: str
    judge_version: str
    seconds: float
    created_at: datetime
    decides: bool = Field(description="Accepted at a trust level at which proved or disproved may be said.")
    certificate: bool = Field(description="Whether there is a certificate to download.")
