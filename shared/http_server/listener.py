"""A listening socket that nothing closes: what goes wrong with a newcomer is the newcomer's alone."""

from __future__ import annotations

import errno
import time
from typing import Any

import eventlet
import structlog

from shared.http_server.connections import Connection, Connections

PAUSE = 0.1
TOLD_EVERY = 60.0
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_ENDED = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})
log = structlog.get_logger(__name__)


class Doorway:
    """Stands in for the listening socket: ``accept`` waits while no file can be opened, and turns away whom it must.

    ``known[address]`` is the connection of an accepted client's address (host and port).
    """

    def __init__(self, listening: Any, connections: Connections) -> None:
        self._listening, self._connections = listening, connections
        self._told_at = -TOLD_EVERY
        self.known: dict[Any, Connection] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listening, name)

    def accept(self) -> tuple[Any, Any]:
        """The next client that there is a place for."""
        while True:
            try:
                client, address = self._listening.accept()
            except OSError as error:
                self._bear(error)
                continue
            connection = self._connections.admit(_host(address), client)
            # Who gave way closes its file only when it runs; the newcomers would otherwise all come first.
            eventlet.sleep(0)
            if connection is None:
                client.close()
                self._tell("no place for a connection", open=len(self._connections))
                continue
            self.known[address] = connection
            return client, address

    def leave(self, address: Any) -> None:
        """The client of this address is gone."""
        connection = self.known.pop(address, None)
        if connection is not None:
            self._connections.leave(connection)

    def _bear(self, error: OSError) -> None:
        if error.errno in _ENDED:
            raise error
        if error.errno in _NO_ROOM:  # every other error is about a client that went before it was let in
            self._tell("no file can be opened for a connection", error=errno.errorcode[error.errno])
            self._connections.drop_overdue()
            eventlet.sleep(PAUSE)

    def _tell(self, what: str, **more: Any) -> None:
        if time.monotonic() - self._told_at >= TOLD_EVERY:
            self._told_at = time.monotonic()
            log.warning(what, **more)


def _host(address: Any) -> str:
    return str(address[0]) if isinstance(address, tuple) else ""
