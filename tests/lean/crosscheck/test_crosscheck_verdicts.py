"""The judge with its second kernel: what a verdict says of it, and that neither kernel's mistake is accepted."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import cheats_inductives
import cheats_kernel
import pytest
import pytest_asyncio
from forgeries import FALSE, HONEST, LIE, TRUE, proved_by_truth
from suite_case import Case
from suite_forgery import ForgingHosts

from orchestrator.config import settings
from orchestrator.lean.crosscheck.process import CrossCheckLimits
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.certificate import Certificate
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.pipeline import CHECKS
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.search.driver.admission import _verdict as as_stored
from orchestrator.vocabulary import Code, TrustLevel, VerdictKind

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

Json = dict[str, Any]


def nothing(*_: Any) -> None:
    """Leaves a check out."""


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge(installation: LeanInstallation) -> AsyncIterator[Judge]:
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        yield judge


async def with_limits(installation: LeanInstallation, limits: CrossCheckLimits | None) -> Verdict:
    config = JudgeConfig(prestarted=0, concurrency=1, cross_check=limits)
    async with await Judge.open(installation, config) as judge:
        return await judge.judge_file(TRUE, HONEST, "target")


class Credulous:
    """A judge whose first kernel takes everything and gives back what it was given, as forged memory could have it."""

    def __init__(self, judge: Judge, installation: LeanInstallation) -> None:
        self.judge = judge
        self._honest: Json = {}
        judge._hosts = self.hosts = ForgingHosts(installation)
        self.hosts.kernel = self._takes

    def _takes(self, request: Json, answer: Json) -> Json:
        if not request["declarations"]:  # the judge reads the library's axioms that way
            return answer
        tables = {key: request[key] for key in ("names", "levels", "exprs")}
        return {"outcome": "replayed", **tables, "declarations": self._honest["declarations"]}

    async def judge_file(
        self, statement: str, text: str, forge: Any = lambda answer: answer, target: str = "target"
    ) -> Verdict:
        def remember(answer: Json) -> Json:
            self._honest = forge(answer)
            return self._honest

        self.hosts.text, self.hosts.forge = text, remember
        return await self.judge.judge_file(statement, text, target)


async def test_an_honest_proof_is_cross_checked_and_verified_so(judge: Judge) -> None:
    verdict = await judge.judge_file(TRUE, HONEST, "target")
    assert (verdict.kind, verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.CROSS_CHECKED)
    assert verdict.proved
    assert "a second kernel agrees" in verdict.detail
    assert verdict.certificate is not None
    certificate = Certificate.from_json(verdict.certificate.to_json())
    assert certificate.trust is TrustLevel.CROSS_CHECKED
    report = await judge.verify(certificate)
    assert (report.confirmed, report.differences) == (True, ())


async def test_without_the_second_kernel_trust_ends_at_the_replay(
    installation: LeanInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = await with_limits(installation, None)
    assert (verdict.kind, verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.REPLAYED)
    assert verdict.proved
    assert "second kernel" not in verdict.detail
    settings.cache_clear()
    monkeypatch.setenv("ORCHESTRATOR_CROSS_CHECK", "false")
    try:
        assert JudgeConfig().cross_check is None
    finally:
        settings.cache_clear()


async def test_out_of_its_limits_the_verdict_stays_replayed_and_says_so(installation: LeanInstallation) -> None:
    verdict = await with_limits(installation, CrossCheckLimits(terms=100))
    assert (verdict.kind, verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.REPLAYED)
    assert "the second kernel came to no end: more than 100 terms" in verdict.detail
    assert verdict.certificate is not None
    assert verdict.certificate.trust is TrustLevel.REPLAYED


async def test_what_only_the_first_kernel_takes_is_disputed(installation: LeanInstallation) -> None:
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        verdict = await Credulous(judge, installation).judge_file(FALSE, LIE, proved_by_truth)
    assert (verdict.kind, verdict.code, verdict.trust) == (
        VerdictKind.DISPUTED,
        Code.E_DISPUTED,
        TrustLevel.AUDITED,
    )
    assert not verdict.proved
    assert (verdict.exit_status, verdict.certificate) == (3, None)
    assert "Lean's takes every declaration, the second one does not: the value of lie" in verdict.detail
    assert verdict.for_agents()["verdict"] == "disputed"
    stored = as_stored(verdict)
    assert (stored.verdict, stored.code, stored.detail) == (VerdictKind.DISPUTED, "E_DISPUTED", verdict.detail)


async def test_a_proof_that_is_no_mistake_of_the_first_kernel_is_accepted(installation: LeanInstallation) -> None:
    """Else the disputes could come from how this module makes them."""
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        verdict = await Credulous(judge, installation).judge_file(TRUE, HONEST)
    assert (verdict.kind, verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.CROSS_CHECKED)


async def test_the_agreement_check_is_what_refuses(installation: LeanInstallation) -> None:
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        judge._checks = dataclasses.replace(CHECKS, agreement=nothing)
        verdict = await Credulous(judge, installation).judge_file(FALSE, LIE, proved_by_truth)
    assert verdict.kind is VerdictKind.ACCEPTED


def kernel_cheats() -> list[Any]:
    """Cheats against the first kernel's process. Some end in an earlier step, as they would without this module."""
    cases = [each for each in cheats_kernel.CASES if not each.honest and isinstance(each.submission, str)]
    return [pytest.param(each, id=each.id, marks=() if each.id in QUICK else pytest.mark.slow) for each in cases]


QUICK = frozenset({"decide-without-kernel"})


@pytest.mark.parametrize("case", kernel_cheats())
async def test_no_cheat_passes_a_first_kernel_that_takes_everything(case: Case, installation: LeanInstallation) -> None:
    assert isinstance(case.submission, str)
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        verdict = await Credulous(judge, installation).judge_file(case.statement, case.submission, target=case.target)
    assert not verdict.proved, verdict.detail
    if verdict.code.value not in case.expected:
        assert verdict.code is Code.E_DISPUTED, verdict.detail


RECURSOR = "theorem uses : ∃ r, r = @Odd.rec.{1} := ⟨_, rfl⟩\n"


def inductive_cheats() -> list[Any]:
    """Known bugs of the first kernel, by the suite's cases (docs/judge.md has the table)."""
    cases = [each for each in cheats_inductives.CASES if not each.honest]
    quick = {"proposition-by-universe"}
    return [pytest.param(each, id=each.id, marks=() if each.id in quick else pytest.mark.slow) for each in cases]


@pytest.mark.parametrize("case", inductive_cheats())
async def test_known_bugs_of_the_first_kernel_are_disputed(case: Case, installation: LeanInstallation) -> None:
    """With the step off that refuses these types because the first kernel takes them (or would).

    What the first kernel makes of one of them is what the theory says, names or not: there the recursors are exported,
    compared with the second kernel's own, and both agree.
    """
    assert isinstance(case.submission, str)
    text = case.submission
    if case.id == "name-of-a-nested-copy":
        before, rfl = text.rsplit("rfl) rfl", 1)[0], "rfl) rfl\n"
        text = before.replace("theorem target", f"{RECURSOR}theorem target") + f"(fun _ => {rfl[:3]}) uses) rfl\n"
    async with await Judge.open(installation, JudgeConfig(prestarted=0, concurrency=1)) as judge:
        judge._checks = dataclasses.replace(CHECKS, inductives=nothing)
        verdict = await judge.judge_file(case.statement, text, "target")
    if case.id == "name-of-a-nested-copy":
        assert verdict.certificate is not None
        assert {("Odd", "rec"), ("uses",)} <= {each.name for each in verdict.certificate.declarations}
        assert verdict.trust is TrustLevel.CROSS_CHECKED
        return
    assert verdict.code is Code.E_DISPUTED or verdict.code.value in case.expected, f"{verdict.code}: {verdict.detail}"
