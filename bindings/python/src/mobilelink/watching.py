"""What can be watched, as asynchronous iterators that begin with the value now."""

from __future__ import annotations

import asyncio
import contextlib
import typing

from ._native import mobilelink as _native

T = typing.TypeVar("T")


class Watch(typing.AsyncIterator[T]):
    """The newest value, whenever there is a newer one.

    Whoever reads slowly skips what is old. It ends when its link is let go or `cancel` is called, and lets go of its
    subscription when nobody holds it any more: when the loop is left, or the task that reads it is cancelled.
    """

    def __init__(self, subscribe: typing.Callable[[_Newest[T]], _native.Subscription]) -> None:
        self._news: _Newest[T] = _Newest(asyncio.get_running_loop())
        self._subscription = subscribe(self._news)

    def cancel(self) -> None:
        """Ends it. Cancelling twice does nothing more."""
        self._subscription.cancel()
        self._news.end()

    def __aiter__(self) -> Watch[T]:
        return self

    async def __anext__(self) -> T:
        return await self._news.next()


class _Newest(typing.Generic[T]):
    """Carries the newest value from the link's threads into an event loop. Knows nothing of its subscription."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._arrived = asyncio.Event()
        self._values: list[T] = []
        self._ended = False

    def on_change(self, value: T) -> None:
        self._in_loop(self._put, value)

    def on_end(self) -> None:
        self._in_loop(self.end)

    def end(self) -> None:
        self._ended = True
        self._arrived.set()

    async def next(self) -> T:
        while not self._values:
            if self._ended:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._values.pop()

    def _put(self, value: T) -> None:
        if not self._ended:
            self._values = [value]
            self._arrived.set()

    def _in_loop(self, call: typing.Callable[..., None], *values: T) -> None:
        # A loop that was closed has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *values)

