"""The judge's adversarial and honest suites: one table, one runner.

At the end a line says how many cheats were accepted and how many honest submissions refused; with ``-v`` the whole
matrix is shown. The default run takes some cases of each category, ``-m slow`` the others.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
import suite_report
from suite_case import KINDS, Case

from orchestrator.config import settings
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.vocabulary import Direction, VerdictKind

MODULES = (
    "cheats_statement",
    "cheats_context",
    "cheats_holes",
    "cheats_kernel",
    "cheats_library",
    "cheats_inductives",
    "cheats_scopes",
    "cheats_terms",
    "cheats_blocks",
    "cheats_words",
    "cheats_programs",
    "cheats_answers",
    "cheats_resources",
    "cheats_unusual",
    "cheats_lengths",
    "cheats_claims",
    "cheats_around",
    "cheats_meanings",
    "honest_proofs",
    "honest_language",
    "honest_regions",
    "honest_unusual",
    "honest_rarities",
    "honest_corners",
    "honest_blocks",
    "honest_everyday",
    "proof_irrelevance",
)
CASES: tuple[Case, ...] = tuple(case for name in MODULES for case in importlib.import_module(name).CASES)
CONFIG = JudgeConfig(wall_seconds=240, replay_seconds=240, prestarted=2, concurrency=2)
LIMITED = JudgeConfig(wall_seconds=6, replay_seconds=6, memory_mib=512, prestarted=0)

pytestmark = pytest.mark.lean


@dataclass(frozen=True)
class Row:
    """What came out for one case."""

    case: Case
    verdict: Verdict
    seconds: float


class Bench:
    """Judges all selected cases beside each other, as fast as the judge's concurrency allows."""

    def __init__(self, judge: Judge, limited: Judge, cases: list[Case]) -> None:
        self._judges = {False: judge, True: limited}
        self.rows: dict[str, Row] = {}
        self._slots = asyncio.Semaphore(CONFIG.concurrency)
        self._tasks = {case.id: asyncio.create_task(self._row(case)) for case in cases}

    async def row(self, case: Case) -> Row:
        return await self._tasks[case.id]

    async def _row(self, case: Case) -> Row:
        async with self._slots:
            began = time.monotonic()
            verdict = await judged(self._judges[case.limited], case)
            row = self.rows[case.id] = Row(case, verdict, time.monotonic() - began)
        return row

    async def aclose(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


async def judged(judge: Judge, case: Case) -> Verdict:
    """The verdict on one case."""
    if isinstance(case.submission, tuple):
        challenge = Challenge.parse(case.statement)
        return await judge.judge(challenge, Submission(challenge.sha256, Direction(case.direction), case.submission))
    return await judge.judge_file(case.statement, case.submission, case.target, Direction(case.direction))


@pytest.fixture(scope="module")
def selected(request: pytest.FixtureRequest) -> list[Case]:
    """The cases that this run will ask for, in order."""
    chosen: list[Case] = []
    for item in request.session.items:
        callspec = getattr(item, "callspec", None)
        case = callspec.params.get("case") if callspec is not None else None
        if isinstance(case, Case):
            chosen.append(case)
    return chosen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(selected: list[Case]) -> AsyncIterator[Bench]:
    installation = lean_installation(settings().cache_dir)
    async with (
        await Judge.open(installation, CONFIG) as judge,
        await Judge.open(installation, LIMITED) as limited,
    ):
        bench = Bench(judge, limited, selected)
        yield bench
        await bench.aclose()
        report(list(bench.rows.values()))


def report(rows: list[Row]) -> None:
    """One line per case, then the sums, for the end of the run."""
    suite_report.matrix.append(f"{'category':12}{'case':44}{'allowed':34}{'got':18}{'seconds':>8}")
    for row in sorted(rows, key=lambda row: (row.case.honest, row.case.category, row.case.id)):
        case, got = row.case, row.verdict.code.value
        allowed = "|".join(sorted(case.expected))
        allowed = allowed if len(allowed) < 33 else f"{allowed[:30]}..."
        wrong = "" if got in case.expected else "  WRONG"
        suite_report.matrix.append(f"{case.category:12}{case.id:44}{allowed:34}{got:18}{row.seconds:8.1f}{wrong}")
    cheats = [row for row in rows if not row.case.honest]
    honest = [row for row in rows if row.case.honest]
    accepted = sum(row.verdict.kind is VerdictKind.ACCEPTED for row in cheats)
    refused = sum(row.verdict.kind is not VerdictKind.ACCEPTED for row in honest)
    suite_report.sums.append(
        f"{len(cheats)} cheats, {accepted} accepted; {len(honest)} honest submissions, {refused} refused"
    )


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def parameters() -> list[object]:
    return [pytest.param(case, id=case.id, marks=() if case.quick else pytest.mark.slow) for case in CASES]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", parameters())
async def test_verdict(case: Case, bench: Bench) -> None:
    verdict = (await bench.row(case)).verdict
    assert verdict.code.value in case.expected, f"{case.why}: {verdict.code.value}, {verdict.detail}"
    assert verdict.kind.value == KINDS.get(verdict.code.value, "rejected")
    assert verdict.detail.isprintable()
    assert verdict.proved == case.honest
