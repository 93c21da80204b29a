"""How the floor's two sides connect."""

from __future__ import annotations

from urllib.parse import urlsplit

from amqp import Connection


def connect(amqp_url: str) -> Connection:
    """An open py-amqp connection."""
    parts = urlsplit(amqp_url)
    connection = Connection(f"{parts.hostname}:{parts.port}", userid=parts.username, password=parts.password)
    connection.connect()
    return connection
