"""One foreign command at a time: bounded in time and output, with an environment of its own, gone when we are."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestrator.errors import RetryError
from orchestrator.lean.embedded.death import not_started

GUARD: Final = Path(__file__).parent / "guard.py"
KEPT_BYTES: Final = 256 << 10
"""Of each stream so many bytes are kept of its beginning, and so many of its end."""
STOP_SECONDS: Final = 10.0
CHUNK_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended: exit status (128 + n for signal n) and what it printed, the middle left out if long."""

    status: int
    stdout: str
    stderr: str


async def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], wall_seconds: float) -> Finished:
    """Run ``command`` to its end. Whatever it started is killed afterwards, and also if we are cancelled or die.

    Raises:
        RetryError: it did not end in time.
        OperatorError, LeanCrashed: the guard process does not start.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(GUARD), *command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,  # a Ctrl-C in the terminal is for us to handle
        )
    except OSError as error:
        raise not_started(sys.executable, error, "install Python and this program again") from error
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.timeout(wall_seconds):
            stdout, stderr, status = await asyncio.gather(
                _bounded(process.stdout), _bounded(process.stderr), process.wait()
            )
    except TimeoutError as error:
        raise RetryError(
            f"`{Path(command[0]).name} {' '.join(command[1:3])}` did not end within {wall_seconds:.0f} s: try again "
            "with a longer --time or on a less busy machine"
        ) from error
    finally:
        await _end(process)
    return Finished(status, stdout, stderr)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _bounded(stream: asyncio.StreamReader) -> str:
    head, tail, dropped = b"", b"", False
    while chunk := await stream.read(CHUNK_BYTES):
        room = KEPT_BYTES - len(head)
        head, rest = head + chunk[:room], chunk[room:]
        dropped = dropped or len(tail) + len(rest) > KEPT_BYTES
        tail = (tail + rest)[-KEPT_BYTES:]
    return (head + (b"\n[...]\n" if dropped else b"") + tail).decode("utf-8", "replace")
