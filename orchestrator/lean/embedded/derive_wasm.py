"""Derive the ``lean.wasm`` that hosts load from the one in the registry package.

The package's module exports 201,110 names. Exporting them costs every thread of every host a JavaScript object per
name, and engines before V8 13 refuse more than 100,000. The derived module exports its mutable globals alone; every
function that had an export gets a slot in the function table instead, through one more element segment, and a side file
maps names to table slots and data addresses. The table and the stack pointer, which is the first of the module's own
globals, are imported, so that the trampolines for C++ exceptions (``js/trampolines.cjs``) can share them; a global
that moves from the first place of the module's own to the last of the imported keeps its index. Two globals are added
behind the module's own: the bounds of the stack, against which the code now checks every write of the stack pointer
(`stack_guard`). Nothing else of the code is changed, and nothing of the data.

The side file (``symbols.bin``), all integers little-endian u32::

    table size | count | count+1 offsets into the names | count values | the names, UTF-8, sorted by bytes

Source: WebAssembly core specification 2.0, chapter 5 (binary format).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from orchestrator.errors import SetupError
from orchestrator.lean.embedded.stack_guard import guard_code
from orchestrator.lean.embedded.wasm_binary import MAKE_ANEW, Reader, signed_leb, unsigned_leb

MAGIC = b"\0asm\x01\0\0\0"


class Section(IntEnum):
    """Ids of the sections that are read or rewritten (specification 5.5.2)."""

    IMPORT = 2
    TABLE = 4
    GLOBAL = 6
    EXPORT = 7
    ELEMENT = 9
    CODE = 10


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


def _sections(wasm: bytes) -> list[tuple[int, int, int]]:
    """``(id, start, end)`` of every section's payload."""
    if not wasm.startswith(MAGIC):
        raise SetupError(f"lean.wasm is not a WebAssembly module; {MAKE_ANEW}")
    reader = Reader(wasm, len(MAGIC))
    sections = []
    while reader.position < len(wasm):
        section, size = reader.byte(), reader.unsigned()
        sections.append((section, reader.position, reader.position + size))
        reader.position += size
    return sections


def _read_imports(reader: Reader) -> _Imports:
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
            raise SetupError(f"lean.wasm imports something of unknown kind {kind}; {MAKE_ANEW}")
    return _Imports(functions, global_count, {name: by_name[name] for name in got if name in by_name})


def _read_globals(reader: Reader) -> list[_Global]:
    return [_read_global(reader) for _ in range(reader.unsigned())]


def _read_global(reader: Reader) -> _Global:
    reader.expect(0x7F)  # every global of this module is an i32
    mutable = reader.byte() == 1
    reader.expect(0x41)  # initialised by i32.const
    value = reader.signed()
    reader.expect(0x0B)
    return _Global(mutable, value)


def _read_exports(reader: Reader) -> list[tuple[str, int, int]]:
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

_EVERYWHERE = bytes([0x7F, 1, 0x41, 0, 0x0B, 0x7F, 1, 0x41, 0x7F, 0x0B])
"""``(global (mut i32) (i32.const 0)) (global (mut i32) (i32.const -1))``: a stack that is all of the memory."""


def _section(section: int, payload: bytes) -> bytes:
    return bytes([section]) + unsigned_leb(len(payload)) + payload


def derive_wasm(wasm: bytes) -> DerivedWasm:
    """The slim module and its symbol file.

    The derived module imports its function table as ``env.table`` and the stack pointer as ``env.stack_pointer``, whose
    first value is the symbol ``__stack_pointer``. It exports its mutable globals as ``g0``, ``g1``, ... in index order;
    the first is the stack pointer. The last two, also exported as ``stack_low`` and ``stack_size``, bound the stack:
    until they are set, every address is in it.

    Raises:
        SetupError: the module is not of the shape that the pinned package has.
    """
    sections = _sections(wasm)
    at = {section: start for section, start, _ in sections}
    imports = _read_imports(Reader(wasm, at[Section.IMPORT]))
    own_globals = _read_globals(Reader(wasm, at[Section.GLOBAL]))
    exports = _read_exports(Reader(wasm, at[Section.EXPORT]))

    table = Reader(wasm, at[Section.TABLE])
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
        raise SetupError(f"the stack pointer of lean.wasm is not its first global; {MAKE_ANEW}")
    symbols["__stack_pointer"] = own_globals[0].value

    stack_low = imports.globals + len(own_globals)
    stack_size = stack_low + 1
    mutable = [imports.globals + i for i, entry in enumerate(own_globals) if entry.mutable]
    exported = [(b"g%d" % i, index) for i, index in enumerate([*mutable, stack_low, stack_size])]
    exported += [(b"stack_low", stack_low), (b"stack_size", stack_size)]
    export_payload = unsigned_leb(len(exported)) + b"".join(
        _name(name) + bytes([ExternKind.GLOBAL]) + unsigned_leb(index) for name, index in exported
    )
    segment = (
        b"\0\x41" + signed_leb(first_slot) + b"\x0b" + unsigned_leb(len(slots)) + b"".join(map(unsigned_leb, slots))
    )
    out = [MAGIC]
    for section, start, end in sections:
        if section == Section.TABLE:
            continue
        if section == Section.IMPORT:
            reader = Reader(wasm, start)
            count = reader.unsigned()
            added = _table_import(first_slot + len(slots)) + _STACK_POINTER_IMPORT
            payload = unsigned_leb(count + 2) + wasm[reader.position : end] + added
        elif section == Section.GLOBAL:
            reader = Reader(wasm, start)
            count = reader.unsigned()
            _read_global(reader)
            payload = unsigned_leb(count + 1) + wasm[reader.position : end] + _EVERYWHERE
        elif section == Section.EXPORT:
            payload = export_payload
        elif section == Section.ELEMENT:
            reader = Reader(wasm, start)
            count = reader.unsigned()
            payload = unsigned_leb(count + 1) + wasm[reader.position : end] + segment
        elif section == Section.CODE:
            payload, writes = guard_code(wasm[start:end], imports.globals, stack_low, stack_size)
            if not writes:
                raise SetupError(f"lean.wasm writes no stack pointer; {MAKE_ANEW}")
        else:
            payload = wasm[start:end]
        out.append(_section(section, payload))
    return DerivedWasm(b"".join(out), _symbol_file(symbols, first_slot + len(slots)))
