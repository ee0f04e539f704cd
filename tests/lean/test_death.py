"""The cause of a child process's death, from its status, its limits and both ends of what it said."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.config import settings
from orchestrator.errors import LeanCrashed, SetupError
from orchestrator.lean.crosscheck.process import cross_check
from orchestrator.lean.embedded.death import KEPT_BYTES, LastWords, not_started, obituary, was_the_machine
from orchestrator.lean.embedded.host import NO_ROOM, Host, HostConfig, HostEnded
from orchestrator.lean.embedded.install import lean_installation

TRACE = "\n".join(f" {n}: 0x{n:012x} node::Frame({n})" for n in range(2000))
REMEDY = "free some, or raise this process's limits"


def told(status: int | None, said: str, **limits: int) -> str:
    words = LastWords()
    data = said.encode()
    for start in range(0, len(data), 333):
        words.add(data[start : start + 333])
    return obituary("a Lean host", status, words.text, limits)


@pytest.mark.parametrize(
    "said",
    [
        f"FATAL ERROR: Zone Allocation failed - process out of memory\n{TRACE}",
        f"{TRACE}\nterminate called after throwing an instance of 'std::bad_alloc'",
        "RangeError: WebAssembly.Memory(): could not allocate memory",
    ],
    ids=["head of a long trace", "tail of a long trace", "short"],
)
def test_memory_is_told_wherever_it_was_said(said: str) -> None:
    assert f"out of memory; {REMEDY}" in told(1, said)


@pytest.mark.parametrize("status", [-6, -5, -4, -11, -7, 134, 133])
def test_a_program_that_gave_up_under_a_limit_had_no_memory(status: int) -> None:
    """Whatever it said: V8's words differ by where its memory ended."""
    sentence = told(status, f"# Check failed: something.\n{TRACE}", **{"address space": 800})
    assert f"status {status}: out of memory (it is limited to: address space 800 MiB); {REMEDY}" in sentence
    assert "out of memory" not in told(status, f"# Check failed: something.\n{TRACE}")


def test_other_deaths_keep_their_words() -> None:
    assert told(1, "SyntaxError: no", **{"address space": 800}) == "a Lean host ended with status 1: SyntaxError: no"
    assert told(None, "") == "a Lean host ended with status None"
    assert "killed from outside" in told(-9, "")


def test_both_ends_of_long_words_are_kept() -> None:
    words = LastWords()
    for part in (b"first", b"x" * (3 * KEPT_BYTES), b"last"):
        words.add(part)
    assert words.text.startswith("first")
    assert words.text.endswith("last")
    assert len(words.text) < 2 * KEPT_BYTES + 10


HEAP = f"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n{TRACE}"


@pytest.mark.parametrize(
    ("status", "words", "limits", "machine"),
    [
        (None, "", {}, True),  # it still ran
        (0, "", {}, True),  # its input was closed
        (-9, "", {}, True),
        (-15, "", {}, True),
        (-24, "", {}, True),  # `ulimit -t`
        (-25, "", {}, True),
        (137, "", {}, True),  # as a shell says it
        (143, "", {}, True),
        (-6, "# Check failed", {}, False),
        (-6, "# Check failed", {"address space": 800}, True),
        (133, "", {"data segment": 800}, True),
        (-5, "Fatal process out of memory: Zone", {}, True),
        (1, "startThread(): EAGAIN", {}, True),
        (-6, HEAP, {}, False),
        (-6, HEAP, {"address space": 8000}, False),
        (-8, "", {"address space": 8000}, False),
        (1, "TypeError: x is not a function", {}, False),
        (7, "", {"address space": 800}, False),
    ],
)
def test_only_what_no_text_can_do_is_the_machine(
    status: int | None, words: str, limits: dict[str, int], machine: bool
) -> None:
    assert was_the_machine(status, words, limits) is machine


def test_a_limit_of_the_machine_and_one_of_ours_are_told_apart() -> None:
    assert "raise its limit on processor time (`ulimit -t`)" in told(-24, "")
    assert "ended from outside by SIGTERM" in told(-15, "")
    ours = told(-6, HEAP)
    assert "more memory than this program lets them have" in ours
    assert REMEDY not in ours


GROWING = (
    "def grow : Nat → List Nat → List Nat\n  | 0, l => l\n  | n + 1, l => grow n (n :: l)\n"
    "#eval (grow 30000000 []).length\n"
)


def data_bytes(process: int) -> int:
    """What a process has of what `ulimit -d` bounds."""
    found = re.search(r"VmData:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) << 10


@pytest.mark.lean
@pytest.mark.parametrize(("memory", "starved"), [(HostConfig().memory_mib, True), (320, False)])
async def test_a_machine_with_less_memory_than_the_limit_is_no_limit_of_the_text(memory: int, starved: bool) -> None:
    """The same text under the limit that this program sets passes it, and that is the text's doing."""
    host = await Host.start(lean_installation(settings().cache_dir), HostConfig(memory_mib=memory))
    try:
        if starved:
            most = data_bytes(host._process.pid) + (96 << 20)  # enough for V8's own needs
            resource.prlimit(host._process.pid, resource.RLIMIT_DATA, (most, most))
        with pytest.raises(HostEnded) as ended:
            await host.request("check", wall_seconds=600, source=GROWING, heartbeats=0, goals=False)
    finally:
        await host.stop()
    assert ended.value.machine is starved
    if starved:
        assert (ended.value.answer, str(ended.value)) == (None, NO_ROOM)
    else:
        assert ended.value.answer is not None
        assert ended.value.answer["outcome"] == "memory"


@contextmanager
def no_file_to_spare() -> Iterator[None]:
    """This process may open no further file."""
    opened: list[int] = []
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(map(int, os.listdir("/proc/self/fd"))) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        while True:
            try:
                opened.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                break
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for descriptor in opened:
            os.close(descriptor)


@pytest.mark.lean
async def test_a_process_that_there_is_no_room_for_is_no_matter_of_set_up() -> None:
    """Set-up was never at fault, and what is tried again later may work."""
    sentence = r"Node does not start: this process has too many files open; .* \(`ulimit -n`\)"
    lean = lean_installation(settings().cache_dir)
    await asyncio.to_thread(int)  # Python loads what that needs only now, from a file
    with no_file_to_spare(), pytest.raises(LeanCrashed, match="cannot be read: this process has too many files open"):
        lean_installation(settings().cache_dir)
    with no_file_to_spare(), pytest.raises(LeanCrashed, match=sentence):
        await Host.start(lean, HostConfig())
    with no_file_to_spare(), pytest.raises(LeanCrashed, match=sentence):
        await cross_check(lean.node, {}, {}, [])


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM])
def test_want_of_room_is_told_from_a_program_that_is_not_there(number: int) -> None:
    full = not_started("Node", OSError(number, os.strerror(number)), "set up again")
    assert isinstance(full, LeanCrashed)
    other = not_started("Node", FileNotFoundError(errno.ENOENT, "No such file or directory"), "set up again")
    assert isinstance(other, SetupError)
    assert str(other) == "Node does not start (No such file or directory): set up again"
