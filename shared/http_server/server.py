"""HTTP by eventlet, one green thread a connection, behind a door that lets in no more than there is room for."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

import eventlet
from eventlet import wsgi

from shared.http_server.connections import KEPT_SECONDS, Connection, Connections, State
from shared.http_server.listener import Doorway

SWEEP_SECONDS = 1.0
STAYS_OPEN = "hyke.stays_open"
_log = logging.getLogger("gateway.http")


def serve(listening: Any, app: Any, connections: Connections, *, keeps: bool = True) -> None:
    """Answer with a WSGI app until the green thread is killed, and then finish what is in hand.

    ``keeps``: a connection is kept for the next request.
    """
    doorway = Doorway(listening, connections)
    sweeper = eventlet.spawn(_sweep, connections)
    try:
        wsgi.server(
            doorway,
            app,
            log=_log,
            log_output=False,
            debug=False,
            keepalive=KEPT_SECONDS if keeps else False,
            socket_timeout=KEPT_SECONDS,
            custom_pool=eventlet.GreenPool(connections.most + 1),
            protocol=partial(_Protocol, doorway),
            minimum_chunk_size=1,  # a server-sent event must not wait for the next
        )
    finally:
        sweeper.kill()


def _sweep(connections: Connections) -> None:
    while True:
        eventlet.sleep(SWEEP_SECONDS)
        connections.drop_overdue()


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

    def log_message(self, *_: Any) -> None:
        """Say nothing: what there is to say of a malformed request quotes it, and it may hold a private link."""

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
