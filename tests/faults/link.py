"""One client's connection through the fault proxy: two sockets, and what is on its way between them."""

from __future__ import annotations

import selectors
import socket
from collections import deque
from collections.abc import Iterator
from enum import Enum
from struct import pack

from tests.faults.frames import Cutter

_CHUNK = 65536
_MOST_ON_THE_WAY = 1 << 20  # a reader that is slow makes the writer wait, as a network does


class Way(Enum):
    """A direction."""

    TO_SERVER = "to server"
    TO_CLIENT = "to client"


class Stream:
    """One direction: read from one socket, kept until it is due, written to the other."""

    def __init__(self, way: Way, source: socket.socket, sink: socket.socket) -> None:
        self.way, self.source, self.sink = way, source, sink
        self.on_the_way: deque[tuple[float, bytes]] = deque()
        self._weight = 0
        self.cutter = Cutter()
        self.is_read_out = False
        self.is_over = False

    def read(self) -> bytes:
        """What has come; nothing at the end of the stream."""
        data = self.source.recv(_CHUNK)
        self.is_read_out = not data
        return data

    def may_read(self) -> bool:
        """Whether there is room for more."""
        return not self.is_read_out and self._weight < _MOST_ON_THE_WAY

    def send_on(self, due: float, data: bytes) -> None:
        """Have this written at its time."""
        if data:
            self.on_the_way.append((due, data))
            self._weight += len(data)

    def is_due(self, now: float) -> bool:
        """Whether there is something to write at this moment."""
        return bool(self.on_the_way) and self.on_the_way[0][0] <= now

    def write(self) -> None:
        """Write what the socket takes."""
        due, data = self.on_the_way.popleft()
        sent = self.sink.send(data)
        self._weight -= sent
        if sent < len(data):
            self.on_the_way.appendleft((due, data[sent:]))

    def write_all(self) -> None:
        """Write everything now, however long the other end takes."""
        self.sink.settimeout(5)
        while self.on_the_way:
            self.write()

    def finish(self) -> None:
        """Pass the end of the stream on, once all before it is written."""
        if self.is_read_out and not self.on_the_way and not self.is_over:
            self.is_over = True
            self.sink.shutdown(socket.SHUT_WR)


class Link:
    """A client, the server, and both directions between them."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.streams = (
            Stream(Way.TO_SERVER, client, server),
            Stream(Way.TO_CLIENT, server, client),
        )
        self.held: frozenset[Way] = frozenset()
        self.is_gone = False
        for end in (client, server):
            end.setblocking(False)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def interests(self, now: float, held: frozenset[Way]) -> Iterator[tuple[socket.socket, int]]:
        """What to wait for at each socket."""
        to_server, to_client = self.streams
        held = held | self.held
        for end, reads, writes in ((self.client, to_server, to_client), (self.server, to_client, to_server)):
            wanted = selectors.EVENT_READ if reads.way not in held and reads.may_read() else 0
            if writes.way not in held and writes.is_due(now):
                wanted |= selectors.EVENT_WRITE
            yield end, wanted

    def reset(self) -> None:
        """Cut both ends with a RST."""
        for end in (self.client, self.server):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """Close both ends."""
        self.is_gone = True
        self.client.close()
        self.server.close()

    @property
    def is_over(self) -> bool:
        """Whether both directions have come to their end."""
        return all(stream.is_over for stream in self.streams)
