"""Writes past the limits of a Lean's memory, made on purpose: each traps or is seen, and is never an answer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestrator.config import settings
from orchestrator.errors import SetupError
from orchestrator.lean.checker import CheckRequest, Limits, Outcome
from orchestrator.lean.embedded import npm
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.host import HostConfig
from orchestrator.lean.embedded.image import JS_DIR, NODE_FLAGS
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.embedded.stack_guard import guard_code
from orchestrator.lean.embedded.wasm_binary import signed_leb, unsigned_leb

LOW, SIZE = 4096, 1024
STACK_POINTER, LOW_GLOBAL, SIZE_GLOBAL = 0, 1, 2
WRITE = bytes([0x20, 0, 0x24, STACK_POINTER])  # local.get 0, global.set
END = b"\x0b"


def section(number: int, payload: bytes) -> bytes:
    return bytes([number]) + unsigned_leb(len(payload)) + payload


def function(*instructions: bytes, locals_: bytes = b"\x00") -> bytes:
    body = locals_ + b"".join(instructions) + END
    return unsigned_leb(len(body)) + body


def code_section(*functions: bytes) -> bytes:
    return unsigned_leb(len(functions)) + b"".join(functions)


def module(code: bytes, functions: int) -> bytes:
    """A module of functions ``f0``, ``f1``, ... from i32 to nothing, its stack at [LOW, LOW + SIZE]."""
    globals_ = b"".join(b"\x7f\x01\x41" + signed_leb(value) + END for value in (LOW + SIZE, LOW, SIZE))
    exports = [(b"sp", b"\x03\x00"), *((f"f{i}".encode(), b"\x00" + bytes([i])) for i in range(functions))]
    return b"".join(
        (
            b"\0asm\1\0\0\0",
            section(1, b"\x01\x60\x01\x7f\x00"),
            section(3, unsigned_leb(functions) + bytes(functions)),
            section(5, b"\x01\x00\x01"),
            section(6, b"\x03" + globals_),
            section(7, unsigned_leb(len(exports)) + b"".join(bytes([len(n)]) + n + what for n, what in exports)),
            section(10, code),
        )
    )


def run(wasm: bytes, calls: list[tuple[str, int]]) -> list[Any]:
    """Call functions in a fresh instance each: the stack pointer afterwards, or the trap's message."""
    script = (
        "const [wasm, calls] = JSON.parse(require('fs').readFileSync(0));"
        "const module = new WebAssembly.Module(Buffer.from(wasm, 'hex'));"
        "console.log(JSON.stringify(calls.map(([name, value]) => {"
        "  const { sp, ...f } = new WebAssembly.Instance(module).exports;"
        "  try { f[name](value); return sp.value; } catch (error) { return error.message; } })));"
    )
    done = subprocess.run(
        [str(npm.node_executable()), "-e", script],
        input=json.dumps([wasm.hex(), calls]).encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


class TestDerivation:
    def test_a_write_outside_of_the_stack_traps(self) -> None:
        code, writes = guard_code(code_section(function(WRITE)), STACK_POINTER, LOW_GLOBAL, SIZE_GLOBAL)
        inside, outside = [LOW, LOW + 16, LOW + SIZE], [LOW - 1, LOW - 4096, 0, LOW + SIZE + 1, -1, -(2**31)]
        found = run(module(code, 1), [("f0", value) for value in (*inside, *outside)])
        assert writes == 1
        assert found == [*inside, *["unreachable"] * len(outside)]

    def test_every_write_is_found_and_nothing_that_looks_like_one(self) -> None:
        looks_like = (
            b"\x41" + signed_leb(36) + b"\x1a",  # i32.const 0x24, drop; the next byte of the file may be anything
            b"\x44" + bytes([0x24, 0, 0x24, 0, 0x24, 0, 0x24, 0]) + b"\x1a",  # an f64 that is made of such writes
            b"\x41\x00\x28\x02\x24\x1a",  # i32.load offset=0x24
            b"\x02\x40\x41\x00\x0e\x02\x00\x00\x00\x0b",  # br_table
            b"\x20\x00\x24\x01",  # another global
        )
        padded = bytes([0x20, 0, 0x24, 0x80, 0x80, 0x80, 0x80, 0x00])  # as linkers write an index that they fill in
        body = function(*looks_like[:-1], WRITE, b"\x02\x40", padded, b"\x0b", locals_=b"\x02\x03\x7f\x01\x7c")
        code, writes = guard_code(
            code_section(function(looks_like[1]), body, function(WRITE)), STACK_POINTER, LOW_GLOBAL, SIZE_GLOBAL
        )
        assert writes == 3
        found = run(module(code, 3), [("f0", 0), ("f1", LOW), ("f1", LOW - 1), ("f2", LOW - 1)])
        assert found == [LOW + SIZE, LOW, "unreachable", "unreachable"]

    def test_a_body_without_writes_is_copied(self) -> None:
        code = code_section(function(b"\x20\x00\x24\x01"), function())
        assert guard_code(code, STACK_POINTER, LOW_GLOBAL, SIZE_GLOBAL) == (code, 0)

    def test_an_unknown_instruction_is_refused(self) -> None:
        code = code_section(function(WRITE, b"\xfd\x0c" + bytes(16)))
        with pytest.raises(SetupError, match="instruction 0xfd"):
            guard_code(code, STACK_POINTER, LOW_GLOBAL, SIZE_GLOBAL)


@pytest.fixture(scope="module")
def lean() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


def beyond(lean: LeanInstallation, what: str) -> dict[str, Any]:
    """Do what `beyond_bounds.cjs` calls ``what``: what its runtime says."""
    script = Path(__file__).with_name("beyond_bounds.cjs")
    command = [str(npm.node_executable()), *NODE_FLAGS, str(script), str(JS_DIR)]
    command += [str(lean.wasm), str(lean.symbols), str(lean.image), what]
    done = subprocess.run(command, capture_output=True, timeout=900, check=True)  # under any load
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.lean
class TestMemory:
    def test_nothing_is_damaged_by_an_honest_text(self, lean: LeanInstallation) -> None:
        assert beyond(lean, "nothing") == {"done": [], "damaged": None, "damage": None}

    @pytest.mark.parametrize("what", ["small", "above", pytest.param("guarded", marks=pytest.mark.slow)])
    def test_leaving_the_stack_traps_before_anything_is_written(self, lean: LeanInstallation, what: str) -> None:
        """Off the lower end of a small stack (as of threads), off the upper end, off the lower end of the main one."""
        said = beyond(lean, what)
        assert (said["threw"], said["outcome"]) == ("RuntimeError: unreachable", "stack")
        assert said["damaged"] is None  # not a byte of the band below

    def test_without_the_guard_the_painted_band_tells(self, lean: LeanInstallation) -> None:
        """What was a proof before there was a guard, the kernel having written over its own globals."""
        said = beyond(lean, "unguarded")
        assert said["done"] == []
        assert said["damaged"] == "stack"
        assert "below its limit" in said["damage"]

    def test_a_task_that_uses_up_its_stack_does_not_reach_its_thread_local_variables(
        self, lean: LeanInstallation
    ) -> None:
        said = beyond(lean, "task")
        assert (said["threw"], said["outcome"], said["damaged"]) == ("RuntimeError: unreachable", "stack", None)
        assert said["neighbours"] > 0
        assert not said["changed"]

    @pytest.mark.parametrize(
        ("what", "damaged", "damage"),
        [
            ("variables", "stack", "bytes below its limit"),
            ("free", "memory", "free memory was written 4096 bytes above the heap"),
        ],
    )
    def test_a_write_past_the_end_of_a_region_is_seen(
        self, lean: LeanInstallation, what: str, damaged: str, damage: str
    ) -> None:
        """Past a thread's variables, and past the heap into the free pages of the image."""
        said = beyond(lean, what)
        assert said["damaged"] == damaged
        assert damage in said["damage"]

    def test_a_write_through_a_null_pointer_is_seen(self, lean: LeanInstallation) -> None:
        assert beyond(lean, "null") == {"done": [], "damaged": "stack", "damage": "address 8 was written"}

    def test_a_write_behind_the_last_page_traps(self, lean: LeanInstallation) -> None:
        said = beyond(lean, "outside")
        assert "out of bounds" in said["threw"]

    def test_a_machine_without_memory_is_no_answer(self, lean: LeanInstallation) -> None:
        said = beyond(lean, "growth")
        assert (said["damaged"], said["damage"]) == ("starved", "the machine has no memory for Lean: no more")


DEEP = "def deep : Nat → Nat\n  | 0 => 0\n  | n + 1 => 1 + deep n\n"
KERNEL = (
    "def f (n : Nat) : Bool := Nat.rec (motive := fun _ => Bool) true (fun _ ih => and ih true) n\n"
    "theorem t : f 139950 = true := by decide +kernel\n"
)


@pytest.mark.lean
@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param(KERNEL, Outcome.STACK, id="kernel"),
        pytest.param(DEEP + "#eval deep 100000000\n", Outcome.STACK, id="interpreter"),
        pytest.param(DEEP + "#eval (Task.spawn fun _ => deep 100000000).get\n", Outcome.STACK, id="task"),
        pytest.param("#eval (Array.replicate 600000000 1).size\n", Outcome.MEMORY, id="refused allocation"),
        pytest.param(
            "#eval (Task.spawn fun _ => (Array.replicate 600000000 1).size).get\n", Outcome.MEMORY, id="in a task"
        ),
        pytest.param(
            "#eval show IO Unit from do\n  let t ← IO.asTask (IO.Process.exit (α := Unit) 3)\n"
            "  match t.get with\n  | .ok x => pure x\n  | .error e => throw e\n",
            Outcome.ERRORS,
            id="exit in a task",
        ),
    ],
)
async def test_a_limit_is_told_at_once_whichever_thread_passes_it(
    lean: LeanInstallation, text: str, outcome: Outcome
) -> None:
    """What ends a task's thread ends the host: whoever waits for that thread would wait until the time limit."""
    config = PoolConfig(hosts=1, spare=False, host=HostConfig(memory_mib=768))
    async with await EmbeddedChecker.open(lean, config) as checker:
        result = await checker.check(CheckRequest(text, limits=Limits(wall_seconds=600.0)))
    assert result.outcome is outcome, result
