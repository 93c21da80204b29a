"""The floor, the asking side: py-amqp alone, direct reply-to, an expiration and a time-out for each question."""

import json
import sys
from itertools import count
from time import monotonic
from typing import Any
from uuid import UUID

from amqp import Connection, Message

from tests.bench.asking.floor import connect
from tests.bench.asking.rounds import serve_rounds

SECONDS = 2.0


class Floor:
    """Asks over one open channel."""

    def __init__(self, connection: Connection, queue: str) -> None:
        self._connection, self._queue = connection, queue
        self._channel = connection.channel()
        self._channel.basic_consume("amq.rabbitmq.reply-to", no_ack=True, callback=self._arrive)
        self._numbers = count(1)
        self._replies: dict[str, Any] = {}

    def ask(self, figure_id: UUID) -> int:
        """The value of a figure, or TimeoutError."""
        number = str(next(self._numbers))
        deadline = monotonic() + SECONDS
        asked = Message(
            json.dumps({"request": "figure_of", "figure_id": str(figure_id)}),
            content_type="application/json",
            reply_to="amq.rabbitmq.reply-to",
            correlation_id=number,
            expiration=str(int(SECONDS * 1000)),
        )
        self._channel.basic_publish(asked, "", self._queue)
        while number not in self._replies:
            self._connection.drain_events(timeout=deadline - monotonic())
        return int(json.loads(self._replies.pop(number))["ok"]["value"])

    def _arrive(self, message: Any) -> None:
        self._replies[message.properties["correlation_id"]] = message.body


if __name__ == "__main__":
    serve_rounds(Floor(connect(sys.argv[2]), sys.argv[1]).ask)
