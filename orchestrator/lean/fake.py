"""An in-memory `Checker` for unit tests of the rooms above: answers from a function, speaks the same contract."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from orchestrator.lean.checker import CheckerStatistics, CheckRequest, CheckResult, Outcome
from orchestrator.lean.environment import Environment

FAKE = Environment("fake-0+000000000000")
Answer = Callable[[CheckRequest], CheckResult]


class FakeChecker:
    """Answers each check with ``answer(request)`` after ``latency_seconds``; never starts a process.

    A request whose wall-time limit is below the latency ends as a time-out, as with a real checker.
    """

    def __init__(
        self, answer: Answer | None = None, *, latency_seconds: float = 0.0, environment: Environment = FAKE
    ) -> None:
        self._environment = environment
        self._answer = answer or (lambda request: CheckResult(Outcome.ELABORATED))
        self._latency = latency_seconds
        self._checks = 0
        self._seconds = 0.0
        self.closed = False

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._environment.name

    @property
    def environment(self) -> Environment:
        """See `Checker.environment`."""
        return self._environment

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`."""
        began = time.perf_counter()
        await asyncio.sleep(min(self._latency, request.limits.wall_seconds))
        late = self._latency > request.limits.wall_seconds
        result = CheckResult(Outcome.TIMEOUT) if late else self._answer(request)
        total = time.perf_counter() - began
        self._checks += 1
        self._seconds += total
        return replace(result, timing=replace(result.timing, total=total))

    async def statistics(self) -> CheckerStatistics:
        """See `Checker.statistics`."""
        return CheckerStatistics(checks=self._checks, total_seconds=self._seconds)

    async def aclose(self) -> None:
        """See `Checker.aclose`."""
        self.closed = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()
