"""The second kernel on every honest file of the judge's suites: does it agree, and what does it cost beside the first?

Both kernels get what the judge would give them. CPU seconds, so that a busy machine matters little: of Lean's kernel in
a process that had started, of the second one for its whole process.
"""

from __future__ import annotations

import importlib
import resource
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

from benchmarks.report import Row, report
from orchestrator.config import settings
from orchestrator.lean.crosscheck.process import Outcome, cross_check
from orchestrator.lean.embedded.host import Host, HostConfig, HostEnded
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge import intake, replay
from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.data import parse_export, parse_name
from orchestrator.lean.judge.hosts import BASE_IMPORTS
from orchestrator.problems.challenge import Challenge, Submission, disproof_name
from orchestrator.problems.lexical import import_header, scan
from orchestrator.vocabulary import Direction

SUITE = Path(__file__).parent.parent / "tests" / "lean" / "judge_suite"
NODES = 2_000_000
WALL_SECONDS = 300.0
REACH_SECONDS = 20.0
REACH_SHARE = 0.95
SLOWEST = 5


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one proof: Lean's kernel, the export of the library's part, the second kernel's process."""

    first: float
    supply: float
    second: float
    outcome: Outcome
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether it agrees, and soon enough."""
        return self.outcome is Outcome.AGREE and self.second <= REACH_SECONDS


class Kernels:
    """A process that elaborates and one that replays, for files with the same imports; ``async with`` ends them."""

    def __init__(self, installation: LeanInstallation, elaborating: Host, replaying: Host) -> None:
        self._installation = installation
        self._elaborating = elaborating
        self._replaying = replaying
        self._process = psutil.Process(replaying._process.pid)

    @classmethod
    async def open(cls, installation: LeanInstallation, imports: tuple[str, ...] = BASE_IMPORTS) -> Self:
        config = HostConfig(imports=imports)
        return cls(installation, await Host.start(installation, config), await Host.start(installation, config))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._elaborating.stop()
        await self._replaying.stop()

    def _spent(self) -> float:
        return sum(self._process.cpu_times()[:2])

    async def cost(self, text: str, target: str) -> Cost:
        """What one file costs.

        Raises:
            RuntimeError: Lean's kernel refuses it.
            HostEnded: Lean came to no end.
        """
        limits = {"heartbeats": 0, "output_bytes": 1 << 20, "max_nodes": NODES}
        name = parse_name(target)
        answer = await self._elaborating.request(
            "export", wall_seconds=WALL_SECONDS, source=text, roots=[list(name)], **limits
        )
        export = parse_export(answer, NODES)
        below = closure(export, name)
        texts = any(node[0] == "str" for node in export.exprs)
        began = self._spent()
        library = await self._replaying.request(
            "supply", wall_seconds=WALL_SECONDS, uses=below.library, texts=texts, max_nodes=NODES
        )
        supplied = self._spent()
        request = replay.request(export, replay.plan(export, below), below, NODES)
        done = await self._replaying.request("replay", wall_seconds=WALL_SECONDS, **request)
        replayed = self._spent()
        if done["outcome"] != "replayed":
            raise RuntimeError(f"Lean's kernel refuses an honest proof: {done}")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        second = await cross_check(self._installation.node, library, export.raw, [name])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Cost(replayed - supplied, supplied - began, spent, second.outcome, second.reason)


def honest_files() -> list[tuple[str, str, str]]:
    """Name, text and target of every honest case of the suites."""
    sys.path.insert(0, str(SUITE))
    cases: list[Any] = [case for case in importlib.import_module("test_judge_suite").CASES if case.honest]
    files = []
    for case in cases:
        target, text = case.target, case.submission
        if isinstance(text, tuple):
            challenge = Challenge.parse(case.statement)
            text = intake.render(challenge, Submission(challenge.sha256, Direction(case.direction), text))
            target = challenge.target
        target = target if case.direction == Direction.PROVE else disproof_name(target)
        files.append((case.id, intake.check_source(text), target))
    return files


async def costs(installation: LeanInstallation, files: list[tuple[str, str, str]]) -> dict[str, Cost | str]:
    """The cost of each file, or why there is none."""
    found: dict[str, Cost | str] = {}
    async with AsyncExitStack() as stack:
        base: Kernels | None = None
        for id_, text, target in files:
            imports = tuple(sorted({"Init", *import_header(scan(text).code).imports}))
            try:
                if imports != BASE_IMPORTS:
                    async with await Kernels.open(installation, imports) as others:
                        found[id_] = await others.cost(text, target)
                    continue
                if base is None:
                    base = await stack.enter_async_context(await Kernels.open(installation))
                found[id_] = await base.cost(text, target)
            except HostEnded as ended:
                found[id_], base = f"Lean ended: {ended}", None
    return found


def rows(found: dict[str, Cost | str]) -> list[Row]:
    """What the suites come to."""
    counted = {id_: cost for id_, cost in found.items() if isinstance(cost, Cost)}
    agreeing = [id_ for id_, cost in counted.items() if cost.agrees]
    others = [f"{id_} ({cost.reason or f'{cost.second:.0f} s'})" for id_, cost in counted.items() if not cost.agrees]
    others += [f"{id_} ({why})" for id_, why in found.items() if isinstance(why, str)]
    share = len(agreeing) / len(found)
    slowest = sorted(counted, key=lambda id_: -counted[id_].second)[:SLOWEST]
    first, supply, second = (
        [getattr(cost, part) for cost in counted.values()] for part in ("first", "supply", "second")
    )
    named = ", ".join(f"{id_} {counted[id_].second:.1f} s (Lean's {counted[id_].first:.1f} s)" for id_ in slowest)
    median = statistics.median(second)
    medians = (
        f"CPU; Lean's kernel {statistics.median(first):.2f} s, the library's part {statistics.median(supply):.2f} s"
    )
    sums = f"{sum(second):.0f} s / {sum(first):.0f} s; export of the library's part {sum(supply):.0f} s"
    ratio = sum(second) / sum(first)
    what = f"honest files on which the second kernel agrees within {REACH_SECONDS:.0f} s"
    not_agreeing = f"{len(agreeing)} of {len(found)}; the others: {', '.join(others) or 'none'}"
    return [
        Row(what, 100 * share, "%", f">= {100 * REACH_SHARE:.0f} %", share >= REACH_SHARE, not_agreeing),
        Row("second kernel, process and all, median", median, "s", "<= 3 s", median <= 3, medians),
        Row("all files, second kernel / Lean's", ratio, "x", "", True, sums),
        Row("the slowest", counted[slowest[0]].second, "s", "", True, named),
    ]


async def run(json_path: Path | None) -> None:
    """Measure all and print it."""
    found = await costs(lean_installation(settings().cache_dir), honest_files())
    report("crosscheck", rows(found), json_path)
