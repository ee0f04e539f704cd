"""What the feed and the logs of every `Store` promise. Subclasses provide the fixture ``url``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

import pytest
import pytest_asyncio
from store_helpers import OWNER, Clock, outcome, running_run
from waiting import eventually

from orchestrator.errors import SlowReader, UserError
from orchestrator.store import (
    BEGINNING,
    AnyEvent,
    AttemptStarted,
    Event,
    NewAttempt,
    Note,
    RunAcquired,
    SearchDecided,
    Store,
    Topics,
    Unrecognised,
    open_store,
)
from orchestrator.store.sql import feed as sql_feed
from orchestrator.store.sql.store import SqlStore

ALL = Topics(everything=True)


@asynccontextmanager
async def following(store: Store, topics: Topics, after: str | None = None) -> AsyncIterator[AsyncIterator[Event]]:
    """The events of a stream one by one."""

    async def each(batches: AsyncIterator[tuple[Event, ...]]) -> AsyncIterator[Event]:
        async for batch in batches:
            for event in batch:
                yield event

    async with store.feed.follow(topics, after) as batches:
        yield each(batches)


async def take(events: AsyncIterator[Event], number: int) -> list[Event]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(number)]


class FeedConformance:
    @pytest_asyncio.fixture()
    async def store(self, url: str) -> AsyncIterator[Store]:
        async with open_store(url, clock=Clock()) as store:
            yield store

    async def test_a_follower_sees_what_was_and_what_comes_each_once(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        async with following(store, Topics(runs=frozenset({run.id})), BEGINNING) as events:
            before = await take(events, 2)
            await store.attempts.claim(run.id, OWNER)
            await store.events.append(run.id, [Note("a"), Note("b")])
            after = await take(events, 3)
        assert [event.kind for event in before] == ["run.created", "run.acquired"]
        assert isinstance(before[1].event, RunAcquired)
        assert before[1].event.owner == OWNER
        assert isinstance(after[0].event, AttemptStarted)
        assert [event.event for event in after[1:]] == [Note("a"), Note("b")]
        assert [event.seq for event in before + after] == [1, 2, 3, 4, 5]

    async def test_following_resumes_at_any_position(self, store: Store) -> None:
        run = await running_run(store)
        await store.events.append(run.id, [Note(str(n)) for n in range(5)])
        async with following(store, ALL, BEGINNING) as events:
            seen = await take(events, 7)
        for number in (0, 3, 6):
            await store.events.append(run.id, [Note("more")])
            async with following(store, ALL, seen[number].position) as events:
                rest = await take(events, 6 - number + 1)
            assert rest[: 6 - number] == seen[number + 1 :]
        async with following(store, ALL) as events:
            await store.events.append(run.id, [Note("from now on")])
            assert (await take(events, 1))[0].event == Note("from now on")

    async def test_only_the_topics_that_were_asked_for(self, store: Store) -> None:
        one, other = await running_run(store), await running_run(store, problem="erdos/2")
        topics = Topics(problems=frozenset({"erdos/2"}))
        async with following(store, topics) as events:
            await store.events.append(one.id, [Note("not wanted")])
            await store.events.append(other.id, [Note("wanted")])
            (event,) = await take(events, 1)
        assert (event.event, event.run_id, event.problem_id) == (Note("wanted"), other.id, "erdos/2")

    async def test_events_of_another_process_arrive(self, store: Store, url: str) -> None:
        run = await running_run(store)
        async with following(store, ALL) as events, open_store(url) as elsewhere:
            waiting = asyncio.create_task(take(events, 1))
            await elsewhere.events.append(run.id, [Note("from elsewhere")])
            assert (await waiting)[0].event == Note("from elsewhere")

    async def test_many_writers_many_followers_and_one_order(self, store: Store) -> None:
        runs = [await running_run(store, problem=f"erdos/{n}") for n in range(4)]

        async def read(topics: Topics, number: int) -> list[Event]:
            async with following(store, topics, start) as events:
                return await take(events, number)

        start = await store.feed.end()
        readers = [asyncio.create_task(read(ALL, 80)) for _ in range(3)]
        readers += [asyncio.create_task(read(Topics(runs=frozenset({run.id})), 20)) for run in runs]
        notes = [store.events.append(run.id, [Note(str(n))]) for n in range(20) for run in runs]
        await asyncio.gather(*notes)
        everything, *others = await asyncio.gather(*readers)
        assert others[0] == others[1] == everything
        for run, mine in zip(runs, others[2:], strict=True):
            assert mine == [event for event in everything if event.run_id == run.id]
            assert [event.seq for event in mine] == list(range(3, 23)), "also in the order of the run's own log"

    async def test_a_slow_reader_is_dropped_with_the_place_to_go_on_from(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sql_feed, "MOST_WAITING", 10)
        run = await running_run(store)
        assert isinstance(store, SqlStore)
        async with following(store, ALL) as events:
            waiting = asyncio.create_task(take(events, 1))
            followers = store.feed._followers
            await eventually(lambda: bool(followers))
            await store.events.append(run.id, [Note("first")])
            seen = await waiting
            (follower,) = followers
            await store.events.append(run.id, [Note(str(n)) for n in range(50)])
            await eventually(lambda: follower.dropped)
            seen += await take(events, 10)
            with pytest.raises(SlowReader) as slow:
                await take(events, 1)
        monkeypatch.setattr(sql_feed, "MOST_WAITING", 1000)
        assert slow.value.position == seen[-1].position
        async with following(store, ALL, slow.value.position) as events:
            seen += await take(events, 51 - len(seen))
        assert [event.seq for event in seen] == list(range(3, 54))

    @pytest.mark.parametrize("position", ["", "1", "a.b", "1.2.3", "-1.2", "1.99999999999999999999"])
    async def test_what_is_no_position_is_refused(self, store: Store, position: str) -> None:
        with pytest.raises(UserError, match="no position"):
            async with following(store, ALL, position):
                pass

    async def test_a_cancelled_follower_leaves_nothing_behind(self, store: Store) -> None:
        run = await running_run(store)

        async def watch() -> None:
            async with following(store, ALL, BEGINNING) as events:
                async for _ in events:
                    pass

        watching = asyncio.create_task(watch())
        await asyncio.sleep(0.05)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        async with following(store, ALL) as events:
            await store.events.append(run.id, [Note("still there")])
            assert (await take(events, 1))[0].event == Note("still there")

    async def test_the_log_can_be_read_by_kind(self, store: Store) -> None:
        run = await running_run(store)
        await store.events.append(run.id, [Note("x"), SearchDecided({"step": 1, "why": ["a"]}), Note("y")])
        (decided,) = await store.events.since(run.id, kinds=["search.decided"])
        assert decided.event == SearchDecided({"step": 1, "why": ["a"]})
        assert decided.seq == 4

    async def test_work_begins_with_the_log_that_tells_of_it(self, store: Store) -> None:
        run = await running_run(store)
        task = {"step": 3, "inspirations": ["x"]}
        (begun,) = await store.attempts.begin(
            run.id, OWNER, [NewAttempt("agent", 7, task=task)], events=[SearchDecided({"step": 3})]
        )
        assert begun.task == task
        kinds = [event.kind for event in await store.events.since(run.id, 2)]
        assert kinds == ["search.decided", "attempt.started"]
        await store.attempts.finish(begun.id, OWNER, outcome())
        assert (await store.attempts.get(begun.id)).task == task


def test_every_kind_of_event_has_a_name_of_its_own() -> None:
    kinds = [cls.__dataclass_fields__["kind"].default for cls in get_args(AnyEvent)]
    assert len(set(kinds)) == len(kinds)
    assert Unrecognised in get_args(AnyEvent)
