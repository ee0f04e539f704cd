"""``verify_proof`` in the shape of AXLE, answered by the judge: messages are not evidence here either."""

from __future__ import annotations

import re
import time
from typing import Final, Literal

from orchestrator.api.checking import Judgement, Lines, Negation, VerifyProofAnswer, VerifyProofRequest
from orchestrator.errors import ChallengeError, ImportNotAvailable, SourceError
from orchestrator.lean.checker import CheckResult, Outcome, Severity
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.lexical import import_header, scan
from orchestrator.service.checks import CheckService
from orchestrator.vocabulary import Code

MAX_TARGETS: Final = 20
_OPEN: Final = "([{⟨⟪"
_CLOSE: Final = ")]}⟩⟫"
_RESOURCES: Final[dict[Outcome, Literal["LeanTimeout", "LeanResourceExceeded"]]] = {
    Outcome.TIMEOUT: "LeanTimeout",
    Outcome.MEMORY: "LeanResourceExceeded",
    Outcome.STACK: "LeanResourceExceeded",
    Outcome.OUTPUT: "LeanResourceExceeded",
    Outcome.CRASHED: "LeanResourceExceeded",
}


async def verify_proof(service: CheckService, body: VerifyProofRequest) -> VerifyProofAnswer:
    """Judge ``body.content`` against every theorem that ``body.formal_statement`` leaves open.

    What the texts do wrong is an answer with ``user_error`` or ``okay: false``; only infrastructure failures raise.
    """
    began = time.monotonic()
    toolchain = await service.toolchain()
    if body.environment not in (None, "", toolchain):
        return _user_error(body, f"this server has one environment, {toolchain!r}; leave it out or name that one")
    content = with_imports_of(body.formal_statement, body.content) if body.ignore_imports else body.content
    try:
        stated = await service.declarations(body.formal_statement, float(body.timeout_seconds))
    except (ImportNotAvailable, SourceError) as error:
        return _user_error(body, str(error))
    if stated.outcome in _RESOURCES:
        return _out_of_resources(body, stated)
    targets = [one.name for one in stated.declarations if one.kind == "theorem" and "sorryAx" in one.axioms]
    if stated.errors:
        return _user_error(body, f"formal_statement has an error: {stated.errors[0].text}")
    if not targets:
        return _user_error(body, "formal_statement leaves no theorem open: put sorry where its proof would stand")
    if len(targets) > MAX_TARGETS:
        return _user_error(body, f"formal_statement leaves {len(targets)} theorems open, at most {MAX_TARGETS} can be")
    checked = await service.check(content, float(body.timeout_seconds))
    answer = await _judged(service, body.formal_statement, content, targets)
    if isinstance(answer, str):
        return _user_error(body, answer)
    failed = tuple(one.name for one in answer if one.verdict != "accepted")
    return VerifyProofAnswer(
        okay=not failed,
        content=content,
        lean_messages=_messages(checked),
        tool_messages=Lines(errors=tuple(f"{one.name}: {one.detail}" for one in answer if one.name in failed)),
        failed_declarations=failed,
        timings={"total_ms": round(1000 * (time.monotonic() - began))},
        info={"toolchain": toolchain, "judgements": [one.model_dump() for one in answer]},
        negation=await _negation(service, body, content, targets) if body.verify_negation else None,
        error=_resource_error(answer),
        error_type="LeanResourceExceeded" if _resource_error(answer) else None,
    )


async def _judged(
    service: CheckService, statement: str, content: str, targets: list[str]
) -> tuple[Judgement, ...] | str:
    """The judge's answers; a sentence where the statement cannot be judged by."""
    found = []
    for target in targets:
        try:
            found.append(_judgement(target, await service.judge(statement, content, target)))
        except (ChallengeError, SourceError, ImportNotAvailable) as error:
            return str(error)
    return tuple(found)


async def _negation(service: CheckService, body: VerifyProofRequest, content: str, targets: list[str]) -> Negation:
    if len(targets) != 1:
        return Negation(okay=False, error="the negation of several theorems is not defined; send one theorem")
    negated = negated_statement(body.formal_statement, targets[0])
    if negated is None:
        return Negation(okay=False, error=f"the statement of {targets[0]} could not be negated as text")
    answer = await _judged(service, negated, content, targets)
    if isinstance(answer, str):
        return Negation(okay=False, error=f"the negated statement cannot be judged by: {answer}")
    return Negation(okay=all(one.verdict == "accepted" for one in answer), judgements=answer)


def with_imports_of(statement: str, content: str) -> str:
    """``content`` with the import header of ``statement`` in place of its own; its lines keep their numbers."""
    theirs = import_header(scan(content).code)
    ours = import_header(scan(statement).code)
    if theirs.unsupported is not None or ours.unsupported is not None:
        return content  # the judge says what is wrong with it
    imports = " ".join(f"import {name}" for name in ours.imports)
    lines = "\n" * content.count("\n", 0, theirs.end)
    return (imports + lines + content[theirs.end :]) if imports or theirs.end else content


def negated_statement(statement: str, target: str) -> str | None:
    """``statement`` with ``theorem target binders : T`` made ``theorem target : ¬ (∀ binders, T)``.

    The judge compares what this elaborates to, so a wrong guess at the text can refuse a proof and never accept one
    of something else than the text says. None where the declaration is not found or has no plain ``binders : T :=``.
    """
    code = scan(statement).code
    declared = list(
        re.finditer(rf"(?<![\w.'«»])(?:theorem|lemma)\s+{re.escape(target)}(?![\w.'!?«])(?:\.\{{[^}}]*\}})?", code)
    )
    if len(declared) != 1:
        return None
    start = declared[0].end()
    colon = _at_top(code, start, re.compile(r":(?!=)"))
    if colon is None:
        return None
    end = _at_top(code, colon + 1, re.compile(r":="))
    if end is None:
        return None
    binders, proposition = statement[start:colon].strip(), statement[colon + 1 : end].strip()
    body = f"∀ {binders}, ({proposition})" if binders else proposition
    return f"{statement[:start]} : ¬ ({body}) {statement[end:]}"


def _at_top(code: str, start: int, wanted: re.Pattern[str]) -> int | None:
    depth = 0
    for position in range(start, len(code)):
        if code[position] in _OPEN:
            depth += 1
        elif code[position] in _CLOSE:
            depth -= 1
        elif depth == 0 and wanted.match(code, position):
            return position
    return None


def _judgement(name: str, verdict: Verdict) -> Judgement:
    return Judgement(
        name=name,
        verdict=verdict.kind.value if verdict.proved or verdict.kind.value != "accepted" else "rejected",
        code=verdict.code.value,
        detail=verdict.detail,
        trust=verdict.trust.value,
        axioms=verdict.axioms,
    )


def _resource_error(judgements: tuple[Judgement, ...]) -> str | None:
    return next((one.detail for one in judgements if one.code == Code.E_RESOURCE), None)


def _messages(result: CheckResult) -> Lines:
    def of(severity: Severity) -> tuple[str, ...]:
        return tuple(
            f"{message.start.line}:{message.start.column}: {message.text}"
            for message in result.messages
            if message.severity is severity
        )

    return Lines(errors=of(Severity.ERROR), warnings=of(Severity.WARNING), infos=of(Severity.INFORMATION))


def _user_error(body: VerifyProofRequest, sentence: str) -> VerifyProofAnswer:
    return VerifyProofAnswer(
        okay=False, content=body.content, user_error=sentence, tool_messages=Lines(errors=(sentence,))
    )


def _out_of_resources(body: VerifyProofRequest, result: CheckResult) -> VerifyProofAnswer:
    return VerifyProofAnswer(
        okay=False,
        content=body.content,
        error=f"formal_statement passed a limit ({result.outcome.value})",
        error_type=_RESOURCES[result.outcome],
    )
