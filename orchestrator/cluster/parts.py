"""What a worker is made of: how it opens its Lean and its judge, and which provers it knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from orchestrator.lean.checker import Checker
from orchestrator.lean.judging import Judge
from orchestrator.provers.prover import Prover
from orchestrator.provers.registry import PROVERS, Where


def worker_provers() -> Mapping[str, Callable[[], Prover]]:
    """The provers that run on workers."""
    return {name: entry.make for name, entry in PROVERS.items() if entry.where is Where.WORKER}


@dataclass(frozen=True)
class WorkerParts:
    """How to make a worker's parts, on whatever machine the worker is; everything here can be pickled."""

    open_checker: Callable[[], Awaitable[Checker]]
    open_judge: Callable[[], Awaitable[Judge]]
    provers: Mapping[str, Callable[[], Prover]] = field(default_factory=worker_provers)


def embedded_parts(cache_dir: Path, memory_mib: int) -> WorkerParts:
    """A worker on the embedded Lean in ``cache_dir``, with so much memory (MiB) for each Lean host."""
    return WorkerParts(
        open_checker=partial(_open_embedded_checker, cache_dir, memory_mib),
        open_judge=partial(_open_embedded_judge, cache_dir),
    )


async def _open_embedded_checker(cache_dir: Path, memory_mib: int) -> Checker:
    from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
    from orchestrator.lean.embedded.host import HostConfig
    from orchestrator.lean.embedded.install import lean_installation

    pool = PoolConfig(hosts=1, host=HostConfig(memory_mib=memory_mib))
    return await EmbeddedChecker.open(lean_installation(cache_dir), pool)


async def _open_embedded_judge(cache_dir: Path) -> Judge:
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.judge import Judge as EmbeddedJudge
    from orchestrator.lean.judge.judge import JudgeConfig

    return await EmbeddedJudge.open(lean_installation(cache_dir), JudgeConfig())
