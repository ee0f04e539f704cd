"""The limits of one episode."""

from __future__ import annotations

from pydantic import Field

from orchestrator.models.messages import Frozen


class EpisodeLimits(Frozen):
    """What one episode may use; the defaults for edits and goal-prover calls are the paper's (section 2.3)."""

    edits: int = Field(default=90, ge=1)
    """Replacements; a refused call counts as one."""

    goal_calls: int = Field(default=5, ge=0)
    """Calls of ``try_goals``."""

    submissions: int = Field(default=10, ge=1)
    """Texts handed to the judge."""

    turns: int = Field(default=300, ge=1)
    """Calls of the model, empty answers included."""

    wall_seconds: float = Field(default=6 * 3600.0, gt=0)
    tokens: int | None = Field(default=None, ge=1)
    """Input and output together, as charged."""

    micro_usd: int | None = Field(default=None, ge=1)
    empty_turns: int = Field(default=3, ge=1)
    """Answers in a row with neither text nor tool calls."""

    identical_replies: int = Field(default=30, ge=2)
    """Equal answers in a row, after which the model counts as stuck."""
