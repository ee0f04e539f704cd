"""Makes every write of the stack pointer trap that leaves the stack.

C++ code compiled to WebAssembly keeps what needs an address on a stack in linear memory, and nothing in WebAssembly
bounds it: what lies below is the heap of the process, or the module's own data. So after each ``global.set`` of the
stack pointer the derived module compares it with the bounds of its thread's stack, which are two more globals, and
traps. As shipped the module has 5,853 such writes, nearly all in Lean's kernel and runtime; code that Lean compiled
keeps nothing there.

The comparison is after the write and not before, so that whoever catches the trap can see where the stack pointer went.
Leaf functions use up to `RED_ZONE` bytes below it without moving it: whoever sets the bounds leaves them free.

Source: WebAssembly core specification 2.0, chapter 5.4 (instructions) and 5.5.13 (code section).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from orchestrator.errors import SetupError
from orchestrator.lean.embedded.wasm_binary import MAKE_ANEW, Reader, unsigned_leb

_GLOBAL_GET: Final = b"\x23"
_GLOBAL_SET: Final = 0x24
_TRAP_IF_ABOVE: Final = b"\x4b\x04\x40\x00\x0b"
"""``i32.gt_u (if (then unreachable))``."""
_SUBTRACT: Final = b"\x6b"


def guard_code(code: bytes, stack_pointer: int, low: int, size: int) -> tuple[bytes, int]:
    """A code section in which every write of the stack pointer is checked, and how many there are.

    Args:
        code: the section's payload.
        stack_pointer: index of that global.
        low: index of the global that holds the lowest address that the stack pointer may have.
        size: index of the global that holds how far above ``low`` it may be, in bytes.

    Raises:
        SetupError: a function is not of the shape that this reader knows.
    """
    check = b"".join(
        (
            *(_GLOBAL_GET + unsigned_leb(index) for index in (stack_pointer, low)),
            _SUBTRACT,
            _GLOBAL_GET + unsigned_leb(size),
            _TRAP_IF_ABOVE,
        )
    )
    reader = Reader(code)
    count = reader.unsigned()
    out, copied, writes = [], 0, 0
    maybe = _candidates(code, stack_pointer)
    candidate = next(maybe, len(code))
    for _ in range(count):
        head = reader.position
        size_of_body = reader.unsigned()
        start, end = reader.position, reader.position + size_of_body
        reader.position = end
        while candidate < start:
            candidate = next(maybe, len(code))
        if candidate >= end:
            continue  # copied with its neighbours
        places = _writes(code, start, end, stack_pointer)
        if places:
            parts = [code[a:b] for a, b in zip([start, *places], [*places, end], strict=True)]
            body = check.join(parts)
            out += [code[copied:head], unsigned_leb(len(body)), body]
            copied, writes = end, writes + len(places)
    out.append(code[copied:])
    return b"".join(out), writes


def _candidates(code: bytes, stack_pointer: int) -> Iterator[int]:
    """Where bytes stand that could be a write of the stack pointer, its index written in any length that is allowed."""
    minimal = unsigned_leb(stack_pointer)
    padded = minimal[:-1] + bytes([minimal[-1] | 0x80])
    longest = 5  # bytes of a u32
    endings = [re.escape(minimal)]
    for zeros in range(longest - len(minimal)):
        endings.append(re.escape(padded + b"\x80" * zeros + b"\x00"))
    pattern = re.compile(re.escape(bytes([_GLOBAL_SET])) + b"(?:" + b"|".join(endings) + b")", re.DOTALL)
    return (match.start() for match in pattern.finditer(code))


def _writes(code: bytes, start: int, end: int, stack_pointer: int) -> list[int]:
    """The positions behind each write of the stack pointer in one function body."""
    reader = Reader(code, start)
    for _ in range(reader.unsigned()):
        reader.unsigned()
        reader.position += 1
    places = []
    while reader.position < end:
        opcode = reader.byte()
        if opcode == _GLOBAL_SET:
            if reader.unsigned() == stack_pointer:
                places.append(reader.position)
        else:
            _skip_immediates(reader, opcode)
    if reader.position != end:
        raise SetupError(f"a function of lean.wasm does not end where it should; {MAKE_ANEW}")
    return places


_NUMBERS: Final[dict[int, int]] = {
    **dict.fromkeys((0x00, 0x01, 0x05, 0x0B, 0x0F, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5)), 0),
    # Blocks have a type; branches, calls, locals, globals, tables, memory.size and grow an index; constants a number.
    **dict.fromkeys((0x02, 0x03, 0x04, 0x0C, 0x0D, 0x10, *range(0x20, 0x27), 0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD2), 1),
    **dict.fromkeys((0x11, *range(0x28, 0x3F)), 2),  # call_indirect; loads and stores have alignment and offset
}
"""Opcode -> how many LEB128 numbers follow it."""
_BRANCH_TABLE, _F32, _F64, _MORE, _ATOMIC = 0x0E, 0x43, 0x44, 0xFC, 0xFE
_ATOMIC_FENCE = 3
_MORE_NUMBERS: Final[dict[int, int]] = {
    **dict.fromkeys(range(8), 0),  # saturating truncations
    **dict.fromkeys((9, 11, 13, 15, 16, 17), 1),
    **dict.fromkeys((8, 10, 12, 14), 2),
}


def _skip_immediates(reader: Reader, opcode: int) -> None:
    numbers = _NUMBERS.get(opcode)
    if numbers is None:
        if opcode == _BRANCH_TABLE:
            numbers = reader.unsigned() + 1
        elif opcode in (_F32, _F64):
            reader.position += 4 if opcode == _F32 else 8
            return
        elif opcode == _MORE:
            numbers = _MORE_NUMBERS.get(reader.unsigned())
        elif opcode == _ATOMIC:
            numbers = 1 if reader.unsigned() == _ATOMIC_FENCE else 2
    if numbers is None:
        raise SetupError(f"lean.wasm has an instruction 0x{opcode:02x} that is not known here; report this as a bug")
    for _ in range(numbers):
        reader.skip_number()
