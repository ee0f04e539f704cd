"""Repeats a certified judgement with a native Lean: the challenge and the file side by side before comparator."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from orchestrator.errors import SourceError
from orchestrator.lean.judge import intake
from orchestrator.lean.judge.certificate import Certificate, Inputs, VerifyReport, outcome_differences
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.native.comparator import PERMITTED_AXIOMS, check_outcome, configuration
from orchestrator.lean.native.process import run
from orchestrator.lean.native.project import CHALLENGE_MODULE, SOLUTION_MODULE, Project, Tools
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.lexical import import_header, scan
from orchestrator.problems.regions import RegionKind
from orchestrator.problems.text import check_text
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

_DEFINITION: Final = re.compile(r"^(?:noncomputable[ ]+)?(?:def|abbrev)[ ]+([\w'!?.]+)", re.MULTILINE)
_ANOTHER: Final = re.compile(
    r"(?<![\w.])(?:def|abbrev|instance|theorem|lemma|example|opaque|axiom|let|have|fun)(?![\w'])"
)
_SORRY: Final = re.compile(r"(?<![\w.'«])sorry(?![\w'!?.»])")
_REVIEW: Final = "it needs review by a person, or `orchestrator verify` without --native"


@dataclass(frozen=True, slots=True)
class Sides:
    """What comparator compares. ``holes`` are definitions that the submission fills with ``values``."""

    challenge: str
    solution: str
    target: str
    holes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def sides(inputs: Inputs) -> Sides:
    """Both files of a judgement, made from the frozen text and the regions as the embedded judge makes them.

    A disproof's statement is the line of `Challenge`'s disproof template, ``¬ (type_of% @target)``, elaborated on the
    challenge's side without the submission.

    Raises:
        Rejection: the submission's text cannot be taken.
        SourceError, ChallengeError: the certificate's challenge cannot, or comparator could not compare its answers.
    """
    if inputs.mode == "file":
        return _file_sides(inputs)
    challenge = inputs.challenge()
    submission = challenge.submission(inputs.regions or (), inputs.direction)
    solution = intake.render(challenge, submission)
    answers = [index for index, region in enumerate(challenge.regions) if region.kind is RegionKind.VALUE]
    target = challenge.target if inputs.direction == Direction.PROVE else challenge.disproof_target
    return Sides(
        challenge.source_with({index: "sorry\n" for index in answers}, inputs.direction),
        solution,
        target,
        tuple(_hole(challenge, index) for index in answers),
        tuple(submission.regions[index].strip() for index in answers),
    )


def _file_sides(inputs: Inputs) -> Sides:
    if inputs.direction != Direction.PROVE:
        raise SourceError("a whole file proves its target; this certificate names a disproof, which no judge writes")
    statement, solution = check_text(inputs.statement), intake.check_source(inputs.text or "")
    codes = [scan(text).code for text in (statement, solution)]
    if len(_SORRY.findall(codes[0])) > 1:
        raise SourceError(f"the statement file leaves more open than its target's proof: {_REVIEW}")
    allowed, given = map(import_header, codes)
    if given.unsupported:
        raise Rejection(Code.E_IMPORT, f"{given.unsupported!r} in line {given.line} is not the file's to say")
    intake.check_imports(given.imports, allowed.imports, library=True)
    return Sides(statement, solution, inputs.target)


def _hole(challenge: Challenge, region: int) -> str:
    """The definition whose whole body a value region is; comparator leaves definitions open, nothing smaller."""
    before = scan(challenge.template.text).code[: challenge.template.spans[region][0]]
    found = list(_DEFINITION.finditer(before))
    head = before[found[-1].end() :] if found else ""
    plain = head.count(":=") == 1 and head.rstrip().endswith(":=") and not _ANOTHER.search(head)
    if not plain or re.search(r"^\s*namespace\b", before, re.MULTILINE):
        raise SourceError(f"region {region + 1} is not the whole body of a definition with a plain name: {_REVIEW}")
    return found[-1][1]


async def verify_native(certificate: Certificate, project: Path, *, nanoda: bool, wall_seconds: float) -> VerifyReport:
    """Repeat a certified judgement with the toolchain and the packages of a built Lake project.

    Args:
        certificate: its texts are judged again; nothing else of it is believed.
        project: a Lake project whose packages the challenge may import; it is read, never written.
        nanoda: ask the second kernel too. Without it the trust is `TrustLevel.REPLAYED` at most.
        wall_seconds: limit on comparator's whole run.

    Raises:
        UserError: the challenge cannot be judged by, or comparator cannot compare its answers.
        RetryError, OperatorError: an infrastructure failure or of the machine; never a rejection.
    """
    began = time.monotonic()
    tools, lake = Tools.find(nanoda=nanoda), Project.load(project)
    with TemporaryDirectory(prefix="orchestrator-native-", ignore_cleanup_errors=True) as name:
        workspace = Path(name)
        await tools.check_sandbox(workspace / "probe")
        await lake.check_packages(tools)
        lake.lay_out(workspace)
        toolchain = f"native {await tools.version(workspace)}, packages {lake.digest}"
        solution = certificate.source
        try:
            given = sides(certificate.inputs)
            solution = given.solution
            await _compare(given, workspace, tools, nanoda=nanoda, wall_seconds=wall_seconds)
            verdict = _accepted(given, certificate.inputs.direction, toolchain, nanoda=nanoda)
        except Rejection as refusal:
            trust = TrustLevel.AUDITED if refusal.code is Code.E_KERNEL else TrustLevel.ELABORATED
            verdict = Verdict(
                VerdictKind.REJECTED,
                refusal.code,
                refusal.detail,
                trust,
                toolchain,
                refusal.axioms,
                certificate.inputs.direction,
            )
    verdict = replace(verdict, seconds=time.monotonic() - began)
    return VerifyReport(verdict, _differences(certificate, verdict, solution))


async def _compare(given: Sides, workspace: Path, tools: Tools, *, nanoda: bool, wall_seconds: float) -> None:
    config = configuration(given.target, given.holes, nanoda=nanoda)
    for name, text in {
        f"{CHALLENGE_MODULE}.lean": given.challenge,
        f"{SOLUTION_MODULE}.lean": given.solution,
        "config.json": json.dumps(config, ensure_ascii=False, indent=1),
    }.items():
        (workspace / name).write_text(text, encoding="utf-8")
    command = [str(tools.paths["lake"]), "env", str(tools.paths["comparator"]), "config.json"]
    done = await run(command, cwd=workspace, env=tools.environment, wall_seconds=wall_seconds)
    check_outcome(done, given.target, nanoda=nanoda)


def _accepted(given: Sides, direction: Direction, toolchain: str, *, nanoda: bool) -> Verdict:
    kernels = "Lean's kernel and nanoda accept" if nanoda else "Lean's kernel accepts"
    what = f"the statement of {given.target} is the challenge's; {kernels} the proof, from no axioms "
    what += f"but {', '.join(PERMITTED_AXIOMS)}"
    if given.holes:
        answers = "; ".join(f"{hole} := {value}" for hole, value in zip(given.holes, given.values, strict=True))
        what += f"; a person must look at the answer, which comparator cannot judge: {answers}"
    return Verdict(
        VerdictKind.NEEDS_REVIEW if given.holes else VerdictKind.ACCEPTED,
        Code.R_REVIEW if given.holes else Code.ACCEPT,
        f"comparator, with a native Lean: {what}",
        TrustLevel.COMPARED if nanoda else TrustLevel.REPLAYED,
        toolchain,
        PERMITTED_AXIOMS,
        direction,
        given.values,
    )


def _differences(certificate: Certificate, verdict: Verdict, solution: str) -> tuple[str, ...]:
    """As `certificate.differences`, of what comparator tells: it lists neither axioms nor declarations."""
    found = outcome_differences(certificate, verdict)
    if verdict.kind is VerdictKind.REJECTED:
        return (*found, f"detail: {verdict.detail}")
    if solution != certificate.source:
        found.append("Lean file: the certificate's is not what its challenge and regions make")
    if beyond := set(certificate.axioms) - set(PERMITTED_AXIOMS):
        found.append(f"axioms: certified {', '.join(sorted(beyond))}, which comparator does not permit")
    return tuple(found)
