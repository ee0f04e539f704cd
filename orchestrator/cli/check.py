"""``orchestrator check``: what Lean says about one file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, plain, print_json, quoted, seconds
from orchestrator.errors import SourceError
from orchestrator.problems.naming import counted

if TYPE_CHECKING:
    from orchestrator.lean.checker import CheckResult, Message, OpenGoal

STYLES = {"error": "red", "warning": "yellow", "information": "cyan"}


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A Lean file, or - for standard input.")],
    time: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Limit on the time by the clock.")] = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Elaborate FILE and show messages, open goals and declarations.

    Exit code 0 if there are no errors and no sorry, 1 otherwise. This is Lean's word on a text, not a verdict on a
    proof: see `judge`.
    """
    source = source_text(file)
    result = asyncio.run(_check(source, time))
    if as_json:
        messages = [{**plain(message), "hint": _hint(source, message) or None} for message in result.messages]
        print_json({"file": file, "complete": result.complete, **plain(result), "messages": messages})
    else:
        _print(file, source, result)
        if "EVOLVE-BLOCK-START" in source:
            command = f"orchestrator problems check {quoted(file)}"
            console(stderr=True).print(f"This looks like a challenge: {command}", style="dim")
    leave(Exit.DONE if result.complete else Exit.NOT_PROVED)


def source_text(file: str) -> str:
    """The text of a Lean file or of standard input; raises `SourceError`."""
    from orchestrator.problems.text import MAX_SOURCE_BYTES, check_text, read_text

    if file != "-":
        return read_text(Path(file))
    try:
        return check_text(sys.stdin.buffer.read(MAX_SOURCE_BYTES + 1))
    except SourceError as error:
        raise SourceError(f"standard input: {error}") from None


async def _check(source: str, wall_seconds: float) -> CheckResult:
    from orchestrator.config import settings
    from orchestrator.lean.checker import CheckRequest, Limits
    from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
    from orchestrator.lean.embedded.host import HostConfig
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.embedded.intact import check_intact

    lean = lean_installation(settings().cache_dir)
    pool = PoolConfig(hosts=1, spare=False, host=HostConfig(memory_mib=settings().check_memory_mib))
    async with await EmbeddedChecker.open(lean, pool) as checker:
        result = await checker.check(CheckRequest(source, Limits(wall_seconds=wall_seconds)))
    if not result.complete:  # before a text is blamed for what may be a damaged Lean's error
        await asyncio.to_thread(check_intact, lean)
    return result


def _print(file: str, source: str, result: CheckResult) -> None:
    from orchestrator.lean.checker import OUTCOME_WORDS
    from orchestrator.lean.declared import shown_name, written

    out, told = console(), {""}
    for message in result.messages:
        _print_message(file, message)
        if (hint := _hint(source, message)) not in told:
            out.print(f"  hint: {hint}", style="dim")
            told.add(hint)
    for goal in result.goals:
        out.print(goal_text(file, goal))
        if goal.goal.stuck_on:
            out.print(f"  hint: {goal.goal.stuck_on}", style="dim")
    for declaration in written(result.declarations):
        kind = f"unsafe {declaration.kind}" if declaration.unsafe else declaration.kind
        out.print(f"{kind} {shown_name(declaration.name)} ({declaration.axiom_words})", style="dim")
    summary = f"{result.outcome}, {counted(result.commands, 'command')}, {seconds(result.timing.total)}"
    if result.outcome in OUTCOME_WORDS:
        summary = f"{OUTCOME_WORDS[result.outcome]} ({summary})"
    if result.running is not None:
        summary += f". {result.running_at(source)}"
    summary += _why_incomplete(source, result)
    out.print(summary, style="green" if result.complete else "yellow" if result.outcome == "elaborated" else "red")


def _hint(source: str, message: Message) -> str:
    """What a person can do about an error; empty if nothing is known."""
    from orchestrator.provers.agent.hints import hint_for_people

    return hint_for_people(source, message)


def _why_incomplete(source: str, result: CheckResult) -> str:
    """What keeps a file without errors from being complete, for the summary's end."""
    if result.outcome != "elaborated" or result.complete:
        return ""
    if not result.written_holes:
        return _what_the_judge_refuses(result)
    places = result.written_holes
    line = source.splitlines()[places[0].line - 1]
    what = "the kernel is turned off" if line[places[0].column :].startswith("skipKernelTC") else "it rests on sorry"
    return f", but {what} (line {places[0].line}{' and others' if len(places) > 1 else ''})"


def _what_the_judge_refuses(result: CheckResult) -> str:
    from orchestrator.lean.declared import shown_name

    if axioms := result.foreign_axioms:
        lines = sorted({place.line for axiom, place in result.passing_axioms if axiom in axioms})
        where = f" (line {lines[0]}{' and others' if len(lines) > 1 else ''})" if lines else ""
        return f", but it rests on {', '.join(axioms)}{where}, which the judge does not accept"
    if names := result.unsafe_names:
        shown = ", ".join(map(shown_name, names))
        return f", but {shown} is unsafe: the kernel does not check it, and the judge accepts no proof that rests on it"
    return ", but it rests on sorry"


def _print_message(file: str, message: Message) -> None:
    out = console()
    out.print(f"{file}:{message.start.line}:{message.start.column}: ", end="")
    out.print(message.severity, style=STYLES[message.severity], end="")
    out.print(f": {message.text}")


def goal_text(file: str, open_goal: OpenGoal) -> str:
    """An open goal with its place, as Lean prints it."""
    start = open_goal.start
    pretty = "\n".join(f"    {line}" for line in open_goal.goal.pretty.splitlines())
    return f"{file}:{start.line}:{start.column}: open goal ({open_goal.origin})\n{pretty}"
