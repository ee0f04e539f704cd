"""``orchestrator show``: everything that is known of a problem, run, attempt, sketch or episode."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from orchestrator.app import opened_store
from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.lineage import Told, as_tree, told
from orchestrator.cli.output import JsonOption, console, plain, print_json, quoted, seconds
from orchestrator.cli.session import DatabaseOption
from orchestrator.errors import UnknownId, UserError
from orchestrator.problems.naming import counted
from orchestrator.problems.whole_file import write_whole
from orchestrator.search.driver.owners import is_driven, owner_words, way_on
from orchestrator.vocabulary import GoalStatus

if TYPE_CHECKING:
    from orchestrator.store import (
        Attempt,
        AttemptDetail,
        CampaignDetail,
        Detail,
        EpisodeDetail,
        ProblemDetail,
        Run,
        RunDetail,
        Sketch,
        SketchDetail,
        Store,
        Verdict,
    )

LOOKED_AT = 40
"""How many of a run's sketches are compared to find its best."""
SHOWN_RUNS = 10
SHOWN_ATTEMPTS = 20
DIGEST_DIGITS = 12


@dataclass(frozen=True)
class Best:
    """The sketch to look at first: an accepted one, else the one with the fewest open goals; with its whole file."""

    detail: SketchDetail
    source: str


@dataclass(frozen=True)
class Found:
    """What an id stands for, the best sketch that belongs to it, and for a run what its sketches came to."""

    detail: Detail
    best: Best | None
    told: Told | None = None


def show(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A problem, or the id (or its beginning) of anything that was stored.")
    ],
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the accepted proof's certificate here.")
    ] = None,
    lineage: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw the family tree of a run's sketches here, as SVG.")
    ] = None,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a problem, campaign, run, attempt, sketch or episode: goals, best sketch, lineage, messages, verdicts."""

    if server_address(server) is not None:
        from orchestrator.cli import remote

        if lineage is not None:
            raise UserError("--lineage draws from a database; a server shows the tree on the run's page")
        remote.show(server, identifier, certificate, as_json=as_json)
        return

    async def read() -> Found:
        async with opened_store(database) as store:
            detail = await _find(store, identifier)
            sketches = await told(store, detail)
            return Found(detail, await _best(store, detail, sketches), sketches)

    found = asyncio.run(read())
    if certificate is not None:
        _write_certificate(found, identifier, certificate)
    if lineage is not None:
        _write_lineage(found, identifier, lineage)
    if as_json:
        kind = type(found.detail).__name__.removesuffix("Detail").lower()
        print_json({"kind": kind, **plain(found.detail), "best_sketch": found.best, **(plain(found.told) or {})})
    else:
        _print(found)


async def _find(store: Store, identifier: str) -> Detail:
    try:
        return await store.views.show(identifier)
    except UnknownId as error:
        if "/" not in identifier:
            raise
        with suppress(UnknownId):
            _say_if_untried(identifier, error)
        with suppress(UnknownId):
            return await store.views.show(f"local/{identifier}")
        _say_if_untried(identifier, error)
        raise


def _say_if_untried(identifier: str, error: UnknownId) -> None:
    """A problem that the store does not know may be in the catalogue; raises what is to be said."""
    from orchestrator.cli.targets import find_challenge

    challenge = find_challenge(identifier)
    raise UserError(
        f"{challenge.id} has not been tried yet: `orchestrator prove {challenge.id}` tries it, "
        f"`orchestrator problems show {challenge.id}` shows what it says"
    ) from error


# --- the best sketch ---------------------------------------------------------------------------------------------


async def _best(store: Store, detail: Detail, told: Told | None) -> Best | None:
    from orchestrator.problems.challenge import Challenge

    digest = await _best_digest(store, detail, told)
    if digest is None:
        return None
    found = await store.views.sketch(digest)
    statement = await store.problems.statement(found.sketch.statement_id)
    challenge = Challenge.parse(statement.text)
    return Best(found, challenge.splice(found.sketch.regions, found.sketch.direction))


async def _best_digest(store: Store, detail: Detail, told: Told | None) -> str | None:
    from orchestrator.store import views

    match detail:
        case views.SketchDetail():
            return detail.sketch.digest
        case views.AttemptDetail():
            return detail.attempt.sketch_digest
        case views.EpisodeDetail():
            return detail.episode.sketch_digest
        case views.CampaignDetail():
            return None
        case views.ProblemDetail() | views.RunDetail():
            accepted = next((verdict for verdict in detail.verdicts if verdict.verdict == "accepted"), None)
            if accepted is None and told is not None and told.best is not None:
                return told.best
            runs = detail.runs[:1] if isinstance(detail, views.ProblemDetail) else (detail.run,)
            return accepted.sketch_digest if accepted else await _fewest_goals(store, runs)


async def _fewest_goals(store: Store, runs: Iterable[Run]) -> str | None:
    best: tuple[tuple[bool, int], str] | None = None
    for run in runs:
        for sketch in (await store.sketches.of_run(run.id, newest_first=True, limit=LOOKED_AT)).items:
            goals = await store.sketches.goals(sketch.digest)
            states = [goal.status for goal in goals]
            distance = (GoalStatus.DISPROVED in states, sum(state is not GoalStatus.PROVED for state in states))
            if best is None or distance < best[0]:
                best = (distance, sketch.digest)
    return best[1] if best else None


def _write_certificate(found: Found, identifier: str, path: Path) -> None:
    from orchestrator.lean.judge.certificate import Certificate

    verdicts: tuple[Verdict, ...] = getattr(found.detail, "verdicts", ())
    certified = next((v for v in verdicts if v.verdict == "accepted" and v.certificate), None)
    if certified is None or certified.certificate is None:
        raise UserError(f"{identifier} has no accepted proof, so there is no certificate")
    written = Certificate.from_json(certified.certificate).write(path)
    print(
        f"wrote {' and '.join(map(str, written))}; `orchestrator verify {quoted(path)}` repeats the judgement",
        file=sys.stderr,
    )


# --- in words ----------------------------------------------------------------------------------------------------


def _write_lineage(found: Found, identifier: str, path: Path) -> None:
    from orchestrator.search.lineage import draw_svg

    if found.told is None or len(found.told.lineage.nodes) < 2:
        raise UserError(f"{identifier} is no run with at least two sketches, so there is no lineage to draw")
    write_whole(path, draw_svg(found.told.lineage, found.told.best))


def _print(found: Found) -> None:
    from orchestrator.store import views

    printers: dict[type[Any], Callable[[Any], None]] = {
        views.ProblemDetail: _print_problem,
        views.CampaignDetail: _print_campaign,
        views.RunDetail: _print_run,
        views.AttemptDetail: _print_attempt,
        views.SketchDetail: _print_sketch,
        views.EpisodeDetail: _print_episode,
    }
    printers[type(found.detail)](found.detail)
    if found.told is not None:
        out = console()
        out.print()
        for sentence in found.told.progress:
            out.print(sentence)
        if len(found.told.lineage.nodes) > 1:
            title = "sketches, each below the one it was made from"
            out.print(as_tree(title, found.told.lineage, found.told.best))
    if found.best is not None:
        _print_best(found.best, with_goals=not isinstance(found.detail, views.SketchDetail))


def _print_problem(detail: ProblemDetail) -> None:
    out, problem = console(), detail.problem
    out.print(f"{problem.id}: {problem.title}", style="bold")
    out.print(problem.source)
    if informal := detail.statements[0].metadata.get("informal"):
        out.print(f"\n{informal}\n")
    versions = len(detail.statements)
    current = detail.statements[0].sha256[:DIGEST_DIGITS]
    out.print(f"statement {current}" + (f", the newest of {versions} versions" if versions > 1 else ""))
    for run in detail.runs[:SHOWN_RUNS]:
        out.print(f"  {_run_line(run)}")
        if run.status == "paused" and run.detail:
            out.print(f"    {run.detail}; {_way_on(run)}")
        _print_left_behind(run, "    ")
    if len(detail.runs) > SHOWN_RUNS:
        out.print(f"  and {len(detail.runs) - SHOWN_RUNS} earlier runs")
    for verdict in detail.verdicts[:SHOWN_RUNS]:
        _print_verdict(verdict)


def _print_campaign(detail: CampaignDetail) -> None:
    out, campaign = console(), detail.campaign
    out.print(f"campaign {campaign.id}, {counted(len(detail.runs), 'run')}", style="bold")
    spent, limits = campaign.spent, campaign.limits
    for what, used, most in (
        ("USD", f"{spent.micro_usd / 1e6:.4f}", None if limits.micro_usd is None else f"{limits.micro_usd / 1e6:.2f}"),
        ("tokens", spent.tokens, limits.tokens),
        ("episodes", spent.episodes, limits.episodes),
        ("seconds", f"{spent.seconds:.0f}", None if limits.seconds is None else f"{limits.seconds:g}"),
    ):
        out.print(f"  {what}: {used} of {'any number' if most is None else most}")
    for run in detail.runs:
        out.print(f"  {run.problem_id}: {_run_line(run)}")


def _print_run(detail: RunDetail) -> None:
    out, run = console(), detail.run
    out.print(_run_line(run), style="bold")
    out.print(f"{run.problem_id}, statement {run.statement_sha256[:DIGEST_DIGITS]}, on {run.toolchain}")
    if run.status == "paused" and run.detail:
        out.print(f"{run.detail}; {_way_on(run)}")
    elif run.detail:
        out.print(run.detail)
    _print_left_behind(run)
    counts = ", ".join(f"{number} {state}" for state, number in detail.counts.items() if number)
    out.print(f"attempts: {counts or 'none yet'}")
    for attempt in detail.attempts[:SHOWN_ATTEMPTS]:
        out.print(f"  {_attempt_line(attempt)}")
    for verdict in detail.verdicts:
        _print_verdict(verdict)


def _print_left_behind(run: Run, indent: str = "") -> None:
    if run.status == "running" and not is_driven(run.status, run.owner, run.heartbeat_at, datetime.now(UTC)):
        console().print(f"{indent}left behind by {owner_words(run.owner)}; {_way_on(run)}")


def _way_on(run: Run) -> str:
    return way_on(run.id, run.problem_id, run.strategy)


def _print_attempt(detail: AttemptDetail) -> None:
    out, attempt = console(), detail.attempt
    out.print(_attempt_line(attempt), style="bold")
    out.print(f"run {attempt.run_id}, seed {attempt.seed}")
    for line in attempt.detail.split("\n")[1:]:
        out.print(f"  {line}", markup=False)
    for earlier in detail.history:
        out.print(f"  repeats {_attempt_line(earlier)}")
    for check in detail.checks:
        out.print(f"checked: {check.outcome}, {seconds(check.seconds)}")
        for message in check.messages:
            out.print(f"  {message['line']}:{message['column']}: {message['severity']}: {message['text']}")
    for episode in detail.episodes:
        out.print(f"  episode {episode.id}: {episode.status}, {episode.model}, {counted(episode.edits, 'edit')}")
    for verdict in detail.verdicts:
        _print_verdict(verdict)


def _print_sketch(detail: SketchDetail) -> None:
    out, sketch = console(), detail.sketch
    out.print(f"sketch {sketch.digest}", style="bold")
    out.print(f"to {sketch.direction}, made by attempt {sketch.attempt_id or '(none: an initial sketch)'}")
    if detail.lineage:
        out.print("lineage:")
        for edge in detail.lineage:
            indent = "  " * edge.depth
            out.print(f"  {indent}{edge.sketch[:DIGEST_DIGITS]} <- {edge.parent[:DIGEST_DIGITS]} ({edge.role})")
    _print_goals(detail)
    for verdict in detail.verdicts:
        _print_verdict(verdict)


def _print_episode(detail: EpisodeDetail) -> None:
    out, episode = console(), detail.episode
    out.print(f"episode {episode.id}: {episode.status}", style="bold")
    out.print(f"on {detail.problem_id}")
    out.print(f"attempt {episode.attempt_id} of run {episode.run_id}, prompts {episode.prompt_version}")
    usage = episode.usage
    out.print(
        f"{episode.model} ({episode.profile}): {usage.input_tokens} tokens in, {usage.output_tokens} out, "
        f"{usage.micro_usd / 1e6:.4f} USD, {counted(episode.edits, 'edit')}, {seconds(episode.seconds)}"
        + ("" if episode.lean_seconds is None else f", {seconds(episode.lean_seconds)} of Lean's processor time")
    )
    if detail.transcript is not None:
        from orchestrator.models.transcript import render_transcript

        out.print(render_transcript(detail.transcript))


def _print_best(best: Best, *, with_goals: bool) -> None:
    out, sketch = console(), best.detail.sketch
    if with_goals:
        out.print(f"\nbest sketch {_sketch_name(sketch)}, to {sketch.direction}", style="bold")
        _print_goals(best.detail)
    if sketch.plan:
        out.print("plan:", style="cyan")
        out.print("\n".join(f"    {line}" for line in sketch.plan.strip().splitlines()))
    body = best.source[best.source.index("\n-/\n") + 4 :].strip("\n")
    if out.is_terminal:
        from rich.syntax import Syntax

        out.print(Syntax("", "lean4", background_color="default").highlight(body))
    else:
        out.print(body)


def _print_goals(detail: SketchDetail) -> None:
    out = console()
    for goal in detail.goals:
        status = "open" if goal.status == GoalStatus.UNKNOWN else goal.status
        out.print(f"goal {goal.position + 1} of {len(detail.goals)}: {status}", style="cyan")
        out.print("\n".join(f"    {line}" for line in (goal.pretty or goal.target).splitlines()))


def _print_verdict(verdict: Verdict) -> None:
    out = console()
    style = {"accepted": "green", "rejected": "red"}.get(verdict.verdict, "yellow")
    out.print(f"{verdict.verdict} ", style=style, end="")
    out.print(f"({verdict.code}, trust: {verdict.trust}): {verdict.detail}")
    axioms = ", ".join(verdict.axioms) or "no axioms"
    out.print(
        f"  {axioms}; judge {verdict.judge_version} on {verdict.toolchain}, {seconds(verdict.seconds)}", style="dim"
    )
    out.print(f"  sketch {verdict.sketch_digest[:DIGEST_DIGITS]}", style="dim")


def _run_line(run: Run) -> str:
    outcome = (run.outcome or run.status).replace("_", " ")
    return f"run {run.id}: {outcome}, {run.strategy}, {seconds(run.spent.seconds)}, {run.created_at:%Y-%m-%d %H:%M} UTC"


def _attempt_line(attempt: Attempt) -> str:
    sketch = f", sketch {attempt.sketch_digest[:DIGEST_DIGITS]}" if attempt.sketch_digest else ""
    direction = f" to {attempt.direction}" if attempt.direction else ""
    failure = f" ({attempt.failure_kind})" if attempt.failure_kind else ""
    ended = attempt.detail.partition("\n")[0]
    state = "" if attempt.state == "finished" and ended else f", {attempt.state}"
    told = f": {ended}" if ended else ""
    return f"attempt {attempt.id}: {_WHO.get(attempt.prover, attempt.prover)}{direction}{state}{failure}{sketch}{told}"


_WHO: Final = {"goals": "goal provers"}


def _sketch_name(sketch: Sketch) -> str:
    return sketch.digest[:DIGEST_DIGITS]
