"""Puts a server together from the settings: Lean, keys, the session secret, names; used by ``orchestrator serve``."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from orchestrator.config import Settings
from orchestrator.errors import SetupError
from orchestrator.intake.known_statements import KnownStatements
from orchestrator.lean.checker import Checker
from orchestrator.lean.judge.hosts import FreshHosts
from orchestrator.problems.catalogue import Catalogue
from orchestrator.search.statements import add_statement
from orchestrator.service.access import Access
from orchestrator.service.application import Config, make_app
from orchestrator.service.checks import CheckService, FileJudge, Lean
from orchestrator.service.driving import StrategyDriving
from orchestrator.service.guards.hosts import Names
from orchestrator.service.guards.rates import Rate
from orchestrator.service.listening import bind, is_loopback
from orchestrator.service.local_engine import LocalEngine, OpenExecutor
from orchestrator.service.metrics import Metrics
from orchestrator.service.parts import Parts
from orchestrator.service.server import serve
from orchestrator.service.triage import looked
from orchestrator.service.web_packages import web_root
from orchestrator.store import Store, open_store, owner_token

log = logging.getLogger(__name__)

SECRET_BYTES = 32
UNLIMITED = Rate(per_second=1e9, burst=1e9)


@dataclass(frozen=True)
class Address:
    """Where to listen, and the further names under which requests may come."""

    host: str = "127.0.0.1"
    port: int = 8100
    allowed_hosts: Sequence[str] = ()
    keys: bool = False
    """Whether API keys are asked for also on loopback."""


@dataclass(frozen=True)
class Work:
    """Where runs work: how the executor is opened at the first run, and how many runs are driven at once."""

    open_executor: OpenExecutor
    at_once: int


async def run_server(settings: Settings, address: Address, work: Work, announce: Callable[[str], None]) -> None:
    """Serve until stopped.

    Args:
        settings: where Lean, the database and the catalogue are.
        address: where to listen.
        work: where runs work.
        announce: called with the server's URL once it answers.

    Raises:
        UserError: the address is beyond loopback and there are no keys.
        OperatorError: the port is taken, the database cannot be used, the secret cannot be kept.
    """
    async with open_store(settings.database_url) as store:
        keys = await store.keys.any_usable()
        listening = bind(address.host, address.port, keys=keys)
        try:
            await _register(store, settings.problems_dir, "served")
            await _serve(settings, address, work, store, listening, announce)
        finally:
            listening.close()


async def _serve(
    settings: Settings,
    address: Address,
    work: Work,
    store: Store,
    listening: socket.socket,
    announce: Callable[[str], None],
) -> None:
    owner = owner_token()
    metrics = Metrics()
    checks = CheckService(embedded_lean(settings), metrics)
    engine = _engine(store, work, owner, metrics, checks)
    parts = Parts(store, engine, metrics, owner, checks)
    required = address.keys or not is_loopback(address.host)
    access = Access(store.keys, required=required, secret=session_secret(settings.data_dir))
    config = Config(names=Names((address.host, *address.allowed_hosts)))
    app = make_app(config, access, parts, packages=web_root(settings.cache_dir))
    left = Interrupted(settings.data_dir)
    found = await engine.recover(left.taken())
    if found:
        log.info("going on with %d runs that were interrupted", found)

    async def drain() -> None:
        app.state.readiness.draining = True
        parts.store.feed.dismiss()
        left.keep(await engine.aclose())

    port = listening.getsockname()[1]
    shown = f"[{address.host}]" if ":" in address.host else address.host
    try:
        await serve(app, listening, drain=drain, ready=lambda: announce(f"http://{shown}:{port}/"))
    finally:
        await engine.aclose()


def _engine(store: Store, work: Work, owner: str, metrics: Metrics, checks: CheckService) -> LocalEngine:
    waited = metrics.run_wait.observe
    return LocalEngine(
        store,
        work.open_executor,
        StrategyDriving(),
        owner,
        at_once=work.at_once,
        waited=waited,
        look=lambda challenge: looked(challenge, checks),
    )


@asynccontextmanager
async def in_process(
    settings: Settings, work: Work, *, catalogue: bool = True
) -> AsyncIterator[tuple[httpx.AsyncBaseTransport, LocalEngine]]:
    """The application without a socket, for commands that ask no server: they take the very same way as with one.

    Args:
        settings: of this process.
        work: where runs work.
        catalogue: whether the command may ask for problems of the catalogue, so that one that is not there is told.

    Yields:
        How a client reaches it, and its engine.
    """
    async with open_store(settings.database_url) as store:
        await _register(store, settings.problems_dir, "known" if catalogue else "")
        owner = owner_token()
        metrics = Metrics()
        checks = CheckService(embedded_lean(settings), metrics)
        engine = _engine(store, work, owner, metrics, checks)
        parts = Parts(store, engine, metrics, owner, checks)
        access = Access(store.keys, required=False, secret=secrets.token_bytes(SECRET_BYTES))
        app = make_app(Config(rate=UNLIMITED), access, parts)
        try:
            yield httpx.ASGITransport(app), engine
        finally:
            await engine.aclose()
            await checks.aclose()


async def _register(store: Store, folder: Path, still: str) -> None:
    """Put the catalogue into the store; without one what is stored is ``still`` served (or known), which is told."""
    if not await asyncio.to_thread(folder.is_dir):
        if still:
            log.warning("there is no catalogue folder %r; the problems in the database are %s", str(folder), still)
        return
    for challenge in await asyncio.to_thread(Catalogue.load, folder):
        await add_statement(store, challenge)


class Interrupted:
    """The runs that an orderly stop interrupted, kept in a file so that the next start goes on with them."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "interrupted-runs.json"

    def keep(self, run_ids: Sequence[str]) -> None:
        """Remember these runs, if there are any."""
        if run_ids:
            self._path.write_text(json.dumps(list(run_ids)), encoding="utf-8")

    def taken(self) -> list[str]:
        """The runs that were kept, once; none where the file is not there or not readable."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            self._path.unlink()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): interrupted runs wait to be resumed", self._path, error)
            return []
        return [str(one) for one in found] if isinstance(found, list) else []


def embedded_lean(settings: Settings) -> Lean:
    """The embedded Lean as the check service uses it: one host for each worker."""
    return Lean(
        open_checker=partial(_open_checker, settings.cache_dir, settings.check_memory_mib, settings.workers),
        open_judge=partial(_open_judge, settings.cache_dir, settings.check_memory_mib),
        open_hosts=partial(_open_hosts, settings.cache_dir, settings.check_memory_mib),
        open_known=partial(_open_known, settings.cache_dir, settings.problems_dir),
        at_once=settings.workers,
    )


def _open_hosts(cache_dir: Path, memory_mib: int) -> FreshHosts:
    from orchestrator.lean.embedded.install import lean_installation

    return FreshHosts(lean_installation(cache_dir), memory_mib=memory_mib, ahead=0)


def _open_known(cache_dir: Path, problems: Path, toolchain: str) -> KnownStatements:
    return KnownStatements(cache_dir, toolchain, problems)


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
