"""What every `Store` shows to people."""

from __future__ import annotations

import asyncio

import pytest
from store_fixture import OnStore
from store_helpers import OTHER, OWNER, STALE, Clock, outcome, running_run

from orchestrator.errors import OwnershipLost, UnknownId, UserError
from orchestrator.store import (
    CATALOGUE,
    AttemptOutcome,
    NewEntry,
    RunDetail,
    Store,
    Usage,
    collected,
    schema_version,
)
from orchestrator.store.sql.engine import parse_url
from orchestrator.vocabulary import (
    FailureKind,
    ProblemState,
    RunOutcome,
    VerdictKind,
)


class ViewsConformance(OnStore):
    async def test_the_overview_counts_the_current_statement_only(self, store: Store, clock: Clock) -> None:
        await store.problems.register("erdos/0", registrar=CATALOGUE, source="erdos", title="Nobody tried", text="t0")
        run = await running_run(store, attempts=2)
        for _ in range(2):
            attempt = await store.attempts.claim(run.id, OWNER)
            assert attempt
            await store.attempts.finish(attempt.id, OWNER, outcome())
        await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)
        failing = await running_run(store, problem="erdos/2", attempts=1)
        attempt = await store.attempts.claim(failing.id, OWNER)
        assert attempt
        await store.attempts.fail(attempt.id, OWNER, FailureKind.WORKER_LOST, "gone")
        lines = {line.problem_id: line for line in await collected(store.views.overview, "erdos/")}
        assert list(lines) == ["erdos/0", "erdos/1", "erdos/2"]
        assert (lines["erdos/0"].state, lines["erdos/0"].runs) == (ProblemState.UNTRIED, 0)
        proved = lines["erdos/1"]
        assert (proved.state, proved.runs, proved.attempts) == (ProblemState.PROVED, 1, 2)
        assert proved.last_verdict
        assert proved.last_verdict.verdict is VerdictKind.ACCEPTED
        assert (lines["erdos/2"].state, lines["erdos/2"].failed_attempts) == (ProblemState.RUNNING, 1)
        await store.problems.register(
            "erdos/1", registrar=CATALOGUE, source="erdos", title="A problem", text="corrected"
        )
        (corrected,) = await collected(store.views.overview, "erdos/1")
        assert (corrected.state, corrected.last_verdict) == (ProblemState.UNTRIED, None)
        assert await collected(store.views.overview, "erdos_") == ()

    async def test_the_overview_costs_the_same_however_many_problems(self, store: Store) -> None:
        counts = []
        for size in (1, 12):
            for n in range(size):
                await running_run(store, problem=f"p/{n}")
            counts.append(await self.statements_of(store.views.overview()))
        assert counts[0] == counts[1] == 2

    async def test_ids_may_be_shortened_while_they_are_unique(self, store: Store) -> None:
        first, second = await running_run(store), await running_run(store, problem="erdos/2")
        assert first.id < second.id
        shown = await store.views.show(second.id)
        assert isinstance(shown, RunDetail)
        assert shown.run == second
        with pytest.raises(UserError, match=f"{first.id}, {second.id}; give more characters"):
            await store.views.show("r-")
        for unknown in ("r-zzz", "a-%", "", "abc", "deadbeef", "-1"):
            with pytest.raises(UnknownId):
                await store.views.show(unknown)
        with pytest.raises(UnknownId, match="no campaign, run, attempt, episode, sketch or problem 'nothing'"):
            await store.views.show("nothing")
        with pytest.raises(UnknownId, match="did you mean erdos/1"):
            await store.views.show("erdso/1")

    async def test_unknown_ids_are_named(self, store: Store) -> None:
        for call in (
            store.runs.get("r-none"),
            store.problems.statement(99),
            store.attempts.claim("r-none", OWNER),
            store.attempts.heartbeat("a-none", OWNER),
            store.sketches.lineage("0" * 64),
            store.sketches.get("0" * 64),
            store.attempts.finish("a-none", OWNER, AttemptOutcome()),
            store.episodes.start("a-none", OWNER, profile="p", model="m", prompt_version="1"),
            store.ledger.settle("none", Usage()),
            store.goals.add_results([], attempt_id="a-none"),
            store.events.since("r-none"),
        ):
            with pytest.raises(UnknownId, match="there is no"):
                await call

    async def test_check_tells_the_doctor(self, store: Store, url: str) -> None:
        check = await store.check()
        assert check.dialect == parse_url(url).get_backend_name()
        assert check.journal_mode == ("wal" if check.dialect == "sqlite" else None)
        assert check.schema_revision == check.expected_revision == schema_version()

    async def test_a_transcript_grows_with_its_episode_and_outlives_its_worker(
        self, store: Store, clock: Clock
    ) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        episode = await store.episodes.start(attempt.id, OWNER, profile="p", model="m", prompt_version="1")
        entries = [NewEntry("note", float(n), {"text": str(n)}) for n in range(1, 8)]
        await store.episodes.append(episode.id, OWNER, 1, entries[:3])
        assert len((await store.episodes.transcript(episode.id)).items) == 3
        await asyncio.gather(*(store.episodes.append(episode.id, OWNER, 2, entries[1:6]) for _ in range(3)))
        with pytest.raises(OwnershipLost):
            await store.episodes.append(episode.id, OTHER, 7, entries[6:])
        clock.advance(STALE + 1)
        await store.attempts.retry_stale(run.id, stale_after=STALE)
        with pytest.raises(OwnershipLost):
            await store.episodes.append(episode.id, OWNER, 7, entries[6:])
        with pytest.raises(UnknownId):
            await store.episodes.append("e-none", OWNER, 1, entries)
        first = await store.episodes.transcript(episode.id, limit=4)
        rest = await store.episodes.transcript(episode.id, after=first.next, limit=4)
        assert [entry.seq for entry in first.items + rest.items] == [1, 2, 3, 4, 5, 6]
        assert [entry.payload["text"] for entry in first.items] == ["1", "2", "3", "4"]
        assert rest.next is None
        assert [e.seq for e in (await store.episodes.transcript(episode.id, newest_first=True)).items][:2] == [6, 5]
