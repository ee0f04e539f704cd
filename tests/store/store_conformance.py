"""The conformance suite of the storage contract: every `Store` must pass it. Subclasses provide the fixture ``url``."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import pytest_asyncio
import sqlalchemy as sa
from store_helpers import OTHER, OWNER, STALE, TOOLCHAIN, Clock, goal, outcome, running_run, verdict

from orchestrator.errors import AlreadyFinished, IdTaken, LimitReached, OwnershipLost, SourceError, UnknownId, UserError
from orchestrator.problems.identity import sketch_digest
from orchestrator.store import (
    CATALOGUE,
    HEADER,
    LOCAL,
    AttemptDetail,
    AttemptOutcome,
    Budget,
    EpisodeDetail,
    NewAttempt,
    NewEntry,
    NewGoalEdge,
    NewGoalResult,
    NewSketch,
    Note,
    ProblemDetail,
    RunDetail,
    SketchDetail,
    StatementVersion,
    Store,
    Usage,
    collected,
    open_store,
    schema_version,
)
from orchestrator.store.sql import events
from orchestrator.store.sql.engine import Transaction, parse_url
from orchestrator.store.sql.store import SqlStore
from orchestrator.vocabulary import (
    AttemptState,
    ChargeState,
    Direction,
    EpisodeStatus,
    FailureKind,
    GoalEdgeKind,
    GoalStatus,
    ParentRole,
    ProblemState,
    RunOutcome,
    RunStatus,
    TrustLevel,
    VerdictKind,
)


def execute(url: str, *statements: str) -> None:
    """Run SQL behind the store's back."""
    if url.startswith("sqlite"):
        with sqlite3.connect(str(sa.make_url(url).database)) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(url) as connection:
            for statement in statements:
                connection.execute(statement.encode())


class StoreConformance:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest_asyncio.fixture()
    async def store(self, url: str, clock: Clock) -> AsyncIterator[Store]:
        async with open_store(url, clock=clock) as store:
            yield store

    # --- problems and runs --------------------------------------------------------------------------------------

    async def test_a_statement_is_stored_once_and_keeps_its_text(self, store: Store) -> None:
        text = "theorem t : ∀ n, n ≥ 0 := sorry\n"
        first = await store.problems.register(
            "oeis/A1", registrar=CATALOGUE, source="oeis", title="Old", text=text, metadata={"tags": ["x"]}
        )
        again = await store.problems.register("oeis/A1", registrar=CATALOGUE, source="oeis", title="New", text=text)
        other = await store.problems.register(
            "oeis/A1", registrar=CATALOGUE, source="oeis", title="New", text=text + "-- corrected"
        )
        assert first == again == await store.problems.statement(first.id)
        assert other.id != first.id
        shown = await store.views.show("oeis/A1")
        assert isinstance(shown, ProblemDetail)
        assert shown.problem.title == "New"
        assert shown.statements == (other, first)

    @pytest.mark.parametrize("character", ["\x00", "\ud800"])
    async def test_text_that_cannot_come_back_exactly_is_refused(self, store: Store, character: str) -> None:
        with pytest.raises(SourceError, match="remove that character"):
            await store.problems.register("p/1", registrar=CATALOGUE, source="p", title="t", text=f"a{character}b")

    async def test_details_with_unstorable_characters_are_kept_readable(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        await store.attempts.fail(attempt.id, OWNER, FailureKind.LEAN_CRASHED, "stack \x00 dump \udcff")
        (failed,) = await collected(store.attempts.list, run.id, [AttemptState.FAILED])
        assert failed.detail == "stack \ufffd dump \ufffd"

    async def test_a_run_keeps_its_snapshot(self, store: Store, clock: Clock) -> None:
        limits = Budget(micro_usd=2_500_000, tokens=None, seconds=3600.0, episodes=12)
        run = await running_run(store, limits=limits)
        assert run.limits == limits
        assert run.config == {"seed": 7, "prices": {"prover": 1.5}}
        assert (run.status, run.owner, run.created_at) == (RunStatus.RUNNING, OWNER, clock.now)
        assert run == await store.runs.get(run.id)

    async def test_a_run_has_one_owner_until_its_heartbeat_is_stale(self, store: Store, clock: Clock) -> None:
        run = await running_run(store)
        assert await store.runs.acquire(run.id, OWNER, stale_after=STALE) == run
        clock.advance(STALE)
        assert await store.runs.acquire(run.id, OTHER, stale_after=STALE) is None
        clock.advance(1)
        taken = await store.runs.acquire(run.id, OTHER, stale_after=STALE)
        assert taken
        assert taken.owner == OTHER
        with pytest.raises(OwnershipLost):
            await store.runs.heartbeat(run.id, OWNER)
        with pytest.raises(OwnershipLost):
            await store.runs.finish(run.id, OWNER, RunOutcome.STOPPED)

    async def test_seconds_are_counted_only_while_owned(self, store: Store, clock: Clock) -> None:
        run = await running_run(store)
        clock.advance(10)
        await store.runs.heartbeat(run.id, OWNER)
        clock.advance(-3)
        await store.runs.heartbeat(run.id, OWNER)
        clock.advance(5)
        paused = await store.runs.pause(run.id, OWNER)
        clock.advance(1000)
        await store.runs.acquire(run.id, OTHER, stale_after=STALE)
        clock.advance(2)
        finished = await store.runs.finish(run.id, OTHER, RunOutcome.STOPPED)
        assert (paused.status, paused.owner, paused.spent.seconds) == (RunStatus.PAUSED, None, 15)
        assert finished.spent.seconds == 17

    async def test_pausing_puts_running_work_back_without_counting_a_retry(self, store: Store) -> None:
        run = await running_run(store, attempts=2)
        claimed = await store.attempts.claim(run.id, OWNER)
        assert claimed
        await store.runs.pause(run.id, OWNER)
        assert await store.attempts.claim(run.id, OWNER) is None
        states = [attempt.state for attempt in await collected(store.attempts.list, run.id)]
        assert states == [AttemptState.CANCELLED, AttemptState.WAITING, AttemptState.WAITING]
        again = (await collected(store.attempts.list, run.id))[-1]
        assert (again.retry_of, again.retries, again.seed) == (claimed.id, 0, claimed.seed)

    async def test_a_finished_run_stays_as_it_is(self, store: Store) -> None:
        run = await running_run(store, attempts=2)
        await store.attempts.claim(run.id, OWNER)
        finished = await store.runs.finish(run.id, OWNER, RunOutcome.NOT_PROVED, detail="out of ideas")
        assert await store.runs.finish(run.id, OWNER, RunOutcome.NOT_PROVED) == finished
        assert {attempt.state for attempt in await collected(store.attempts.list, run.id)} == {AttemptState.CANCELLED}
        assert await collected(store.runs.list, unfinished=True) == ()
        for call in (
            store.runs.finish(run.id, OWNER, RunOutcome.STOPPED),
            store.runs.acquire(run.id, OTHER, stale_after=0),
            store.runs.heartbeat(run.id, OWNER),
            store.runs.pause(run.id, OWNER),
            store.attempts.add(run.id, [NewAttempt("p", 1)]),
            store.ledger.reserve(run.id, "late", micro_usd=1, tokens=1),
        ):
            with pytest.raises(AlreadyFinished):
                await call

    @pytest.mark.parametrize(
        ("direction", "trust", "kind"),
        [
            (Direction.DISPROVE, TrustLevel.REPLAYED, VerdictKind.ACCEPTED),
            (Direction.PROVE, TrustLevel.AUDITED, VerdictKind.ACCEPTED),
            (Direction.PROVE, TrustLevel.COMPARED, VerdictKind.NEEDS_REVIEW),
        ],
    )
    async def test_nothing_is_proved_without_the_judge(
        self, store: Store, direction: Direction, trust: TrustLevel, kind: VerdictKind
    ) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        weak = outcome(direction=direction, verdicts=(verdict(kind, trust),))
        await store.attempts.finish(attempt.id, OWNER, weak)
        with pytest.raises(ValueError, match="no accepted verdict"):
            await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)
        assert (await store.runs.get(run.id)).status is RunStatus.RUNNING

    async def test_unfinished_runs_are_listed_for_resumption(self, store: Store) -> None:
        first = await running_run(store)
        second = await running_run(store, problem="erdos/2")
        await store.runs.pause(second.id, OWNER)
        assert [run.id for run in await collected(store.runs.list, unfinished=True)] == [first.id, second.id]

    # --- attempts -----------------------------------------------------------------------------------------------

    async def test_every_attempt_is_claimed_once_and_in_order(self, store: Store) -> None:
        run = await running_run(store, attempts=12)
        claimed = await asyncio.gather(*(store.attempts.claim(run.id, f"w{n}") for n in range(15)))
        found = [attempt for attempt in claimed if attempt]
        assert sorted(attempt.id for attempt in found) == [a.id for a in await collected(store.attempts.list, run.id)]
        assert len({attempt.owner for attempt in found}) == 12
        assert sorted(attempt.seed for attempt in found) == list(range(12))

    async def test_an_outcome_is_admitted_whole_and_once(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        first = await store.attempts.finish(attempt.id, OWNER, outcome())
        assert await store.attempts.finish(attempt.id, OWNER, outcome()) == first
        shown = await store.views.show(attempt.id)
        assert isinstance(shown, AttemptDetail)
        assert shown.attempt.state is AttemptState.FINISHED
        assert shown.sketch
        assert shown.sketch.digest == sketch_digest(run.statement_sha256, Direction.PROVE, ("by omega",))
        assert [g.status for g in shown.goals] == [GoalStatus.PROVED, GoalStatus.UNKNOWN]
        assert shown.goals[0].hypotheses == goal("a").hypotheses
        assert len(shown.checks) == len(shown.verdicts) == 1
        assert shown.verdicts[0].certificate == {"declarations": ["t"]}
        kinds = [event.kind for event in await store.events.since(run.id)]
        assert kinds == ["run.created", "run.acquired", "attempt.started", "note", "attempt.finished"]
        with pytest.raises(AlreadyFinished):
            await store.attempts.finish(attempt.id, OWNER, outcome("by simp"))
        finished = await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)
        assert finished.outcome is RunOutcome.PROVED

    async def test_an_outcome_that_cannot_be_stored_leaves_nothing(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        bad = NewGoalResult(goal("z"), GoalStatus.PROVED, "portfolio", 0.1, "omega\x00")
        with pytest.raises(SourceError):
            await store.attempts.finish(attempt.id, OWNER, outcome(goal_results=(bad,)))
        orphan = NewSketch(Direction.PROVE, ("x",), parent="f" * 64)
        with pytest.raises(UnknownId):
            await store.attempts.finish(attempt.id, OWNER, outcome(sketch=orphan))
        assert await collected(store.sketches.of_run, run.id) == ()
        shown = await store.views.show(attempt.id)
        assert isinstance(shown, AttemptDetail)
        assert (shown.attempt.state, shown.verdicts, shown.checks) == (AttemptState.RUNNING, (), ())

    async def test_only_the_owner_ends_an_attempt(self, store: Store) -> None:
        run = await running_run(store, attempts=2)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        waiting = (await collected(store.attempts.list, run.id, [AttemptState.WAITING]))[0]
        for attempt_id, owner in ((attempt.id, OTHER), (waiting.id, OWNER)):
            with pytest.raises(OwnershipLost):
                await store.attempts.finish(attempt_id, owner, outcome())
            with pytest.raises(OwnershipLost):
                await store.attempts.fail(attempt_id, owner, FailureKind.INTERNAL, "x")
            with pytest.raises(OwnershipLost):
                await store.attempts.heartbeat(attempt_id, owner)

    async def test_failures_of_ours_are_retried_with_history_up_to_the_limit(self, store: Store) -> None:
        run = await running_run(store, attempts=1, max_retries=2)
        for retries in range(3):
            attempt = await store.attempts.claim(run.id, OWNER)
            assert attempt
            assert attempt.retries == retries
            retry = await store.attempts.fail(attempt.id, OWNER, FailureKind.LEAN_CRASHED, "signal 11")
            assert await store.attempts.fail(attempt.id, OWNER, FailureKind.LEAN_CRASHED, "signal 11") == retry
        assert retry is None
        attempts = await collected(store.attempts.list, run.id)
        assert [a.retry_of for a in attempts] == [None, attempts[0].id, attempts[1].id]
        shown = await store.views.show(attempts[2].id)
        assert isinstance(shown, AttemptDetail)
        assert shown.history == (attempts[1], attempts[0])
        assert {(a.state, a.failure_kind) for a in attempts} == {(AttemptState.FAILED, FailureKind.LEAN_CRASHED)}

    async def test_stale_attempts_are_retried_and_their_old_worker_is_told(self, store: Store, clock: Clock) -> None:
        run = await running_run(store, attempts=2)
        lost, alive = await store.attempts.claim(run.id, OTHER), await store.attempts.claim(run.id, OWNER)
        assert lost
        assert alive
        clock.advance(STALE)
        assert await store.attempts.retry_stale(run.id, stale_after=STALE) == ()
        clock.advance(1)
        await store.attempts.heartbeat(alive.id, OWNER)
        (retry,) = await store.attempts.retry_stale(run.id, stale_after=STALE)
        assert (retry.retry_of, retry.state, retry.seed) == (lost.id, AttemptState.WAITING, lost.seed)
        assert await store.attempts.retry_stale(run.id, stale_after=STALE) == ()
        with pytest.raises(OwnershipLost):
            await store.attempts.finish(lost.id, OTHER, outcome())
        assert await collected(store.sketches.of_run, run.id) == ()

    async def test_cancelling_is_final(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        (attempt,) = await collected(store.attempts.list, run.id)
        cancelled = await store.attempts.cancel(attempt.id, detail="another agent proved it")
        assert cancelled.state is AttemptState.CANCELLED
        assert await store.attempts.cancel(attempt.id, detail="again") == cancelled
        assert await store.attempts.claim(run.id, OWNER) is None

    # --- sketches, goals, verdicts ------------------------------------------------------------------------------

    async def test_lineage_survives_an_edit_that_is_undone(self, store: Store) -> None:
        run = await running_run(store)
        root = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("sorry",), plan="start"))
        hint = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("by simp",)))
        middle = NewSketch(Direction.PROVE, ("by omega",), parent=root.digest, inspirations=(hint.digest,))
        child = await store.sketches.add(run.statement_id, middle)
        undone = NewSketch(Direction.PROVE, ("sorry",), plan="back", parent=child.digest)
        assert await store.sketches.add(run.statement_id, undone) == root
        assert await store.sketches.get(root.digest) == root
        leaf = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("x",), parent=child.digest))
        edges = [
            (edge.sketch, edge.parent, edge.role, edge.depth) for edge in await store.sketches.lineage(leaf.digest)
        ]
        assert edges == [
            (leaf.digest, child.digest, ParentRole.PARENT, 0),
            (child.digest, root.digest, ParentRole.PARENT, 1),
            (child.digest, hint.digest, ParentRole.INSPIRATION, 1),
        ]

    async def test_the_goal_cache_tells_what_is_known(self, store: Store) -> None:
        a, b, c = goal("a"), goal("b"), goal("c")
        unknown = NewGoalResult(a, GoalStatus.UNKNOWN, "portfolio", 0.5)
        proved = NewGoalResult(a, GoalStatus.PROVED, "search", 2.0, "induction n")
        await store.goals.add_results([unknown, NewGoalResult(b, GoalStatus.DISPROVED, "search", 1.0, "⟨0, by simp⟩")])
        await store.goals.add_results([proved])
        known = await store.goals.results([a.digest, b.digest, c.digest], TOOLCHAIN)
        assert [r.status for r in known[a.digest]] == [GoalStatus.UNKNOWN, GoalStatus.PROVED]
        assert known[b.digest][0].proof == "⟨0, by simp⟩"
        assert c.digest not in known
        assert await store.goals.results([a.digest], "another toolchain") == {}

    async def test_a_later_verdict_may_be_added_to_a_finished_run(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        done = await store.attempts.finish(attempt.id, OWNER, outcome())
        await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)
        assert done.sketch_digest
        again = await store.verdicts.add(run.id, done.sketch_digest, verdict(trust=TrustLevel.COMPARED))
        shown = await store.views.show(done.sketch_digest[:12])
        assert isinstance(shown, SketchDetail)
        assert [v.trust for v in shown.verdicts] == [TrustLevel.COMPARED, TrustLevel.REPLAYED]
        assert shown.verdicts[0] == again

    async def test_events_are_numbered_without_gaps_under_concurrency(self, store: Store) -> None:
        run = await running_run(store)
        await asyncio.gather(*(store.events.append(run.id, [Note("n", {"n": n})]) for n in range(20)))
        events = await store.events.since(run.id)
        assert [event.seq for event in events] == list(range(1, 23))
        notes = [event.event for event in events[2:]]
        assert {note.detail["n"] for note in notes if isinstance(note, Note)} == set(range(20))
        assert await store.events.since(run.id, 20, limit=1) == (events[20],)

    # --- episodes and the ledger --------------------------------------------------------------------------------

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
            sketch=NewSketch(Direction.PROVE, ("half",)),
        )
        assert ended.usage == Usage(40, 300, 60, 50, 5)
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

    # --- for people ---------------------------------------------------------------------------------------------

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

    async def statements_of(self, call: Any) -> int:
        """How many SELECT statements awaiting ``call`` sends."""
        sent: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            await call
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
        return sum(statement.lstrip().startswith("SELECT") for statement in sent)

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

    # --- goals that are computed once, and their graph ------------------------------------------------------------

    async def test_a_goal_is_computed_by_one_however_many_ask(self, store: Store, clock: Clock, url: str) -> None:
        async with open_store(url, clock=clock) as elsewhere:
            stores = [store, elsewhere]
            asked = (stores[n % 2].goals.claim(goal("a"), f"w{n}", stale_after=STALE) for n in range(20))
            (won,) = [claim for claim in await asyncio.gather(*asked) if claim]
        assert await store.goals.claim(goal("a"), won.owner, stale_after=STALE) is not None
        clock.advance(STALE)
        await store.goals.heartbeat(won.goal_digest, TOOLCHAIN, won.owner)
        clock.advance(STALE)
        assert await store.goals.claim(goal("a"), OTHER, stale_after=STALE) is None
        clock.advance(1)
        taken = await store.goals.claim(goal("a"), OTHER, stale_after=STALE)
        assert taken
        assert taken.owner == OTHER
        with pytest.raises(OwnershipLost):
            await store.goals.heartbeat(won.goal_digest, TOOLCHAIN, won.owner)
        late = NewGoalResult(goal("a"), GoalStatus.UNKNOWN, "p", 1.0)
        await store.goals.release(won.goal_digest, TOOLCHAIN, won.owner, [late])
        assert await store.goals.claim(goal("a"), "third", stale_after=STALE) is None, "it is still the other's"
        found = NewGoalResult(goal("a"), GoalStatus.PROVED, "p", 1.0, "omega")
        await store.goals.release(won.goal_digest, TOOLCHAIN, OTHER, [found])
        (results,) = (await store.goals.results([goal("a").digest], TOOLCHAIN)).values()
        assert [result.status for result in results] == [GoalStatus.UNKNOWN, GoalStatus.PROVED]
        assert await store.goals.claim(goal("a"), "third", stale_after=STALE) is not None

    async def test_how_goals_hang_together(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        done = await store.attempts.finish(attempt.id, OWNER, outcome())
        a, b = goal("a").digest, goal("b").digest
        veto = NewGoalEdge(a, b, TOOLCHAIN, GoalEdgeKind.EQUAL, "exact h")
        for _ in range(2):
            await store.goals.add_edges([veto, NewGoalEdge(a, b, TOOLCHAIN, GoalEdgeKind.IMPLIES)])
        (edges,) = (await store.goals.edges([a, b], TOOLCHAIN)).values()
        assert [(e.other_digest, e.kind, e.proof) for e in edges] == [(b, "equal", "exact h"), (b, "implies", None)]
        with pytest.raises(UnknownId, match="no goal"):
            await store.goals.add_edges([NewGoalEdge(a, "f" * 64, TOOLCHAIN, GoalEdgeKind.EQUAL)])
        assert (await store.goals.containing(b, TOOLCHAIN)).items == (done.sketch_digest,)

    # --- who an id belongs to, and what is counted ----------------------------------------------------------------

    async def test_an_id_belongs_to_who_registered_it(self, store: Store) -> None:
        async def register(name: str, registrar: str, text: str) -> StatementVersion:
            return await store.problems.register(name, registrar=registrar, source="s", title=text, text=text)

        first = await register("erdos/242", CATALOGUE, "hard")
        for registrar in ("import:x", "someone"):
            assert await register("erdos/242", registrar, "hard") == first
            with pytest.raises(IdTaken, match="belongs to catalogue"):
                await register("erdos/242", registrar, "trivial")
        for name, registrar in (("erdos/242", LOCAL), ("erdos/243", LOCAL), ("local/x", CATALOGUE)):
            with pytest.raises(UserError, match=r"not .*'s to give"):
                await register(name, registrar, "trivial")
        mine = await register("local/erdos/242", LOCAL, "trivial")
        assert (await store.problems.get("local/erdos/242")).current_id == mine.id
        problem = await store.problems.get("erdos/242")
        assert (problem.title, problem.registrar, problem.current_id) == ("hard", CATALOGUE, first.id)

    async def test_what_is_said_of_a_problem_is_said_of_its_current_statement(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        await store.attempts.finish(attempt.id, OWNER, outcome())
        await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)
        found = await store.sketches.accepted(run.statement_id)
        assert found
        texts = {}
        for text in ("corrected", f"theorem of {run.problem_id}"):
            version = await store.problems.register(
                "erdos/1", registrar=CATALOGUE, source="erdos", title="A problem", text=text
            )
            (line,) = await collected(store.views.overview, "erdos/1")
            shown = await store.views.show("erdos/1")
            assert isinstance(shown, ProblemDetail)
            proofs = await store.sketches.accepted(version.id)
            texts[text] = (line.state, line.runs, len(shown.verdicts), proofs is not None)
        assert list(texts.values()) == [
            (ProblemState.UNTRIED, 0, 0, False),
            (ProblemState.PROVED, 1, 1, True),
        ], "the version that was registered last is the current one, also if it was stored first"

    async def test_an_accepted_proof_is_found_however_many_verdicts_came_after_it(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        done = await store.attempts.finish(attempt.id, OWNER, outcome())
        other = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("sorry",)))
        for _ in range(60):
            await store.verdicts.add(run.id, other.digest, verdict(VerdictKind.REJECTED))
        found, deciding = await store.sketches.accepted(run.statement_id), await store.verdicts.deciding(run.id)
        assert found
        assert deciding
        assert found.digest == deciding.sketch_digest == done.sketch_digest
        same = await store.verdicts.accepted(found.digest, TOOLCHAIN, "judge-1")
        assert same == deciding
        assert await store.verdicts.accepted(found.digest, TOOLCHAIN, "judge-2") is None
        (line,) = await collected(store.views.overview)
        assert line.last_verdict
        assert line.last_verdict.verdict is VerdictKind.REJECTED

    async def test_counters_say_what_counting_would(self, store: Store, clock: Clock) -> None:
        runs = [await running_run(store, attempts=3) for _ in range(3)]
        for run in runs[:2]:
            one, two = await store.attempts.claim(run.id, OWNER), await store.attempts.claim(run.id, OWNER)
            assert one
            assert two
            await store.ledger.reserve(run.id, run.id, micro_usd=50, tokens=1, attempt_id=one.id)
            await store.ledger.settle(run.id, Usage(micro_usd=40))
            await store.attempts.fail(one.id, OWNER, FailureKind.LEAN_CRASHED, "x")
            await store.attempts.finish(two.id, OWNER, outcome(run.id), then=[NewAttempt("p", 9)])
        await store.runs.finish(runs[0].id, OWNER, RunOutcome.PROVED)
        clock.advance(STALE + 1)
        third = await store.attempts.claim(runs[2].id, OWNER)
        assert third
        clock.advance(STALE + 1)
        await store.attempts.retry_stale(runs[2].id, stale_after=STALE)
        await store.attempts.claim(runs[2].id, OWNER)
        await store.runs.pause(runs[2].id, OWNER)
        (line,) = await collected(store.views.overview)
        stored = [await store.attempts.counts(run.id) for run in runs]
        assert line.attempts == sum(sum(counts.values()) for counts in stored)
        assert line.failed_attempts == sum(counts.get(AttemptState.FAILED, 0) for counts in stored) == 3
        assert (line.runs, line.micro_usd, line.state) == (3, 80, ProblemState.PROVED)

    async def test_lists_come_in_pages(self, store: Store) -> None:
        run = await running_run(store, attempts=25)
        listed = await collected(store.attempts.list, run.id)
        pages, after = [], None
        while True:
            page = await store.attempts.list(run.id, after=after, limit=10, newest_first=True)
            pages.append(page.items)
            after = page.next
            if after is None:
                break
        assert [len(page) for page in pages] == [10, 10, 5]
        assert tuple(reversed(sum(pages, ()))) == listed
        for limit in (0, 201):
            with pytest.raises(UserError, match="1 to 200"):
                await store.attempts.list(run.id, limit=limit)
        with pytest.raises(UserError, match="start again"):
            await store.verdicts.list(after="x")

    # --- finality at the level of the database ------------------------------------------------------------------

    async def fill(self, store: Store) -> None:
        """A row in every table, all final."""
        run = await running_run(store, attempts=2)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        root = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("sorry",)))
        episode = await store.episodes.start(attempt.id, OWNER, profile="p", model="m", prompt_version="1")
        await store.ledger.reserve(run.id, "c", micro_usd=1, tokens=1, episode_id=episode.id)
        await store.ledger.settle("c", Usage(1, 1, 0))
        await store.episodes.finish(
            episode.id, OWNER, EpisodeStatus.COMPLETE, entries=[NewEntry("note", 0.0, {"text": "x"})]
        )
        full = outcome()
        assert full.sketch
        await store.attempts.finish(attempt.id, OWNER, replace(full, sketch=replace(full.sketch, parent=root.digest)))
        await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)

    async def test_final_rows_withstand_handwritten_sql(self, store: Store, url: str) -> None:
        await self.fill(store)
        columns = {
            "statement_versions": "text",
            "sketches": "plan",
            "sketch_parents": "role",
            "goals": "target",
            "sketch_goals": "goal_digest",
            "goal_results": "proof",
            "checks": "messages",
            "verdicts": "verdict",
            "events": "payload",
            "transcript_entries": "kind",
            "runs": "outcome",
            "attempts": "state",
            "episodes": "status",
            "charges": "state",
        }
        for table, column in columns.items():
            for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
                with pytest.raises((sqlite3.IntegrityError, psycopg.errors.IntegrityError), match="never changes"):
                    execute(url, statement)

    async def test_a_cancelled_caller_leaves_the_store_usable(self, store: Store) -> None:
        run = await running_run(store)
        tasks = [asyncio.create_task(store.events.append(run.id, [Note("n", {"n": n})])) for n in range(10)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        notes = [event.event for event in await store.events.since(run.id)]
        seen = {note.detail["n"] for note in notes if isinstance(note, Note)}
        assert {1, 3, 5, 7, 9} <= seen
        await store.events.append(run.id, [Note("last")])

    async def test_a_transaction_that_has_begun_ends_before_its_caller_is_cancelled(self, store: Store) -> None:
        run = await running_run(store)
        assert isinstance(store, SqlStore)

        def be_cancelled_and_append(tx: Transaction) -> None:
            task.cancel()
            events.append(tx, run.id, [Note("written")])

        task = asyncio.create_task(store._db.write(be_cancelled_and_append))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [event.kind for event in await store.events.since(run.id, 2)] == ["note"]

    async def test_calls_are_charged_to_the_run_they_belong_to(self, store: Store) -> None:
        run, other = await running_run(store, attempts=1), await running_run(store, problem="erdos/2")
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        with pytest.raises(ValueError, match="belongs to run"):
            await store.ledger.reserve(other.id, "c", micro_usd=1, tokens=1, attempt_id=attempt.id)

    async def test_what_comes_next_is_put_in_line_with_the_outcome(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        made = outcome()
        assert made.sketch
        start = sketch_digest(run.statement_sha256, made.sketch.direction, made.sketch.regions)
        then = [NewAttempt("agent", 7, parent_sketch=start)]
        with pytest.raises(OwnershipLost):
            await store.attempts.finish(attempt.id, "somebody else", made, then=then)
        for _ in range(2):
            await store.attempts.finish(attempt.id, OWNER, made, then=then)
        (waiting,) = await collected(store.attempts.list, run.id, [AttemptState.WAITING])
        assert (waiting.prover, waiting.seed, waiting.parent_sketch) == ("agent", 7, start)

    async def test_an_empty_outcome_is_one_too(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        done = await store.attempts.finish(attempt.id, OWNER, AttemptOutcome(detail="nothing found"))
        assert (done.state, done.sketch_digest) == (AttemptState.FINISHED, None)
