"""What the store's tests share: a clock that moves by hand and short ways to make records."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from orchestrator.lean.checker import Hypothesis, Outcome
from orchestrator.problems.identity import sha256_hex
from orchestrator.store import (
    CATALOGUE,
    AttemptOutcome,
    Budget,
    NewAttempt,
    NewCheck,
    NewGoal,
    NewGoalResult,
    NewRun,
    NewSketch,
    NewVerdict,
    Note,
    Run,
    Store,
)
from orchestrator.vocabulary import Direction, GoalStatus, TrustLevel, VerdictKind

OWNER = "host:1:aa"
OTHER = "host:2:bb"
STALE = 60.0
# Children are forked from a server that has imported the store once; forking pytest itself would copy its threads.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["orchestrator.store", "psycopg"])
TOOLCHAIN = "embedded-4.28.0+0123456789ab"


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def running_run(
    store: Store, *, problem: str = "erdos/1", limits: Budget | None = None, attempts: int = 0, max_retries: int = 2
) -> Run:
    """A run that OWNER drives, with waiting attempts."""
    statement = await store.problems.register(
        problem, registrar=CATALOGUE, source="erdos", title="A problem", text=f"theorem of {problem}"
    )
    config = {"seed": 7, "prices": {"prover": 1.5}}
    new = NewRun(statement.id, "A", TOOLCHAIN, config, limits or Budget(), max_retries)
    run = await store.runs.create(new)
    await store.attempts.add(run.id, [NewAttempt("portfolio", seed) for seed in range(attempts)])
    acquired = await store.runs.acquire(run.id, OWNER, stale_after=STALE)
    assert acquired is not None
    return acquired


def goal(name: str) -> NewGoal:
    return NewGoal(sha256_hex(name), TOOLCHAIN, f"{name} = 0", (Hypothesis("n", "Nat"),), f"n : Nat\n⊢ {name} = 0")


def verdict(kind: VerdictKind = VerdictKind.ACCEPTED, trust: TrustLevel = TrustLevel.REPLAYED) -> NewVerdict:
    code = "ok" if kind is VerdictKind.ACCEPTED else "statement_changed"
    return NewVerdict(kind, code, "detail", trust, TOOLCHAIN, "judge-1", 0.5, ("propext",), {"declarations": ["t"]})


def outcome(text: str = "by omega", *, direction: Direction = Direction.PROVE, **changes: object) -> AttemptOutcome:
    """An outcome with something in every part."""
    values: dict[str, object] = {
        "sketch": NewSketch(direction, (text,), plan="First try omega."),
        "goals": (goal("a"), goal("b")),
        "goal_results": (NewGoalResult(goal("a"), GoalStatus.PROVED, "portfolio", 0.1, "omega"),),
        "checks": (NewCheck(Outcome.ELABORATED, 0.2, ({"severity": "warning", "text": "declaration uses 'sorry'"},)),),
        "verdicts": (verdict(),),
        "events": (Note("omega works"),),
        "detail": "closed",
    }
    return AttemptOutcome(**(values | changes))  # type: ignore[arg-type]
