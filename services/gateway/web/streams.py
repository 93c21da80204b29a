"""Passes what happens on to the open pages of this process, a few of each person."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from uuid import UUID

FULL = 1000
OF_ONE = 5  # tabs and devices of one person
BACKLOG = 100


class TooManyStreams(Exception):
    """No more pages can be kept open at once."""


class Closed:
    """What a stream hears when the server is about to stop."""


class ReaderGone:
    """What a stream hears when nobody reads it any more."""


class Replaced:
    """What a stream hears when a newer page has its place."""


class SignInInDoubt:
    """What a stream hears when its sign-in may have ended."""


End = Closed | ReaderGone | Replaced


class Streams:
    """The open pages; each hears every event through a queue of its own.

    A person has a few: one more ends their oldest. When the house is full, who has the most makes room.
    """

    def __init__(self, most: int = FULL) -> None:
        self.most = most
        self._open: dict[StreamSubscription, None] = {}  # in the order of their opening
        self._lock = Lock()
        self._is_closed = False

    @contextmanager
    def open(self, whose: UUID) -> Iterator[StreamSubscription]:
        """A page of a person that listens; raises TooManyStreams."""
        mine = StreamSubscription(whose)
        with self._lock:
            self._make_room(whose)
            self._open[mine] = None
        try:
            yield mine
        finally:
            with self._lock:
                self._open.pop(mine, None)

    def tell(self, event: object) -> None:
        """Pass an event on; a page that does not keep up misses it, and is told the whole state at the next."""
        for each in self._standing():
            each.hear(event)

    def doubt(self, whose: UUID) -> None:
        """Let the pages of a person look at once whether they may stay: a sign-in of theirs has ended."""
        for each in self._standing():
            if each.whose == whose:
                each.hear(SignInInDoubt())

    def close(self) -> None:
        """End every stream: the server is about to stop."""
        with self._lock:
            self._is_closed = True
        for each in self._standing():
            each.end(Closed())

    def has_room_for(self, whose: UUID) -> bool:
        """Whether a page of this person can be kept open."""
        with self._lock:
            return not self._is_closed and (len(self._open) < self.most or self._has_most() is not None)

    @property
    def count(self) -> int:
        """How many pages are open."""
        return len(self._open)

    def _standing(self) -> list[StreamSubscription]:
        with self._lock:
            return list(self._open)

    def _make_room(self, whose: UUID) -> None:
        theirs = [each for each in self._open if each.whose == whose]
        if self._is_closed:
            raise TooManyStreams
        if len(theirs) >= OF_ONE:
            self._replace(theirs[0])
        elif len(self._open) >= self.most:
            greediest = self._has_most()
            if greediest is None:
                raise TooManyStreams
            self._replace(next(each for each in self._open if each.whose == greediest))

    def _has_most(self) -> UUID | None:
        held = Counter(each.whose for each in self._open).most_common(1)
        return held[0][0] if held and held[0][1] > 1 else None

    def _replace(self, old: StreamSubscription) -> None:
        del self._open[old]
        old.end(Replaced())


class StreamSubscription:
    """One page's side of the streams."""

    def __init__(self, whose: UUID) -> None:
        self.whose = whose
        self._events: queue.Queue[object] = queue.Queue(BACKLOG)
        self._end: End | None = None

    def hear(self, event: object) -> None:
        """Take an event, unless too many wait."""
        with suppress(queue.Full):
            self._events.put_nowait(event)

    def end(self, why: End) -> None:
        """Be over: that is the next thing it hears, whatever waits."""
        self._end = self._end or why
        self.hear(self._end)

    def leave(self) -> None:
        """Nobody reads any more."""
        self.end(ReaderGone())

    def wait(self, seconds: float) -> object | None:
        """The next event, or None when nothing came in time."""
        if self._end is None:
            with suppress(queue.Empty):
                event = self._events.get(timeout=seconds)
                return self._over() or event
        return self._over()

    def _over(self) -> End | None:
        return self._end
