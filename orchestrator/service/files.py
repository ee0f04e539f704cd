"""The dashboard's files, read once into memory, packed and tagged; no path of a request reaches a disk."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

DASHBOARD = Path(__file__).parent / "dashboard"
_PACKED = (".js", ".css", ".html", ".svg")


@dataclass(frozen=True)
class File:
    """One file as it is served."""

    content: bytes
    packed: bytes | None
    media_type: str
    etag: str


def read_files(folder: Path) -> Mapping[str, File]:
    """Every file below ``folder`` by its path there; empty where the folder is missing."""
    if not folder.is_dir():
        return {}
    return {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _read(path: Path) -> File:
    content = path.read_bytes()
    kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
    kind = "font/woff2" if path.suffix == ".woff2" else kind or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    packed = gzip.compress(content, 9, mtime=0) if path.suffix in _PACKED else None
    return File(content, packed, kind, f'"{sha256(content).hexdigest()[:20]}"')


def served(request: Request, file: File, *, days: int = 0) -> Response:
    """The file, packed where the browser takes it, or 304 where it has it.

    Args:
        request: the request.
        file: the file.
        days: how long it may be kept without asking again; for names that hold a version.
    """
    keep = f"public, max-age={days * 86400}, immutable" if days else "no-cache"
    headers = {"ETag": file.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)
