"""Problems, runs and attempts, as every `Store` keeps them."""

from __future__ import annotations

import asyncio

import pytest
from store_fixture import OnStore
from store_helpers import OTHER, OWNER, STALE, TOOLCHAIN, Clock, goal, outcome, running_run, verdict

from orchestrator.errors import AlreadyFinished, IdTaken, OwnershipLost, SourceError, UnknownId, UserError
from orchestrator.problems.identity import sketch_digest
from orchestrator.store import (
    CATALOGUE,
    LOCAL,
    AttemptDetail,
    Budget,
    NewAttempt,
    NewGoalResult,
    NewSketch,
    ProblemDetail,
    StatementVersion,
    Store,
    Usage,
    collected,
)
from orchestrator.vocabulary import (
    AttemptState,
    Direction,
    FailureKind,
    GoalStatus,
    ProblemState,
    RunOutcome,
    RunStatus,
    TrustLevel,
    VerdictKind,
)


class RunsConformance(OnStore):
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

    async def test_what_is_read_in_a_header_is_kept_current(self, store: Store) -> None:
        """A later version of the program reads more in the same text, and a database of an earlier one must take it."""
        read = [{"tags": ["x"]}, {"tags": ["x"], "axes": {"informal": "open"}}]
        versions = [
            await store.problems.register(
                "oeis/A1", registrar=CATALOGUE, source="oeis", title="T", text="theorem t : True", metadata=metadata
            )
            for metadata in read
        ]
        assert versions[1] == await store.problems.statement(versions[0].id)
        assert [version.metadata for version in versions] == read

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

    async def test_a_clock_that_was_set_back_keeps_nobody_waiting(self, store: Store, clock: Clock) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        clock.advance(-STALE)
        assert await store.runs.acquire(run.id, OTHER, stale_after=STALE) is None
        assert await store.attempts.retry_stale(run.id, stale_after=STALE) == ()
        clock.advance(-3600)
        assert len(await store.attempts.retry_stale(run.id, stale_after=STALE)) == 1
        taken = await store.runs.acquire(run.id, OTHER, stale_after=STALE)
        assert taken is not None, "the owner would have told so since"
        beat = await store.runs.heartbeat(run.id, OTHER)
        assert (beat.spent.seconds, beat.heartbeat_at) == (0, clock.now)

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

    async def test_what_has_to_be_mended_stays_with_a_paused_run_until_it_goes_on(self, store: Store) -> None:
        run = await running_run(store)
        paused = await store.runs.pause(run.id, OWNER, detail="the key is wrong")
        resumed = await store.runs.acquire(run.id, OTHER, stale_after=STALE)
        assert resumed is not None
        assert (paused.detail, resumed.detail) == ("the key is wrong", "")

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
