"""One Lean host process and the framed JSON protocol to it.

Frames both ways are a little-endian u32 length and that many bytes of JSON; see ``js/host.cjs`` for the messages. The
host ends when its standard input closes, so it cannot outlive this process however this process ends.
"""

from __future__ import annotations

import asyncio
import json
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from orchestrator.errors import ImportNotAvailable, LeanCrashed
from orchestrator.lean.embedded.death import LastWords, memory_limits, not_started, obituary, was_the_machine
from orchestrator.lean.embedded.image import IMAGE_IMPORTS, JS_DIR, NODE_FLAGS
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.embedded.waits import waited_for_processor

START_SECONDS = 60.0
"""For the first frame, without what the process waited for a processor, which counts as in `PATIENCE`."""
STOP_SECONDS = 5.0
ANSWER_GRACE_SECONDS = 60.0
"""Beyond the time limit, which the host itself keeps: an answer of a hundred megabytes takes seconds to arrive, and
longer on a busy machine. Only a host that hangs, which no text can make it do, is silent for longer."""
PATIENCE = 6.0
"""A request may take so many times its limit by the clock, as far as Lean waited for a processor meanwhile."""
LOOK_SECONDS = 1.0
"""How often a start that takes long is looked at."""
MAX_FRAME_BYTES = 512 << 20
READ_LIMIT = 1 << 20
STARVED = "starved"
"""A host's last answer where the machine had less memory or fewer threads than the host's limits."""

Json = dict[str, Any]


def _excused(pid: int) -> float:
    """Seconds that a start may take beyond `START_SECONDS`, since the process waited so long for a processor."""
    return min(waited_for_processor(pid), (PATIENCE - 1) * START_SECONDS)


@dataclass(frozen=True)
class HostConfig:
    """What a host imports and how much it may use.

    ``options`` are Lean options set for every file (bool or natural number), ``snapshots`` bounds the states kept for
    incremental checks, ``memory_mib`` bounds Lean's own memory, of which the library takes 180.
    """

    imports: tuple[str, ...] = ("Init",)
    options: Mapping[str, bool | int] = field(default_factory=dict)
    snapshots: int = 512
    memory_mib: int = 1536

    @property
    def starts_from_image(self) -> bool:
        """Whether the image that set-up made is what such a host would be after its import."""
        return self.imports == IMAGE_IMPORTS and not self.options


NO_ROOM = (
    "the machine had no more memory or threads for a Lean process; free some, or raise this process's limits "
    "(`ulimit -v`, `ulimit -d`, `ulimit -u`)"
)


class HostEnded(LeanCrashed):
    """The host process is gone; ``answer`` is what it said last about the request, if anything.

    ``machine`` says that no text can have brought it about (`was_the_machine`).
    """

    def __init__(self, message: str, answer: Json | None = None, *, machine: bool = False) -> None:
        super().__init__(message)
        self.answer = answer
        self.machine = machine


class Host:
    """A running host. Requests are answered one at a time, in order; `request` may be called concurrently.

    Whoever starts a host stops it with `stop`.
    """

    def __init__(self, process: asyncio.subprocess.Process, config: HostConfig) -> None:
        self._process = process
        self.config = config
        self.resident_bytes = 0
        self.heap_bytes = 0
        self.lean_version = ""
        self._next_id = 0
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._cancelled: dict[int, asyncio.Future[Json]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._stderr: asyncio.Task[None] | None = None
        self._last_words = LastWords()

    @classmethod
    async def start(cls, installation: LeanInstallation, config: HostConfig) -> Self:
        """Start a process and import the environment; returns when it is ready for checks.

        Raises:
            ImportNotAvailable: the library has no such module.
            SetupError: Node does not start.
            LeanCrashed: there is no room for it, the host died, or was not ready in `START_SECONDS`.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                str(installation.node),
                *NODE_FLAGS,
                str(JS_DIR / "host.cjs"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={},
                limit=READ_LIMIT,
                start_new_session=True,  # a Ctrl-C in the terminal is for us to handle
            )
        except OSError as error:
            raise not_started("Node", error, "run `orchestrator setup`") from error
        host = cls(process, config)
        try:
            await host._open(installation)
        except BaseException:
            await host.stop()
            raise
        return host

    async def _open(self, installation: LeanInstallation) -> None:
        self._stderr = asyncio.create_task(self._drain_stderr())
        self._send(
            {
                "wasm": str(installation.wasm),
                "symbols": str(installation.symbols),
                "library": str(installation.library),
                "image": str(installation.image) if self.config.starts_from_image else None,
                "imports": list(self.config.imports),
                "options": dict(self.config.options),
                "snapshots": self.config.snapshots,
                "memory_mib": self.config.memory_mib,
            }
        )
        first = await self._first_frame()
        if first.get("op") == "import_failed":
            reason = first["detail"].partition("\n")[0]  # search paths of the sandbox follow
            raise ImportNotAvailable(
                f"the embedded Lean cannot import {', '.join(self.config.imports)} ({reason}): it has Init, Std and "
                "Lean; Mathlib and other packages need a native toolchain"
            )
        if first.get("op") != "ready":
            raise LeanCrashed(f"a Lean process did not start: {first.get('detail', first)}")
        self.lean_version = str(first["lean"])
        self._reader = asyncio.create_task(self._read_answers())

    async def _first_frame(self) -> Json:
        reading = asyncio.ensure_future(self._read_frame())
        began = time.monotonic()
        try:
            while (took := time.monotonic() - began) < START_SECONDS or (
                took < START_SECONDS + _excused(self._process.pid)
            ):
                await asyncio.wait([reading], timeout=max(LOOK_SECONDS, START_SECONDS - took))
                if reading.done():
                    return reading.result()
        finally:
            reading.cancel()
        raise LeanCrashed(f"a Lean process was not ready after {took:.0f} s: the machine may be too busy, try again")

    @property
    def alive(self) -> bool:
        """Whether the process runs and its last answer was not its last."""
        return self._process.returncode is None and self._reader is not None and not self._reader.done()

    async def request(self, op: str, *, wall_seconds: float, patience: float = PATIENCE, **fields: Any) -> Json:
        """Send one request and wait for its answer.

        ``wall_seconds`` is the limit on a quiet machine: time in which Lean waits for a processor does not count, up to
        ``patience`` times the limit in all. Cancelling the caller cancels the request inside the host.

        Raises:
            HostEnded: the process ended before or with the answer.
        """
        if not self.alive:
            raise self._ended()
        self._next_id += 1
        request_id = self._next_id
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_look_at)
        self._waiting[request_id] = answer
        try:
            wall_ms = int(wall_seconds * 1000)
            self._send({"id": request_id, "op": op, "wall_ms": wall_ms, "patience": patience, **fields})
            queued = len(self._waiting)
            async with asyncio.timeout(queued * patience * wall_seconds + ANSWER_GRACE_SECONDS):
                return await asyncio.shield(answer)
        except asyncio.CancelledError:
            if self.alive and not answer.done():
                self._send({"op": "cancel", "id": request_id})
                self._cancelled[request_id] = answer
            raise
        except TimeoutError as error:
            self._kill()
            raise HostEnded(
                f"a Lean process did not answer in time (to {op!r}) and was ended: the machine may be too busy",
                machine=True,
            ) from error
        finally:
            self._waiting.pop(request_id, None)

    async def quiet(self) -> None:
        """Wait until no cancelled request is being worked on (at most the grace that the host gives Lean)."""
        await asyncio.gather(*self._cancelled.values(), return_exceptions=True)
        self._cancelled.clear()

    async def stop(self) -> None:
        """End the process and reap it; idempotent."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        for task in (self._reader, self._stderr):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    def _send(self, message: Json) -> None:
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        assert self._process.stdin is not None
        self._process.stdin.write(struct.pack("<I", len(body)) + body)

    async def _read_frame(self) -> Json:
        assert self._process.stdout is not None
        try:
            (length,) = struct.unpack("<I", await self._process.stdout.readexactly(4))
            if length > MAX_FRAME_BYTES:
                raise HostEnded(f"a Lean process sent an answer of {length} bytes")
            frame: Json = json.loads(await self._process.stdout.readexactly(length))
        except asyncio.IncompleteReadError as error:
            await self._process.wait()
            raise self._ended() from error
        return frame

    async def _read_answers(self) -> None:
        ended = HostEnded("a Lean process was stopped", machine=True)
        try:
            while True:
                answer = await self._read_frame()
                self.resident_bytes = answer.get("resident", self.resident_bytes)
                self.heap_bytes = answer.get("heap", self.heap_bytes)
                future = self._pending().get(answer.get("id", -1))
                if answer.get("fatal"):
                    ended = _last_answer(answer)
                    if future is not None and not future.done():
                        future.set_exception(ended)
                    break
                if future is not None and not future.done():
                    future.set_result(answer)
        except HostEnded as error:
            ended = error
        finally:  # also when `stop` cancels this: nobody may wait for an answer that cannot come
            for future in self._pending().values():
                if not future.done():
                    future.set_exception(HostEnded(str(ended), machine=ended.machine))

    def _pending(self) -> dict[int, asyncio.Future[Json]]:
        return {**self._waiting, **self._cancelled}

    async def _drain_stderr(self) -> None:
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(4096):
            self._last_words.add(chunk)

    def _ended(self) -> HostEnded:
        of = self._process.returncode, self._last_words.text, memory_limits()
        return HostEnded(obituary("a Lean process", *of), machine=was_the_machine(*of))


def _last_answer(answer: Json) -> HostEnded:
    if answer.get("outcome") == STARVED:
        return HostEnded(NO_ROOM, machine=True)
    return HostEnded(f"a Lean process ended: {answer.get('outcome')}", answer)


def _look_at(answer: asyncio.Future[Json]) -> None:
    """Mark a failure as seen: a cancelled caller does not fetch it, and asyncio would log it as forgotten."""
    if not answer.cancelled():
        answer.exception()


def parse_imports(imports: Sequence[str]) -> tuple[str, ...]:
    """The canonical order of an environment's imports, as a key."""
    return tuple(sorted(set(imports)))
