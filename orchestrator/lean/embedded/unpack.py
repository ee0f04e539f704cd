"""Takes the parts of the Lean package out of its verified tarball.

Nothing is extracted by tar's own rules. Files are picked by name, only regular files count, and each name is checked
before anything is written; that is stricter than tarfile's ``data`` filter and does not depend on the Python patch
level having it.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from orchestrator.errors import SetupError

_BUFFER = 1 << 20
_WASM, _LIBRARY = "package/lean.wasm", "package/lean-lib.tar.gz"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and SHA-256 (hexadecimal) of a file as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The module as shipped, and the library files as written, by POSIX path below its folder."""

    wasm: bytes
    library: dict[str, FileRecord]


def unpack(tarball: bytes, library: Path, roots: frozenset[str], on_bytes: Callable[[int], None]) -> Unpacked:
    """Write the library below ``library`` and return the rest in memory.

    Args:
        tarball: the gzip-compressed package, already verified against its pin.
        library: folder for the ``.olean`` files; made here, owned by the caller.
        roots: top-level modules to keep.
        on_bytes: called with the bytes unpacked so far.

    Raises:
        SetupError: a part is missing, an entry would leave the folder, or the archive is malformed.
        OSError: a file cannot be written.
    """
    wasm: bytes | None = None
    records: dict[str, FileRecord] = {}
    done = 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        on_bytes(done)

    with _archive_errors(), tarfile.open(fileobj=io.BytesIO(tarball), mode="r|gz", bufsize=_BUFFER) as package:
        for member, content in _regular_files(package):
            if member.name == _LIBRARY:
                records = _unpack_library(content, library, roots, count)
            elif member.name == _WASM:
                wasm = content.read()
                count(member.size)
    if wasm is None or not records:
        raise SetupError("the Lean package does not hold lean.wasm and lean-lib.tar.gz: report this as a bug")
    return Unpacked(wasm, records)


def _unpack_library(
    archive: IO[bytes], library: Path, roots: frozenset[str], count: Callable[[int], None]
) -> dict[str, FileRecord]:
    records: dict[str, FileRecord] = {}
    with tarfile.open(fileobj=archive, mode="r|gz", bufsize=_BUFFER) as library_tar:
        for member, content in _regular_files(library_tar):
            path = _safe_path(member.name)
            # macOS's tar adds a "._NAME" with extended attributes beside every file.
            if path.name.startswith("._") or path.parts[0].removesuffix(".olean") not in roots:
                continue
            target = library / path
            target.parent.mkdir(parents=True, exist_ok=True)
            records[path.as_posix()] = write_file(target, content.read())
            count(member.size)
    return records


def _regular_files(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member) if member.isreg() else None
        if content is not None:
            yield member, content
        elif not member.isdir():
            raise SetupError(f"the Lean package holds {member.name!r}, which is no regular file: nothing was installed")


def _safe_path(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise SetupError(f"the Lean package holds {name!r}, which leads out of its folder: nothing was installed")
    return path


def write_file(path: Path, data: bytes) -> FileRecord:
    """Write a new file and say what was written.

    Raises:
        OSError: it exists already or cannot be written.
    """
    with path.open("xb") as file:
        file.write(data)
    return FileRecord(len(data), hashlib.sha256(data).hexdigest())


def file_record(path: Path) -> FileRecord:
    """Size and SHA-256 of a file as it is on disk.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def _archive_errors() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SetupError(f"the Lean package is no readable archive ({error}): report this as a bug") from error
