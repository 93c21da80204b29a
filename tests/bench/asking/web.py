"""Serves a rival's app with the same server and settings as the gateway's."""

from __future__ import annotations

import logging
from typing import Any

import eventlet
from eventlet import wsgi

from tests.bench.programs import orders


def serve(app: Any, port: int) -> None:
    """Serve until there are no more orders."""
    listening = eventlet.listen(("127.0.0.1", port), backlog=256)
    log = logging.getLogger("bench")
    server = eventlet.spawn(wsgi.server, listening, app, log=log, log_output=False, debug=False, keepalive=75)
    for _ in orders():
        pass
    server.kill()
