"""What always fails ends: provers that break, models that are away, raters that answer with garbage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from scripted import TOOLCHAIN, ScriptedJudge, challenge

from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import ModelUnavailable, OperatorError
from orchestrator.lean.fake import FakeChecker
from orchestrator.provers.prover import Bench, ProverOutcome, ProverStatus, ProverTask
from orchestrator.provers.raters.rater import Entrant, Ranking, RaterBench
from orchestrator.search.driver.driver import MOST_GIVEN_UP, drive_run
from orchestrator.search.driver.log import RunLog
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import Lanes, RunPlan
from orchestrator.search.strategy import Admitted, Decided, Failed, Rated
from orchestrator.store import Run, open_store, owner_token
from orchestrator.vocabulary import AttemptState, Direction, RunOutcome, RunStatus


class Broken:
    """A prover that always raises, after ``good`` attempts that made a sketch each."""

    name = "broken"

    def __init__(self, error: Exception, good: int = 0) -> None:
        self._error, self._left = error, good

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        if self._left <= 0:
            raise self._error
        self._left -= 1
        regions = ("", f"  -- {task.seed}\n  sorry\n")
        return ProverOutcome(ProverStatus.PARTIAL, self.name, Direction.PROVE, regions, lean_seconds=1.0)


class Garbage:
    """A rater whose rankings are none."""

    name = "model"

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def rank(
        self, entrants: Sequence[Entrant], bench: RaterBench, seed: int, *, problem: str, profile: str | None = None
    ) -> Ranking:
        digests = tuple(entrant.digest for entrant in entrants)
        if self._kind == "raises":
            raise KeyError("a defect")
        answers = {
            "nothing": (),
            "not all": (digests[:1],),
            "one twice": (digests, digests[:1]),
            "strangers": (("f" * 64,),),
        }
        return Ranking(answers[self._kind])


async def no_lean() -> FakeChecker:
    return FakeChecker()


async def no_judge() -> ScriptedJudge:
    return ScriptedJudge()


def workers(prover: Broken) -> LocalExecutor:
    return LocalExecutor(WorkerParts(no_lean, no_judge, provers={"broken": lambda: prover}), 2)


def plan(strategy: str, lean_seconds: float | None = None, raters: tuple[str, ...] = ()) -> RunPlan:
    config = {"prover": "broken"}
    return RunPlan(strategy, config, review=False, raters=raters, lanes=Lanes(2, 1, 0), lean_seconds=lean_seconds)


@pytest.mark.parametrize("strategy", ["A", "best", "C", "graph", "auto"])
async def test_a_prover_that_always_breaks_ends_its_run(strategy: str, tmp_path: Path) -> None:
    async with (
        open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store,
        workers(Broken(ZeroDivisionError())) as executor,
    ):
        run = await create_run(store, challenge(), plan(strategy), TOOLCHAIN)
        done = await drive_run(driver_parts(store, executor), run.id, owner_token())
        counts = await store.attempts.counts(run.id)
    assert done.outcome is RunOutcome.FAILED
    assert "in a row failed for good" in done.detail
    assert set(counts) == {AttemptState.FAILED}
    assert MOST_GIVEN_UP * 3 <= counts[AttemptState.FAILED] <= (MOST_GIVEN_UP + 2) * 3


async def test_with_its_model_away_a_run_is_paused_and_goes_on_later(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store:
        prover = Broken(ModelUnavailable("the model's server does not answer"), good=3)
        run = await create_run(store, challenge(), plan("A", lean_seconds=8.0), TOOLCHAIN)
        async with workers(prover) as executor:
            with pytest.raises(
                OperatorError, match="5 attempts in a row failed for good, the last because the model's"
            ):
                await drive_run(driver_parts(store, executor), run.id, owner_token())
        paused = await store.runs.get(run.id)
        assert paused.status is RunStatus.PAUSED
        async with workers(Broken(ZeroDivisionError(), good=100)) as executor:
            done: Run = await drive_run(driver_parts(store, executor), run.id, owner_token())
        counts = await store.attempts.counts(run.id)
    assert done.outcome is RunOutcome.NOT_PROVED
    assert counts[AttemptState.FINISHED] >= 8, "what was done before the outage counts, and the rest was done after it"


@pytest.mark.parametrize("kind", ["nothing", "not all", "one twice", "strangers", "raises"])
async def test_a_rater_that_answers_with_garbage_rates_nothing_and_is_asked_no_more_than_others(
    kind: str, tmp_path: Path
) -> None:
    async with (
        open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store,
        workers(Broken(OSError(), good=99)) as executor,
    ):
        run = await create_run(store, challenge(), plan("C", lean_seconds=12.0, raters=("model",)), TOOLCHAIN)
        parts = driver_parts(store, executor, raters={"model": Garbage(kind)})
        done = await drive_run(parts, run.id, owner_token())
        entries = await RunLog(store.events, run.id).history()
    sketches = sum(isinstance(entry, Admitted) and entry.sketch is not None for entry in entries)
    lost = [entry for entry in entries if isinstance(entry, Failed)]
    assert done.outcome is RunOutcome.NOT_PROVED
    assert not any(isinstance(entry, Rated) for entry in entries)
    assert 0 < len(lost) <= 2 * sketches
    assert len({entry.step for entry in entries if isinstance(entry, Decided)}) == len(lost) + sketches
