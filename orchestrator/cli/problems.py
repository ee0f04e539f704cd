"""``orchestrator problems``: what is in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json

if TYPE_CHECKING:
    from orchestrator.problems.challenge import Challenge

app = typer.Typer(help="List and show the problems of the catalogue.", no_args_is_help=True)


@app.command("list")
def list_problems(
    prefix: Annotated[str, typer.Argument(help="Only ids that start so, such as 'oeis/'.")] = "",
    tag: Annotated[str | None, typer.Option(help="Only problems with this tag.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the problems by id, with what is known about each."""
    from orchestrator.config import settings
    from orchestrator.problems.catalogue import Catalogue

    catalogue = Catalogue.load(settings().problems_dir)
    chosen = [one for one in catalogue if one.id.startswith(prefix) and (tag is None or tag in one.metadata.tags)]
    if as_json:
        print_json([_summary(challenge) for challenge in chosen])
        return
    out = console()
    width = max((len(challenge.id) for challenge in chosen), default=0)
    for challenge in chosen:
        out.print(f"{challenge.id:{width}}  {challenge.metadata.status:9}  {challenge.metadata.title}")
    out.print(f"{len(chosen)} of {len(catalogue)} problems; `orchestrator problems show ID` shows one")


@app.command("show")
def show_problem(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A problem's id or a challenge file.")],
    as_json: JsonOption = False,
) -> None:
    """Show one problem: where it comes from, what it says, and its Lean text."""
    from orchestrator.cli.targets import find_challenge

    challenge = find_challenge(identifier)
    if as_json:
        print_json(_summary(challenge) | {"metadata": challenge.metadata, "text": challenge.text})
        return
    out, meta = console(), challenge.metadata
    out.print(meta.title, style="bold")
    out.print(f"{meta.id}, status {meta.status}{', ' + ', '.join(meta.tags) if meta.tags else ''}")
    out.print(f"{meta.source}\n\n{meta.informal}")
    for name, text in (("Equivalence", meta.equivalence), ("Note", meta.note)):
        if text:
            out.print(f"\n{name}: {text}")
    for reference in meta.references:
        out.print(f"  - {reference}")
    out.print()
    _print_lean(challenge)
    out.print(f"\nTry it: orchestrator prove {identifier}")


def _print_lean(challenge: Challenge) -> None:
    body = challenge.text[challenge.text.index("\n-/\n") + 4 :].strip("\n")
    out = console()
    if out.is_terminal:
        from rich.syntax import Syntax

        out.print(Syntax("", "lean4", background_color="default").highlight(body))
    else:
        out.print(body)


def _summary(challenge: Challenge) -> dict[str, object]:
    return {
        "id": challenge.id,
        "title": challenge.metadata.title,
        "status": challenge.metadata.status,
        "tags": challenge.metadata.tags,
        "source": challenge.metadata.source,
        "sha256": challenge.sha256,
        "disproof_offered": challenge.disproof,
    }
