"""``orchestrator formalise``: words become a challenge, if a person accepts it."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, plain, print_json
from orchestrator.cli.session import run_interruptibly
from orchestrator.config import settings
from orchestrator.errors import SourceError, UserError

if TYPE_CHECKING:
    from orchestrator.intake.drafts import Drafts
    from orchestrator.intake.formalise import Draft, Words
    from orchestrator.intake.purse import Purse


def formalise(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The problem in words.")] = None,
    oeis: Annotated[str | None, typer.Option(metavar="A...|FILE", help="An imported sequence, or its file.")] = None,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="A file with the problem in words.")] = None,
    conjecture: Annotated[int, typer.Option(min=0, metavar="N", help="Which conjecture of the sequence.")] = 0,
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="SOURCE/SLUG", help="The id of the new problem, SOURCE/SLUG.")
    ] = None,
    address: Annotated[str, typer.Option(metavar="URL", help="Where the words stand.")] = "",
    profile: Annotated[str, typer.Option(metavar="NAME", help="The model's profile; see docs/models.md.")] = "prover",
    usd: Annotated[
        float | None, typer.Option(min=0.0, metavar="USD", help="At most this much money; needed if the model costs.")
    ] = None,
    tokens: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many tokens.")] = None,
    accept: Annotated[str | None, typer.Option(metavar="DRAFT", help="Take a draft into the catalogue.")] = None,
    who: Annotated[str, typer.Option("--as", metavar="NAME", help="Who accepts.")] = "",
    reviewed: Annotated[bool, typer.Option("--reviewed", help="You compared the Lean with the source.")] = False,
    refuse: Annotated[str | None, typer.Option(metavar="DRAFT", help="Forget a draft.")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="List the drafts that wait.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Draft a challenge from words, a file or a sequence; a person then accepts, edits or refuses it.

    A model states the problem, Lean checks it, triage looks at it, a second call that sees the Lean alone says what
    it says, and the differences are shown. Nothing enters the catalogue unaccepted.
    """
    from orchestrator.intake.drafts import Drafts

    if sum((text is not None, oeis is not None, file is not None, accept is not None, refuse is not None, drafts)) != 1:
        raise UserError("give one of: TEXT, --oeis, --file, --accept DRAFT, --refuse DRAFT, --drafts")
    kept = Drafts(settings().imports_dir.parent / "drafts")
    if drafts:
        _print_drafts(kept, as_json=as_json)
    elif refuse is not None:
        kept.refuse(refuse)
        console().print(f"{refuse} is forgotten")
    elif accept is not None:
        path = kept.accept(accept, who, datetime.now(UTC).date(), settings().problems_dir, reviewed=reviewed)
        console().print(f"{accept} is in the catalogue: {path}")
    else:
        _draft(kept, _words(text, oeis, file, conjecture, identifier, address), profile, usd, tokens, as_json=as_json)


def _draft(kept: Drafts, words: Words, profile: str, usd: float | None, tokens: int | None, *, as_json: bool) -> None:
    from orchestrator.app import require_priced, snapshots
    from orchestrator.intake.formalise import formalise as drafted
    from orchestrator.intake.purse import Purse
    from orchestrator.intake.triage import open_bench
    from orchestrator.models.factory import open_model
    from orchestrator.models.profiles import load_profile

    chosen = load_profile(profile)
    if usd is None and not chosen.price.unpriced:
        raise UserError(f"say how much it may cost: --usd 1, say (profile {profile!r} is a model that costs)")
    if usd is not None:
        require_priced(snapshots([chosen]))
    purse = Purse(None if usd is None else round(usd * 1e6), tokens)
    made: list[Draft] = []

    async def main() -> None:
        async with (
            open_bench(settings().cache_dir, settings().check_memory_mib, problems=settings().problems_dir) as bench,
            open_model(chosen, ledger=purse) as model,
        ):
            made.append(await drafted(words, model, bench))

    if run_interruptibly(main):
        leave(Exit.INTERRUPTED)
    path = kept.save(made[0])
    if as_json:
        print_json({"file": path, "id": words.id, "usd": purse.spent_micro_usd / 1e6, **_plain(made[0])})
    else:
        print_draft(made[0], path, purse)


def _plain(draft: Draft) -> dict[str, object]:
    return {
        "meaning": draft.meaning,
        "differences": draft.differences,
        "report": plain(draft.report),
        "text": draft.challenge.text,
        "tries": draft.tries,
    }


def print_draft(draft: Draft, path: Path, purse: Purse) -> None:
    """What a person needs to decide."""
    from orchestrator.cli.triage import print_report
    from orchestrator.intake.formalise import bare_lean

    out = console()
    out.print(f"{draft.challenge.id}, drafted by {draft.model} at try {draft.tries}", style="bold")
    out.print(f"\nThe source says:\n{draft.words.text}\n\nThe Lean says, to a reader of it alone:\n{draft.meaning}\n")
    if draft.differences is None:
        out.print("The comparison could not be read; compare the two yourself.", style="yellow")
    elif draft.differences:
        out.print("Differences in meaning:", style="yellow")
        for difference in draft.differences:
            out.print(f"  - {difference}")
    else:
        out.print("No difference in meaning was found.", style="green")
    out.print(f"\n{bare_lean(draft.challenge)}\n")
    print_report(draft.report)
    out.print(
        f"\nSpent {purse.spent_micro_usd / 1e6:.4f} USD, {purse.spent_tokens} tokens. The draft is {path}; edit it"
    )
    out.print(f"or take it:  orchestrator formalise --accept {draft.challenge.id} --as 'YOUR NAME' [--reviewed]")
    out.print(f"or not:      orchestrator formalise --refuse {draft.challenge.id}")


def _print_drafts(kept: Drafts, *, as_json: bool) -> None:
    waiting = [{"id": each, "edited": kept.edited(each)} for each in kept.list()]
    if as_json:
        print_json(waiting)
        return
    for each in waiting:
        console().print(f"{each['id']}{' (edited)' if each['edited'] else ''}")
    console().print(f"{len(waiting)} drafts wait")


def _words(
    text: str | None, oeis: str | None, file: Path | None, conjecture: int, identifier: str | None, address: str
) -> Words:
    from dataclasses import replace

    from orchestrator.intake.formalise import Words, of_sequence
    from orchestrator.problems.metadata import is_problem_id, no_id
    from orchestrator.problems.text import read_text

    if identifier is not None and not is_problem_id(identifier):
        raise UserError(no_id(identifier))
    if oeis is not None:
        words = of_sequence(_sequence(oeis), conjecture)
        return replace(words, id=identifier) if identifier else words
    if file is not None:
        text, address = read_text(file), address or f"the file {file.name}"
    text = (text or "").strip()
    if not text:
        raise SourceError("there are no words to state")
    slug = "-".join(re.findall(r"[A-Za-z0-9]+", text)[:6]).lower() or "problem"
    first_line = text.split("\n", 1)[0].lstrip("# ")
    title = textwrap.shorten(first_line.partition(". ")[0], 100, placeholder=" ...")
    return Words(identifier or f"drafted/{slug}", title, text, address)


def _sequence(oeis: str) -> dict[str, object]:
    from orchestrator.intake.importing import read_sequence
    from orchestrator.intake.ledger import ImportLedger

    return read_sequence(oeis, ImportLedger(settings().imports_dir))
