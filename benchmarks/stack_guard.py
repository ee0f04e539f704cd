"""What the stack guard costs (issue 9, under 3 % of a warm check): the derived module beside itself without the checks.

The checks are overwritten with as many instructions that do nothing, so both modules are otherwise the same bytes. Two
processes take turns at the same checks; compared is their CPU time, so that a busy machine matters little.
"""

from __future__ import annotations

import dataclasses
import re
import statistics
import tempfile
from pathlib import Path

import psutil

from benchmarks.lean_checks import mixed_lemma
from benchmarks.report import Row, report
from orchestrator.config import settings
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.install import lean_installation

CHECK = re.compile(
    rb"\x23[\x80-\xff]*[\x00-\x7f]\x23[\x80-\xff]*[\x00-\x7f]\x6b\x23[\x80-\xff]*[\x00-\x7f]\x4b\x04\x40\x00\x0b"
)
"""``global.get sp, global.get low, i32.sub, global.get size, i32.gt_u (if (then unreachable))``."""
NOP = b"\x01"
WARM = 60
ROUNDS = 12
CHECKS = 20
REACH = 1.03


def unguarded(wasm: bytes) -> tuple[bytes, int]:
    """The module without its checks, and how many those are."""
    return CHECK.subn(lambda found: NOP * len(found.group()), wasm)


async def spent(host: Host, first: int, count: int) -> float:
    """CPU seconds of so many checks."""
    process = psutil.Process(host._process.pid)
    began = sum(process.cpu_times()[:2])
    for index in range(first, first + count):
        limits = {"heartbeats": 0, "output_bytes": 1 << 20, "incremental": False, "goals": False, "declarations": False}
        answer = await host.request("check", wall_seconds=300, source=mixed_lemma(index), **limits)
        if answer["outcome"] != "elaborated":
            raise RuntimeError(f"a check failed: {answer}")
    return sum(process.cpu_times()[:2]) - began


async def run(json_path: Path | None) -> None:
    """Measure and print."""
    guarded = lean_installation(settings().cache_dir)
    with tempfile.TemporaryDirectory() as folder:
        module, checks = unguarded(guarded.wasm.read_bytes())
        wasm = Path(folder) / "lean.wasm"
        wasm.write_bytes(module)
        without = dataclasses.replace(guarded, wasm=wasm)
        hosts = [await Host.start(each, HostConfig()) for each in (guarded, without)]
        try:
            for host in hosts:
                await spent(host, 0, WARM)
            rounds = []
            for each in range(ROUNDS):
                pair = [0.0, 0.0]
                for side in (0, 1) if each % 2 else (1, 0):
                    pair[side] = await spent(hosts[side], WARM + each * CHECKS, CHECKS)
                rounds.append(pair)
        finally:
            for host in hosts:
                await host.stop()
    sums = [sum(pair[side] for pair in rounds) for side in (0, 1)]
    quartiles = statistics.quantiles([mine / other for mine, other in rounds], n=4)
    ratio = sums[0] / sums[1]
    detail = (
        f"{checks} checks of the stack pointer; {ROUNDS} rounds of {CHECKS} lemmas: {sums[0]:.1f} s / {sums[1]:.1f} s; "
        f"quartiles of the rounds {', '.join(f'{each:.2f}' for each in quartiles)}"
    )
    row = Row("warm checks, CPU, guarded / without", ratio, "x", f"<= {REACH} x", ratio <= REACH, detail)
    report("stack_guard", [row], json_path)
