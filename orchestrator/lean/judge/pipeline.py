"""The judgement of one text against one statement, step by step.

Each step is a function of its own module; `Checks` names them, so that a test can leave one out and see that the
adversarial suite notices. Nothing outside tests constructs `Checks` with anything but its defaults.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from orchestrator.lean.crosscheck.process import CrossCheck, CrossCheckLimits, Outcome
from orchestrator.lean.embedded.host import Host, Json
from orchestrator.lean.judge import answers, axioms, inductives, intake, replay, second
from orchestrator.lean.judge.axioms import Closure, Library
from orchestrator.lean.judge.compare import Comparison, Filled
from orchestrator.lean.judge.data import Export, Kind, MalformedExport, Name, parse_export, show_name
from orchestrator.lean.judge.elaborate import Elaborated, ElaborationLimits, elaborate
from orchestrator.lean.judge.expected import Expected
from orchestrator.lean.judge.hosts import FreshHosts, settled
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.shown import scope_of, show
from orchestrator.problems.metadata import AnswerGrammar
from orchestrator.vocabulary import Code, Direction, TrustLevel

_NO_SUCH_CALL: Final = "(error code: 52, function not implemented)"
"""How Lean reports a system call that the module answers itself instead of asking the sandbox (``fork``)."""


@dataclass(frozen=True)
class Case:
    """One text to judge. ``grammar`` says which answers may fill a hole of the expected side (by expression id)."""

    text: str
    expected: Expected
    target: Name
    direction: Direction
    holes: bool
    library_imports: bool
    grammar: Callable[[Expected, int], AnswerGrammar]


@dataclass(frozen=True)
class Checks:
    """The steps that can refuse a submission, in order."""

    imports: Callable[[tuple[str, ...], Case], None] = lambda imports, case: intake.check_imports(
        imports, case.expected.imports, library=case.library_imports
    )
    kind: Callable[[Comparison], None] = Comparison.kind
    statement: Callable[[Comparison], None] = Comparison.statement
    context: Callable[[Comparison], tuple[Filled, ...]] = Comparison.context
    safety: Callable[[Export, Closure], None] = axioms.check_safety
    primitives: Callable[[Closure, Library], None] = axioms.check_primitives
    known: Callable[[Closure, Library], None] = axioms.check_known
    inductives: Callable[[Export, Closure, Library], None] = inductives.check_inductives
    axioms: Callable[[Export, Closure, Sequence[tuple[Name, Name]], str | None], None] = axioms.check_axioms
    kernel: Callable[[Export, Json, Sequence[Mapping[str, Any]]], None] = lambda export, answer, plan: check_kernel(
        export, answer, plan
    )
    read_back: Callable[[Export, Closure, Export], dict[Name, str]] = replay.check_read_back
    agreement: Callable[[CrossCheck], None] = second.check_agreement
    errors: Callable[[Elaborated], None] = lambda elaborated: check_errors(elaborated)
    answers: Callable[[Export, int, AnswerGrammar], bool] = answers.is_settled


CHECKS: Final = Checks()


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the processes of a judgement. Without ``cross_check`` no second kernel is asked."""

    elaboration: ElaborationLimits
    replay_seconds: float
    cross_check: CrossCheckLimits | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A submission that every check let through. ``review`` is set where a person must look at the values.

    ``more_axioms_unknown``: it rests on library constants whose proof or body, and so whose axioms, are not shipped.
    """

    axioms: tuple[Name, ...]
    more_axioms_unknown: bool
    digests: Mapping[Name, str]
    kinds: Mapping[Name, str]
    values: tuple[str, ...]
    review: bool
    imports: tuple[str, ...]
    trust: TrustLevel
    second: CrossCheck


class Pipeline:
    """Runs one case; ``trust`` says how far it got, also when `run` raises."""

    def __init__(self, hosts: FreshHosts, limits: Limits, checks: Checks = CHECKS) -> None:
        self._hosts = hosts
        self._limits = limits
        self._checks = checks
        self._second = second.SecondKernel(hosts.installation.node, limits.cross_check)
        self.trust = TrustLevel.ELABORATED
        self._more_axioms_unknown = False

    async def run(self, case: Case) -> Passed:
        """Judge.

        Raises:
            Rejection: the first check that refuses.
            RetryError, OperatorError: an infrastructure failure.
        """
        try:
            return await self._run(case)
        finally:
            await self._second.aclose()

    async def _run(self, case: Case) -> Passed:
        elaborated = await elaborate(
            self._hosts,
            case.text,
            case.target,
            self._limits.elaboration,
            lambda imports: self._checks.imports(imports, case),
            "elaborating the submission",
        )
        try:
            return await self._judge(case, elaborated)
        except Rejection as refusal:
            told = explained(refusal, elaborated, case.target)
            if told is refusal:
                raise
            raise told from refusal

    async def _judge(self, case: Case, elaborated: Elaborated) -> Passed:
        export = elaborated.export
        check_present(elaborated, case.target)
        # Terms may be large, so whatever walks them does so beside the event loop.
        filled, below = await asyncio.to_thread(self.compare, case, export)
        found, kernel = await self.audit_and_replay(elaborated, below, case.target)
        digests = await asyncio.to_thread(self._checks.read_back, export, below, kernel)
        answer = await self._second.answer()
        self._checks.agreement(answer)
        self.trust = TrustLevel.CROSS_CHECKED if answer.outcome is Outcome.AGREE else TrustLevel.REPLAYED
        self._checks.errors(elaborated)
        values, review = await asyncio.to_thread(self.read_answers, case, export, filled)
        return Passed(
            axioms=tuple(sorted({axiom for axiom, _ in found}, key=repr)),
            more_axioms_unknown=self._more_axioms_unknown,
            digests=digests,
            kinds={name: export.declarations[name].kind.value for name in below.own},
            values=values,
            review=review,
            imports=elaborated.imports,
            trust=self.trust,
            second=answer,
        )

    def compare(self, case: Case, export: Export) -> tuple[tuple[Filled, ...], Closure]:
        """The target is the expected one; returns its answers and everything below it."""
        comparison = Comparison(
            case.expected.export,
            export,
            expected_target=case.expected.target,
            target=case.target,
            direction=case.direction,
            holes=case.holes,
        )
        self._checks.kind(comparison)
        self._checks.statement(comparison)
        filled = self._checks.context(comparison)
        try:
            below = axioms.closure(export, case.target)
        except MalformedExport as error:
            raise Rejection(Code.E_RESOURCE, str(error)) from error
        self._checks.safety(export, below)
        return filled, below

    def read_answers(self, case: Case, export: Export, filled: Sequence[Filled]) -> tuple[tuple[str, ...], bool]:
        """The answers as people write them, and whether a person must look at one."""
        settled_answers = [
            self._checks.answers(export, each.answer, case.grammar(case.expected, each.hole)) for each in filled
        ]
        # Variables are named as the challenge names them: a submission could swap the names of two.
        values = [show(export, each.answer, scope=scope_of(case.expected.export, each.hole)) for each in filled]
        return tuple(values), not all(settled_answers)

    async def audit_and_replay(
        self, elaborated: Elaborated, below: Closure, target: Name
    ) -> tuple[tuple[tuple[Name, Name], ...], Export]:
        """Audit and replay in a process that imported the library and nothing else: axioms, and what the kernel has."""
        export, seconds = elaborated.export, self._limits.replay_seconds
        found: tuple[tuple[Name, Name], ...] = ()
        plan: list[dict[str, Any]] = []
        most = self._limits.elaboration.max_nodes * 2

        async def work(host: Host) -> Json:
            nonlocal found, plan
            names = [*below.own, *below.library]
            described = await host.request("describe", wall_seconds=seconds, names=names, uses=below.library)
            if described["outcome"] != "described":
                return described
            library = Library(
                dict(zip(names, described["kinds"], strict=True)),
                [(tuple(each["axiom"]), tuple(each["use"])) for each in described["axioms"]],
                frozenset(map(tuple, described["absent"])),
                described["unknown"],
            )
            self._more_axioms_unknown = library.unknown
            self._checks.primitives(below, library)
            self._checks.known(below, library)
            found = axioms.find_axioms(export, below, library)
            await asyncio.to_thread(self._checks.axioms, export, below, found, elaborated.first_error)
            self.trust = TrustLevel.AUDITED
            plan = await asyncio.to_thread(replay.plan, export, below)
            await asyncio.to_thread(self._checks.inductives, export, below, library)
            nodes = self._limits.elaboration.max_nodes
            await self._second.begin(host, export, below, target, wall_seconds=seconds, max_nodes=nodes)
            return await host.request("replay", wall_seconds=seconds, **replay.request(export, plan, below, most))

        answer = await settled(self._hosts, elaborated.imports, work, "replaying the proof in the kernel")
        self._checks.kernel(export, answer, plan)
        try:
            return found, await asyncio.to_thread(parse_export, answer, most)
        except MalformedExport as error:
            raise Rejection(Code.E_KERNEL, f"the kernel gave no declarations back: {error}") from error


def explained(refusal: Rejection, elaborated: Elaborated, target: Name) -> Rejection:
    """The refusal, told by what Lean said while it elaborated where that says more."""
    error = elaborated.first_error
    if elaborated.no_solver is not None and refusal.code in (Code.E_COMPILE, Code.E_SANDBOX):
        return Rejection(Code.E_SANDBOX, elaborated.no_solver, refusal.axioms)
    if refusal.code is Code.E_KIND and error is not None and elaborated.export.declarations[target].kind is Kind.AXIOM:
        why = f"as Lean leaves one in place of a theorem whose proof its kernel refuses; the first error is {error}"
        return Rejection(Code.E_KIND, f"{refusal.detail}, {why}", refusal.axioms)
    return refusal


def check_present(elaborated: Elaborated, target: Name) -> None:
    """The text declared a constant with exactly the target's name.

    Raises:
        Rejection: E_COMPILE where it had errors, else E_TARGET_MISSING.
    """
    if target in elaborated.export.declarations:
        return
    if elaborated.first_error is not None:
        raise Rejection(
            Code.E_COMPILE, f"{show_name(target)} was not elaborated; the first error is {elaborated.first_error}"
        )
    raise Rejection(Code.E_TARGET_MISSING, f"the file declares no constant with exactly the name {show_name(target)}")


def check_errors(elaborated: Elaborated) -> None:
    """The whole file elaborates. The target is proved all the same, but nobody could compile the certified file.

    Raises:
        Rejection: E_COMPILE, or E_SANDBOX where the text asked for what the sandbox refuses.
    """
    if elaborated.first_error is None:
        return
    if elaborated.refused or _NO_SUCH_CALL in elaborated.first_error:
        calls = ", ".join(sorted(elaborated.refused)) or "a system call"
        raise Rejection(
            Code.E_SANDBOX, f"the text asked for {calls}, which the sandbox refused: {elaborated.first_error}"
        )
    raise Rejection(Code.E_COMPILE, f"the target is proved, but the file has an error: {elaborated.first_error}")


def check_kernel(export: Export, answer: Json, plan: Sequence[Mapping[str, Any]]) -> None:
    """The kernel took every declaration.

    Raises:
        Rejection: E_KERNEL.
    """
    if answer["outcome"] == "replayed":
        return
    refused = show_name(export.names[plan[answer["index"]]["name"]])
    raise Rejection(Code.E_KERNEL, f"the kernel refuses {refused}: {answer['detail']}")
