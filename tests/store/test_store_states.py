"""Random histories of one run against a model: states, ownership, retries and every cent of the ledger."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from store_helpers import OWNER, STALE, Clock, outcome, running_run

from orchestrator.errors import AlreadyFinished, LimitReached, OrchestratorError, OwnershipLost
from orchestrator.store import Budget, NewAttempt, Usage, collected, open_store
from orchestrator.store.sql import tables
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import charge_record
from orchestrator.store.sql.store import SqlStore
from orchestrator.vocabulary import AttemptState, ChargeState, FailureKind, RunOutcome, RunStatus

T = TypeVar("T")
LIMIT = 300
MAX_RETRIES = 1
WORKERS = st.sampled_from(["w1", "w2"])
PICKS = st.integers(0, 1000)
FINAL = {AttemptState.FINISHED, AttemptState.FAILED, AttemptState.CANCELLED}


@dataclass
class ModelAttempt:
    state: AttemptState = AttemptState.WAITING
    owner: str | None = None
    beat: float = 0.0
    retries: int = 0


class StoreMachine(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = shutil.copy(self.template, self.folder / "store.db")
        self.runner = asyncio.Runner()
        self.clock = Clock()
        self.time = 0.0
        self.opened = open_store(f"sqlite:///{path}", clock=self.clock)
        store = self.do(self.opened.__aenter__())
        assert isinstance(store, SqlStore)
        self.store = store
        run = self.do(running_run(store, limits=Budget(micro_usd=LIMIT), max_retries=MAX_RETRIES))
        self.run_id = run.id
        self.model: dict[str, ModelAttempt] = {}
        self.reserved: dict[str, tuple[int, str | None]] = {}
        self.spent = 0
        self.calls = 0
        self.finished = False
        self.frozen: dict[str, object] = {}

    def do(self, call: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(call)

    def refused(self, call: Coroutine[Any, Any, object], kind: type[OrchestratorError]) -> None:
        with pytest.raises(kind):
            self.do(call)

    def teardown(self) -> None:
        self.do(self.opened.__aexit__(None, None, None))  # type: ignore[arg-type]
        self.runner.close()
        shutil.rmtree(self.folder)

    def pick(self, number: int) -> str:
        return sorted(self.model)[number % len(self.model)]

    def end(self, attempt_id: str, state: AttemptState) -> None:
        self.model[attempt_id].state = state
        for call, (amount, owner) in list(self.reserved.items()):
            if owner == attempt_id:
                self.spent += amount
                del self.reserved[call]

    def expect_retry(self, attempt_id: str, retry_id: str | None) -> None:
        used = self.model[attempt_id].retries
        assert (retry_id is not None) == (used < MAX_RETRIES)
        if retry_id is not None:
            self.model[retry_id] = ModelAttempt(retries=used + 1)

    @rule(seconds=st.sampled_from([1, 20, 70]))
    def time_passes(self, seconds: int) -> None:
        self.time += seconds
        self.clock.advance(seconds)

    @precondition(lambda self: not self.finished and len(self.model) < 8)
    @rule(count=st.integers(1, 3))
    def add(self, count: int) -> None:
        for attempt in self.do(self.store.attempts.add(self.run_id, [NewAttempt("p", n) for n in range(count)])):
            self.model[attempt.id] = ModelAttempt()

    @rule(worker=WORKERS)
    def claim(self, worker: str) -> None:
        waiting = sorted(name for name, attempt in self.model.items() if attempt.state is AttemptState.WAITING)
        claimed = self.do(self.store.attempts.claim(self.run_id, worker))
        assert (claimed.id if claimed else None) == (waiting[0] if waiting else None)
        if claimed:
            self.model[claimed.id].state = AttemptState.RUNNING
            self.model[claimed.id].owner, self.model[claimed.id].beat = worker, self.time

    @precondition(lambda self: self.model)
    @rule(number=PICKS, worker=WORKERS)
    def heartbeat(self, number: int, worker: str) -> None:
        name = self.pick(number)
        attempt = self.model[name]
        if (attempt.state, attempt.owner) == (AttemptState.RUNNING, worker):
            self.do(self.store.attempts.heartbeat(name, worker))
            attempt.beat = self.time
        else:
            self.refused(self.store.attempts.heartbeat(name, worker), OwnershipLost)

    @precondition(lambda self: self.model)
    @rule(number=PICKS, worker=WORKERS, text=st.sampled_from(["a", "b"]))
    def finish(self, number: int, worker: str, text: str) -> None:
        name = self.pick(number)
        attempt = self.model[name]
        call = self.store.attempts.finish(name, worker, outcome(text + name))
        if (attempt.state, attempt.owner) == (AttemptState.RUNNING, worker):
            self.do(call)
            self.end(name, AttemptState.FINISHED)
            again = self.store.attempts.finish(name, worker, outcome(text + name))
            assert self.do(again).state is AttemptState.FINISHED
        elif attempt.state is not AttemptState.FINISHED or attempt.owner != worker:
            self.refused(call, OwnershipLost)
        else:
            call.close()

    @precondition(lambda self: self.model)
    @rule(number=PICKS, worker=WORKERS)
    def fail(self, number: int, worker: str) -> None:
        name = self.pick(number)
        attempt = self.model[name]
        call = self.store.attempts.fail(name, worker, FailureKind.LEAN_CRASHED, "crash")
        if (attempt.state, attempt.owner) == (AttemptState.RUNNING, worker):
            retry = self.do(call)
            self.end(name, AttemptState.FAILED)
            self.expect_retry(name, retry.id if retry else None)
        elif attempt.state is not AttemptState.FAILED or attempt.owner != worker:
            self.refused(call, OwnershipLost)
        else:
            call.close()

    @precondition(lambda self: self.model)
    @rule(number=PICKS)
    def cancel(self, number: int) -> None:
        name = self.pick(number)
        self.do(self.store.attempts.cancel(name, detail="not needed"))
        if self.model[name].state not in FINAL:
            self.end(name, AttemptState.CANCELLED)

    @rule()
    def retry_stale(self) -> None:
        stale = sorted(
            name
            for name, attempt in self.model.items()
            if attempt.state is AttemptState.RUNNING and self.time - attempt.beat > STALE
        )
        retries = {a.retry_of: a.id for a in self.do(self.store.attempts.retry_stale(self.run_id, stale_after=STALE))}
        assert set(retries) <= set(stale)
        for name in stale:
            self.end(name, AttemptState.FAILED)
            self.expect_retry(name, retries.get(name))

    @rule(number=PICKS, amount=st.integers(0, 120), of_attempt=st.booleans())
    def reserve(self, number: int, amount: int, of_attempt: bool) -> None:
        name = self.pick(number) if of_attempt and self.model else None
        self.calls += 1
        call_id = f"c{self.calls}"
        call = self.store.ledger.reserve(self.run_id, call_id, micro_usd=amount, tokens=1, attempt_id=name)
        if self.finished:
            self.refused(call, AlreadyFinished)
        elif name and self.model[name].state is not AttemptState.RUNNING:
            self.refused(call, OwnershipLost)
        elif self.spent + sum(held for held, _ in self.reserved.values()) + amount > LIMIT:
            self.refused(call, LimitReached)
        else:
            self.do(call)
            self.reserved[call_id] = (amount, name)

    @precondition(lambda self: self.reserved)
    @rule(number=PICKS, share=st.floats(0, 1.2), sent=st.booleans())
    def close_call(self, number: int, share: float, sent: bool) -> None:
        call_id = sorted(self.reserved)[number % len(self.reserved)]
        cost = int(self.reserved.pop(call_id)[0] * share)
        if sent:
            self.do(self.store.ledger.settle(call_id, Usage(micro_usd=cost)))
            self.spent += cost
        else:
            self.do(self.store.ledger.release(call_id))

    @precondition(lambda self: not self.finished and len(self.model) > 4)
    @rule()
    def finish_run(self) -> None:
        self.do(self.store.runs.finish(self.run_id, OWNER, RunOutcome.NOT_PROVED))
        self.finished = True
        for name, attempt in self.model.items():
            if attempt.state not in FINAL:
                self.end(name, AttemptState.CANCELLED)
        self.spent += sum(amount for amount, _ in self.reserved.values())
        self.reserved.clear()

    @invariant()
    def states_agree(self) -> None:
        stored = {attempt.id: attempt for attempt in self.do(collected(self.store.attempts.list, self.run_id))}
        assert {name: (a.state, a.retries) for name, a in stored.items()} == {
            name: (a.state, a.retries) for name, a in self.model.items()
        }
        for name, attempt in stored.items():
            if attempt.state in FINAL:
                assert self.frozen.setdefault(name, attempt) == attempt

    @invariant()
    def ledger_adds_up(self) -> None:
        run = self.do(self.store.runs.get(self.run_id))
        assert (run.status is RunStatus.FINISHED) == self.finished
        assert run.spent.micro_usd == self.spent
        assert run.spent.reserved_micro_usd == sum(amount for amount, _ in self.reserved.values())

        def read(tx: Transaction) -> tuple[int, int]:
            charges = [charge_record(row) for row in tx.rows(tables.charges.select())]
            settled = sum(c.usage.micro_usd for c in charges if c.state is ChargeState.SETTLED)
            return settled, sum(c.reserved_micro_usd for c in charges if c.state is ChargeState.RESERVED)

        assert self.do(self.store._db.read(read)) == (run.spent.micro_usd, run.spent.reserved_micro_usd)


def test_random_histories_agree_with_the_model(sqlite_template: Path) -> None:
    machine = type("Machine", (StoreMachine,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
