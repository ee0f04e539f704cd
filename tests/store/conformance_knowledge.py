"""Sketches, goals and verdicts, as every `Store` keeps them."""

from __future__ import annotations

import asyncio

import pytest
from store_fixture import OnStore
from store_helpers import OTHER, OWNER, STALE, TOOLCHAIN, Clock, goal, outcome, running_run, verdict

from orchestrator.errors import OwnershipLost, UnknownId
from orchestrator.store import (
    NewGoalEdge,
    NewGoalResult,
    NewSketch,
    Note,
    SketchDetail,
    Store,
    open_store,
)
from orchestrator.vocabulary import (
    Direction,
    GoalEdgeKind,
    GoalStatus,
    ParentRole,
    RunOutcome,
    TrustLevel,
)


class KnowledgeConformance(OnStore):
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
        clock.advance(-STALE)
        assert await store.goals.claim(goal("a"), OTHER, stale_after=STALE) is None
        clock.advance(-1)
        assert await store.goals.claim(goal("a"), OTHER, stale_after=STALE) is not None, "the clock was set back"

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
