"""``orchestrator judge``: verdicts on files, for people and programs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json, seconds
from orchestrator.errors import OperatorError, OrchestratorError, RetryError, UserError

if TYPE_CHECKING:
    from orchestrator.lean.judge.judge import JudgeConfig
    from orchestrator.lean.judge.verdict import Verdict

JUDGE_SECONDS = 60.0
STYLES = {
    "accepted": "green",
    "rejected": "red",
    "needs_review": "yellow",
    "disputed": "bold yellow",
    "infrastructure": "bold red",
}


def judge(
    statement: Annotated[Path, typer.Argument(help="A statement file, or a challenge with regions.")],
    submission: Annotated[Path, typer.Argument(help="The file to be judged against it.")],
    target: Annotated[
        str | None, typer.Option(metavar="NAME", help="The theorem, where STATEMENT is no challenge.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate of an accepted proof here.")
    ] = None,
    time: Annotated[
        float,
        typer.Option(min=1.0, metavar="SECONDS", help="Seconds for the submission's elaboration, and for its replay."),
    ] = JUDGE_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """Judge a file in fresh processes, down to a replay by the kernel.

    Exit code 0 accepted, 1 rejected, 3 needs a person's review, 2 no answer through no fault of the file.
    """
    try:
        verdict = asyncio.run(_judge(statement, submission, target, time))
    except OperatorError as error:
        if not as_json:
            raise
        verdict = _no_verdict(error, toolchain="")
    if certificate is not None and verdict.certificate is not None:
        try:
            written = verdict.certificate.write(certificate)
        except UserError as error:
            raise UserError(f"the file is {verdict.kind} ({verdict.code}), but {error}") from error
        print(f"wrote {' and '.join(map(str, written))}", file=sys.stderr)
    if as_json:
        print_json(verdict.to_json())
    else:
        print_verdict(verdict)
    raise typer.Exit(verdict.exit_status)


def print_verdict(verdict: Verdict) -> None:
    """A verdict with everything that a person may want to know of it."""
    out = console()
    out.print(verdict.kind, style=STYLES[verdict.kind], end="")
    out.print(f" ({verdict.code}, trust: {verdict.trust}): {verdict.detail}")
    for value in verdict.values:
        out.print(f"answer: {value}")
    out.print(f"axioms: {', '.join(verdict.axioms) or 'none'}")
    out.print(f"judge {verdict.judge_version} on {verdict.toolchain}, {seconds(verdict.seconds)}", style="dim")


async def _judge(statement: Path, submission: Path, target: str | None, wall_seconds: float) -> Verdict:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.judge import Judge

    lean = lean_installation(settings().cache_dir)
    try:
        async with await Judge.open(lean, judge_config(wall_seconds)) as opened:
            return await opened.judge_paths(statement, submission, target)
    except RetryError as error:
        return _no_verdict(error, lean.toolchain)


def _no_verdict(error: OrchestratorError, toolchain: str) -> Verdict:
    """What is said of a file that could not be judged through no fault of its own."""
    from orchestrator.lean.judge.verdict import Verdict
    from orchestrator.vocabulary import Code, TrustLevel, VerdictKind

    return Verdict(VerdictKind.INFRASTRUCTURE, Code.INFRASTRUCTURE, str(error), TrustLevel.ELABORATED, toolchain)


def judge_config(wall_seconds: float) -> JudgeConfig:
    """How one command judges one file."""
    from orchestrator.config import settings
    from orchestrator.lean.judge.judge import JudgeConfig

    return JudgeConfig(
        wall_seconds=wall_seconds, replay_seconds=wall_seconds, memory_mib=settings().check_memory_mib, concurrency=1
    )
