"""Brings the embedded Lean to a machine: download, verify, derive, publish in one rename.

An installation is a folder ``lean-<Lean version>-<pin>-<derivation format>`` in the cache folder. It is built beside
its final place, under a lock, and renamed there when its last file (the marker) is on disk; so whatever moment a
process dies at, the folder either does not exist or is whole. Damage that comes later is found by comparing it with the
marker.

State on disk, all below the cache folder: ``lean.lock`` (held while building), ``partial-*`` (a build under way; the
next holder of the lock removes what a dead one left), ``damaged-*`` (set aside, removed after its replacement stands).
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from filelock import FileLock, Timeout

from orchestrator.errors import LeanCrashed, SetupError
from orchestrator.lean.embedded import npm
from orchestrator.lean.embedded.death import no_room
from orchestrator.lean.embedded.derive_wasm import DerivedWasm, derive_wasm
from orchestrator.lean.embedded.image import make_image
from orchestrator.lean.embedded.marker import Damaged, Marker, make_marker, read_marker, write_marker
from orchestrator.lean.embedded.packages import DERIVATION_FORMAT, LEAN_PACKAGE, LeanPackage
from orchestrator.lean.embedded.unpack import FileRecord, file_record, unpack, write_file
from orchestrator.lean.environment import CORE_ROOTS, Capability, Environment

LOCK, PARTIAL, DAMAGED = "lean.lock", "partial-", "damaged-"
WASM, SYMBOLS, LIBRARY, IMAGE = "lean.wasm", "symbols.bin", "library", "init.image"
LOCK_POLL_SECONDS = 1.0


class Stage(StrEnum):
    """What set-up is doing, in order of appearance; the value is what a person may be shown."""

    CHECKING = "checking the installation"
    WAITING = "waiting for another set-up"
    DOWNLOADING = "downloading Lean"
    UNPACKING = "unpacking the library"
    DERIVING = "deriving the fast module"
    IMPORTING = "importing the library once"
    SAVING = "saving"


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of set-up. ``done`` of ``total`` bytes, both 0 where a stage has no measure; ``detail`` is one line."""

    stage: Stage
    done: int = 0
    total: int = 0
    detail: str = ""


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class LeanInstallation:
    """An installed Lean whose files were compared with their marker when this object was made.

    ``digest`` is the SHA-256 over everything that answers: every installed file, Node's version and the host program.
    """

    root: Path
    wasm: Path
    symbols: Path
    library: Path
    image: Path
    node: Path
    version: str
    digest: str

    @property
    def toolchain(self) -> str:
        """The name that verdicts carry: ``embedded-<Lean version>+<12 hexadecimal digits of the digest>``."""
        return f"embedded-{self.version}+{self.digest[:12]}"

    @property
    def environment(self) -> Environment:
        """What can be asked of it."""
        return Environment(self.toolchain, CORE_ROOTS, frozenset({Capability.NAMES}))


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the files that run are made from those shipped. ``image`` writes its last argument from the others: module,
    symbol file, library, image."""

    wasm: Callable[[bytes], DerivedWasm] = derive_wasm
    image: Callable[[Path, Path, Path, Path], None] = make_image


def installation_root(cache_dir: Path, package: LeanPackage = LEAN_PACKAGE) -> Path:
    """Where this package's installation is, whether or not it exists."""
    return cache_dir / f"lean-{package.lean_version}-{package.pin_prefix}-{DERIVATION_FORMAT}"


def lean_installation(cache_dir: Path, package: LeanPackage = LEAN_PACKAGE, *, full: bool = False) -> LeanInstallation:
    """The installation in ``cache_dir``, compared with its marker.

    Args:
        cache_dir: the program's cache folder; not written to.
        package: which build.
        full: compare every file's content (half a second) instead of names and sizes (milliseconds).

    Raises:
        SetupError: there is none, it is damaged, or Node is missing or too old.
        LeanCrashed: this process may open no more files.
    """
    root = installation_root(cache_dir, package)
    if not _exists(root):
        raise SetupError(f"the embedded Lean is not in {cache_dir}: run `orchestrator setup`")
    try:
        return _intact(root, package, full=full)
    except Damaged as damage:
        raise not_intact(root, damage) from damage


def not_intact(root: Path, damage: Damaged | OSError) -> SetupError | LeanCrashed:
    """What to say of an installation that is not what set-up wrote, or that cannot be looked at just now."""
    cause = damage if isinstance(damage, OSError) else damage.__cause__
    if isinstance(cause, OSError) and (lacking := no_room(cause)) is not None:
        return LeanCrashed(f"the embedded Lean in {root} cannot be read: {lacking}")
    return SetupError(f"the embedded Lean in {root} is damaged ({damage}): run `orchestrator setup` to make it anew")


def ensure_lean(
    cache_dir: Path,
    progress: ProgressCallback,
    *,
    package: LeanPackage = LEAN_PACKAGE,
    derivation: Derivation | None = None,
) -> LeanInstallation:
    """Return a wholly verified installation, making it first where it is missing or damaged.

    May be called by any number of processes at once and killed at any moment. Blocks; call it from a thread if an event
    loop runs. An intact installation in a folder that cannot be written is used as it is.

    Args:
        cache_dir: the program's cache folder; made if missing.
        progress: called from this thread, up to once per file of the library; whoever draws it limits the rate.
        package: which build.
        derivation: replaces the derivation functions; for tests.

    Raises:
        SetupError: one sentence with the remedy; nothing half-made is ever in the installation's place.
    """
    root = installation_root(cache_dir, package)
    progress(Progress(Stage.CHECKING))
    with _one_sentence(cache_dir, package):
        try:
            lean = _intact(root, package, full=True)
        except Damaged:  # or missing: decided again under the lock
            cache_dir.mkdir(parents=True, exist_ok=True)
        else:
            _tidy(cache_dir)
            return lean
        with _locked(cache_dir, progress):
            _remove(cache_dir.glob(PARTIAL + "*"))
            try:
                return _intact(root, package, full=True)
            except Damaged:
                return _build(cache_dir, root, progress, package, derivation or Derivation())


def _intact(root: Path, package: LeanPackage, *, full: bool) -> LeanInstallation:
    marker = read_marker(root, full=full)
    if (marker.sha512, marker.derivation_format) != (package.sha512, DERIVATION_FORMAT):
        raise Damaged("it was made from another package or by another derivation")
    return _described(root, marker)


def _described(root: Path, marker: Marker) -> LeanInstallation:
    node = npm.node_executable()
    answers = hashlib.sha256(f"{marker.digest}\nnode {npm.node_version()}\n".encode())
    for name, content in _host_program():
        answers.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return LeanInstallation(
        root=root,
        wasm=root / WASM,
        symbols=root / SYMBOLS,
        library=root / LIBRARY,
        image=root / IMAGE,
        node=node,
        version=marker.lean_version,
        digest=answers.hexdigest(),
    )


def _host_program() -> list[tuple[str, bytes]]:
    folder = resources.files("orchestrator.lean.embedded") / "js"
    return sorted((file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file())


def _build(
    cache_dir: Path, root: Path, progress: ProgressCallback, package: LeanPackage, derivation: Derivation
) -> LeanInstallation:
    free = shutil.disk_usage(cache_dir).free
    if free < package.disk_bytes:
        raise _disk_full(cache_dir, package)
    partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=cache_dir))
    try:
        content = partial / "content"
        content.mkdir()
        files = _fill(content, _fetch(partial / "download", progress, package), progress, package, derivation)
        # Half a gigabyte of this process is free again here, before another process needs as much.
        files[IMAGE] = _make_image(content, progress, derivation)
        progress(Progress(Stage.SAVING))
        marker = make_marker(
            package=package.spec,
            sha512=package.sha512,
            lean_version=package.lean_version,
            derivation_format=DERIVATION_FORMAT,
            files=files,
        )
        _publish(content, root, marker)
        return _described(root, marker)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        if _exists(root):
            _remove(cache_dir.glob(DAMAGED + "*"))


def _fetch(folder: Path, progress: ProgressCallback, package: LeanPackage) -> bytes:
    """Download and verify; the bytes returned are the very bytes that were hashed. Leaves nothing on disk."""

    def report(done: int) -> None:
        progress(Progress(Stage.DOWNLOADING, min(done, package.tarball_bytes), package.tarball_bytes, package.spec))

    folder.mkdir()
    report(0)
    try:
        tarball = npm.download(package, folder, report).read_bytes()
    except npm.DiskFull as error:
        raise OSError(errno.ENOSPC, str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != package.sha512:
        raise SetupError(
            f"the npm registry sent a {package.spec} of {len(tarball)} bytes with SHA-512 {found[:16]}... where "
            f"{package.sha512[:16]}... is pinned, so nothing was installed: check the network or use another registry "
            "in your npm configuration, then run `orchestrator setup` again"
        )
    report(package.tarball_bytes)
    return tarball


def _fill(
    content: Path, tarball: bytes, progress: ProgressCallback, package: LeanPackage, derivation: Derivation
) -> dict[str, FileRecord]:
    def report(done: int) -> None:
        progress(Progress(Stage.UNPACKING, min(done, package.unpacked_bytes), package.unpacked_bytes))

    shipped = unpack(tarball, content / LIBRARY, package.library_roots, report)
    progress(Progress(Stage.DERIVING))
    derived = derivation.wasm(shipped.wasm)
    files = {f"{LIBRARY}/{name}": record for name, record in shipped.library.items()}
    files[WASM] = write_file(content / WASM, derived.wasm)
    files[SYMBOLS] = write_file(content / SYMBOLS, derived.symbols)
    return files


def _make_image(content: Path, progress: ProgressCallback, derivation: Derivation) -> FileRecord:
    progress(Progress(Stage.IMPORTING))
    derivation.image(content / WASM, content / SYMBOLS, content / LIBRARY, content / IMAGE)
    return file_record(content / IMAGE)


def _publish(content: Path, root: Path, marker: Marker) -> None:
    """Flush, mark, rename. What stood in the place is moved aside: processes that use it keep their open files."""
    os.sync()  # one flush of thousands of files instead of thousands of flushes
    write_marker(content, marker)
    _sync_folder(content)
    if _exists(root):
        root.rename(root.with_name(DAMAGED + content.parent.name))
    content.rename(root)
    _sync_folder(root.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _remove(paths: Iterable[Path]) -> None:
    """Remove what other set-ups left; only under the lock, when whatever made it is dead. What resists stays."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _tidy(cache_dir: Path) -> None:
    """Remove leftovers beside an intact installation, unless another set-up is at work or the folder is read-only."""
    leftovers = [*cache_dir.glob(PARTIAL + "*"), *cache_dir.glob(DAMAGED + "*")]
    if not leftovers:
        return
    try:
        with FileLock(cache_dir / LOCK, timeout=0):
            _remove(leftovers)
    except (Timeout, OSError):
        return  # they cost disk space, nothing else


@contextmanager
def _locked(cache_dir: Path, progress: ProgressCallback) -> Iterator[None]:
    """Hold the cache folder's lock; the kernel releases it when the holder dies, however it dies."""
    lock = FileLock(cache_dir / LOCK)
    timeout = 0.0
    while True:
        try:
            lock.acquire(timeout=timeout)
            break
        except Timeout:
            progress(Progress(Stage.WAITING, detail=f"another set-up is at work in {cache_dir}"))
            timeout = LOCK_POLL_SECONDS
    try:
        yield
    finally:
        lock.release()


def _disk_full(cache_dir: Path, package: LeanPackage) -> SetupError:
    try:
        free = f", {shutil.disk_usage(cache_dir).free / 1e6:.0f} MB are free"
    except OSError:
        free = ""
    return SetupError(
        f"setting up Lean takes {package.disk_bytes / 1e6:.0f} MB of disk space in {cache_dir}{free}: make room or set "
        "ORCHESTRATOR_CACHE_DIR to a folder on another disk, then run `orchestrator setup` again"
    )


@contextmanager
def _one_sentence(cache_dir: Path, package: LeanPackage) -> Iterator[None]:
    """Turn what the file system answers into a sentence for the person who runs set-up."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(cache_dir, package) from error
        if (lacking := no_room(error)) is not None:
            raise SetupError(f"setting up Lean cannot go on: {lacking}, then run `orchestrator setup` again") from error
        raise SetupError(
            f"the cache folder {cache_dir} cannot be used ({error.strerror or error}): make it writable or set "
            "ORCHESTRATOR_CACHE_DIR to a folder that is, then run `orchestrator setup` again"
        ) from error
