"""What every executor must do. A subclass gives `make_executor`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scripted import TOOLCHAIN, challenge, scripted_parts
from waiting import eventually, says

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.jobs import About, CheckJob, JudgeJob, NamesJob, ProveJob, TryJob, VerifyJob
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import (
    ChallengeError,
    ImportNotAvailable,
    LeanCrashed,
    SetupError,
    UserError,
    WorkerLost,
)
from orchestrator.lean.checker import Checker, CheckRequest
from orchestrator.lean.trials import TryRequest
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.prover import ProverStatus, ProverTask
from orchestrator.vocabulary import Code, VerdictKind

WORKERS = 2


def job(prover: str, problem: Challenge | None = None, *, seed: int = 0) -> ProveJob:
    problem = problem or challenge()
    return ProveJob(About.of(problem), prover, ProverTask(problem, "prove", seed=seed))


class ExecutorConformance:
    """The promises of `Executor`, each tried on two workers without Lean."""

    def make_executor(self, parts: WorkerParts, workers: int) -> Executor:
        raise NotImplementedError

    @pytest.fixture
    async def executor(self, tmp_path: Path) -> AsyncIterator[Executor]:
        async with self.make_executor(scripted_parts(tmp_path), WORKERS) as executor:
            yield executor

    async def test_jobs_and_their_answers(self, executor: Executor, tmp_path: Path) -> None:
        assert executor.capacity == WORKERS
        assert [one.name for one in executor.environments] == [TOOLCHAIN]
        problem = challenge()

        outcomes = await asyncio.gather(*(executor.submit(job("proves", problem, seed=n)) for n in range(6)))
        assert [outcome.messages[0].text for outcome in outcomes] == [f"seed {n}" for n in range(6)]
        assert {outcome.status for outcome in outcomes} == {ProverStatus.COMPLETE}

        accepted = await executor.submit(JudgeJob(About.of(problem), problem, problem.submission(outcomes[0].regions)))
        assert (accepted.kind, accepted.code) == (VerdictKind.ACCEPTED, Code.ACCEPT)
        rejected = await executor.submit(JudgeJob(About.of(problem), problem, problem.submission(("", "  nonsense\n"))))
        assert rejected.kind is VerdictKind.REJECTED

        assert accepted.certificate is not None
        verified = await executor.submit(VerifyJob(About.of(problem), accepted.certificate))
        assert (verified.verdict.kind, verified.differences) == (VerdictKind.ACCEPTED, ())
        checked = await executor.submit(CheckJob(About.of(problem), CheckRequest("by_the_book")))
        assert [one.name for one in checked.declarations] == ["target_theorem_0"]
        tried = await executor.submit(TryJob(About.of(problem), TryRequest("by sorry", 3, ("rfl",))))
        assert not tried.supported  # these workers' Lean is scripted

        await self._errors_keep_their_class_and_words(executor)
        await self._cancelling_reaches_the_worker(executor, tmp_path)

    async def _errors_keep_their_class_and_words(self, executor: Executor) -> None:
        with pytest.raises(LeanCrashed, match=r"^a Lean host ended$"):
            await executor.submit(job("crashes"))
        with pytest.raises(ZeroDivisionError, match=r"^a defect of the prover$"):
            await executor.submit(job("breaks"))
        with pytest.raises(UserError, match="no prover 'nobody'"):
            await executor.submit(job("nobody"))
        with pytest.raises(UserError, match="cannot list the names"):
            await executor.submit(NamesJob(About.of(challenge()), ("Nat",), 5))
        with pytest.raises(ImportNotAvailable, match=r"no worker has the Lean .*: it is not lean-5$"):
            await executor.submit(CheckJob(About.of(challenge(), "lean-5"), CheckRequest("")))
        broken = challenge("broken", "BROKEN = 2")
        with pytest.raises(
            ChallengeError, match="line 12: test/broken does not elaborate: unknown identifier 'BROKEN'"
        ):
            await executor.submit(job("proves", broken))

    async def _cancelling_reaches_the_worker(self, executor: Executor, tmp_path: Path) -> None:
        running = [asyncio.create_task(executor.submit(job("sleeps"))) for _ in range(WORKERS)]
        await eventually(says(tmp_path / "sleeps", "started"))
        waiting = asyncio.create_task(executor.submit(job("proves")))

        async def all_at_work() -> bool:
            found = await executor.status()
            return [(one.problem, one.activity) for one in found if one.checks] == [("test/one", "sleeps")] * WORKERS

        await eventually(all_at_work)
        assert not waiting.done()

        for task in running:
            task.cancel()
        assert [type(e) for e in await asyncio.gather(*running, return_exceptions=True)] == [
            asyncio.CancelledError
        ] * WORKERS
        assert (tmp_path / "sleeps").read_text() == "cancelled"
        assert (await waiting).status is ProverStatus.COMPLETE
        assert {status.activity for status in await executor.status()} == {""}

    async def test_workers_join_and_leave_while_jobs_run(self, tmp_path: Path) -> None:
        async with self.make_executor(scripted_parts(tmp_path), 1) as executor:
            asleep = asyncio.create_task(executor.submit(job("sleeps")))
            await eventually(says(tmp_path / "sleeps", "started"))
            waiting = asyncio.create_task(executor.submit(job("proves")))
            await executor.resize(2)
            assert executor.capacity == 2
            assert (await waiting).status is ProverStatus.COMPLETE, "the worker that joined does what waited"
            await executor.resize(1)
            assert executor.capacity == 1
            assert not asleep.done(), "a worker at work leaves when its job is done"
            assert (tmp_path / "sleeps").read_text() == "started"
            asleep.cancel()
            await asyncio.gather(asleep, return_exceptions=True)
            assert (await executor.submit(job("proves"))).status is ProverStatus.COMPLETE

    async def test_closing_ends_what_runs(self, tmp_path: Path) -> None:
        executor = self.make_executor(scripted_parts(tmp_path), 1)
        await executor.start()
        running = asyncio.create_task(executor.submit(job("sleeps")))
        await eventually(says(tmp_path / "sleeps", "started"))
        waiting = asyncio.create_task(executor.submit(job("proves")))
        await asyncio.sleep(0)
        await executor.aclose()
        for task in (running, waiting):
            with pytest.raises(WorkerLost, match="closed"):
                await task
        assert (tmp_path / "sleeps").read_text() == "cancelled"
        with pytest.raises(WorkerLost, match="closed"):
            await executor.submit(job("proves"))
        await executor.aclose()

    async def test_a_worker_that_cannot_start(self, tmp_path: Path) -> None:
        good = scripted_parts(tmp_path)

        async def open_checker() -> Checker:
            raise SetupError("the embedded Lean is not there: run `orchestrator setup`")

        executor = self.make_executor(WorkerParts(open_checker, good.open_judge, good.provers), 1)
        with pytest.raises(SetupError, match="run `orchestrator setup`"):
            await executor.start()
