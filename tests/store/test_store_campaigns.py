"""Campaigns on each database: one budget, many runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from store_helpers import OTHER, OWNER, STALE, TOOLCHAIN, Clock

from orchestrator.errors import AlreadyFinished, CampaignLimitReached, LimitReached, UnknownId
from orchestrator.store import (
    BEGINNING,
    CATALOGUE,
    Budget,
    Campaign,
    CampaignChanged,
    NewAttempt,
    NewRun,
    Run,
    Store,
    Topics,
    Usage,
    collected,
    open_store,
)
from orchestrator.vocabulary import CampaignState


async def driven(store: Store, campaign: Campaign, name: str, limits: Budget | None = None) -> Run:
    """A run of the campaign that OWNER drives, with one waiting attempt."""
    statement = await store.problems.register(
        name, registrar=CATALOGUE, source="erdos", title="A problem", text=f"theorem of {name}"
    )
    new = NewRun(statement.id, "A", TOOLCHAIN, limits=limits or Budget(), campaign_id=campaign.id)
    run = await store.runs.create(new)
    await store.attempts.add(run.id, [NewAttempt("agent", 0)])
    acquired = await store.runs.acquire(run.id, OWNER, stale_after=STALE)
    assert acquired is not None
    return acquired


class CampaignConformance:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    async def store(self, url: str, clock: Clock) -> AsyncIterator[Store]:
        async with open_store(url, clock=clock) as store:
            yield store

    async def test_a_campaign_knows_its_runs(self, store: Store) -> None:
        campaign = await store.campaigns.create(Budget(micro_usd=100, seconds=60.0))
        runs = [await driven(store, campaign, f"erdos/{n}") for n in range(3)]
        assert [run.id for run in await collected(store.runs.list, campaign_id=campaign.id)] == [run.id for run in runs]
        assert runs[0].campaign_id == campaign.id
        assert (await store.campaigns.get(campaign.id)).limits == Budget(micro_usd=100, seconds=60.0)
        with pytest.raises(UnknownId):
            await store.campaigns.get("c-none")
        with pytest.raises(UnknownId):
            await store.runs.create(NewRun(runs[0].statement_id, "A", TOOLCHAIN, campaign_id="c-none"))

    async def test_its_money_and_tokens_are_shared(self, store: Store) -> None:
        campaign = await store.campaigns.create(Budget(micro_usd=100, tokens=1000))
        one, two = [await driven(store, campaign, name) for name in ("erdos/1", "erdos/2")]
        await store.ledger.reserve(one.id, "a", micro_usd=60, tokens=10)
        with pytest.raises(CampaignLimitReached) as refused:
            await store.ledger.reserve(two.id, "b", micro_usd=41, tokens=10)
        assert refused.value.limit == "usd"
        with pytest.raises(CampaignLimitReached) as refused:
            await store.ledger.reserve(two.id, "b", micro_usd=1, tokens=991)
        assert refused.value.limit == "tokens"
        await store.ledger.settle("a", Usage(50, 5, 4))
        await store.ledger.reserve(two.id, "b", micro_usd=50, tokens=10)
        await store.ledger.release("b")
        spent = (await store.campaigns.get(campaign.id)).spent
        assert (spent.micro_usd, spent.tokens, spent.reserved_micro_usd, spent.reserved_tokens) == (50, 9, 0, 0)

    async def test_the_limits_of_a_run_hold_too(self, store: Store) -> None:
        campaign = await store.campaigns.create(Budget(micro_usd=100))
        run = await driven(store, campaign, "erdos/1", Budget(micro_usd=10))
        with pytest.raises(LimitReached) as refused:
            await store.ledger.reserve(run.id, "a", micro_usd=11, tokens=1)
        assert not isinstance(refused.value, CampaignLimitReached)
        assert (await store.campaigns.get(campaign.id)).spent.reserved_micro_usd == 0

    async def test_concurrent_runs_never_pass_it(self, store: Store) -> None:
        campaign = await store.campaigns.create(Budget(micro_usd=100))
        runs = [await driven(store, campaign, f"erdos/{n}") for n in range(5)]
        calls = [
            store.ledger.reserve(run.id, f"{run.id}/{n}", micro_usd=30, tokens=1) for n in range(4) for run in runs
        ]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(not isinstance(result, BaseException) for result in results) == 3
        assert all(isinstance(r, CampaignLimitReached) for r in results if isinstance(r, BaseException))
        campaign = await store.campaigns.get(campaign.id)
        assert campaign.spent.reserved_micro_usd == 90
        assert (
            sum([run.spent.reserved_micro_usd for run in await collected(store.runs.list, campaign_id=campaign.id)])
            == 90
        )

    async def test_a_campaign_stops_and_goes_on_in_every_process(self, store: Store, url: str) -> None:
        campaign = await store.campaigns.create(
            Budget(micro_usd=100), name="Sums", query={"set": "oeis"}, created_by="k"
        )
        assert (campaign.name, campaign.query, campaign.created_by) == ("Sums", {"set": "oeis"}, "k")
        run = await driven(store, campaign, "erdos/1")
        await store.ledger.reserve(run.id, "a", micro_usd=60, tokens=1)
        async with open_store(url) as elsewhere:
            paused = await elsewhere.campaigns.pause(campaign.id)
            assert await elsewhere.campaigns.pause(campaign.id) == paused
        assert paused.state is CampaignState.PAUSED
        for refused in (
            store.ledger.reserve(run.id, "b", micro_usd=1, tokens=1),
            store.runs.acquire(run.id, "another", stale_after=-1),
        ):
            with pytest.raises(CampaignLimitReached, match="is paused; resume it first"):
                await refused
        await store.ledger.settle("a", Usage(micro_usd=50))
        assert (await store.campaigns.resume(campaign.id)).state is CampaignState.ACTIVE
        with pytest.raises(CampaignLimitReached):
            await store.ledger.reserve(run.id, "c", micro_usd=60, tokens=1)
        extended = await store.campaigns.extend(campaign.id, Budget(micro_usd=200))
        assert (extended.limits.micro_usd, extended.spent.micro_usd) == (200, 50)
        await store.ledger.reserve(run.id, "c", micro_usd=60, tokens=1)
        cancelled = await store.campaigns.cancel(campaign.id)
        assert await store.campaigns.cancel(campaign.id) == cancelled
        for refused in (
            store.campaigns.resume(campaign.id),
            store.campaigns.pause(campaign.id),
            store.campaigns.extend(campaign.id, Budget()),
        ):
            with pytest.raises(AlreadyFinished, match="was cancelled"):
                await refused
        listed = await collected(store.campaigns.list, state=CampaignState.CANCELLED, created_by="k")
        assert listed == (cancelled,)
        assert await collected(store.campaigns.list, state=CampaignState.ACTIVE) == ()
        async with store.feed.follow(Topics(campaigns=frozenset({campaign.id})), BEGINNING) as batches:
            own = []
            while len(own) < 5:
                own += [event for event in await anext(batches) if event.run_id is None]
        assert [event.seq for event in own] == [1, 2, 3, 4, 5]
        states = [event.event.state for event in own if isinstance(event.event, CampaignChanged)]
        assert states == ["active", "paused", "active", "active", "cancelled"]
        with pytest.raises(ValueError, match="negative"):
            await store.campaigns.create(Budget(tokens=-1))

    async def test_episodes_are_shared(self, store: Store) -> None:
        campaign = await store.campaigns.create(Budget(episodes=1))
        names = {"profile": "p", "model": "m", "prompt_version": "1"}
        for number in range(2):
            run = await driven(store, campaign, f"erdos/{number}")
            attempt = await store.attempts.claim(run.id, OWNER)
            assert attempt
            if number == 0:
                await store.episodes.start(attempt.id, OWNER, **names)
                continue
            with pytest.raises(CampaignLimitReached):
                await store.episodes.start(attempt.id, OWNER, **names)
        assert (await store.campaigns.get(campaign.id)).spent.episodes == 1

    async def test_time_passes_once_however_many_runs_are_driven(self, store: Store, clock: Clock) -> None:
        campaign = await store.campaigns.create(Budget(seconds=25))
        one = await driven(store, campaign, "erdos/1")
        clock.advance(5)
        two = await driven(store, campaign, "erdos/2")
        clock.advance(5)
        await store.runs.heartbeat(two.id, OWNER)  # seconds 5 to 10
        await store.runs.heartbeat(one.id, OWNER)  # 0 to 10; the store hears of the first five only now, and too late
        clock.advance(5)
        await store.runs.pause(one.id, OWNER)
        clock.advance(5)
        await store.runs.heartbeat(two.id, OWNER)
        assert (await store.campaigns.get(campaign.id)).spent.seconds == pytest.approx(15)
        await store.runs.pause(two.id, OWNER)
        clock.advance(1000)
        assert await store.runs.acquire(one.id, OWNER, stale_after=STALE)
        clock.advance(10)
        await store.runs.heartbeat(one.id, OWNER)
        assert (await store.campaigns.get(campaign.id)).spent.seconds == pytest.approx(25)
        with pytest.raises(CampaignLimitReached):
            await store.ledger.reserve(one.id, "late", micro_usd=0, tokens=0)

    async def test_calls_of_a_lost_owner_are_charged_to_it(self, store: Store, clock: Clock) -> None:
        campaign = await store.campaigns.create(Budget(micro_usd=100))
        run = await driven(store, campaign, "erdos/1")
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        await store.ledger.reserve(run.id, "in-flight", micro_usd=100, tokens=7, attempt_id=attempt.id)
        clock.advance(STALE + 1)
        assert await store.runs.acquire(run.id, OTHER, stale_after=STALE)
        await store.attempts.retry_stale(run.id, stale_after=STALE)
        spent = (await store.campaigns.get(campaign.id)).spent
        assert (spent.micro_usd, spent.tokens, spent.reserved_micro_usd) == (100, 7, 0)


class TestSqlite(CampaignConformance):
    @pytest.fixture
    def url(self, sqlite_url: str) -> str:
        return sqlite_url


@pytest.mark.postgres
class TestPostgres(CampaignConformance):
    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url
