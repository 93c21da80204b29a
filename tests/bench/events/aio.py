"""What the programs on aio-pika and asyncpg share."""

from __future__ import annotations

import asyncio

import aio_pika
import asyncpg

from tests.bench.events.amqp_floor import CONTENT_TYPE, PREFETCH, QUORUM
from tests.bench.events.facts import COLUMNS, Fact, message
from tests.bench.events.program import QUEUE, Load, Place

INSERT_FACT = f"INSERT INTO facts ({COLUMNS}) VALUES ($1, $2, $3, $4)"
INSERT_EFFECT = f"INSERT INTO effects ({COLUMNS}) VALUES ($1, $2, $3, $4)"


class Publisher:
    """Publishes facts through the default exchange."""

    def __init__(self, channel: aio_pika.abc.AbstractChannel) -> None:
        self._exchange = channel.default_exchange

    async def publish(self, fact: Fact) -> None:
        """Return once the broker has confirmed."""
        persistent = aio_pika.Message(
            message(fact), delivery_mode=aio_pika.DeliveryMode.PERSISTENT, content_type=CONTENT_TYPE
        )
        await self._exchange.publish(persistent, routing_key=QUEUE)


async def producer(place: Place) -> tuple[asyncpg.Connection, Publisher]:
    """The producer's database, and a publisher with confirms."""
    database = await asyncpg.connect(place.producer)
    connection = await aio_pika.connect_robust(place.amqp)
    return database, Publisher(await connection.channel(publisher_confirms=True))


async def queue(connection: aio_pika.abc.AbstractConnection) -> aio_pika.abc.AbstractQueue:
    """The queue, with a prefetch, on a channel of its own."""
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=PREFETCH)
    return await channel.declare_queue(QUEUE, durable=True, arguments=QUORUM)


async def all_facts(database: asyncpg.Connection) -> list[Fact]:
    """All that the producer has committed, in order."""
    return [Fact(*row) for row in await database.fetch(f"SELECT {COLUMNS} FROM facts ORDER BY id")]


async def happen(load: Load, database: asyncpg.Connection, publisher: Publisher) -> None:
    """Commit each fact of a live load, and publish it."""
    for pause, fact in load.happening():
        await asyncio.sleep(pause)
        await database.execute(INSERT_FACT, *fact.row)
        await publisher.publish(fact)
