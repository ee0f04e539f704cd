"""The marker of a finished installation: which files belong to it, and whether they are still what was written.

``installed.json`` is the last file written into a folder that is then renamed into place, so a folder of the right name
without a valid marker is not an installation.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestrator.lean.embedded.unpack import FileRecord

MARKER = "installed.json"


class Marker(BaseModel):
    """Content of ``installed.json``. ``files`` maps POSIX paths below the root to what was written there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    package: str
    sha512: str
    lean_version: str
    derivation_format: int
    files: dict[str, FileRecord]
    digest: str

    def computed_digest(self) -> str:
        """SHA-256 over every other field: changes with any byte of any file of the installation."""
        content = self.model_dump(mode="json", exclude={"digest"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def make_marker(
    *, package: str, sha512: str, lean_version: str, derivation_format: int, files: dict[str, FileRecord]
) -> Marker:
    """A marker with its digest filled in."""
    marker = Marker(
        package=package,
        sha512=sha512,
        lean_version=lean_version,
        derivation_format=derivation_format,
        files=files,
        digest="",
    )
    return marker.model_copy(update={"digest": marker.computed_digest()})


def write_marker(root: Path, marker: Marker) -> None:
    """Write and flush the marker; everything it names must be on disk before."""
    with (root / MARKER).open("x", encoding="utf-8") as file:
        file.write(marker.model_dump_json())
        file.flush()
        os.fsync(file.fileno())


class Damaged(Exception):
    """The folder is not the installation that its marker describes; the message is a phrase that says where."""


def read_marker(root: Path, *, full: bool) -> Marker:
    """Read the marker and compare the folder with it.

    Args:
        root: the installation.
        full: compare every file's SHA-256 (half a second); otherwise names and sizes only (milliseconds), which finds
            what an interrupted copy, a full disk or a deleted file leaves behind, but no flipped bit.

    Raises:
        Damaged: something is missing, added or changed.
    """
    try:
        marker = Marker.model_validate_json((root / MARKER).read_bytes())
    except OSError as error:
        raise Damaged(f"{MARKER} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise Damaged(f"{MARKER} is not readable") from error
    if marker.digest != marker.computed_digest():
        raise Damaged(f"{MARKER} contradicts itself")
    _compare_sizes(root, marker)
    if full:
        _compare_hashes(root, marker)
    return marker


def _compare_sizes(root: Path, marker: Marker) -> None:
    found: dict[str, int] = {}
    try:
        for path in _files_below(root):
            found[path.path[len(str(root)) + 1 :]] = path.stat(follow_symlinks=False).st_size
    except OSError as error:
        raise Damaged(f"it cannot be read ({error.strerror})") from error
    found.pop(MARKER)
    for name, record in marker.files.items():
        size = found.pop(name, None)
        if size is None:
            raise Damaged(f"{name} is missing")
        if size != record.size:
            raise Damaged(f"{name} has {size} bytes instead of {record.size}")
    if found:
        raise Damaged(f"{min(found)} does not belong to it")


def _files_below(folder: Path | str) -> list[os.DirEntry[str]]:
    files: list[os.DirEntry[str]] = []
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    files.append(entry)
    return files


def _compare_hashes(root: Path, marker: Marker) -> None:
    for name, record in marker.files.items():
        try:
            with (root / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Damaged(f"{name} cannot be read ({error.strerror})") from error
        if digest != record.sha256:
            raise Damaged(f"{name} has other content than was installed")
