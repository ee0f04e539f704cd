"""``orchestrator verify``: repeat a certified judgement, with the embedded or with a native Lean."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.judge import JUDGE_SECONDS, judge_config, print_verdict
from orchestrator.cli.output import JsonOption, console, plain, print_json

if TYPE_CHECKING:
    from orchestrator.lean.judge.certificate import VerifyReport

NATIVE_SECONDS = 1800.0
"""Comparator builds, exports and replays everything that the proof rests on, also what it uses of Mathlib."""


def verify(
    certificate: Annotated[Path, typer.Argument(help="A certificate that `judge` or `show` has written.")],
    native: Annotated[
        Path | None,
        typer.Option(
            metavar="PROJECT",
            help="Use a native Lean and leanprover/comparator, with the toolchain and packages of this Lake project.",
        ),
    ] = None,
    nanoda: Annotated[
        bool, typer.Option(help="With --native: ask nanoda too, a second kernel; without it the trust stays replayed.")
    ] = True,
    time: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            help=f"Seconds for the elaboration, and for the replay (default {JUDGE_SECONDS:.0f}); with --native for "
            f"the whole run (default {NATIVE_SECONDS:.0f}).",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Repeat a certified judgement from the certificate alone, and tell every difference.

    Exit codes as for `judge`, of the repeated judgement; 1 also if it differs from what is certified.
    """
    if native is None:
        report = asyncio.run(_embedded(certificate, time or JUDGE_SECONDS))
    else:
        report = asyncio.run(_native(certificate, native, nanoda=nanoda, wall_seconds=time or NATIVE_SECONDS))
    if as_json:
        print_json(
            {
                **report.verdict.to_json(),
                "confirmed": report.confirmed,
                "differences": plain(report.differences),
            }
        )
    else:
        print_verdict(report.verdict)
        out = console()
        for difference in report.differences:
            out.print(f"differs: {difference}", style="yellow")
        out.print("The certificate is confirmed." if report.confirmed else "The certificate is NOT confirmed.")
    raise typer.Exit(report.verdict.exit_status or int(not report.confirmed))


async def _embedded(path: Path, wall_seconds: float) -> VerifyReport:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.certificate import Certificate
    from orchestrator.lean.judge.judge import Judge

    certificate = Certificate.read(path)
    async with await Judge.open(lean_installation(settings().cache_dir), judge_config(wall_seconds)) as opened:
        return await opened.verify(certificate)


async def _native(path: Path, project: Path, *, nanoda: bool, wall_seconds: float) -> VerifyReport:
    from orchestrator.lean.judge.certificate import Certificate
    from orchestrator.lean.native.verify import verify_native

    return await verify_native(Certificate.read(path), project, nanoda=nanoda, wall_seconds=wall_seconds)
