"""Matches: a rater ranks sketches, and what that makes of the ratings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from orchestrator.errors import StoreError
from orchestrator.models.messages import ChatRequest, Reply
from orchestrator.models.model import Model, WrappedModel
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.raters.rater import GOAL_STATES, Entrant, EntrantGoal, Ranking, RaterFailed
from orchestrator.search.board import Board
from orchestrator.search.driver.episodes import model_of
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.lineage import times
from orchestrator.search.population.refresh import Ratings, due, refresh
from orchestrator.search.strategy import Rate, Rated, Spend
from orchestrator.store import Run, SketchGoal
from orchestrator.vocabulary import GoalStatus


class _Named(WrappedModel):
    """A model whose calls are paid from one account: their ids start with its name."""

    def __init__(self, model: Model, account: str) -> None:
        super().__init__(model)
        self._account = account

    async def complete(self, request: ChatRequest) -> Reply:
        return await self._model.complete(request.model_copy(update={"call_id": f"{self._account}/{request.call_id}"}))


@dataclass
class _MatchBench:
    parts: DriverParts
    account: str
    profile: str

    def model(self, profile: str | None = None) -> Model:
        return _Named(model_of(self.parts.models, profile or self.profile), self.account)


@dataclass
class Matches:
    """The finished matches of one driven run, and the ratings that they give."""

    parts: DriverParts
    run: Run
    challenge: Challenge
    profile: str
    seed: int
    rankings: list[tuple[str, tuple[tuple[str, ...], ...]]] = field(default_factory=list)
    elo: dict[str, float] = field(default_factory=dict)
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def learn(self, entry: Rated) -> None:
        """Take a match of the run's log into account."""
        self.rankings.append((entry.rater, entry.ranking))
        if entry.elo:
            self.elo = dict(entry.elo)

    async def play(self, step: int, work: Rate, board: Board) -> Rated:
        """Have the match decided.

        Raises:
            LimitReached: the run has nothing left to pay it from.
            RetryError: the rater or its model failed; the match tells nothing.
            StoreError: this version has no such rater.
        """
        rater = self.parts.raters.get(work.rater)
        if rater is None:
            raise StoreError(f"run {self.run.id} asks the rater {work.rater!r}, which is not there: start a new run")
        account = f"{self.run.id}-m{step}"
        self.parts.ledger.open(account, self.run.id, self.run.campaign_id)
        try:
            ranking = await rater.rank(
                await self._entrants(work.entrants, board),
                _MatchBench(self.parts, account, self.profile),
                work.seed,
                problem=f"{self.challenge.metadata.informal}\n\n{self.challenge.text}",
                profile=work.profile,
            )
            _require_all(ranking, work)
            charged = self.parts.ledger.charged(account)
        finally:
            self.parts.ledger.close(account)
        ratings = await self._ratings(work.rater, ranking.groups, tuple(board.sketches))
        spend = Spend(charged.micro_usd, charged.tokens)
        return Rated(step, work.rater, ranking.groups, ratings.elo, ratings.upcoming, spend)

    async def _ratings(self, rater: str, groups: tuple[tuple[str, ...], ...], sketches: Sequence[str]) -> Ratings:
        async with self._refreshing:
            rankings = [*self.rankings, (rater, groups)]
            if not due(len(rankings)):
                return Ratings()
            return await asyncio.to_thread(refresh, rankings, sketches, dict(self.elo), self.seed)

    async def _entrants(self, digests: Sequence[str], board: Board) -> list[Entrant]:
        entrants = [await self._entrant(digest, board) for digest in digests]
        shared = [{goal.text for goal in one.goals if goal.state == "open"} for one in entrants]
        return [
            replace(one, shared_goals=_share(mine, [theirs for theirs in shared if theirs is not mine]))
            for one, mine in zip(entrants, shared, strict=True)
        ]

    async def _entrant(self, digest: str, board: Board) -> Entrant:
        sketch = await self.parts.store.sketches.get(digest)
        goals = await self.parts.store.sketches.goals(digest)
        facts = board.sketches.get(digest)
        return Entrant(
            digest=digest,
            text="\n".join(sketch.regions),
            plan=sketch.plan,
            goals=tuple(
                EntrantGoal(goal.pretty or goal.target, GOAL_STATES[goal.status], _tried(board, goal)) for goal in goals
            ),
            restates=facts is not None and facts.restates,
        )


def _tried(board: Board, goal: SketchGoal) -> str:
    tries = board.goal_tries[goal.digest]
    return f"goal provers tried it {times(tries)} in vain" if tries and goal.status is GoalStatus.UNKNOWN else ""


def _require_all(ranking: Ranking, work: Rate) -> None:
    """Raise `RaterFailed` unless every entrant has one place: anything else would be a rating made of nothing."""
    ranked = [digest for group in ranking.groups for digest in group]
    if sorted(ranked) != sorted(work.entrants):
        raise RaterFailed(f"the rater {work.rater!r} did not give each of {len(work.entrants)} sketches one place")


def _share(mine: set[str], others: Sequence[set[str]]) -> float:
    """The share of ``mine`` that others have too."""
    if not mine:
        return 0.0
    return len(mine & set().union(*others)) / len(mine)
