"""The open connections of a server: how many there may be, and which makes room when there are too many."""

from __future__ import annotations

import resource
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

MOST = 2000
FILES_WORTH_HAVING = 65536  # some programs look at each number that a file could have
_SHARE = 0.6  # of the files that may be open: the rest is for databases, the broker and logs


class State(Enum):
    """What a connection is about."""

    NEW = auto()  # nothing was sent yet
    READING = auto()  # a request's head is on its way
    KEPT = auto()  # answered, and kept for the next request
    ANSWERING = auto()
    STREAMING = auto()  # an answer that stays open: the app judges how long

    @property
    def gives_way(self) -> bool:
        """Whether a newcomer may have its place: nobody waits for an answer."""
        return self in (State.NEW, State.READING, State.KEPT)


KEPT_SECONDS = 75.0
PATIENCE = {State.NEW: 10.0, State.READING: 10.0, State.KEPT: KEPT_SECONDS, State.ANSWERING: 120.0}


@dataclass(eq=False)
class Connection:
    """One connection; ``socket`` is shut down to end it, and whoever reads from it closes it."""

    address: str
    socket: Any
    since: float
    state: State = State.NEW
    is_dropped: bool = False

    def enter(self, state: State) -> None:
        """Be about something else from now on."""
        self.state, self.since = state, time.monotonic()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While the app answers."""
        self.enter(State.ANSWERING)
        try:
            yield
        finally:
            self.enter(State.KEPT)

    def drop(self) -> None:
        """End it; nothing is sent any more."""
        self.is_dropped = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Connections:
    """At most so many, of one address at most half of them unless it is a proxy that speaks for many.

    Whoever waits for nothing gives way to a newcomer: the longest of the same address first, else of the address
    with the most. A newcomer is turned away only when everybody else is being answered.
    """

    def __init__(self, most: int, is_proxy: Callable[[str], bool] = lambda _: False) -> None:
        self.most, self.most_of_one = most, max(1, most // 2)
        self._is_proxy = is_proxy
        self._open: dict[Connection, None] = {}  # in the order of their coming

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, address: str, client: Any) -> Connection | None:
        """The newcomer among the open ones, or None where there is no place."""
        mine = [each for each in self._standing() if each.address == address]
        if len(mine) >= self.most_of_one and not self._is_proxy(address) and not _give_way(mine):
            return None
        if len(self._standing()) >= self.most and not _give_way(self._of_the_greediest()):
            return None
        made = Connection(address, client, time.monotonic())
        self._open[made] = None
        return made

    def leave(self, connection: Connection) -> None:
        """It is closed."""
        self._open.pop(connection, None)

    def drop_overdue(self) -> int:
        """End those that have been about one thing for too long; how many."""
        now = time.monotonic()
        overdue = [each for each in self._standing() if now - each.since > PATIENCE.get(each.state, now)]
        for each in overdue:
            each.drop()
        return len(overdue)

    def _standing(self) -> list[Connection]:
        return [each for each in self._open if not each.is_dropped]

    def _of_the_greediest(self) -> list[Connection]:
        waiting = [each for each in self._standing() if each.state.gives_way]
        held = Counter(each.address for each in waiting)
        most = max(held.values(), default=0)
        return [each for each in waiting if held[each.address] == most]


def _give_way(those: list[Connection]) -> bool:
    waiting = [each for each in those if each.state.gives_way]
    if not waiting:
        return False
    min(waiting, key=lambda each: (each.state is State.KEPT, each.since)).drop()
    return True


def raise_open_files() -> None:
    """Let this process open as many files as it may without asking anybody, or as many as are worth having."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = FILES_WORTH_HAVING if hard == resource.RLIM_INFINITY else min(hard, FILES_WORTH_HAVING)
    if soft != resource.RLIM_INFINITY and soft < wished:
        with suppress(ValueError, OSError):  # macOS has a limit of its own below the hard one
            resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))


def open_files() -> int:
    """How many files this process may open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return FILES_WORTH_HAVING if soft == resource.RLIM_INFINITY else soft


def most_connections(files: int) -> int:
    """How many connections a process may hold that may open so many files."""
    return max(16, min(MOST, int(files * _SHARE)))
