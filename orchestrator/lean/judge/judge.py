"""The judge: the only part of this program that may say proved. See docs/judge.md for its promise and its limits."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from orchestrator.config import settings
from orchestrator.errors import SourceError
from orchestrator.lean.crosscheck.process import CrossCheckLimits
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.embedded.intact import check_intact
from orchestrator.lean.environment import Environment
from orchestrator.lean.judge import intake, second
from orchestrator.lean.judge.answers import hole_line
from orchestrator.lean.judge.certificate import Certificate, Inputs, VerifyReport, declared, differences
from orchestrator.lean.judge.data import Name, parse_name, show_name
from orchestrator.lean.judge.elaborate import ElaborationLimits
from orchestrator.lean.judge.expected import Expected, check_axiom_types, expect
from orchestrator.lean.judge.hosts import FreshHosts
from orchestrator.lean.judge.pipeline import CHECKS, Case, Checks, Limits, Passed, Pipeline
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.stated import Statement, stated
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.catalogue import read_challenge
from orchestrator.problems.challenge import Challenge, Submission, disproof_name
from orchestrator.problems.metadata import AnswerGrammar
from orchestrator.problems.naming import counted
from orchestrator.problems.regions import RegionKind
from orchestrator.problems.text import check_text, read_source, read_text
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

KEPT_STATEMENTS = 256


def default_cross_check() -> CrossCheckLimits | None:
    """The second kernel's limits; None where the settings switch it off."""
    return CrossCheckLimits() if settings().cross_check else None


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """Limits of a judgement, and how much runs at once.

    ``wall_seconds`` bounds the submission's elaboration, ``replay_seconds`` the audit and the replay, ``memory_mib``
    each Lean process, ``output_bytes`` the messages, ``max_nodes`` the exported terms. ``prestarted`` processes wait
    ready (a judgement takes two); ``concurrency`` judgements run at once. ``cross_check`` bounds the second kernel,
    which is not asked where it is None.
    """

    wall_seconds: float = 60.0
    replay_seconds: float = 60.0
    memory_mib: int = 1536
    output_bytes: int = 1 << 20
    max_nodes: int = 2_000_000
    prestarted: int = 2
    concurrency: int = 2
    cross_check: CrossCheckLimits | None = field(default_factory=default_cross_check)

    @property
    def limits(self) -> Limits:
        """The same as the pipeline takes them."""
        elaboration = ElaborationLimits(self.wall_seconds, self.output_bytes, self.max_nodes)
        return Limits(elaboration, self.replay_seconds, self.cross_check)


class Judge:
    """Judges submissions. Safe for concurrent use by tasks of one event loop; ``async with`` closes it.

    A verdict speaks of the submission only. What goes wrong on our side is raised: `RetryError` (a process was killed),
    `OperatorError` (no Lean), `UserError` (a statement that cannot be judged by).
    """

    def __init__(self, installation: LeanInstallation, config: JudgeConfig, checks: Checks = CHECKS) -> None:
        self.installation = installation
        self.config = config
        self._checks = checks
        self._hosts = FreshHosts(installation, memory_mib=config.memory_mib, ahead=config.prestarted)
        self._slots = asyncio.Semaphore(config.concurrency)
        self._statements: OrderedDict[tuple[str, Name], Expected] = OrderedDict()
        self._elaborating = asyncio.Lock()
        self._library_checked = False
        self._files_compared = False

    @classmethod
    async def open(cls, installation: LeanInstallation, config: JudgeConfig | None = None) -> Self:
        """A judge whose processes start in the background."""
        judge = cls(installation, config or JudgeConfig())
        judge._hosts.replenish()
        return judge

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End every process; idempotent."""
        await self._hosts.aclose()

    @property
    def toolchain(self) -> str:
        """The Lean that answers, by digest."""
        return self.installation.toolchain

    @property
    def environment(self) -> Environment:
        """See `orchestrator.lean.judging.Judge.environment`."""
        return self.installation.environment

    async def ready(self) -> None:
        """Wait until the processes that are started ahead of need are up.

        Raises:
            SetupError, LeanCrashed: one does not start.
        """
        await self._hosts.ready()

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """Judge a submission to a challenge with regions: the judge splices them itself.

        Raises:
            SourceError: the submission names another challenge.
            ChallengeError: the challenge does not elaborate.
            RetryError, OperatorError: an infrastructure failure; never a rejection.
        """
        inputs = Inputs("challenge", challenge.text, challenge.target, submission.direction, regions=submission.regions)

        async def case() -> Case:
            text = intake.render(challenge, submission)
            values = _open_values(challenge)
            expected = await self._expected(challenge.source_with(values), parse_name(challenge.target))
            target = challenge.target if submission.direction == Direction.PROVE else challenge.disproof_target
            return Case(
                text=text,
                expected=expected,
                target=parse_name(target),
                direction=submission.direction,
                holes=bool(values),
                library_imports=False,
                grammar=_region_grammars(challenge, values),
            )

        return await self._judged(inputs, case)

    async def judge_file(
        self,
        statement: bytes | str,
        submission: bytes | str,
        target: str,
        direction: Direction = Direction.PROVE,
    ) -> Verdict:
        """Judge a whole file against a statement file: its context, and ``target`` with ``sorry``. Nothing is spliced.

        Further ``sorry`` in definitions that the statement rests on are holes for answers: only `True` and `False` are
        accepted there without a person. A disproof is judged only where ``direction`` asks for one, so that no caller
        takes it for a proof; it is the theorem ``<target>_disproof``, and there are no holes then, since a prover that
        chooses an answer can choose a wrong one.

        Raises:
            SourceError, ChallengeError: the statement file cannot be judged by.
            RetryError, OperatorError: an infrastructure failure; never a rejection.
        """
        context = check_text(statement)
        name = parse_name(target)
        if not name:
            raise SourceError(f"{target!r} is not the name of a theorem")
        inputs = Inputs("file", context, target, direction, text=_as_text(submission))

        async def case() -> Case:
            text = intake.check_source(submission)
            expected = await self._expected(context, name)
            return Case(
                text=text,
                expected=expected,
                target=name if direction == Direction.PROVE else parse_name(disproof_name(target)),
                direction=direction,
                holes=direction == Direction.PROVE,
                library_imports=True,
                grammar=lambda expected, hole: AnswerGrammar.PROP,
            )

        return await self._judged(inputs, case)

    async def judge_paths(self, statement: Path, submission: Path, target: str | None = None) -> Verdict:
        """Judge a file on disk: against a statement file if ``target`` is given, else as an edited challenge file.

        Which of the two a file is about, proof or disproof, is seen from its text; the verdict says which it was.

        Raises:
            SourceError: a file cannot be read or taken; else as `judge` and `judge_file`.
        """
        theirs = read_source(submission)
        if target is not None:
            direction = intake.file_direction(_as_text(theirs), target)
            return await self.judge_file(read_text(statement), theirs, target, direction)
        challenge = read_challenge(statement)
        try:
            sketch = intake.extract(challenge, intake.check_source(theirs))
        except Rejection as refusal:
            return self._rejected(refusal, TrustLevel.ELABORATED, Direction.PROVE, 0.0)
        return await self.judge(challenge, sketch)

    async def verify(self, certificate: Certificate) -> VerifyReport:
        """Repeat a certified judgement from the certificate alone, and tell every difference.

        Raises:
            UserError: its challenge or statement cannot be judged by.
            RetryError, OperatorError: an infrastructure failure.
        """
        inputs = certificate.inputs
        if inputs.mode == "challenge":
            challenge = inputs.challenge()
            submission = challenge.submission(inputs.regions or (), inputs.direction)
            verdict = await self.judge(challenge, submission)
        else:
            verdict = await self.judge_file(inputs.statement, inputs.text or "", inputs.target, inputs.direction)
        return VerifyReport(verdict, differences(certificate, verdict))

    async def statement(self, inputs: Inputs) -> Statement:
        """What is stated, as the challenge or statement file alone elaborates to it.

        Raises:
            UserError: it cannot be elaborated.
            RetryError, OperatorError: an infrastructure failure.
        """
        text = inputs.statement
        if inputs.mode == "challenge":
            challenge = inputs.challenge()
            text = challenge.source_with(_open_values(challenge))
        async with self._intact():
            expected = await self._expected(text, parse_name(inputs.target))
        return await asyncio.to_thread(stated, expected)

    async def _judged(self, inputs: Inputs, make: Callable[[], Awaitable[Case]]) -> Verdict:
        began = time.monotonic()
        async with self._slots, self._intact():
            pipeline = Pipeline(self._hosts, self.config.limits, self._checks)
            try:
                case = await make()
                passed = await pipeline.run(case)
            except Rejection as refusal:
                return self._rejected(refusal, pipeline.trust, inputs.direction, time.monotonic() - began)
            finally:
                self._hosts.replenish()
        return self._passed(inputs, case, passed, time.monotonic() - began)

    @asynccontextmanager
    async def _intact(self) -> AsyncIterator[None]:
        """Around what Lean is asked: its answers and its errors count if its files are what set-up wrote.

        Raises:
            SetupError: they are not, whatever was answered.
        """
        comparing = asyncio.ensure_future(self._compare_files())
        try:
            yield
        except Exception:
            await comparing
            raise
        else:
            await comparing
        finally:
            comparing.cancel()
            await asyncio.gather(comparing, return_exceptions=True)

    async def _compare_files(self) -> None:
        if not self._files_compared:
            await asyncio.to_thread(check_intact, self.installation)
            self._files_compared = True

    def _rejected(self, refusal: Rejection, trust: TrustLevel, direction: Direction, seconds: float) -> Verdict:
        return Verdict(
            kind=VerdictKind.DISPUTED if refusal.code is Code.E_DISPUTED else VerdictKind.REJECTED,
            code=refusal.code,
            detail=refusal.detail,
            trust=trust,
            toolchain=self.toolchain,
            axioms=refusal.axioms,
            direction=direction,
            seconds=seconds,
        )

    def _passed(self, inputs: Inputs, case: Case, passed: Passed, seconds: float) -> Verdict:
        axioms = tuple(map(show_name, passed.axioms))
        what = "the negation of the statement" if case.direction == Direction.DISPROVE else "the statement"
        if passed.review:
            detail = f"the kernel accepts the proof, but a person must look at the answer: {'; '.join(passed.values)}"
        else:
            detail = (
                f"the kernel accepts a proof of {what}, replayed from {counted(len(passed.digests), 'declaration')}"
            )
        detail += second.in_words(passed.second)
        if passed.more_axioms_unknown:
            detail += "; what axioms the library's own proofs use is not known, since it is shipped without them"
        kind = VerdictKind.NEEDS_REVIEW if passed.review else VerdictKind.ACCEPTED
        code = Code.R_REVIEW if passed.review else Code.ACCEPT
        certificate = Certificate(
            inputs=inputs,
            source=case.text,
            verdict=kind,
            code=code,
            trust=passed.trust,
            toolchain=self.toolchain,
            imports=passed.imports,
            axioms=axioms,
            values=passed.values,
            declarations=declared(passed.digests, passed.kinds),
        )
        return Verdict(
            kind=kind,
            code=code,
            detail=detail,
            trust=passed.trust,
            toolchain=self.toolchain,
            axioms=axioms,
            direction=case.direction,
            values=passed.values,
            seconds=seconds,
            certificate=certificate,
        )

    async def _expected(self, text: str, target: Name) -> Expected:
        """What a statement file elaborates to; each is elaborated once, before any submission to it."""
        async with self._elaborating:
            key = (text, target)
            if key not in self._statements:
                library = asyncio.create_task(self._check_library())
                try:
                    expected = await expect(self._hosts, text, target, self.config.limits.elaboration)
                    await library
                finally:
                    library.cancel()
                    await asyncio.gather(library, return_exceptions=True)
                self._statements[key] = expected
                while len(self._statements) > KEPT_STATEMENTS:
                    self._statements.popitem(last=False)
            self._statements.move_to_end(key)
            return self._statements[key]

    async def _check_library(self) -> None:
        if not self._library_checked:
            await check_axiom_types(self._hosts, self.config.replay_seconds)
            self._library_checked = True


def _open_values(challenge: Challenge) -> dict[int, str]:
    """A ``sorry`` for each value region."""
    return {index: "sorry\n" for index, region in enumerate(challenge.regions) if region.kind is RegionKind.VALUE}


def _region_grammars(challenge: Challenge, values: dict[int, str]) -> Callable[[Expected, int], AnswerGrammar]:
    """Which grammar a hole falls under: that of the value region in whose line its ``sorry`` stands."""
    regions = [values.get(index, text) for index, text in enumerate(challenge.initial)]
    by_line = {challenge.template.first_line(regions, index): grammar for index, grammar in challenge.answers}

    def grammar(expected: Expected, hole: int) -> AnswerGrammar:
        line = hole_line(expected.export, hole)
        return by_line.get(line, AnswerGrammar.REVIEW) if line is not None else AnswerGrammar.REVIEW

    return grammar


def _as_text(data: bytes | str) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")
