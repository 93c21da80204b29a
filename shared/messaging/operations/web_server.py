"""Serves a WSGI app from a service's container."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from shared.http_server.connections import Connections, most_connections, open_files
from shared.http_server.server import serve
from shared.messaging.runtime.topology import settings_of

GRACE = 15.0


class WebServer(DependencyProvider):
    """Serves the app that ``build(container)`` makes on the service's HTTP host and port; workers are given the app.

    ``close(app)`` is called at the beginning of a graceful stop, to end answers that would stay open.
    """

    def __init__(self, build: Callable[[Any], Any], close: Callable[[Any], None]) -> None:
        self.build, self.close = build, close
        self.app: Any = None
        self._socket: Any = None
        self._server: Any = None
        self.connections = Connections(0)

    def setup(self) -> None:
        """Take the port, so that a port in use is known before anything starts."""
        settings = settings_of(self.container)
        family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
        self._socket = eventlet.listen((settings.http_host, settings.http_port), family=family, backlog=256)
        most = most_connections(open_files())
        self.connections = Connections(most, settings.trusted_proxies.__contains__)

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
        with suppress(eventlet.greenlet.GreenletExit):
            serve(self._socket, self.app, self.connections)
