"""One cross-check: a process of Node that reads exported declarations and says whether they follow Lean's theory.

The checker (``js/``) is written from the published theory and shares no code with Lean, with the embedded runtime or
with the judge. Its process may read its own program and nothing else, starts no program, and ends with this one.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from orchestrator.lean.embedded.death import LastWords, memory_limits, not_started, obituary

JS_DIR: Final = Path(__file__).parent / "js"
MAX_ANSWER_BYTES: Final = 1 << 20
STOP_SECONDS: Final = 5.0

Json = Mapping[str, Any]
Name = tuple[str | int, ...]


class Outcome(StrEnum):
    """The checker's closed set of answers."""

    AGREE = "agree"
    """Every declaration follows the theory."""
    DISAGREE = "disagree"
    """One does not, or the data is not of its form."""
    LIMITS = "limits"
    """A limit was passed before either was known, or the process came to an end."""


@dataclass(frozen=True, slots=True)
class CrossCheckLimits:
    """What one check may use.

    ``steps`` are reductions, inferences and comparisons together, ``terms`` the distinct terms that it makes,
    ``seconds`` CPU time, ``wall_seconds`` the outer bound; ``memory_mib`` bounds the heap.
    """

    steps: int = 100_000_000
    terms: int = 8_000_000
    seconds: float = 20.0
    wall_seconds: float = 120.0
    memory_mib: int = 1536


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One answer.

    ``reason`` is one sentence for people, empty where the checker agrees. ``declarations`` counts what was checked,
    ``axioms`` are those that the targets rest on, the library's among them.
    """

    outcome: Outcome
    reason: str = ""
    declarations: int = 0
    axioms: tuple[Name, ...] = ()
    steps: int = 0
    terms: int = 0
    seconds: float = 0.0


async def cross_check(
    node: Path, library: Json, submission: Json, targets: Sequence[Name], limits: CrossCheckLimits | None = None
) -> CrossCheck:
    """Check ``targets`` and everything below them.

    Args:
        node: the program.
        library: the exported constants that the submission may rest on; taken as given, but for inductive types and
            recursors, which are made anew.
        submission: the exported declarations to be checked (``names``, ``levels``, ``exprs``, ``declarations``).

    Raises:
        SetupError, LeanCrashed: Node does not start.
    """
    limits = limits or CrossCheckLimits()
    request = {
        "library": library,
        "submission": submission,
        "targets": [list(target) for target in targets],
        "limits": {"steps": limits.steps, "terms": limits.terms, "seconds": limits.seconds},
    }
    body = await asyncio.to_thread(lambda: json.dumps(request, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    process = await _start(node, limits)
    words = LastWords()
    listening = asyncio.create_task(_listen(process, words))
    try:
        async with asyncio.timeout(limits.wall_seconds):
            text = await _exchange(process, struct.pack("<I", len(body)) + body)
            await listening
    except TimeoutError:
        return CrossCheck(Outcome.LIMITS, f"more than {limits.wall_seconds:.0f} s")
    finally:
        listening.cancel()
        await asyncio.shield(_stop(process))
    return _read(text, process.returncode, words.text)


def confined(program: Path) -> tuple[str, ...]:
    """Flags of Node under which a process may read the folder ``program`` and do nothing else outside itself."""
    return (
        "--permission",
        f"--allow-fs-read={program}",
        "--allow-worker",
        "--disallow-code-generation-from-strings",
    )


async def _start(node: Path, limits: CrossCheckLimits) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            str(node),
            *confined(JS_DIR),
            str(JS_DIR / "main.cjs"),
            str(limits.memory_mib),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
            limit=MAX_ANSWER_BYTES,
            start_new_session=True,  # a Ctrl-C in the terminal is for us to handle
        )
    except OSError as error:
        raise not_started("Node", error, "run `orchestrator setup`") from error


async def _exchange(process: asyncio.subprocess.Process, frame: bytes) -> bytes:
    """Send the request, keep the pipe open (the process ends with it), and read to the end of the answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):  # it died early: its answer, or the lack of one, says so
        process.stdin.write(frame)
        await process.stdin.drain()
    text = await process.stdout.read(MAX_ANSWER_BYTES)
    while chunk := await process.stdout.read(MAX_ANSWER_BYTES):
        text += chunk
    await process.wait()
    return text


async def _listen(process: asyncio.subprocess.Process, words: LastWords) -> None:
    assert process.stderr is not None
    while chunk := await process.stderr.read(1 << 16):
        words.add(chunk)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


def _read(text: bytes, status: int | None, words: str) -> CrossCheck:
    try:
        answer = json.loads(text)
        return CrossCheck(
            outcome=Outcome(answer["answer"]),
            reason=str(answer["reason"]),
            declarations=int(answer.get("declarations", 0)),
            axioms=tuple(tuple(axiom) for axiom in answer.get("axioms", ())),
            steps=int(answer.get("steps", 0)),
            terms=int(answer.get("terms", 0)),
            seconds=float(answer.get("seconds", 0.0)),
        )
    except (ValueError, KeyError, TypeError):
        said = words or text[:200].decode("utf-8", "replace")
        return CrossCheck(Outcome.LIMITS, obituary("the checker", status, said, memory_limits()))
