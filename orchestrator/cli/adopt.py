"""``orchestrator adopt``: a Lean file of one's own as a challenge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json, quoted
from orchestrator.errors import ChallengeError, SourceError, UserError

if TYPE_CHECKING:
    from orchestrator.problems.metadata import Metadata

NAMED = "What the theorem says in words; by default its docstring, or its name."


def adopt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Lean file.")],
    theorem: Annotated[str, typer.Argument(metavar="THEOREM", help="A theorem in it whose proof holds a sorry.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the challenge; by default standard output.")
    ] = None,
    informal: Annotated[str | None, typer.Option(metavar="TEXT", help=NAMED)] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a challenge of THEOREM: everything before it is frozen, its proof is what is to be found."""
    from orchestrator.problems.challenge import Challenge
    from orchestrator.problems.importers.lean_file import adopt as adopted_text
    from orchestrator.problems.text import check_text, read_source

    try:
        text = check_text(read_source(file))
        meta = _metadata(file, text, theorem, informal)
        made = adopted_text(text, theorem, meta)
        challenge = Challenge.parse(made.text)
    except (ChallengeError, SourceError) as error:
        raise type(error)(f"{error} (in {str(file)!r})") from None
    if out is not None:
        _write_new(out, made.text)
    if as_json:
        print_json({"id": challenge.id, "target": challenge.target, "did": made.did, "text": made.text, "file": out})
        return
    notes = console(stderr=True)
    for sentence in made.did:
        notes.print(sentence, style="dim")
    if out is None:
        print(made.text, end="")
        return
    notes.print(f"{challenge.id} is in {out}; the target is {challenge.target}")
    notes.print(f"Look at it: orchestrator problems check {quoted(out)}")


def _metadata(file: Path, text: str, theorem: str, informal: str | None) -> Metadata:
    from orchestrator.problems.commands import read_commands
    from orchestrator.problems.metadata import Metadata, Status

    command = next((each for each in read_commands(text).commands if each.name == theorem.split(".")[-1]), None)
    words = informal or (command.doc if command else "") or f"The theorem {theorem} of {file.name}."
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{file.stem}-{theorem}").strip("-") or "theorem"
    return Metadata(
        id=f"local/{slug}",
        title=f"{theorem} of {file.name}",
        source=f"the file {file.name}",
        status=Status.UNKNOWN,
        informal=words,
        reviewed="no",
    )


def _write_new(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{str(out)!r} exists; give another name") from None
    except OSError as error:
        raise UserError(f"{str(out)!r} cannot be written: {error.strerror}") from error
