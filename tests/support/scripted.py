"""Provers, judges and checkers for tests of executors and runs: real ones where Lean is real, scripted ones else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import LeanCrashed
from orchestrator.lean.checker import (
    Checker,
    CheckRequest,
    CheckResult,
    Declaration,
    Goal,
    GoalOrigin,
    Message,
    OpenGoal,
    Outcome,
    Position,
    Severity,
)
from orchestrator.lean.environment import Environment
from orchestrator.lean.fake import FAKE, FakeChecker
from orchestrator.lean.judge.certificate import Certificate, Inputs, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.prover import Bench, Prover, ProverOutcome, ProverStatus, ProverTask
from orchestrator.provers.recheck import RecheckProver
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

TOOLCHAIN = FAKE.name

CHALLENGE = """\
/-
id: test/{name}
title: A test problem
source: https://example.org
status: unknown
informal:
  Nothing.
-/
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : {statement} := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""


def challenge(name: str = "one", statement: str = "1 + 1 = 2") -> Challenge:
    """A small challenge of two regions."""
    return Challenge.parse(CHALLENGE.format(name=name, statement=statement))


class Scripted:
    """A prover that does what its name says, on the Lean it is given.

    Args:
        name: ``proves``, ``refutes``, ``cheats``, ``sketches``, ``fails``, ``sleeps``, ``crashes``, ``breaks`` or
            ``kills`` (its own process, as long as ``marker`` does not exist, which it makes).
        marker: a file that tells what happened to whoever is outside.
    """

    def __init__(self, name: str, marker: Path | None = None) -> None:
        self._name = name
        self._marker = marker

    @property
    def name(self) -> str:
        return self._name

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        await bench.checker.check(CheckRequest(task.challenge.text))
        match self._name:
            case "proves":
                return self._outcome(task, ProverStatus.COMPLETE, "by_the_book")
            case "refutes":
                return self._outcome(
                    replace(task, direction=Direction.DISPROVE), ProverStatus.COMPLETE, "by_counterexample"
                )
            case "cheats":
                return self._outcome(task, ProverStatus.COMPLETE, "nonsense")
            case "sketches":
                return self._outcome(task, ProverStatus.PARTIAL, "sorry")
            case "sleeps":
                await self._sleep()
            case "crashes":
                raise LeanCrashed("a Lean host ended")
            case "breaks":
                raise ZeroDivisionError("a defect of the prover")
            case "kills":
                self._kill()
        return self._outcome(task, ProverStatus.FAILED, "sorry")

    async def _sleep(self) -> None:
        assert self._marker is not None
        self._marker.write_text("started")
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self._marker.write_text("cancelled")
            raise

    def _kill(self) -> None:
        assert self._marker is not None
        if not self._marker.exists():
            self._marker.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)

    def _outcome(self, task: ProverTask, status: ProverStatus, proof: str) -> ProverOutcome:
        regions = ("", f"  {proof}\n")
        goal = Goal("1 + 1 = 2", pretty="⊢ 1 + 1 = 2", digest="00" * 32)
        place = Position(13, 2)
        goals = (OpenGoal(goal, GoalOrigin.SORRY, place, place),) if status is ProverStatus.PARTIAL else ()
        message = Message(Severity.INFORMATION, f"seed {task.seed}", place)
        direction = Direction(task.direction or "prove")
        return ProverOutcome(status, self._name, direction, regions, "a plan", goals, checks=1, messages=(message,))


class ScriptedJudge:
    """Accepts every sketch whose last region does not hold ``nonsense``.

    Args:
        crashes: how often it fails first.
    """

    def __init__(self, crashes: int = 0, environment: Environment = FAKE) -> None:
        self._crashes = crashes
        self.environment = environment

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        if self._crashes:
            self._crashes -= 1
            raise LeanCrashed("a judge's process ended")
        challenge.render(submission)
        direction = submission.direction
        if "nonsense" in submission.regions[-1]:
            kind, code, trust = VerdictKind.REJECTED, Code.E_COMPILE, TrustLevel.AUDITED
            return Verdict(kind, code, "it is nonsense", trust, self.environment.name, direction=direction)
        kind, code, trust = VerdictKind.ACCEPTED, Code.ACCEPT, TrustLevel.REPLAYED
        inputs = Inputs("challenge", challenge.text, challenge.target, direction, submission.regions)
        certificate = Certificate(inputs, challenge.text, kind, code, trust, self.environment.name, (), (), (), ())
        return Verdict(
            kind, code, "it is a proof", trust, self.environment.name, direction=direction, certificate=certificate
        )

    async def verify(self, certificate: Certificate) -> VerifyReport:
        challenge = certificate.inputs.challenge()
        verdict = await self.judge(challenge, challenge.submission(certificate.inputs.regions or ()))
        return VerifyReport(verdict, ())

    async def aclose(self) -> None:
        pass


def scripted_parts(folder: Path, *, judge_crashes: int = 0, environment: Environment = FAKE) -> WorkerParts:
    """A worker without Lean, that knows every scripted prover; ``folder`` holds their markers."""

    def answer(request: CheckRequest) -> CheckResult:
        if "BROKEN" in request.source:
            error = Message(Severity.ERROR, "unknown identifier\n'BROKEN'", Position(12, 27))
            return CheckResult(Outcome.ERRORS, (error,))
        declared = {"by_the_book": "target_theorem_0", "by_counterexample": "target_theorem_0_disproof"}
        names = [name for proof, name in declared.items() if proof in request.source]
        return CheckResult(Outcome.ELABORATED, declarations=tuple(Declaration(name, "theorem") for name in names))

    async def open_checker() -> Checker:
        return FakeChecker(answer, environment=environment)

    async def open_judge() -> ScriptedJudge:
        return ScriptedJudge(judge_crashes, environment)

    def make(name: str) -> Prover:
        return Scripted(name, folder / name)

    names = ("proves", "refutes", "cheats", "sketches", "fails", "sleeps", "crashes", "breaks", "kills")
    scripted: dict[str, Callable[[], Prover]] = {name: partial(make, name) for name in names}
    return WorkerParts(open_checker, open_judge, {**scripted, "recheck": RecheckProver})
