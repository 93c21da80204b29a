"""A small TCP proxy that spoils what it passes: resets, black holes, delays, at any moment or at an exact frame."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

from deploy.host.processes import HOST
from tests.faults.frames import Method
from tests.faults.link import Link, Stream, Way

BOTH_WAYS = frozenset(Way)
_TICK = 0.01


@dataclass
class Trap:
    """Waits for the n-th frame that carries a method (any frame for None), then acts and resets that connection."""

    method: Method | None
    nth: int = 1
    is_passed: bool = False  # whether that frame still reaches the server
    act: Callable[[], object] = lambda: None
    sprung: Event = field(default_factory=Event)

    def counts(self, method: Method | None) -> bool:
        """Whether this frame is the one."""
        if self.sprung.is_set() or self.method not in (None, method):
            return False
        self.nth -= 1
        return self.nth == 0


class Proxy:
    """A port of the loopback in front of a server; one thread does everything, at the bidding of any other."""

    def __init__(self, port: int, is_amqp: bool = False) -> None:
        self.target = port
        self._is_amqp = is_amqp
        self._listener = socket.create_server((HOST, 0))
        self._listener.setblocking(False)
        self.port = int(self._listener.getsockname()[1])
        self._links: list[Link] = []
        self._held: frozenset[Way] = frozenset()
        self._delay = 0.0
        self._trap: Trap | None = None
        self._orders: list[tuple[Callable[[], None], Event]] = []
        self._is_closing = False
        self._thread = Thread(target=self._run, name=f"proxy-{self.port}", daemon=True)
        self._thread.start()

    def reset(self) -> None:
        """Cut every connection with a RST, now."""
        self._order(self._reset_all)

    def hold(self, ways: frozenset[Way] = BOTH_WAYS) -> None:
        """Be a black hole in these directions: nothing arrives, nobody is told; new connections hang, too."""
        self._order(lambda: self._set_held(ways))

    def resume(self) -> None:
        """Pass again, first of all what was held, as a network that came back would."""
        self._order(lambda: self._set_held(frozenset()))

    def forsake(self, ways: frozenset[Way] = BOTH_WAYS) -> None:
        """Be a black hole in these directions for ever, for the connections of now; new ones do not suffer."""
        self._order(lambda: self._forsake(ways))

    def delay(self, seconds: float) -> None:
        """Let everything arrive so much later."""
        self._delay = seconds

    def trap(self, trap: Trap) -> Trap:
        """Set a trap for what clients send; an AMQP proxy has one at a time."""
        self._trap = trap
        return trap

    def untrap(self) -> None:
        """Take the trap away."""
        self._trap = None

    def close(self) -> None:
        """End the proxy and all its connections."""
        self._is_closing = True
        self._thread.join(10)

    def _order(self, act: Callable[[], None]) -> None:
        done = Event()
        self._orders.append((act, done))
        if not done.wait(10):
            raise RuntimeError("the proxy does not obey")

    def _reset_all(self) -> None:
        for link in self._links:
            link.reset()
        self._links.clear()

    def _set_held(self, ways: frozenset[Way]) -> None:
        self._held = ways

    def _forsake(self, ways: frozenset[Way]) -> None:
        for link in self._links:
            link.held = ways

    def _run(self) -> None:
        while not self._is_closing:
            while self._orders:
                act, done = self._orders.pop(0)
                act()
                done.set()
            self._turn()
        self._reset_all()
        self._listener.close()

    def _turn(self) -> None:
        now = monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ, None)
            for link in self._links:
                for end, wanted in link.interests(now, self._held):
                    if wanted:
                        selector.register(end, wanted, link)
            for key, events in selector.select(_TICK):
                if key.data is None:
                    self._accept()
                elif not key.data.is_gone:
                    self._serve(key.data, key.fd, events)
        self._links = [link for link in self._links if not link.is_gone]

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            server = socket.create_connection((HOST, self.target), timeout=2)
        except OSError:
            client.close()
            return
        self._links.append(Link(client, server))

    def _serve(self, link: Link, descriptor: int, events: int) -> None:
        try:
            for stream in link.streams:
                if events & selectors.EVENT_WRITE and stream.sink.fileno() == descriptor:
                    stream.write()
                if events & selectors.EVENT_READ and stream.source.fileno() == descriptor:
                    self._take(link, stream)
                if link.is_gone:
                    return
                stream.finish()
        except OSError:
            link.reset()  # one end is gone: so is the other
            return
        if link.is_over:
            link.close()

    def _take(self, link: Link, stream: Stream) -> None:
        due = monotonic() + self._delay
        data = stream.read()
        if not self._is_amqp or stream.way is Way.TO_CLIENT:
            stream.send_on(due, data)
            return
        whole = bytearray()
        for frame, method in stream.cutter.cut(data):
            trap = self._trap
            if trap is not None and trap.counts(method):
                stream.send_on(due, bytes(whole + frame if trap.is_passed else whole))
                self._spring(trap, link, stream)
                return
            whole += frame
        stream.send_on(due, bytes(whole))

    def _spring(self, trap: Trap, link: Link, stream: Stream) -> None:
        stream.write_all()
        trap.act()
        link.reset()
        self._trap = None
        trap.sprung.set()
