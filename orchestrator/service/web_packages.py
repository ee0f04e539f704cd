"""Scripts of others that the dashboard uses, from npm, pinned by content like the Lean package.

They are fetched at set-up into the cache folder and served from there; a page loads nothing from anywhere else. To move
to another version: change the version and the pin (``npm view NAME@VERSION dist.integrity``), then run
``orchestrator setup --dashboard`` and the tests.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from filelock import FileLock

from orchestrator.errors import SetupError
from orchestrator.lean.embedded import npm

LOCK: Final = "web.lock"
PARTIAL: Final = "web-partial-"
KEPT: Final = "web-kept"


@dataclass(frozen=True, slots=True)
class WebPackage:
    """One npm package: its pin, and which of its files are served."""

    name: str
    version: str
    sha512: str
    """Of the tarball, in base64 (npm's ``integrity``)."""
    folder: str
    """Folder of the package whose files are taken, at any depth."""
    suffixes: tuple[str, ...]
    """How the names of the files end that are taken."""

    @property
    def spec(self) -> str:
        """What npm calls it: ``name@version``."""
        return f"{self.name}@{self.version}"


WEB_PACKAGES: Final = (
    WebPackage(
        "katex",
        "0.19.1",
        "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==",
        "package/dist",
        ("/katex.min.js", "/katex.min.css", ".woff2"),
    ),
    WebPackage(
        "uplot",
        "1.6.32",
        "KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw==",
        "package/dist",
        ("/uPlot.iife.min.js", "/uPlot.min.css"),
    ),
)


def web_root(cache_dir: Path) -> Path:
    """Where the files of these very packages are, whether or not they are there yet."""
    pins = "".join(package.spec + package.sha512 for package in WEB_PACKAGES)
    return cache_dir / f"web-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"


def ensure_web_packages(cache_dir: Path, tell: Callable[[str], None] = lambda text: None) -> Path:
    """The folder with the packages' files, fetched first where it is missing; it appears whole or not at all.

    A package that arrived is kept where a later one does not, so that the next set-up need not fetch it again.

    Raises:
        SetupError: the registry cannot be reached or sends something else than is pinned; the folder is not writable.
    """
    root = web_root(cache_dir)
    if root.is_dir():
        return root
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(cache_dir / LOCK), tempfile.TemporaryDirectory(dir=cache_dir, prefix=PARTIAL) as work:
            for left in cache_dir.glob(f"{PARTIAL}*"):  # by a set-up that died; under the lock only ours is alive
                if left != Path(work):
                    shutil.rmtree(left, ignore_errors=True)
            if not root.is_dir():
                content, kept = Path(work) / "content", cache_dir / KEPT
                for package in WEB_PACKAGES:
                    _take(package, _fetched_once(package, Path(work) / "npm", kept, tell), content / package.name)
                content.rename(root)
                shutil.rmtree(kept, ignore_errors=True)
    except OSError as error:
        raise SetupError(
            f"the cache folder {cache_dir} cannot be used ({error.strerror or error}): make it writable or set "
            "ORCHESTRATOR_CACHE_DIR"
        ) from error
    return root


def _fetched_once(package: WebPackage, folder: Path, kept: Path, tell: Callable[[str], None]) -> bytes:
    place = kept / f"{hashlib.sha256(package.spec.encode()).hexdigest()[:16]}.tgz"
    if place.is_file() and _digest(found := place.read_bytes()) == package.sha512:
        return found
    tell(f"downloading {package.spec}")
    tarball = fetched(package, folder)
    kept.mkdir(exist_ok=True)
    place.write_bytes(tarball)  # cut short by a crash, it does not have its digest
    return tarball


def _digest(tarball: bytes) -> str:
    return base64.b64encode(hashlib.sha512(tarball).digest()).decode()


def fetched(package: WebPackage, folder: Path) -> bytes:
    """The package's tarball, verified against its pin; nothing is left in ``folder``.

    Raises:
        SetupError: as `ensure_web_packages`.
    """
    folder.mkdir(parents=True)
    try:
        tarball = npm.download(package, folder, lambda received: None).read_bytes()
    except npm.DiskFull as error:
        raise SetupError(f"no space is left for {package.spec}: make room in {folder.parent}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = _digest(tarball)
    if found != package.sha512:
        raise SetupError(
            f"the npm registry sent a {package.spec} with SHA-512 {found[:16]}... where {package.sha512[:16]}... is "
            "pinned, so nothing was installed: use another registry in your npm configuration"
        )
    return tarball


def _take(package: WebPackage, tarball: bytes, target: Path) -> None:
    """Write the wanted files; names are checked, nothing is extracted by tar's own rules."""
    folder = PurePosixPath(package.folder)
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            wanted = f"/{member.name}".endswith(package.suffixes) and path.is_relative_to(folder)
            if not member.isfile() or not wanted or ".." in path.parts:
                continue
            source = archive.extractfile(member)
            assert source is not None, "a regular file"
            place = target / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read())
            os.chmod(place, 0o644)
