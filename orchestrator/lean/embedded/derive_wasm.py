"""Derive the ``lean.wasm`` that hosts load from the one in the registry package.

The package's module exports 201,110 names. Exporting them costs every thread of every host a JavaScript object per
name, and engines before V8 13 refuse more than 100,000. The derived module exports its mutable globals alone; every
function that had an export gets a slot in the function table instead, through one more element segment, and a side file
maps names to table slots and data addresses. The table and the stack pointer, which is the first of the module's own
globals, are imported, so that the trampolines for C++ exceptions (``js/trampolines.cjs``) can share them; a global
that moves from the first place of the module's own to the last of the imported keeps its index. Code and data sections
are copied untouched.

The side file (``symbols.bin``), all integers little-endian u32::

    table size | count | count+1 offsets into the names | count values | the names, UTF-8, sorted by bytes

Source: WebAssembly core specification 2.0, chapter 5 (binary format).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from orchestrator.errors import SetupError

MAGIC = b"\0asm\x01\0\0\0"


class Section(IntEnum):
    """Ids of the sections that are read or rewritten (specification 5.5.2)."""

    IMPORT = 2
    TABLE = 4
    GLOBAL = 6
    EXPORT = 7
    ELEMENT = 9


class ExternKind(IntEnum):
    """Kinds of imports and exports (specification 5.5.5)."""

    FUNCTION = 0
    TABLE = 1
    MEMORY = 2
    GLOBAL = 3


@dataclass(frozen=True)
class DerivedWasm:
    """The module to load and the symbol file that goes with it."""

    wasm: bytes
    symbols: bytes


@dataclass(frozen=True)
class _Imports:
    functions: int
    globals: int
    got_functions: dict[str, int]
    """``GOT.func`` names that the module itself imports as functions: name -> function index."""


@dataclass(frozen=True)
class _Global:
    mutable: bool
    value: int


class _Reader:
    """A cursor over the binary; raises `SetupError` where the module is not what the pin promises."""

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position

    def byte(self) -> int:
        value = self.data[self.position]
        self.position += 1
        return value

    def unsigned(self) -> int:
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def signed(self) -> int:
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result - (1 << shift) if byte & 0x40 else result

    def name(self) -> str:
        length = self.unsigned()
        self.position += length
        return self.data[self.position - length : self.position].decode()

    def limits(self) -> tuple[int, int | None]:
        flags = self.byte()
        minimum = self.unsigned()
        return minimum, self.unsigned() if flags & 1 else None

    def expect(self, byte: int) -> None:
        if self.byte() != byte:
            raise SetupError(
                f"lean.wasm is not as expected at byte {self.position - 1}; delete the cache and set up again"
            )


def unsigned_leb(value: int) -> bytes:
    """Unsigned LEB128 (specification 5.2.2)."""
    out = bytearray()
    while True:
        value, byte = value >> 7, value & 0x7F
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def signed_leb(value: int) -> bytes:
    """Signed LEB128 (specification 5.2.2)."""
    out = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        done = (value == 0 and not byte & 0x40) or (value == -1 and byte & 0x40)
        out.append(byte if done else byte | 0x80)
        if done:
            return bytes(out)


def _sections(wasm: bytes) -> list[tuple[int, int, int]]:
    """``(id, start, end)`` of every section's payload."""
    if not wasm.startswith(MAGIC):
        raise SetupError("lean.wasm is not a WebAssembly module; delete the cache and set up again")
    reader = _Reader(wasm, len(MAGIC))
    sections = []
    while reader.position < len(wasm):
        section, size = reader.byte(), reader.unsigned()
        sections.append((section, reader.position, reader.position + size))
        reader.position += size
    return sections


def _read_imports(reader: _Reader) -> _Imports:
    functions = global_count = 0
    by_name: dict[str, int] = {}
    got: list[str] = []
    for _ in range(reader.unsigned()):
        module, name, kind = reader.name(), reader.name(), reader.byte()
        if kind == ExternKind.FUNCTION:
            reader.unsigned()
            by_name[name] = functions
            functions += 1
        elif kind == ExternKind.TABLE:
            reader.byte()
            reader.limits()
        elif kind == ExternKind.MEMORY:
            reader.limits()
        elif kind == ExternKind.GLOBAL:
            reader.position += 2
            global_count += 1
            if module == "GOT.func":
                got.append(name)
        else:
            raise SetupError(f"lean.wasm imports something of unknown kind {kind}; delete the cache and set up again")
    return _Imports(functions, global_count, {name: by_name[name] for name in got if name in by_name})


def _read_globals(reader: _Reader) -> list[_Global]:
    return [_read_global(reader) for _ in range(reader.unsigned())]


def _read_global(reader: _Reader) -> _Global:
    reader.expect(0x7F)  # every global of this module is an i32
    mutable = reader.byte() == 1
    reader.expect(0x41)  # initialised by i32.const
    value = reader.signed()
    reader.expect(0x0B)
    return _Global(mutable, value)


def _read_exports(reader: _Reader) -> list[tuple[str, int, int]]:
    return [(reader.name(), reader.byte(), reader.unsigned()) for _ in range(reader.unsigned())]


def _symbol_file(symbols: dict[str, int], table_size: int) -> bytes:
    entries = sorted((name.encode(), value) for name, value in symbols.items())
    offsets = [0]
    for name, _ in entries:
        offsets.append(offsets[-1] + len(name))
    values = [value & 0xFFFFFFFF for _, value in entries]
    head = struct.pack(f"<2I{len(offsets)}I{len(values)}I", table_size, len(entries), *offsets, *values)
    return head + b"".join(name for name, _ in entries)


def _name(name: bytes) -> bytes:
    return unsigned_leb(len(name)) + name


def _table_import(size: int) -> bytes:
    """``(import "env" "table" (table size funcref))``."""
    return _name(b"env") + _name(b"table") + bytes([ExternKind.TABLE, 0x70, 0]) + unsigned_leb(size)


_STACK_POINTER_IMPORT = _name(b"env") + _name(b"stack_pointer") + bytes([ExternKind.GLOBAL, 0x7F, 1])
"""``(import "env" "stack_pointer" (global (mut i32)))``."""


def _section(section: int, payload: bytes) -> bytes:
    return bytes([section]) + unsigned_leb(len(payload)) + payload


def derive_wasm(wasm: bytes) -> DerivedWasm:
    """The slim module and its symbol file.

    The derived module imports its function table as ``env.table`` and the stack pointer as ``env.stack_pointer``, whose
    first value is the symbol ``__stack_pointer``. It exports its mutable globals as ``g0``, ``g1``, ... in index order;
    the first is the stack pointer.

    Raises:
        SetupError: the module is not of the shape that the pinned package has.
    """
    sections = _sections(wasm)
    at = {section: start for section, start, _ in sections}
    imports = _read_imports(_Reader(wasm, at[Section.IMPORT]))
    own_globals = _read_globals(_Reader(wasm, at[Section.GLOBAL]))
    exports = _read_exports(_Reader(wasm, at[Section.EXPORT]))

    table = _Reader(wasm, at[Section.TABLE])
    table.expect(1)
    table.expect(0x70)
    first_slot, _ = table.limits()

    slots: dict[int, int] = {}
    symbols: dict[str, int] = {}

    def slot_of(function: int) -> int:
        return first_slot + slots.setdefault(function, len(slots))

    for name, function in imports.got_functions.items():
        symbols[name] = slot_of(function)
    for name, kind, index in exports:
        if kind == ExternKind.FUNCTION:
            symbols[name] = slot_of(index)
        elif kind == ExternKind.GLOBAL:
            symbols[name] = own_globals[index - imports.globals].value

    if not own_globals[0].mutable:
        raise SetupError("the stack pointer of lean.wasm is not its first global; delete the cache and set up again")
    symbols["__stack_pointer"] = own_globals[0].value

    mutable = [imports.globals + i for i, entry in enumerate(own_globals) if entry.mutable]
    export_payload = unsigned_leb(len(mutable)) + b"".join(
        _name(b"g%d" % i) + bytes([ExternKind.GLOBAL]) + unsigned_leb(index) for i, index in enumerate(mutable)
    )
    segment = (
        b"\0\x41" + signed_leb(first_slot) + b"\x0b" + unsigned_leb(len(slots)) + b"".join(map(unsigned_leb, slots))
    )
    out = [MAGIC]
    for section, start, end in sections:
        if section == Section.TABLE:
            continue
        if section == Section.IMPORT:
            reader = _Reader(wasm, start)
            count = reader.unsigned()
            added = _table_import(first_slot + len(slots)) + _STACK_POINTER_IMPORT
            payload = unsigned_leb(count + 2) + wasm[reader.position : end] + added
        elif section == Section.GLOBAL:
            reader = _Reader(wasm, start)
            count = reader.unsigned()
            _read_global(reader)
            payload = unsigned_leb(count - 1) + wasm[reader.position : end]
        elif section == Section.EXPORT:
            payload = export_payload
        elif section == Section.ELEMENT:
            reader = _Reader(wasm, start)
            count = reader.unsigned()
            payload = unsigned_leb(count + 1) + wasm[reader.position : end] + segment
        else:
            payload = wasm[start:end]
        out.append(_section(section, payload))
    return DerivedWasm(b"".join(out), _symbol_file(symbols, first_slot + len(slots)))
