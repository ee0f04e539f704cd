"""More schemas of campaigns."""

from __future__ import annotations

from pydantic import Field

from orchestrator.api.runs import CampaignRow
from orchestrator.vocabulary import FailureKind


class CampaignDetail(CampaignRow):
    """A campaign with what was lost to infrastructure failures."""

    failures: dict[FailureKind, int] = Field(description="Attempts lost, by kind.")
