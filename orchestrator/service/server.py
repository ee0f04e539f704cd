"""Runs the application on a socket: who may reach it, structured logs, an orderly end."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

DRAIN_SECONDS: Final = 12
"""For runs to pause and then for requests under way, together; all of the end takes at most 20 s."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_OWN_FIELDS: Final = ("request", "operation", "status", "seconds", "who", "run", "episode", "path")


class JsonLines(logging.Formatter):
    """One JSON object for each log record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _OWN_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def log_as_json(level: int = logging.INFO) -> None:
    """Write all logs of this process as JSON lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("uvicorn.access", "httpx", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


async def serve(
    app: FastAPI, listening: socket.socket, *, drain: Callable[[], Awaitable[None]], ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM, SIGINT or cancellation; then no new work, ``drain``, and what is under way may end.

    Args:
        app: the application.
        listening: from `bind`; closed at the end.
        drain: called once when the end begins, before connections are closed: pauses runs, ends event streams.
        ready: called once when requests are answered.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=32 << 10,
        proxy_headers=False,
        http="h11",  # not what happens to be installed: httptools has no limit on the size of headers
        loop="asyncio",
        ws="none",
    )
    server = _Server(config, drain, ready)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
    finally:
        listening.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, drain: Callable[[], Awaitable[None]], ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._drain = drain
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in order at SIGINT and SIGTERM; a second one ends at once. (uvicorn would raise the signal again.)"""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._end)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

    def _end(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._drain()
        except TimeoutError:
            logging.getLogger(__name__).warning("the work did not pause within %d s; it is left behind", DRAIN_SECONDS)
        self.config.timeout_graceful_shutdown = max(1, round(DRAIN_SECONDS - (time.monotonic() - began)))
        await super().shutdown(sockets)
