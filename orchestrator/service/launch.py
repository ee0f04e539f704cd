"""Puts a server together from the settings: Lean, keys, the session secret, names; used by ``orchestrator serve``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from orchestrator.config import Settings
from orchestrator.errors import SetupError
from orchestrator.lean.checker import Checker
from orchestrator.service.access import Access, Keys, KnownKey
from orchestrator.service.application import Config, make_app
from orchestrator.service.checks import FileJudge, Lean
from orchestrator.service.guards.hosts import Names, is_loopback
from orchestrator.service.server import bind, serve

SECRET_BYTES = 32


@dataclass(frozen=True)
class Address:
    """Where to listen, and the further names under which requests may come."""

    host: str = "127.0.0.1"
    port: int = 8100
    allowed_hosts: Sequence[str] = ()


class NoKeys:
    """No API keys at all."""

    async def find(self, text: str) -> KnownKey | None:
        """There is none."""
        return None

    async def by_id(self, key_id: str) -> KnownKey | None:
        """There is none."""
        return None


async def run_server(settings: Settings, address: Address, announce: Callable[[str], None]) -> None:
    """Serve until stopped.

    Args:
        settings: where Lean is and how many hosts it may have.
        address: where to listen.
        announce: called with the server's URL once it answers.

    Raises:
        UserError: the address is beyond loopback and there are no keys.
        OperatorError: the port is taken; the secret cannot be kept.
    """
    keys: Keys = NoKeys()
    listening = bind(address.host, address.port, keys=False)
    access = Access(keys, required=not is_loopback(address.host), secret=session_secret(settings.data_dir))
    app = make_app(Config(names=Names((address.host, *address.allowed_hosts))), access, embedded_lean(settings))
    port = listening.getsockname()[1]
    shown = f"[{address.host}]" if ":" in address.host else address.host

    async def drain() -> None:
        app.state.readiness.draining = True

    await serve(app, listening, drain=drain, ready=lambda: announce(f"http://{shown}:{port}/"))


def embedded_lean(settings: Settings) -> Lean:
    """The embedded Lean as the check service uses it: one host for each worker."""
    return Lean(
        open_checker=partial(_open_checker, settings.cache_dir, settings.check_memory_mib, settings.workers),
        open_judge=partial(_open_judge, settings.cache_dir, settings.check_memory_mib),
        at_once=settings.workers,
    )


async def _open_checker(cache_dir: Path, memory_mib: int, hosts: int) -> Checker:
    from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
    from orchestrator.lean.embedded.host import HostConfig
    from orchestrator.lean.embedded.install import lean_installation

    pool = PoolConfig(hosts=hosts, host=HostConfig(memory_mib=memory_mib))
    return await EmbeddedChecker.open(lean_installation(cache_dir), pool)


async def _open_judge(cache_dir: Path, memory_mib: int) -> FileJudge:
    from orchestrator.lean.embedded.install import lean_installation
    from orchestrator.lean.judge.judge import Judge, JudgeConfig

    return await Judge.open(lean_installation(cache_dir), JudgeConfig(memory_mib=memory_mib))


def session_secret(data_dir: Path) -> bytes:
    """The secret that signs sessions, kept in ``data_dir`` so that a restart ends none; made at first use.

    Raises:
        SetupError: it cannot be kept there.
    """
    path = data_dir / "session.secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            secret = path.read_bytes()
        else:
            secret = secrets.token_bytes(SECRET_BYTES)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secret)
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror}): make its folder writable") from error
    if len(secret) < SECRET_BYTES:
        raise SetupError(f"{path} is damaged: remove it; people then have to log in again")
    return secret
