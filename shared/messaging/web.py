"""Serves a WSGI app from a service's container: HTTP by eventlet, one green thread a connection."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import eventlet
from eventlet import wsgi
from nameko.extensions import DependencyProvider

from shared.messaging.hosting import settings_of

MAX_CONNECTIONS = 2000
IDLE_SECONDS = 75  # a kept-open connection is closed when nothing was asked for so long
GRACE = 15.0
_log = logging.getLogger("gateway.http")


class _Protocol(wsgi.HttpProtocol):
    """Speaks HTTP/1.1 and says nothing of what serves it."""

    server_version = "hyke"
    sys_version = ""

    def version_string(self) -> str:
        return self.server_version


class WebServer(DependencyProvider):
    """Serves the app that ``build(container)`` makes on the service's HTTP host and port; workers are given the app.

    ``close(app)`` is called at the beginning of a graceful stop, to end answers that would stay open.
    """

    def __init__(self, build: Callable[[Any], Any], close: Callable[[Any], None]) -> None:
        self.build, self.close = build, close
        self.app: Any = None
        self._socket: Any = None
        self._server: Any = None
        self._pool = eventlet.GreenPool(MAX_CONNECTIONS)

    def setup(self) -> None:
        """Take the port, so that a port in use is known before anything starts."""
        settings = settings_of(self.container)
        family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
        self._socket = eventlet.listen((settings.http_host, settings.http_port), family=family, backlog=256)

    def start(self) -> None:
        """Begin to answer."""
        self.app = self.build(self.container)
        self._server = self.container.spawn_managed_thread(self._serve, identifier="web")

    def stop(self) -> None:
        """Take no more connections, end open answers, finish what is in hand."""
        if self._server is None:
            return
        self.close(self.app)
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
                keepalive=IDLE_SECONDS,
                socket_timeout=IDLE_SECONDS,
                custom_pool=self._pool,
                protocol=_Protocol,
                minimum_chunk_size=1,  # a server-sent event must not wait for the next
            )
        except eventlet.greenlet.GreenletExit:
            return
