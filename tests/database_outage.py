"""Takes a database away from everybody who uses it, and gives it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


@contextmanager
def away(database_url: str, server_url: str) -> Iterator[None]:
    """Within it every session of the database is ended and no new one begins."""
    name = database_url.rpartition("/")[2]
    alter = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    plain = server_url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(alter.format(sql.Identifier(name), sql.SQL("false")))
        try:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            admin.execute(alter.format(sql.Identifier(name), sql.SQL("true")))
