"""Files for people that are there whole, or stay as they were."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from orchestrator.errors import UserError

DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How the system says that nothing more can be written: the disk, a quota, or `ulimit -f`."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file at once; one that was there is replaced. What is no file (``/dev/stdout``, a pipe) is written to.

    Raises:
        UserError: it cannot be written; one sentence with the remedy, and nothing half-written is left.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        remedy = (
            "make room, or name another place" if error.errno in DISK_FULL else "name another place, or put it right"
        )
        raise UserError(f"{str(path)!r} cannot be used ({error.strerror or error}): {remedy}") from error


def _replace(place: Path, data: bytes) -> None:
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
