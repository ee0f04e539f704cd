"""One episode of a model, paid from the run's budget: the body of agent A's loop.

An attempt is one episode. The next attempt of an agent starts from what this one made, so that everything a resumed
run needs is in the database after every episode.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.models.model import Model
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.conclusion import Ending, EpisodeResult
from orchestrator.provers.agent.episode import Episode
from orchestrator.provers.agent.store_ledger import StoreLedger
from orchestrator.provers.agent.stored_episode import EpisodeTools, StoredEpisode, open_episode
from orchestrator.store import Attempt


@dataclass(frozen=True, kw_only=True)
class AgentTools(EpisodeTools):
    """What agents share in one process. ``model`` must be paid from ``ledger`` (`open_model(..., ledger=ledger)`)."""

    model: Model
    ledger: StoreLedger


async def run_episode(
    tools: AgentTools, challenge: Challenge, attempt: Attempt, owner: str, *, campaign_id: str | None = None
) -> StoredEpisode:
    """Run an episode for ``attempt``, which ``owner`` runs, and store it with its transcript.

    Cancelling the caller ends the episode as cancelled; a failure of ours ends it as failed. Both keep its transcript.

    Raises:
        LimitReached: the run or its campaign has no episodes or time left; nothing was begun.
        RetryError: a failure of ours, or the attempt was given to somebody else.
        ModelConfigError: the operator must mend the model's profile.
    """
    opened = await open_episode(tools, challenge, attempt, owner, model=tools.model.name, campaign_id=campaign_id)
    tools.ledger.open(opened.id, opened.run_id, opened.campaign_id)
    episode = Episode(
        opened.toolbox,
        tools.model,
        episode_id=opened.id,
        spent=lambda: tools.ledger.spent(opened.id),
        clock=tools.clock,
        continued=opened.start is not None,
    )
    try:
        result = await episode.run()
    except BaseException as error:
        await opened.abandon(episode.transcript, error)
        raise
    finally:
        tools.ledger.close(opened.id)
    return await opened.finish(result, episode.transcript)


def goes_on(result: EpisodeResult) -> bool:
    """Whether another episode of the same agent makes sense after this one."""
    return result.ending not in (Ending.VERDICT, Ending.RUN_BUDGET)
