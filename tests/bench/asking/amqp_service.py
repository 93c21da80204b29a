"""The floor, the answering side: py-amqp alone, one channel, an acknowledgement after each answer."""

import json
import sys
from typing import Any

from amqp import Connection, Message

from tests.bench.asking.figures import PlainFigures
from tests.bench.asking.floor import QUEUE, connect
from tests.bench.programs import READY, answer


def serve(connection: Connection, figures: PlainFigures) -> None:
    """Answer for ever."""
    channel = connection.channel()
    channel.queue_declare(QUEUE, durable=True, auto_delete=False)
    channel.basic_qos(0, 16, False)

    def arrive(message: Any) -> None:
        found = figures.find(json.loads(message.body)["figure_id"])
        told = Message(
            json.dumps({"ok": found}),
            content_type="application/json",
            correlation_id=message.properties["correlation_id"],
        )
        channel.basic_publish(told, "", message.properties["reply_to"])
        channel.basic_ack(message.delivery_tag)

    channel.basic_consume(QUEUE, callback=arrive)
    answer(READY)
    while True:
        connection.drain_events()


if __name__ == "__main__":
    serve(connect(sys.argv[2]), PlainFigures(sys.argv[1]))
