"""Serves a WSGI app from a service's container: HTTP by eventlet, one green thread a connection."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

import eventlet
from eventlet import wsgi
from nameko.extensions import DependencyProvider

from shared.messaging.connections import KEPT_SECONDS, Connection, Connections, State, most_connections, open_files
from shared.messaging.doorway import Doorway
from shared.messaging.hosting import settings_of

SWEEP_SECONDS = 1.0
GRACE = 15.0
STAYS_OPEN = "hyke.stays_open"
_log = logging.getLogger("gateway.http")


class _Protocol(wsgi.HttpProtocol):
    """Speaks HTTP/1.1, says nothing of what serves it, and tells the doorway what each connection is about.

    The app finds ``environ["hyke.stays_open"]``: a context manager around an answer that stays open, which calls what
    it is given when the client is gone.
    """

    server_version = "hyke"
    sys_version = ""

    def __init__(self, doorway: Doorway, conn_state: Any, server: Any) -> None:
        self.doorway = doorway
        self.known: Connection | None = doorway.known.get(conn_state[0])
        try:
            super().__init__(conn_state, server)
        finally:
            doorway.leave(conn_state[0])

    def version_string(self) -> str:
        return self.server_version

    def parse_request(self) -> bool:
        if self.known:
            self.known.enter(State.READING)
        return bool(super().parse_request())

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        if self.known:
            environ[STAYS_OPEN] = partial(_staying_open, self.known)
        return environ

    def handle_one_response(self) -> None:
        with self.known.answering() if self.known else nullcontext():
            super().handle_one_response()

    def finish(self) -> None:
        # Closed one by one: the file of a client that is gone fails to write its rest, and the other would hold the
        # descriptor until the next garbage collection.
        for file in (self.wfile, self.rfile):
            with suppress(OSError):
                file.close()
        super().finish()

    def log_message(self, *_: Any) -> None:
        """Say nothing: what there is to say of a malformed request quotes it, and it may hold a private link."""


class WebServer(DependencyProvider):
    """Serves the app that ``build(container)`` makes on the service's HTTP host and port; workers are given the app.

    ``close(app)`` is called at the beginning of a graceful stop, to end answers that would stay open.
    """

    def __init__(self, build: Callable[[Any], Any], close: Callable[[Any], None]) -> None:
        self.build, self.close = build, close
        self.app: Any = None
        self._socket: Any = None
        self._server: Any = None
        self._sweeper: Any = None
        self.connections = Connections(0)

    def setup(self) -> None:
        """Take the port, so that a port in use is known before anything starts."""
        settings = settings_of(self.container)
        family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
        listening = eventlet.listen((settings.http_host, settings.http_port), family=family, backlog=256)
        most = most_connections(open_files())
        self.connections = Connections(most, settings.trusted_proxies.__contains__)
        self._socket = Doorway(listening, self.connections)

    def start(self) -> None:
        """Begin to answer."""
        self.app = self.build(self.container)
        self._server = self.container.spawn_managed_thread(self._serve, identifier="web")
        self._sweeper = self.container.spawn_managed_thread(self._sweep, identifier="web-sweeper")

    def stop(self) -> None:
        """Take no more connections, end open answers, finish what is in hand."""
        if self._server is None:
            return
        self.close(self.app)
        self._sweeper.kill()
        eventlet.spawn_after(0, self._server.kill)
        with eventlet.Timeout(GRACE, False):
            self._server.wait()

    def kill(self) -> None:
        """Drop everything."""
        if self._socket is not None:
            self._socket.close()

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The app."""
        return self.app

    def _serve(self) -> None:
        try:
            wsgi.server(
                self._socket,
                self.app,
                log=_log,
                log_output=False,
                debug=False,
                keepalive=KEPT_SECONDS,
                socket_timeout=KEPT_SECONDS,
                custom_pool=eventlet.GreenPool(self.connections.most + 1),
                protocol=partial(_Protocol, self._socket),
                minimum_chunk_size=1,  # a server-sent event must not wait for the next
            )
        except eventlet.greenlet.GreenletExit:
            return

    def _sweep(self) -> None:
        while True:
            eventlet.sleep(SWEEP_SECONDS)
            self.connections.drop_overdue()


@contextmanager
def _staying_open(connection: Connection, when_gone: Callable[[], None]) -> Iterator[None]:
    connection.enter(State.STREAMING)
    watcher = eventlet.spawn(_watch, connection.socket, when_gone)
    try:
        yield
    finally:
        watcher.kill()
        connection.enter(State.ANSWERING)


def _watch(client: Any, when_gone: Callable[[], None]) -> None:
    """Without it a client that is gone would be noticed at the second beat after, and hold its file until then."""
    while True:
        try:
            if client.recv(1, socket.MSG_PEEK):
                return  # the next request came already: this client is there, and no more can be known
        except TimeoutError:
            continue
        except (OSError, EOFError):
            pass
        when_gone()
        return
