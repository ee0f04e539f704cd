"""Workers as Ray actors, on this machine or on a running cluster."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from orchestrator.cluster.executor import WorkerStatus
from orchestrator.cluster.jobs import Job
from orchestrator.cluster.parts import WorkerParts
from orchestrator.cluster.pool import PoolExecutor, WorkerHandle
from orchestrator.cluster.ray_address import AUTO, RayNotUsable, require_cluster
from orchestrator.cluster.worker import Worker
from orchestrator.errors import WorkerLost
from orchestrator.lean.environment import Environment

# Ray reads these when it is imported: nothing about this machine is sent anywhere, and what Ray has to say of a dead
# worker does not get onto our standard output; we say it ourselves.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".*")
# Ray would start our workers at niceness 15: beside two busy programs Lean would get a thirtieth of the processors.
os.environ.setdefault("RAY_worker_niceness", "0")
# A token that is there is used for every cluster; Ray by itself does so only for one found without an address. It
# reads the variable when it is imported: later would be worse than never.
if "ray" not in sys.modules and (
    any(name in os.environ for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"))
    or (Path.home() / ".ray" / "auth_token").is_file()
):
    os.environ.setdefault("RAY_AUTH_MODE", "token")

import psutil
import ray
from ray.exceptions import ActorUnavailableError, AuthenticationError, RayError, RayTaskError, TaskCancelledError

log = logging.getLogger(__name__)

T = TypeVar("T")

OBJECT_STORE_BYTES = 80 << 20
"""Jobs and results are small; Ray takes no less than 75 MB."""
CALLS_AT_ONCE = 8
"""Calls an actor answers at once: one job, and the short questions about it."""
CONNECT_SECONDS = 150.0
"""For Ray to start here or to take us in; it gives up a start by itself after about 45 s."""
LOCAL_STARTS = 3
"""How often Ray is started on this machine: its own limit of 30 s for a node is fixed, and a busy machine misses it."""
START_SECONDS = 180.0
RESTART_PAUSE_SECONDS = 0.5
CANCEL_SECONDS = 5.0
CLOSE_SECONDS = 3.0


class RayExecutor(PoolExecutor):
    """An `Executor` whose workers are Ray actors; an actor that dies is started again by Ray.

    Without ``address`` a small Ray of its own is started on this machine and stopped by `aclose`; it also ends with
    this process, however that ends. One process has at most one.

    Args:
        parts: how each worker opens what it owns, on whatever node it is.
        workers: how many actors; each takes one CPU of Ray's account.
        address: of a running cluster, such as ``auto`` or ``10.0.0.1:6379``; None starts one here.
    """

    def __init__(self, parts: WorkerParts, workers: int, address: str | None = None) -> None:
        super().__init__(workers)
        self._parts = parts
        self._address = address
        self._connecting: asyncio.Future[None] | None = None

    async def _connect(self) -> None:
        self._connecting = _in_daemon_thread(self._init)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await asyncio.shield(self._connecting)
        except TimeoutError as error:
            atexit.unregister(ray.shutdown)  # it would wait for the connection at the end of this process
            raise RayNotUsable(
                f"{self._where} did not answer within {CONNECT_SECONDS:.0f} s: {self._remedy}"
            ) from error
        _take_signals_back()

    def _make_worker(self, number: int) -> WorkerHandle:
        # Every method of Worker is a coroutine function, so the actor is an async one: questions about a job and its
        # cancellation are answered while it runs.
        actor_class = ray.remote(Worker).options(
            num_cpus=1, max_restarts=-1, max_task_retries=0, max_concurrency=CALLS_AT_ONCE
        )
        return _RayWorker(actor_class.remote(self._parts, number), number, self._too_slow)

    @property
    def _where(self) -> str:
        return f"the Ray cluster at {self._address!r}" if self._address else "Ray on this machine"

    @property
    def _remedy(self) -> str:
        """What to do about a Ray that cannot be used."""
        if self._address is None:
            return "check it, or use --executor local"
        if os.environ.get("RAY_AUTH_MODE") == "token":
            token = "RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token"
            return f"check it, and whether the token here ({token}) is the cluster's"
        return "check it, and if it asks for a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN to the cluster's"

    @property
    def _too_slow(self) -> str:
        """Why a worker may not have started in time, and what to do."""
        if self._address is None:
            return "this machine may be too busy; try again, ask for fewer --workers, or use --executor local"
        return (
            f"the cluster may have too few free CPUs for {self._wanted} workers (see `ray status`; --workers asks for "
            "fewer), or its machines may be too busy (try again)"
        )

    def _init(self) -> None:
        if ray.is_initialized():
            raise RayNotUsable("this process uses Ray already; close the other executor first")
        options: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
        if self._address is None:
            options |= {
                "address": "local",  # never a cluster of somebody else that happens to run on this machine
                "num_cpus": self._wanted,
                "num_gpus": 0,
                "object_store_memory": OBJECT_STORE_BYTES,
                "include_dashboard": False,
            }
        else:
            options["address"] = self._address
        try:
            if self._address is not None:
                require_cluster(self._address)
                ray.init(**options)
            else:
                _start_here(options)
        except AuthenticationError as error:
            raise RayNotUsable(
                f"{self._where} refuses the token that it was sent ({_sentence(error)}): set RAY_AUTH_MODE=token and "
                "RAY_AUTH_TOKEN (or RAY_AUTH_TOKEN_PATH) to the cluster's"
            ) from error
        except ConnectionError as error:
            if self._address != AUTO:
                raise RayNotUsable(f"{self._where} cannot be used ({_sentence(error)}): {self._remedy}") from error
            raise RayNotUsable(
                "no Ray cluster runs on this machine: start one (`ray start --head`), give HOST:PORT of another, or "
                "leave the address out"
            ) from error
        except (RayError, OSError, RuntimeError, ValueError, TimeoutError) as error:
            raise RayNotUsable(f"{self._where} cannot be used ({_sentence(error)}): {self._remedy}") from error
        except Exception as error:
            if type(error) is not Exception:
                raise
            # Ray raises the bare class where a node does not come up in time.
            raise RayNotUsable(f"{self._where} did not start ({_sentence(error)}): {self._remedy}") from error

    async def _disconnect(self) -> None:
        if self._connecting is None:
            return
        # A connection under way cannot be broken off; one that does not come about is left to its daemon thread.
        await asyncio.wait([self._connecting], timeout=CLOSE_SECONDS)
        if self._connecting.done() and self._connecting.exception() is None:
            await asyncio.to_thread(ray.shutdown)


def _start_here(options: dict[str, Any]) -> None:
    """`ray.init` on this machine; a start that Ray itself gives up is cleared away and tried again."""
    for left in reversed(range(LOCAL_STARTS)):
        try:
            ray.init(**options)
            return
        except Exception as error:
            # Ray raises the bare class where a node does not come up in time.
            if type(error) is not Exception or left == 0:
                raise
            log.info("Ray did not start in time; %d more tries", left)
            _end_half_started()


def _end_half_started() -> None:
    """End the processes of a node that did not come up; Ray would keep them until this process ends."""
    home = str(Path(ray.__file__).parent)
    started = [child for child in psutil.Process().children(recursive=True) if _runs_from(child, home)]
    for child in started:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(started, timeout=CLOSE_SECONDS)


def _runs_from(process: psutil.Process, folder: str) -> bool:
    with suppress(psutil.Error):
        return any(word.startswith(folder) for word in process.cmdline())
    return False


def _in_daemon_thread(work: Callable[[], None]) -> asyncio.Future[None]:
    """Run ``work`` in a thread that does not keep the process alive, as `asyncio.to_thread` would.

    The thread stays after the work: once the thread in which Ray was connected has ended, Ray's client no longer
    answers in any other, and ends the process after a minute.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if not future.done():
            future.set_result(None) if error is None else future.set_exception(error)

    def run() -> None:
        error: BaseException | None = None
        try:
            work()
        except BaseException as raised:  # noqa: BLE001 - it is raised to the task that waits
            error = raised
        with suppress(RuntimeError):  # the loop has ended: there is no task left to tell
            loop.call_soon_threadsafe(settle, error)
        if error is None:
            threading.Event().wait()

    threading.Thread(target=run, name="ray-init", daemon=True).start()
    return future


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _take_signals_back() -> None:
    """Set Python's signal handlers again: Ray's core puts its own over them, which prints a stack and dies."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(number)
            if handler is not None:
                signal.signal(number, handler)


class _RayWorker:
    """The driver's side of one actor; turns Ray's errors into ours."""

    def __init__(self, actor: Any, number: int, too_slow: str) -> None:
        self._actor = actor
        self._number = number
        self._too_slow = too_slow

    async def start(self) -> Environment:
        try:
            async with asyncio.timeout(START_SECONDS):
                return await self._started()
        except TimeoutError as error:
            raise RayNotUsable(
                f"Ray did not start worker {self._number} within {START_SECONDS:.0f} s: {self._too_slow}"
            ) from error

    async def _started(self) -> Environment:
        """An actor that was killed is unavailable until Ray has started it again, on a busy machine for long."""
        while True:
            try:
                return cast(Environment, await self._answer(self._actor.start.remote()))
            except WorkerLost as lost:
                if not isinstance(lost.__cause__, ActorUnavailableError):
                    raise
            await asyncio.sleep(RESTART_PAUSE_SECONDS)

    async def run(self, job: Job[T]) -> T:
        reference = self._actor.run.remote(job)
        try:
            return cast(T, await self._answer(reference))
        except asyncio.CancelledError:
            await self._cancel(reference)
            raise

    async def _cancel(self, reference: Any) -> None:
        """Cancel the job inside the actor and wait until its Lean is free; an actor that cannot is made anew."""
        ray.cancel(reference)
        with suppress(WorkerLost, asyncio.CancelledError, TimeoutError):
            async with asyncio.timeout(CANCEL_SECONDS):
                with suppress(Exception):
                    await reference
                return
        ray.kill(self._actor, no_restart=False)

    async def status(self) -> WorkerStatus:
        return cast(WorkerStatus, await self._answer(self._actor.status.remote()))

    async def aclose(self) -> None:
        with suppress(WorkerLost, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._answer(self._actor.aclose.remote())
        with suppress(RayError):
            ray.kill(self._actor)

    async def _answer(self, reference: Awaitable[T]) -> T:
        try:
            return await reference
        except TaskCancelledError as error:
            raise asyncio.CancelledError from error
        except RayTaskError as error:
            raise error.cause from error
        except RayError as error:
            log.debug("worker %d was lost", self._number, exc_info=error)
            raise WorkerLost(f"worker {self._number} was lost ({type(error).__name__})") from error
