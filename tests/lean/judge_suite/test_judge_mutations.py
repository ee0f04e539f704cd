"""The judge with one check switched off at a time: each time, a case of the suite must get a wrong verdict.

Where a second check guards the same thing (the kernel refuses what the safety check refuses, too), both are named, and
what goes wrong is the verdict with both off; with one off it is the code.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import proof_irrelevance
import pytest
import suite_report
from forgeries import FORGERIES
from suite_case import ACCEPT, TRUE, Case
from suite_forgery import ForgingHosts, Json
from test_judge_suite import CASES, judged

from orchestrator.config import settings
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge import intake
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.pipeline import CHECKS, Checks
from orchestrator.lean.judge.proofs import Proofs
from orchestrator.lean.judge.verdict import Verdict

pytestmark = pytest.mark.lean

CONFIG: Final = JudgeConfig(prestarted=0, concurrency=1)


def nothing(*_: Any) -> None:
    """Leaves a check out."""


@dataclass(frozen=True)
class Mutation:
    """``off`` is what is put in place of checks; ``case`` or ``forgery`` must then get a verdict that is wrong."""

    id: str
    off: dict[str, Callable[..., Any]]
    case: str | None = None
    forgery: str | None = None
    quick: bool = False

    @property
    def checks(self) -> Checks:
        return dataclasses.replace(CHECKS, **self.off)


UNSAFE = Case(
    "unsafe-below",
    "kernel",
    "the target rests on an unsafe definition",
    frozenset({"E_KERNEL"}),
    TRUE,
    "unsafe def u : Nat := 2\nset_option debug.skipKernelTC true\ntheorem target : 1 + 1 = 2 :="
    " (fun _ : u = u => rfl) rfl\n",
)
ELSEWHERE = Case(
    "error-elsewhere",
    "kernel",
    "the target is proved, the file does not elaborate",
    frozenset({"E_COMPILE"}),
    TRUE,
    "theorem other : 1 = 2 := rfl\ntheorem target : 1 + 1 = 2 := rfl\n",
)
OWN: Final = (UNSAFE, ELSEWHERE)

MUTATIONS = (
    Mutation("kind", {"kind": nothing}, case="definition"),
    Mutation("statement", {"statement": nothing}, case="fewer-universes"),
    Mutation("context", {"context": lambda comparison: ()}, case="proof-field-dropped", quick=True),
    Mutation("safety", {"safety": nothing, "read_back": lambda *_: {}}, case=UNSAFE.id),
    Mutation("primitives", {"primitives": nothing}, case="absent-constant-in-regions", quick=True),
    Mutation("known", {"known": nothing}, forgery="axiom-left-out", quick=True),
    Mutation("inductives", {"inductives": nothing, "agreement": nothing}, case="proposition-by-universe"),
    Mutation("axioms", {"axioms": nothing}, case="decidable-instance", quick=True),
    Mutation("read-back", {"read_back": lambda *_: {}}, forgery="recursor-with-k"),
    Mutation("errors", {"errors": nothing}, case=ELSEWHERE.id),
    Mutation("answers", {"answers": lambda *_: True}, case="question-itself"),
)


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


def find(case_id: str) -> Case:
    return next(case for case in (*OWN, *CASES) if case.id == case_id)


def record(mutation: str, case: str, verdict: Verdict, expected: frozenset[str]) -> None:
    suite_report.mutations.append(f"{mutation:18} {case:35} {verdict.code.value:15} {'|'.join(sorted(expected))}")


async def verdict_under(mutation: Mutation, installation: LeanInstallation) -> tuple[Verdict, frozenset[str]]:
    async with await Judge.open(installation, CONFIG) as judge:
        judge._checks = mutation.checks
        if mutation.forgery is None:
            case = find(mutation.case or "")
            return await judged(judge, case), case.expected
        forgery = next(each for each in FORGERIES if each.id == mutation.forgery)
        judge._hosts = hosts = ForgingHosts(installation)
        hosts.text, hosts.forge = forgery.text, forgery.forge
        return await judge.judge_file(forgery.statement, forgery.text, "target"), forgery.expected


def test_every_check_is_switched_off_somewhere() -> None:
    elsewhere = {"imports", "kernel"}  # these two take more than leaving a function out: see below
    assert {field.name for field in dataclasses.fields(Checks)} == elsewhere.union(*(each.off for each in MUTATIONS))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "mutation", [pytest.param(each, id=each.id, marks=() if each.quick else pytest.mark.slow) for each in MUTATIONS]
)
async def test_the_suite_notices_a_missing_check(mutation: Mutation, installation: LeanInstallation) -> None:
    verdict, expected = await verdict_under(mutation, installation)
    record(mutation.id, mutation.case or mutation.forgery or "", verdict, expected)
    assert verdict.code.value not in expected, f"nothing notices that {mutation.id} is switched off"


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", OWN, ids=lambda case: case.id)
async def test_the_whole_judge_refuses_the_cases_of_this_module(case: Case, installation: LeanInstallation) -> None:
    async with await Judge.open(installation, CONFIG) as judge:
        assert (await judged(judge, case)).code.value in case.expected


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_the_suite_notices_a_kernel_that_takes_everything(installation: LeanInstallation) -> None:
    """The kernel refuses, and gives back what it was given: only `Checks.kernel` minds."""

    def credulous(request: Json, answer: Json) -> Json:
        if answer["outcome"] == "replayed":
            return answer
        tables = {key: request[key] for key in ("names", "levels", "exprs")}
        return {**answer, **tables, "declarations": honest["declarations"]}

    case = find("decide-without-kernel")
    async with await Judge.open(installation, CONFIG) as judge:
        judge._hosts = hosts = ForgingHosts(installation)
        assert isinstance(case.submission, str)
        hosts.text, hosts.kernel = case.submission, credulous
        honest: Json = {}

        def remember(answer: Json) -> Json:
            honest.update(answer)
            return answer

        hosts.forge = remember
        assert (await judged(judge, case)).code.value in case.expected
        judge._checks = dataclasses.replace(CHECKS, kernel=nothing, agreement=nothing)
        verdict = await judged(judge, case)
    record("kernel", case.id, verdict, case.expected)
    assert verdict.proved


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("answer", "case_id"),
    [
        *((True, case_id) for case_id in ("instance-with-data", "proposition-for-a-proof", "witness-beside-a-proof")),
        *((False, case.id) for case in proof_irrelevance.HONEST if case.id not in proof_irrelevance.SAME_ANYWAY),
    ],
)
async def test_the_suite_notices_that_all_arguments_are_proofs_or_none(
    installation: LeanInstallation, monkeypatch: pytest.MonkeyPatch, answer: bool, case_id: str
) -> None:
    monkeypatch.setattr(Proofs, "is_argument", lambda *_: answer)
    case = find(case_id)
    async with await Judge.open(installation, CONFIG) as judge:
        verdict = await judged(judge, case)
    record(f"proofs {answer}", case.id, verdict, case.expected)
    assert verdict.code.value not in case.expected


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_the_suite_notices_missing_intake(
    installation: LeanInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "check_source", lambda data: data if isinstance(data, str) else data.decode())
    case = find("file-byte-order-mark")
    async with await Judge.open(installation, CONFIG) as judge:
        verdict = await judged(
            judge, dataclasses.replace(case, submission="-- \u202e\ntheorem target : 1 + 1 = 2 := rfl\n")
        )
    record("source", case.id, verdict, case.expected)
    assert verdict.code.value not in case.expected


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_the_suite_notices_missing_import_policy(installation: LeanInstallation) -> None:
    """A region that brings an import past the splicer, which refuses it first (`intake.render`)."""
    case = find("region-import")
    with pytest.MonkeyPatch.context() as patch:
        regions = importlib.import_module("orchestrator.problems.regions")
        patch.setattr(regions.Template, "_refuse_changed_header", nothing)
        async with await Judge.open(installation, CONFIG) as judge:
            assert (await judged(judge, case)).code.value == "E_IMPORT"
            judge._checks = dataclasses.replace(CHECKS, imports=nothing)
            verdict = await judged(judge, case)
    record("imports", case.id, verdict, case.expected)
    assert verdict.code.value in ACCEPT
