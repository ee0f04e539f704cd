"""Lending things (hosts, sessions, workers) to tasks, one task at a time each, safe against cancellation.

A thing goes to the task that suits it best, also among those who wait: a Lean that knows a text answers the next
question about it several times faster. So that nobody starves, a task that was passed over ``patience`` times is next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")

PATIENCE = 4


@dataclass(eq=False)
class _Waiter(Generic[T, K]):
    future: asyncio.Future[T]
    key: K
    fits: Callable[[T], bool]
    passed: int = 0


class Lending(Generic[T, K]):
    """Things that are idle, and the tasks that wait for one. Of one event loop; not thread-safe.

    Every thing is a member from `add` to `remove`. `take` lends an idle member, `give_back` ends that.

    Args:
        affinity: how well a thing suits a key; more is better, 0 means not at all.
        patience: how often a waiting task may be passed over for one that suits better.
    """

    def __init__(self, affinity: Callable[[T, K], float], patience: int = PATIENCE) -> None:
        self._affinity = affinity
        self._patience = patience
        self._members: list[T] = []
        self._idle: list[T] = []
        self._waiting: list[_Waiter[T, K]] = []
        self._closed: Exception | None = None

    @property
    def members(self) -> tuple[T, ...]:
        """Everything that can be lent now or after it was given back."""
        return tuple(self._members)

    @property
    def busy(self) -> bool:
        """Whether something is lent or somebody waits."""
        return bool(self._waiting) or len(self._idle) < len(self._members)

    def add(self, thing: T) -> None:
        """``thing`` is a member from now on, and idle."""
        self._members.append(thing)
        self._hand_on(thing)

    def remove(self, thing: T, none_fits: Callable[[], Exception]) -> bool:
        """``thing`` is lent no more; if it is lent now, `give_back` drops it.

        Args:
            none_fits: makes the error for those who wait and suit no member that is left.

        Returns:
            Whether it was idle.
        """
        self._members = [member for member in self._members if member is not thing]
        idle = any(one is thing for one in self._idle)
        self._idle = [one for one in self._idle if one is not thing]
        hopeless = [waiter for waiter in self._waiting if not any(map(waiter.fits, self._members))]
        for waiter in hopeless:
            self._refuse(waiter, none_fits())
        return idle

    def give_back(self, thing: T) -> bool:
        """``thing`` is idle again; returns False if it was removed in the meantime."""
        if not any(member is thing for member in self._members):
            return False
        self._hand_on(thing)
        return True

    async def take(self, key: K, fits: Callable[[T], bool] = lambda thing: True) -> T:
        """The idle member that suits ``key`` best among those that fit, or the first that becomes idle.

        Cancelling the caller loses nothing: what was lent to it in that very moment is handed on.

        Raises:
            Exception: what `close`, `fail_waiting` or `remove` was given.
        """
        if self._closed is not None:
            raise self._closed
        fitting = [thing for thing in self._idle if fits(thing)]
        if fitting:
            best = max(fitting, key=lambda thing: self._affinity(thing, key))
            self._idle = [thing for thing in self._idle if thing is not best]
            return best
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(future, key, fits)
        self._waiting.append(waiter)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.give_back(future.result())
            raise
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    def close(self, reason: Exception) -> None:
        """Raise ``reason`` to everybody who waits or comes."""
        self._closed = reason
        self.fail_waiting(reason)

    def fail_waiting(self, reason: Exception) -> None:
        """Raise ``reason`` to everybody who waits now."""
        for waiter in tuple(self._waiting):
            self._refuse(waiter, reason)

    def _refuse(self, waiter: _Waiter[T, K], reason: Exception) -> None:
        self._waiting.remove(waiter)
        if not waiter.future.done():
            waiter.future.set_exception(reason)

    def _hand_on(self, thing: T) -> None:
        waiting = [waiter for waiter in self._waiting if not waiter.future.done() and waiter.fits(thing)]
        if not waiting:
            self._idle.append(thing)
            return
        first = waiting[0]
        chosen = first
        if first.passed < self._patience:
            chosen = max(waiting, key=lambda waiter: self._affinity(thing, waiter.key))
        for waiter in waiting[: waiting.index(chosen)]:
            waiter.passed += 1
        self._waiting.remove(chosen)
        chosen.future.set_result(thing)
