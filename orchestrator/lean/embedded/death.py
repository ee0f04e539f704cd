"""What a child process died of, told from its exit status, its limits, and the head and tail of its stderr; or why it
was not born.

V8 and Node put the reason before a stack trace of any length, C++ at the end, the kernel nowhere. So both
ends of what was said are kept, and where the words say nothing, the status and the limits do.
"""

from __future__ import annotations

import errno
import re
import resource
import signal
from typing import Final

from orchestrator.errors import LeanCrashed, OperatorError, RetryError, SetupError

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
_ARITHMETIC: Final = frozenset({signal.SIGFPE, signal.SIGSYS})
"""Two more that a process can only bring upon itself."""
_OWN_HEAP: Final = re.compile(r"reached heap limit|ineffective mark-compacts|near heap limit", re.IGNORECASE)
"""How V8 says that JavaScript's objects passed the limit which this program gives it, whatever the machine has."""
_SHELL_BASE: Final = 128
"""Node and shells report a signal also as this number more than it."""
_BY_LIMIT: Final = {
    signal.SIGXCPU: "; raise its limit on processor time (`ulimit -t`)",
    signal.SIGXFSZ: "; raise its limit on the size of files (`ulimit -f`)",
}
_LIMITS: Final = {
    "address space": resource.RLIMIT_AS,
    "data segment": resource.RLIMIT_DATA,
}
_NO_ROOM: Final = {
    errno.EMFILE: "this process has too many files open; close some, or raise its limit (`ulimit -n`)",
    errno.ENFILE: "the machine has too many files open; close some, or raise its limit (`sysctl fs.file-max`)",
    errno.EAGAIN: "there is no room for another process; end some, or raise the limit (`ulimit -u`)",
    errno.ENOMEM: "there is no memory for another process; free some",
}
"""What the system refuses to a process of any program, with the remedy."""


def no_room(error: OSError) -> str | None:
    """What the machine had too little of, with the remedy, where that is what an error says."""
    return _NO_ROOM.get(error.errno or 0)


def not_started(what: str, error: OSError, remedy: str) -> RetryError | OperatorError:
    """Why a program does not start: for want of room, which may be there the next time, or by its own fault.

    ``remedy`` is for the latter, such as "run `orchestrator setup`".
    """
    if (lacking := no_room(error)) is not None:
        return LeanCrashed(f"{what} does not start: {lacking}")
    return SetupError(f"{what} does not start ({error.strerror or error}): {remedy}")


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


def was_the_machine(status: int | None, words: str, limits: dict[str, int]) -> bool:
    """Whether a process ended by what its own work cannot bring about, so that nothing may be concluded from its end.

    That is: it still ran (we ended it), it left because its input was closed, it got a signal that programs do not send
    themselves, or it found less memory or fewer threads than the limits which this program set would have let it have.
    """
    if status is None or status == 0:
        return True
    killed_by = _signal(status)
    if killed_by is not None and killed_by not in _GAVE_UP | _ARITHMETIC:
        return True
    if _OWN_HEAP.search(words):
        return False
    return _NO_MEMORY.search(words) is not None or (killed_by in _GAVE_UP and bool(limits))


def _signal(status: int | None) -> signal.Signals | None:
    number = -status if status is not None and status < 0 else (status or 0) - _SHELL_BASE
    return signal.Signals(number) if number in signal.valid_signals() else None


def obituary(what: str, status: int | None, words: str, limits: dict[str, int]) -> str:
    """One sentence on the end of ``what``, with the remedy where there is one.

    ``status`` is the exit status as `subprocess` reports it; ``limits`` are those of `memory_limits`.
    """
    said = f"{what} ended with status {status}"
    killed_by = _signal(status)
    if _OWN_HEAP.search(words):
        return f"{said}: JavaScript's objects took more memory than this program lets them have"
    if _NO_MEMORY.search(words) or (killed_by in _GAVE_UP and limits):
        under = ", ".join(f"{name} {mebibytes} MiB" for name, mebibytes in limits.items())
        limited = f" (it is limited to: {under})" if under else ""
        return f"{said}: out of memory{limited}; free some, or raise this process's limits (`ulimit -v`, `ulimit -u`)"
    if killed_by is signal.SIGKILL:
        return f"{said}: killed from outside; the machine may be short of memory (`dmesg` says so)"
    if killed_by is not None and killed_by not in _GAVE_UP | _ARITHMETIC:
        return f"{said}: ended from outside by {killed_by.name}{_BY_LIMIT.get(killed_by, '')}"
    return f"{said}: {words[:_SHOWN_CHARACTERS]}" if words else said
