"""``orchestrator verify``: repeat a certified judgement, with the embedded or with a native Lean."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.judge import JUDGE_SECONDS, judge_config, print_verdict
from orchestrator.cli.output import Exit, JsonOption, console, plain, print_json

if TYPE_CHECKING:
    from orchestrator.lean.judge.certificate import Certificate, Inputs, VerifyReport
    from orchestrator.lean.judge.stated import Identity, Statement
    from orchestrator.problems.challenge import Challenge

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
            metavar="SECONDS",
            help=f"Seconds for the elaboration, and for the replay (default {JUDGE_SECONDS:.0f}); with --native for "
            f"the whole run (default {NATIVE_SECONDS:.0f}).",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="CHALLENGE", help="The challenge or statement file that must be what is certified, byte for byte."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Repeat a certified judgement from the certificate alone, say what it is about, and tell every difference.

    The statement is compared with the catalogue's of the id that the certificate names, or with --against.

    Exit codes as for `judge`, of the repeated judgement; 1 also if it differs from what is certified, 4 if it holds for
    another statement than the one it was compared with.
    """
    from orchestrator.lean.judge.certificate import Certificate

    read = Certificate.read(certificate)
    identity = _identity(read.inputs, against)
    statement = None
    if native is None:
        report, statement = asyncio.run(_embedded(read, time or JUDGE_SECONDS))
    else:
        report = asyncio.run(_native(read, native, nanoda=nanoda, wall_seconds=time or NATIVE_SECONDS))
    confirmed = report.confirmed and identity.same is not False
    if as_json:
        print_json(
            {
                **report.verdict.to_json(),
                "confirmed": confirmed,
                "differences": plain(report.differences),
                "id": identity.id,
                "target": read.inputs.target,
                "statement": None if statement is None else plain(statement),
                "statement_sha256": read.inputs.statement_sha256,
                "compared_with": identity.source.value,
                "same_statement": identity.same,
            }
        )
    else:
        _print_subject(read.inputs, identity, statement)
        print_verdict(report.verdict)
        out = console()
        for difference in report.differences:
            out.print(f"differs: {difference}", style="yellow")
        out.print("The certificate is confirmed." if confirmed else "The certificate is NOT confirmed.")
    other = int(Exit.OTHER_STATEMENT) if identity.same is False else 0
    raise typer.Exit(report.verdict.exit_status or int(not report.confirmed) or other)


def _identity(inputs: Inputs, against: Path | None) -> Identity:
    from orchestrator.config import settings
    from orchestrator.lean.judge.stated import identify
    from orchestrator.problems.catalogue import Catalogue
    from orchestrator.problems.text import read_text

    def find(identifier: str) -> Challenge | None:
        folder = settings().problems_dir
        return Catalogue.load(folder).challenges.get(identifier) if folder.is_dir() else None

    return identify(inputs, find, None if against is None else read_text(against))


def _print_subject(inputs: Inputs, identity: Identity, statement: Statement | None) -> None:
    from orchestrator.lean.judge.data import printable

    out = console()
    if identity.id is not None:
        out.print(f"problem: {identity.id}")
    out.print(f"target: {printable(inputs.target)} ({inputs.direction})")
    if statement is None:
        out.print("statement: as in the certificate's text; a native run does not show it")
    else:
        out.print(f"statement: {statement.text}")
        for definition in () if identity.same else statement.definitions:
            out.print(f"  it rests on: {definition}")
        out.print(f"statement digest: {statement.digest}", style="dim")
    out.print(f"text: SHA-256 {inputs.statement_sha256}", style="dim")
    out.print(identity.sentence, style="bold red" if identity.same is False else "green" if identity.same else "yellow")


async def _embedded(certificate: Certificate, wall_seconds: float) -> tuple[VerifyReport, Statement]:
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.judge import Judge

    async with await Judge.open(lean_installation(settings().cache_dir), judge_config(wall_seconds)) as opened:
        return await opened.verify(certificate), await opened.statement(certificate.inputs)


async def _native(certificate: Certificate, project: Path, *, nanoda: bool, wall_seconds: float) -> VerifyReport:
    from orchestrator.lean.native.verify import verify_native

    return await verify_native(certificate, project, nanoda=nanoda, wall_seconds=wall_seconds)
