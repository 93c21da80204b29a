"""What operators see of a service: /health, /ready and /metrics."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import eventlet
import structlog
from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shared.http_server.connections import Connections
from shared.http_server.server import serve
from shared.messaging.operations.health import Gauges, ServiceHealth
from shared.messaging.runtime.context import ServiceContext

MOST = 64  # connections
log = structlog.get_logger(__name__)

_SERVERS: dict[int, OperationsServer] = {}
Said = Mapping[str, dict[str, str]]  # each service's parts, and what is said of each


class OperationsEndpoint(DependencyProvider):
    """Serves the state of its service on the ops port; the services of one process share the listener."""

    context = ServiceContext()

    def __init__(self) -> None:
        self._standing: ServiceHealth | None = None

    def setup(self) -> None:
        """Open."""
        self.context.open()

    def start(self) -> None:
        """Join the listener of the ops port, or make it."""
        self._standing = ServiceHealth(self.context)
        settings = self.context.settings
        if settings.ops_port:
            if settings.ops_port not in _SERVERS:
                _SERVERS[settings.ops_port] = OperationsServer(settings.http_host, settings.ops_port)
            _SERVERS[settings.ops_port].standings[settings.service] = self._standing

    def stop(self) -> None:
        """Leave the listener, which closes with the last service."""
        if self._standing is None:
            return
        settings = self.context.settings
        server = _SERVERS.get(settings.ops_port)
        if server is not None:
            server.standings.pop(settings.service, None)
            if not server.standings:
                _SERVERS.pop(settings.ops_port).close()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Workers need nothing of it."""


class OperationsServer:
    """One listener for all services of the process."""

    def __init__(self, host: str, port: int) -> None:
        self.standings: dict[str, ServiceHealth] = {}
        self._socket = eventlet.listen((host, port))
        self._server = eventlet.spawn(serve, self._socket, self._answer, Connections(MOST), keeps=False)

    def close(self) -> None:
        """Close the listener."""
        self._server.kill()
        self._socket.close()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if path == "/metrics":
            start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            gauges = CollectorRegistry()
            gauges.register(Gauges(list(self.standings.values())))
            return [generate_latest(), generate_latest(gauges)]
        if path == "/health":
            loops = {name: standing.health() for name, standing in self.standings.items()}
            return self._tell(start, loops, {name: standing.concerns() for name, standing in self.standings.items()})
        if path == "/ready":
            return self._tell(start, {name: standing.readiness() for name, standing in self.standings.items()}, {})
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/health, /ready or /metrics\n"]

    def _tell(self, start: Callable[..., Any], services: Said, beside: Said) -> Iterable[bytes]:
        is_good = bool(services) and is_ok(services)
        well = "ok" if is_ok(beside) else "degraded"
        body = {
            "status": well if is_good else "failing",
            "services": {name: parts | beside.get(name, {}) for name, parts in services.items()},
        }
        start("200 OK" if is_good else "503 Service Unavailable", [("Content-Type", "application/json")])
        return [json.dumps(body).encode() + b"\n"]


def is_ok(services: Said) -> bool:
    """Whether every part of every service is well."""
    return all(word == "ok" for parts in services.values() for word in parts.values())
