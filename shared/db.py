"""PostgreSQL as every service uses it: engines and migrations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

_SESSION = (
    "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)


def engine_for(url: str, name: str = "hyke") -> Engine:
    """An engine whose sessions speak UTC and cannot hang for ever; errors do not show the values of a statement."""
    return _engine(url, name, _SESSION)


def reading_engine_for(url: str, name: str = "hyke-reading") -> Engine:
    """The same for reading alone: each statement sees what is committed, as in a read-only transaction, and no less."""
    # READ COMMITTED takes a snapshot for each statement anyway: leaving out BEGIN and COMMIT saves two round trips.
    return _engine(url, name, f"{_SESSION} -c default_transaction_read_only=on", isolation_level="AUTOCOMMIT")


def _engine(url: str, name: str, options: str, **more: Any) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=10,  # one beyond these is made anew each time, which takes longer than most transactions
        max_overflow=10,
        pool_timeout=10,
        pool_pre_ping=False,
        pool_recycle=1800,
        pool_use_lifo=True,  # the one used last has its statements prepared, and its server process warm
        hide_parameters=True,
        connect_args={"application_name": name, "options": options, "connect_timeout": 5},
        **more,
    )
    event.listen(engine, "checkout", _leave_out_dead)
    return engine


def _leave_out_dead(connection: Any, _record: Any, _proxy: Any) -> None:
    # Costs no round trip, unlike a ping: a server that ended the session has closed the socket, after a last word.
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.Error as ended:
        raise sa.exc.DisconnectionError(str(ended)) from ended


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached, shuts down or takes no more: that will pass."""
    if isinstance(error, sa.exc.TimeoutError):  # no connection became free
        return True
    if not isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(("08", "57P", "53"))


def driver_of(connection: sa.Connection) -> psycopg.Connection:
    """The driver's connection under SQLAlchemy's, in the same transaction: for the event core's fixed statements."""
    found: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return found


def text_array(items: Iterable[str]) -> str:
    """Texts as PostgreSQL writes an array of them, to be cast; the driver asks each for its type, ten times as long."""
    quoted = [item.replace("\\", "\\\\").replace('"', '\\"') for item in items]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def run_migrations(context: Any = None, target_metadata: sa.MetaData | None = None) -> None:
    """The whole of a service's Alembic ``env.py``; ``context`` is Alembic's own unless given.

    Uses the open connection in the configuration's ``attributes["connection"]``, else connects to ``sqlalchemy.url``.
    """
    if context is None:
        from alembic import context
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(context, given, target_metadata)
        return
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        _migrate(context, connection, target_metadata)


def _migrate(context: Any, connection: sa.Connection, target_metadata: sa.MetaData | None) -> None:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
