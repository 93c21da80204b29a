"""Passes what happens on to the open pages of this process."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

FULL = 1000
BACKLOG = 100


class TooManyStreams(Exception):
    """No more pages can be kept open at once."""


class Closed:
    """What a stream hears when the server is about to stop."""


class Streams:
    """The open pages; each hears every event through a queue of its own."""

    def __init__(self) -> None:
        self._queues: set[queue.Queue[object]] = set()
        self._lock = Lock()
        self._is_closed = False

    @contextmanager
    def open(self) -> Iterator[Listening]:
        """A page that listens; raises TooManyStreams."""
        mine: queue.Queue[object] = queue.Queue(BACKLOG)
        with self._lock:
            if self.is_full:
                raise TooManyStreams
            self._queues.add(mine)
        try:
            yield Listening(mine)
        finally:
            with self._lock:
                self._queues.discard(mine)

    def tell(self, event: object) -> None:
        """Pass an event on; a page that does not keep up misses it, and is told the whole state at the next."""
        with self._lock:
            queues = list(self._queues)
        for each in queues:
            try:
                each.put_nowait(event)
            except queue.Full:
                continue

    def close(self) -> None:
        """End every stream: the server is about to stop."""
        with self._lock:
            self._is_closed = True
        self.tell(Closed())

    @property
    def is_full(self) -> bool:
        """Whether no more pages can be kept open."""
        return self._is_closed or len(self._queues) >= FULL

    @property
    def count(self) -> int:
        """How many pages are open."""
        return len(self._queues)


class Listening:
    """One page's side of the streams."""

    def __init__(self, mine: queue.Queue[object]) -> None:
        self._mine = mine

    def wait(self, seconds: float) -> object | None:
        """The next event, or None when nothing came in time."""
        try:
            return self._mine.get(timeout=seconds)
        except queue.Empty:
            return None
