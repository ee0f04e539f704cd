"""What the provers without a model achieve on each problem of the catalogue; writes docs/catalogue.md.

``python -m benchmarks.catalogue measure --lean 10 [--only TAG|ID] [--skip-settled]`` works through problems and keeps
each finding at once in ``benchmarks/data/catalogue.json``, so that it can be stopped and continued; ``render`` writes
the page. Seconds are CPU seconds of Lean, which a loaded machine does not change much; wall time is the outer bound.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import platform
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.report import adding_seconds
from orchestrator.config import settings
from orchestrator.intake.duplicates import statement_digest
from orchestrator.intake.known_statements import CATALOGUE_DIGESTS, catalogue_digests, release
from orchestrator.intake.subject import Subject
from orchestrator.lean.checker import Checker, CheckRequest, Limits
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.host import Host, parse_imports
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.data import parse_name
from orchestrator.lean.judge.elaborate import ElaborationLimits
from orchestrator.lean.judge.expected import expect
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts
from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.metadata import Status
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import ProverEvent, ProverStatus, ProverTask, proves, target_name
from orchestrator.provers.tactics.provers import portfolio_prover

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "data" / "catalogue.json"
PAGE = ROOT / "docs" / "catalogue.md"
WALL = 8.0
"""Seconds of wall time for each Lean second, for a machine that others use too."""
LIMITS = (8, 10, 30, 60, 120)
"""Lean seconds at which the table says what is settled."""
NOTHING_LEFT = "nothing left to try"
MEMORY_MIB = 1536
INTRODUCTION = """\
# The catalogue, and what the built-in provers achieve

Made by `python -m benchmarks.catalogue render` from `benchmarks/data/catalogue.json`; `measure` fills that. Each
problem was given to the default prover without a model with 10 CPU seconds of Lean, and what this left open once more
with 60 or 120, each time anew. What a prover hands in was elaborated again as a whole file; the judge was not asked
here. What is tried, and in which order, does not depend on the limit: what took 3 seconds under one limit is settled
under every larger one, so all columns come from the same runs. `of` is how many were tried so long, or were settled or
at their end before.

The last column has the first digits of the digests of the Lean builds that a problem was given to: a row is from the
tree that had that build.

Machine: {machines}, shared with other work: adding ten million numbers in Python took {adding} meanwhile. A check that
takes long by the clock on such a machine is given up, so that a quiet machine settles at least as much. Lean:
{leans}.
"""
app = typer.Typer(help=__doc__)


@dataclass(frozen=True)
class Finding:
    """What came of one problem under one limit. ``result`` is ``proved``, ``disproved`` or empty."""

    sha256: str
    toolchain: str
    machine: str
    adding_seconds: float
    """How long Python took to add ten million numbers just then: what a core was worth."""
    lean_limit: float
    result: str
    by: str
    lean_seconds: float
    wall_seconds: float
    why: str = ""
    """Why it ended, where nothing was found: the limit, or that nothing was left to try."""


Kept = dict[str, dict[str, Finding]]


def read() -> Kept:
    """Findings by problem and limit."""
    if not KEPT.exists():
        return {}
    found = json.loads(KEPT.read_text())
    return {name: {limit: Finding(**one) for limit, one in limits.items()} for name, limits in found.items()}


def keep(kept: Kept) -> None:
    """Write all findings, whole or not at all."""
    made = {name: {limit: asdict(one) for limit, one in limits.items()} for name, limits in sorted(kept.items())}
    partial = KEPT.with_suffix(".part")
    partial.write_text(json.dumps(made, indent=1) + "\n")
    partial.replace(KEPT)


def add(name: str, before: dict[str, Finding], finding: Finding) -> None:
    """Write one more finding, beside other processes that do so."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read()
        kept[name] = {**before, **kept.get(name, {}), f"{finding.lean_limit:g}": finding}
        keep(kept)


async def attempt(challenge: Challenge, checker: Checker, lean: float) -> Finding:
    """Let the default prover work on one problem, and check what it hands in as a whole file."""
    events: list[ProverEvent] = []
    task = ProverTask(challenge, wall_seconds=lean * WALL, lean_seconds=lean, check_limits=Limits(wall_seconds=20.0))
    outcome = await portfolio_prover().prove(task, CheckerBench(checker), events.append)
    result = ""
    if outcome.status is ProverStatus.COMPLETE:
        text = challenge.splice(outcome.regions, outcome.direction)
        checked = await checker.check(CheckRequest(text, Limits(wall_seconds=120.0), incremental=False))
        if proves(checked, target_name(challenge, outcome.direction)):
            result = "proved" if outcome.direction == "prove" else "disproved"
    closed = next((event.payload for event in events if event.kind == "closed"), {})
    spent = next((event.payload for event in reversed(events) if event.kind == "spent"), {})
    return Finding(
        challenge.sha256,
        checker.toolchain,
        f"{os.cpu_count()} cores, {platform.machine()}",
        round(adding_seconds(), 2),
        lean,
        result,
        str(closed.get("by", "")) if result else "",
        round(spent.get("lean_seconds", 0.0), 2),
        round(outcome.seconds, 1),
        next((str(event.payload["why"]) for event in events if event.kind == "gave_up"), ""),
    )


async def work(chosen: list[Challenge], lean: float, *, skip_settled: bool) -> None:
    """Work through the problems that have no finding of this limit for their text."""
    limit = f"{lean:g}"
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(hosts=1)) as checker:
        for challenge in chosen:
            before = {name: one for name, one in read().get(challenge.id, {}).items() if one.sha256 == challenge.sha256}
            if limit in before or (skip_settled and any(one.result for one in before.values())):
                continue
            finding = await attempt(challenge, checker, lean)
            await asyncio.to_thread(add, challenge.id, before, finding)
            print(
                f"{challenge.id:32} {limit:>4} {finding.result or '-':10} {finding.lean_seconds:6.2f} {finding.by}",
                flush=True,
            )


@app.command()
def measure(
    lean: Annotated[float, typer.Option(help="Lean CPU seconds for each problem")] = 10.0,
    only: Annotated[list[str] | None, typer.Option(help="a tag, or an id's beginning with *; more than one")] = None,
    skip_settled: Annotated[bool, typer.Option(help="leave out what another limit settled")] = False,
) -> None:
    """Measure and keep."""
    catalogue = Catalogue.load(settings().problems_dir)
    chosen = [one for one in catalogue if not only or any(_named(one, name) for name in only)]
    asyncio.run(work(chosen, lean, skip_settled=skip_settled))


def _named(challenge: Challenge, name: str) -> bool:
    return name in (challenge.id, *challenge.metadata.tags) or (
        name.endswith("*") and challenge.id.startswith(name[:-1])
    )


def kind(challenge: Challenge) -> str:
    """The word of problems/README.md."""
    status = challenge.metadata.status
    if challenge.metadata.answers:
        return "question"
    if "variant" in challenge.metadata.tags:
        return "closable" if status is Status.PROVED else "false variant"
    return "open" if status is Status.OPEN else f"settled: {status}"


def settled_at(findings: Iterable[Finding], limit: float) -> bool | None:
    """Whether a problem is settled at a limit; None where it was not tried for so long."""
    if any(one.result and min(one.lean_seconds, one.lean_limit) <= limit for one in findings):
        return True
    tried = any(one.result or one.lean_limit >= limit or one.why == NOTHING_LEFT for one in findings)
    return False if tried else None


def outcome(findings: Sequence[Finding]) -> str:
    """What came of a problem in all, for the table."""
    for one in sorted(findings, key=lambda one: one.lean_limit):
        if one.result:
            return f"{one.result}, {one.by}, {one.lean_seconds:.1f} s"
    last = max(findings, key=lambda one: one.lean_limit, default=None)
    if last is None:
        return ""
    return (
        f"open, nothing left after {last.lean_seconds:.0f} s"
        if last.why == NOTHING_LEFT
        else f"open at {last.lean_limit:g} s"
    )


def builds(findings: Sequence[Finding]) -> str:
    """Which builds of Lean a problem was given to: the first digits of their digests."""
    return ", ".join(sorted({one.toolchain.partition("+")[2][:6] for one in findings}))


def page(catalogue: Catalogue, kept: Kept) -> str:
    """docs/catalogue.md: totals by kind, then a line for each problem."""
    found = {c.id: [one for one in kept.get(c.id, {}).values() if one.sha256 == c.sha256] for c in catalogue}
    every = [one for findings in found.values() for one in findings]
    kinds: dict[str, list[Challenge]] = {}
    for challenge in catalogue:
        kinds.setdefault(kind(challenge).partition(":")[0], []).append(challenge)
    machines = ", ".join(sorted({one.machine for one in every}))
    adding = f"{min(one.adding_seconds for one in every):.2f} to {max(one.adding_seconds for one in every):.2f} s"
    leans = ", ".join(f"`{name}`" for name in sorted({one.toolchain for one in every}))
    lines = [*INTRODUCTION.format(machines=machines, adding=adding, leans=leans).splitlines(), ""]
    lines += [
        f"| kind | problems | {' | '.join(f'{limit} s' for limit in LIMITS)} |",
        "|---|---" + "|---" * len(LIMITS) + "|",
    ]
    for name, group in kinds.items():
        cells = []
        for limit in LIMITS:
            answers = [answer for c in group if (answer := settled_at(found[c.id], limit)) is not None]
            cells.append(f"{sum(answers)} of {len(answers)}")
        lines.append(f"| {name} | {len(group)} | {' | '.join(cells)} |")
    lines += ["", "| problem | title | kind | outcome, found by, Lean seconds | Lean |", "|---|---|---|---|---|"]
    for c in catalogue:
        title = c.metadata.title.replace("|", "\\|")
        said = f"{outcome(found[c.id])} | {builds(found[c.id])}"
        lines.append(f"| [{c.id}](../problems/{c.id}.lean) | {title} | {kind(c)} | {said} |")
    return "\n".join(lines) + "\n"


@app.command()
def render() -> None:
    """Write docs/catalogue.md from what was kept."""
    PAGE.write_text(page(Catalogue.load(settings().problems_dir), read()), encoding="utf-8")


class OneHost(FreshHosts):
    """One process for all texts with the same imports. They are our own here, and a fresh one each takes longer."""

    def __init__(self, installation: LeanInstallation) -> None:
        super().__init__(installation, memory_mib=MEMORY_MIB, ahead=0)
        self._used: dict[tuple[str, ...], Host] = {}

    @asynccontextmanager
    async def host(self, imports: tuple[str, ...] = BASE_IMPORTS) -> AsyncIterator[Host]:
        """The process; another in place of one that died."""
        wanted = parse_imports(imports)
        if wanted not in self._used or not self._used[wanted].alive:
            self._used[wanted] = await self._start(wanted)
        yield self._used[wanted]

    async def aclose(self) -> None:
        """End what was started."""
        for one in self._used.values():
            await one.stop()


async def digested(catalogue: Catalogue, folder: Path) -> int:
    """Elaborate the statements whose digest is not known yet; keeps each at once, and says how many are kept."""
    lean = lean_installation(settings().cache_dir)
    found = catalogue_digests(catalogue, folder, lean.toolchain)
    hosts = OneHost(lean)
    limits = ElaborationLimits(wall_seconds=300.0, output_bytes=1 << 20, max_nodes=2_000_000)
    try:
        for one in catalogue:
            if one.id not in found:
                text = one.source_with({index: "sorry\n" for index, _ in one.answers})
                expected = await expect(hosts, text, parse_name(one.target), limits)
                statement = Subject(one, None, expected.export).statement
                assert statement is not None, "`expect` found the theorem"
                found[one.id] = (one.sha256, statement_digest(expected.export, statement))
                print(one.id, flush=True)
            lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(pair)}" for name, pair in sorted(found.items()))
            text = f"{{{json.dumps(release(lean.toolchain))}: {{\n{lines}\n}}}}\n"
            (folder / CATALOGUE_DIGESTS).write_text(text)
        return len(found)
    finally:
        await hosts.aclose()


@app.command()
def digests() -> None:
    """Keep the digests of the catalogue's statements in its folder."""
    folder = settings().problems_dir
    catalogue = Catalogue.load(folder)
    print(f"{asyncio.run(digested(catalogue, folder))} of {len(catalogue.challenges)} statements")


if __name__ == "__main__":
    app()
