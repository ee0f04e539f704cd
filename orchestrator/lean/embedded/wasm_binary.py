"""Reading and writing the numbers and names of a WebAssembly binary.

Source: WebAssembly core specification 2.0, chapter 5 (binary format).
"""

from __future__ import annotations

from typing import Final

from orchestrator.errors import SetupError

MAKE_ANEW: Final = "delete the cache folder (ORCHESTRATOR_CACHE_DIR) and run `orchestrator setup`"


class Reader:
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

    def skip_number(self) -> None:
        """Move past a LEB128 number, signed or not."""
        while self.byte() >= 0x80:
            pass

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
            raise SetupError(f"lean.wasm is not as expected at byte {self.position - 1}; {MAKE_ANEW}")


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
