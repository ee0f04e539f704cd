"""Runs `ensure_lean` in a process of its own, for tests that kill it or start two.

Arguments: cache folder, file with the package's tarball, and optionally a point to hold at: the name of a `Stage`,
``rename`` (everything written, nothing in place) or ``renamed`` (in place, nothing tidied). Prints ``HOLDING`` there
and sleeps until it is killed; otherwise prints each stage once and, at the end, the digest.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from fake_npm_registry import pinned

from orchestrator.lean.embedded import install
from orchestrator.lean.embedded.derive_wasm import DerivedWasm


def write_names(wasm: Path, symbols: Path, library: Path, image: Path) -> None:
    """Stands for the image: what it was made from, and not one byte more than a small file."""
    image.write_text(" ".join([wasm.name, symbols.name, library.name]))


DERIVATION = install.Derivation(wasm=lambda wasm: DerivedWasm(wasm=wasm[::-1], symbols=b"symbols"), image=write_names)


def hold() -> None:
    print("HOLDING", flush=True)
    time.sleep(600)


def main(cache_dir: Path, tarball: Path, point: str = "") -> None:
    seen: set[str] = set()

    def progress(step: install.Progress) -> None:
        if step.stage.name not in seen:
            print(step.stage.name, flush=True)
        seen.add(step.stage.name)
        if step.stage.name == point:
            hold()

    rename = Path.rename

    def held_rename(path: Path, target: Any) -> Path:
        if point == "rename":
            hold()
        result = rename(path, target)
        if point == "renamed":
            hold()
        return result

    Path.rename = held_rename  # type: ignore[method-assign]
    lean = install.ensure_lean(cache_dir, progress, package=pinned(tarball.read_bytes()), derivation=DERIVATION)
    print(lean.digest, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
