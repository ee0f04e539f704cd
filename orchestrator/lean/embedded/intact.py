"""An installation's files compared with what set-up wrote, once in a process, for those who answer for what Lean says.

A flipped bit in Lean's memory image ends in anything: a process that dies, a proof that is refused, one that is taken.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from orchestrator.lean.embedded.install import LeanInstallation, not_intact
from orchestrator.lean.embedded.marker import Damaged, read_marker

_Stamp = tuple[tuple[str, int, int, int], ...]
_compared: Final[dict[Path, _Stamp]] = {}
_comparing: Final = threading.Lock()


def check_intact(installation: LeanInstallation) -> None:
    """Compare every file's SHA-256 with the marker's, where no file changed since this process did so last. Blocks.

    It takes half a second of a processor the first time, milliseconds from then on.

    Raises:
        SetupError: a file has another content; nothing that this Lean says counts.
        LeanCrashed: this process may open no more files.
    """
    root = installation.root
    with _comparing:
        try:
            stamp = _stamp(root)
            if _compared.get(root) != stamp:
                read_marker(root, full=True)
                _compared[root] = stamp
        except (Damaged, OSError) as damage:
            raise not_intact(root, damage) from damage


def _stamp(root: Path) -> _Stamp:
    """What changes when a file is written or replaced: its place, size, time of change and number."""
    found = ((file, file.stat()) for file in sorted(root.rglob("*")) if not file.is_dir())
    return tuple((str(file), told.st_size, told.st_mtime_ns, told.st_ino) for file, told in found)
