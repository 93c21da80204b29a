"""The floor, the answering side: py-amqp alone, one channel, an acknowledgement after each answer.

python -m … plain|pooled DATABASE_URL AMQP_URL
"""

import json
import sys
from typing import Any

from amqp import Connection, Message

from tests.bench.asking.figures import PlainFigures, PooledFigures
from tests.bench.asking.floor import connect
from tests.bench.programs import READY, answer


def serve(connection: Connection, figures: PlainFigures | PooledFigures, queue: str) -> None:
    """Answer for ever."""
    channel = connection.channel()
    channel.queue_declare(queue, durable=True, auto_delete=False)
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

    channel.basic_consume(queue, callback=arrive)
    answer(READY)
    while True:
        connection.drain_events()


if __name__ == "__main__":
    how: dict[str, type[PlainFigures] | type[PooledFigures]] = {"plain": PlainFigures, "pooled": PooledFigures}
    serve(connect(sys.argv[3]), how[sys.argv[1]](sys.argv[2]), sys.argv[1])
