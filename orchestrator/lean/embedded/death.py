"""What a child process died of, told from its exit status, its limits, and the head and tail of its stderr.

V8 and Node put the reason before a stack trace of any length, C++ at the end, the kernel nowhere. So both
ends of what was said are kept, and where the words say nothing, the status and the limits do.
"""

from __future__ import annotations

import re
import resource
import signal
from typing import Final

KEPT_BYTES: Final = 4000
"""Of the head and of the tail of what a process says, each."""
_SHOWN_CHARACTERS: Final = 2000
_NO_MEMORY: Final = re.compile(
    r"out of memory|FatalOOM|allocation failed|bad_alloc|ENOMEM|(cannot|could not|failed to) allocate|"
    r"startThread\(\).*EAGAIN",
    re.IGNORECASE | re.DOTALL,
)
"""How V8, Node, the module and C++ say it (EAGAIN: no room for a thread)."""
_GAVE_UP: Final = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS})
"""How a program ends that finds its own memory missing. V8 uses most of them, depending on where it was."""
_SHELL_BASE: Final = 128
"""Node and shells report a signal also as this number more than it."""
_LIMITS: Final = {
    "address space": resource.RLIMIT_AS,
    "data segment": resource.RLIMIT_DATA,
}


class LastWords:
    """The head and the tail of what a process said."""

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""

    def add(self, chunk: bytes) -> None:
        room = KEPT_BYTES - len(self._head)
        self._head += chunk[:room]
        self._tail = (self._tail + chunk[room:])[-KEPT_BYTES:] if len(chunk) > room else self._tail

    @property
    def text(self) -> str:
        between = b"\n...\n" if len(self._tail) == KEPT_BYTES else b""
        return (self._head + between + self._tail).decode("utf-8", "replace").strip()


def memory_limits() -> dict[str, int]:
    """The limits on memory that this process and its children run under, in MiB; none of them without a limit."""
    found = {name: resource.getrlimit(kind)[0] for name, kind in _LIMITS.items()}
    return {name: limit >> 20 for name, limit in found.items() if limit != resource.RLIM_INFINITY}


def obituary(what: str, status: int | None, words: str, limits: dict[str, int]) -> str:
    """One sentence on the end of ``what``, with the remedy where there is one.

    ``status`` is the exit status as `subprocess` reports it; ``limits`` are those of `memory_limits`.
    """
    said = f"{what} ended with status {status}"
    number = -status if status is not None and status < 0 else (status or 0) - _SHELL_BASE
    killed_by = signal.Signals(number) if number in signal.valid_signals() else None
    if _NO_MEMORY.search(words) or (killed_by in _GAVE_UP and limits):
        under = ", ".join(f"{name} {mebibytes} MiB" for name, mebibytes in limits.items())
        limited = f" (it is limited to: {under})" if under else ""
        return f"{said}: out of memory{limited}; free some, or raise this process's limits (`ulimit -v`, `ulimit -u`)"
    if killed_by is signal.SIGKILL:
        return f"{said}: killed from outside; the machine may be short of memory (`dmesg` says so)"
    return f"{said}: {words[:_SHOWN_CHARACTERS]}" if words else said
