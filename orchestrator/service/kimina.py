"""Answers of the check service in the wire format of kimina-lean-server."""

from __future__ import annotations

import asyncio
from typing import Final

from orchestrator.api.checking import (
    CheckAnswer,
    CheckRequestBody,
    CheckResultBody,
    Diagnostics,
    LeanMessage,
    LeanSorry,
    Pos,
    ReplResponse,
    VerifyAnswer,
    VerifyRequest,
    VerifyResult,
)
from orchestrator.errors import RetryError
from orchestrator.lean.checker import HOLE_KIND, CheckResult, GoalOrigin, Message, OpenGoal, Outcome, Position, Severity
from orchestrator.service.checks import CheckService

_SEVERITY: Final = {Severity.INFORMATION: "info", Severity.WARNING: "warning", Severity.ERROR: "error"}
_LIMITS: Final = {
    Outcome.MEMORY: "Lean ran out of memory",
    Outcome.OUTPUT: "Lean's messages passed the limit on output",
    Outcome.STACK: "Lean ran out of stack",
    Outcome.CRASHED: "Lean crashed on this text in two fresh processes",
    Outcome.CANCELLED: "the check was cancelled",
}


async def verify(service: CheckService, body: VerifyRequest) -> VerifyAnswer:
    """Answer ``/verify``; an infrastructure failure of one file is its ``error`` and spares the others."""
    answers = await _checked(service, [code.code for code in body.codes], body.timeout)
    return VerifyAnswer(
        results=tuple(
            VerifyResult(custom_id=code.custom_id, error=error, response=response)
            for code, (error, response) in zip(body.codes, answers, strict=True)
        )
    )


async def check(service: CheckService, body: CheckRequestBody) -> CheckAnswer:
    """Answer ``/check``; as `verify`."""
    answers = await _checked(service, [snippet.code for snippet in body.snippets], body.timeout)
    toolchain = await service.toolchain()
    return CheckAnswer(
        results=tuple(
            CheckResultBody(
                id=snippet.id,
                time=response.time if response else float(body.timeout),
                error=error,
                response=response,
                diagnostics=Diagnostics(repl_uuid=toolchain) if body.debug else None,
            )
            for snippet, (error, response) in zip(body.snippets, answers, strict=True)
        )
    )


async def _checked(
    service: CheckService, sources: list[str], timeout: float
) -> list[tuple[str | None, ReplResponse | None]]:
    async def one(source: str) -> tuple[str | None, ReplResponse | None]:
        try:
            return as_repl(await service.check(source, timeout), timeout)
        except RetryError as error:
            return f"infrastructure failure, send it again: {error}", None

    tasks = [asyncio.ensure_future(one(source)) for source in sources]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def as_repl(result: CheckResult, timeout: float) -> tuple[str | None, ReplResponse | None]:
    """A check's result as Lean's REPL would have said it: a response, and an error text if a limit ended the check.

    With an error the response holds what the commands before it found; the field is null where that is nothing.
    """
    error = None
    if result.outcome is Outcome.TIMEOUT:
        error = f"Lean REPL command timed out in {timeout:g} seconds"
    elif result.outcome in _LIMITS:
        error = _LIMITS[result.outcome]
    if error is not None and result.running is not None:
        error += f"; it was at line {result.running.line}"
    sorries = tuple(_sorry(goal) for goal in result.goals if goal.origin is GoalOrigin.SORRY)
    messages = tuple(map(_message, (*result.messages, *_untold_holes(result, sorries))))
    if error is not None and not messages and not sorries:
        return error, None
    response = ReplResponse(messages=messages or None, sorries=sorries or None, time=round(result.timing.total, 6))
    return error, response


def _untold_holes(result: CheckResult, sorries: tuple[LeanSorry, ...]) -> tuple[Message, ...]:
    """Warnings of the holes in the text that Lean was kept from telling of: clients look for these words."""
    if sorries or any(message.kind == HOLE_KIND for message in result.messages):
        return ()
    return tuple(Message(Severity.WARNING, "declaration uses `sorry`", place) for place in result.written_holes)


def _message(message: Message) -> LeanMessage:
    return LeanMessage.model_validate(
        {
            "severity": _SEVERITY[message.severity],
            "pos": _pos(message.start),
            "endPos": None if message.end is None else _pos(message.end),
            "data": message.text,
        }
    )


def _sorry(goal: OpenGoal) -> LeanSorry:
    return LeanSorry(pos=_pos(goal.start), endPos=_pos(goal.end), goal=goal.goal.pretty or goal.goal.target)


def _pos(position: Position) -> Pos:
    return Pos(line=position.line, column=position.column)
