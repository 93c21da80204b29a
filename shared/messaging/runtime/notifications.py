"""Hears the database's NOTIFY and wakes who waits for it; everyone who waits also polls, for a notice can be lost."""

from __future__ import annotations

from typing import Any

import eventlet
import psycopg
from eventlet.hubs import trampoline
from psycopg import sql

from shared.messaging.kernel.options import messaging_options
from shared.messaging.kernel.signal import Signal
from shared.messaging.runtime.loop import Loop, LoopHost
from shared.messaging.storage import outbox, parked
from shared.settings import Settings

_CHECK_SECONDS = 30.0


class PgListener(Loop):
    """One listening connection of the service."""

    name = "wake"

    def __init__(self, host: LoopHost) -> None:
        super().__init__(host)
        self._settings = host.settings
        self._signals: dict[str, list[Signal]] = {outbox.CHANNEL: [], parked.CHANNEL: []}
        self._connection: psycopg.Connection | None = None
        self._waiting: Any = None

    def on(self, channel: str, signal: Signal | None = None) -> Signal:
        """A signal that is set at each notice of the channel; ask for it before the service starts."""
        heard = signal or Signal()
        self._signals.setdefault(channel, []).append(heard)
        return heard

    def run_once(self) -> None:
        """Listen until something comes, or for a while."""
        if self._connection is None:
            self._connection = self._listen()
            self.wake_all()  # what was notified while nobody listened
        self.status.report(is_up=True)
        if not self.is_stopping:
            self._wait(self._connection)
            self._hand_out(self._connection)

    def wake(self) -> None:
        """Cut the waiting short."""
        if self._waiting is not None:
            eventlet.kill(self._waiting, TimeoutError)

    def release(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wake_all(self) -> None:
        """Set every signal."""
        for signals in self._signals.values():
            for signal in signals:
                signal.set()

    def _listen(self) -> psycopg.Connection:
        connection = connect(self._settings, "wake")
        for channel in self._signals:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        return connection

    def _wait(self, connection: psycopg.Connection) -> None:
        # psycopg's own waiting looks up ten times a second; the hub's does not.
        self._waiting = eventlet.getcurrent()
        try:
            trampoline(
                connection.fileno(),
                read=True,
                timeout=min(_CHECK_SECONDS, messaging_options().stuck_after / 2),
                timeout_exc=TimeoutError,
            )
        except TimeoutError:
            with eventlet.Timeout(5.0):
                connection.execute("SELECT 1")
        finally:
            self._waiting = None

    def _hand_out(self, connection: psycopg.Connection) -> None:
        connection.pgconn.consume_input()
        while notice := connection.pgconn.notifies():
            for signal in self._signals.get(notice.relname.decode(), ()):
                signal.set()


def connect(settings: Settings, purpose: str) -> psycopg.Connection:
    """A connection outside the pool, in autocommit, named after its purpose."""
    url = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    name = f"hyke-{settings.service}-{purpose}"
    options = "-c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
    return psycopg.connect(url, autocommit=True, application_name=name, options=options, connect_timeout=5)
