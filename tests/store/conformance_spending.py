"""Episodes and the ledger, as every `Store` keeps them."""

from __future__ import annotations

import asyncio

import pytest
from store_fixture import OnStore
from store_helpers import OTHER, OWNER, STALE, Clock, running_run

from orchestrator.errors import AlreadyFinished, LimitReached, OwnershipLost
from orchestrator.store import (
    HEADER,
    Budget,
    EpisodeDetail,
    NewEntry,
    NewSketch,
    Store,
    Usage,
    collected,
)
from orchestrator.vocabulary import (
    ChargeState,
    Direction,
    EpisodeStatus,
)


class SpendingConformance(OnStore):
    async def test_an_episode_sums_its_charges_and_keeps_its_transcript(self, store: Store, clock: Clock) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        episode = await store.episodes.start(attempt.id, OWNER, profile="prover", model="m", prompt_version="a-1")
        for call in ("c1", "c2", "c3"):
            await store.ledger.reserve(run.id, call, micro_usd=100, tokens=1000, episode_id=episode.id)
        await store.ledger.settle("c1", Usage(10, 100, 20, 50, 5))
        await store.ledger.settle("c2", Usage(30, 200, 40))
        await store.ledger.release("c3")
        said = [NewEntry(HEADER, 0.0, {"model": "m"}), NewEntry("user", 0.5, {"text": "prove ∀ n"})]
        said.append(NewEntry("reply", 1.5, {"text": "\x00\ud800" * 10_000}))
        ended = await store.episodes.finish(
            episode.id,
            OWNER,
            EpisodeStatus.PARTIAL,
            entries=said,
            edits=3,
            seconds=4.5,
            lean_seconds=2.25,
            sketch=NewSketch(Direction.PROVE, ("half",)),
        )
        assert ended.usage == Usage(40, 300, 60, 50, 5)
        assert (episode.lean_seconds, ended.lean_seconds) == (None, 2.25)
        assert (await store.runs.get(run.id)).spent.tokens == 360
        assert [s.digest for s in await collected(store.sketches.of_run, run.id)] == [ended.sketch_digest]
        shown = await store.views.show(episode.id)
        assert isinstance(shown, EpisodeDetail)
        assert shown.transcript is not None
        assert shown.transcript["model"] == "m"
        assert [entry["text"] for entry in shown.transcript["entries"]] == [e.payload["text"] for e in said[1:]]
        assert shown.charges[0].attempt_id == attempt.id

    async def test_the_ledger_refuses_what_would_pass_a_limit(self, store: Store) -> None:
        run = await running_run(store, limits=Budget(micro_usd=1000, tokens=500))
        await store.ledger.reserve(run.id, "a", micro_usd=600, tokens=100)
        with pytest.raises(LimitReached) as refused:
            await store.ledger.reserve(run.id, "b", micro_usd=401, tokens=1)
        assert refused.value.limit == "usd"
        with pytest.raises(LimitReached) as refused:
            await store.ledger.reserve(run.id, "b", micro_usd=1, tokens=401)
        assert refused.value.limit == "tokens"
        await store.ledger.settle("a", Usage(700, 80, 10))
        await store.ledger.reserve(run.id, "b", micro_usd=300, tokens=1)
        with pytest.raises(LimitReached):
            await store.ledger.reserve(run.id, "c", micro_usd=1, tokens=1)

    async def test_ledger_calls_count_once(self, store: Store) -> None:
        run = await running_run(store)
        first = await store.ledger.reserve(run.id, "a", micro_usd=5, tokens=7)
        assert await store.ledger.reserve(run.id, "a", micro_usd=5, tokens=7) == first
        with pytest.raises(ValueError, match="taken"):
            await store.ledger.reserve(run.id, "a", micro_usd=6, tokens=7)
        settled = await store.ledger.settle("a", Usage(3, 2, 1))
        assert await store.ledger.settle("a", Usage(9, 9, 9)) == settled
        assert await store.ledger.release("a") == settled
        await store.ledger.reserve(run.id, "b", micro_usd=5, tokens=7)
        assert (await store.ledger.release("b")).state is ChargeState.RELEASED
        with pytest.raises(AlreadyFinished):
            await store.ledger.settle("b", Usage(1, 1, 1))
        spent = (await store.runs.get(run.id)).spent
        assert (spent.micro_usd, spent.tokens, spent.reserved_micro_usd, spent.reserved_tokens) == (3, 3, 0, 0)

    async def test_concurrent_reservations_never_pass_the_limit(self, store: Store) -> None:
        run = await running_run(store, limits=Budget(micro_usd=100))
        calls = (store.ledger.reserve(run.id, f"c{n}", micro_usd=30, tokens=1) for n in range(10))
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(not isinstance(result, BaseException) for result in results) == 3
        assert all(isinstance(r, LimitReached) for r in results if isinstance(r, BaseException))
        assert (await store.runs.get(run.id)).spent.reserved_micro_usd == 90

    async def test_episodes_and_seconds_are_limited(self, store: Store, clock: Clock) -> None:
        run = await running_run(store, limits=Budget(seconds=100, episodes=1), attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        names = {"profile": "p", "model": "m", "prompt_version": "1"}
        await store.episodes.start(attempt.id, OWNER, **names)
        with pytest.raises(LimitReached) as refused:
            await store.episodes.start(attempt.id, OWNER, **names)
        assert refused.value.limit == "episodes"
        clock.advance(100)
        await store.runs.heartbeat(run.id, OWNER)
        with pytest.raises(LimitReached) as refused:
            await store.ledger.reserve(run.id, "x", micro_usd=1, tokens=1)
        assert refused.value.limit == "seconds"

    @pytest.mark.parametrize(
        ("status", "asked", "counted"),
        [
            (EpisodeStatus.FAILED, True, 0),
            (EpisodeStatus.CANCELLED, False, 0),
            (EpisodeStatus.CANCELLED, True, 1),
            (EpisodeStatus.PARTIAL, False, 1),
        ],
    )
    async def test_an_episode_without_an_answer_is_given_back(
        self, store: Store, status: EpisodeStatus, asked: bool, counted: int
    ) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        episode = await store.episodes.start(attempt.id, OWNER, profile="p", model="m", prompt_version="1")
        if asked:
            await store.ledger.reserve(run.id, "call", micro_usd=10, tokens=100, episode_id=episode.id)
            await store.ledger.settle("call", Usage(5, 10, 1))
        await store.episodes.finish(episode.id, OWNER, status)
        assert (await store.runs.get(run.id)).spent.episodes == counted

    async def test_calls_of_a_lost_worker_are_charged_in_full(self, store: Store, clock: Clock) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OTHER)
        assert attempt
        episode = await store.episodes.start(attempt.id, OTHER, profile="p", model="m", prompt_version="1")
        await store.ledger.reserve(run.id, "in-flight", micro_usd=100, tokens=1000, episode_id=episode.id)
        await store.ledger.reserve(run.id, "rater", micro_usd=7, tokens=70)
        clock.advance(STALE + 1)
        await store.attempts.retry_stale(run.id, stale_after=STALE)
        assert (await store.runs.get(run.id)).spent.reserved_micro_usd == 7
        await store.runs.acquire(run.id, "new", stale_after=STALE)
        spent = (await store.runs.get(run.id)).spent
        assert (spent.micro_usd, spent.tokens, spent.reserved_micro_usd) == (107, 1070, 0)
        shown = await store.views.show(episode.id)
        assert isinstance(shown, EpisodeDetail)
        assert (shown.episode.status, shown.episode.usage.micro_usd) == (EpisodeStatus.FAILED, 100)
        assert shown.charges[0].estimated
        late = await store.ledger.settle("in-flight", Usage(1, 1, 1))
        assert late.usage.micro_usd == 100
        with pytest.raises(OwnershipLost):
            await store.ledger.reserve(run.id, "next", micro_usd=1, tokens=1, episode_id=episode.id)
        with pytest.raises(OwnershipLost):
            await store.episodes.finish(episode.id, OTHER, EpisodeStatus.PARTIAL)
