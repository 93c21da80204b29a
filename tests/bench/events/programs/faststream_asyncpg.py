"""FastStream on RabbitMQ, with asyncpg: a call an event, its message acknowledged once the effect is committed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

import asyncpg
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue
from pydantic import BaseModel

from tests.bench.events import aio
from tests.bench.events.amqp_floor import PREFETCH
from tests.bench.events.facts import TYPE, Fact
from tests.bench.events.program import QUEUE, Cue, Load, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]

_QUEUE = RabbitQueue(QUEUE, queue_type=QueueType.QUORUM, durable=True)


class StressRated(BaseModel):
    """What the event tells of."""

    session_id: UUID
    client_id: UUID
    rating_id: UUID
    rated_at: datetime


def publish(task: Task, cue: Cue) -> None:
    """Publish each fact and wait for its confirm."""
    asyncio.run(_publish(task, cue))


def consume(task: Task, cue: Cue) -> None:
    """Commit an effect; FastStream then acknowledges its message."""
    asyncio.run(_consume(task, cue))


async def _publish(task: Task, cue: Cue) -> None:
    database = await asyncpg.connect(task.place.producer)
    async with RabbitBroker(task.place.amqp, logger=None) as broker:
        cue.ready()
        await asyncio.to_thread(cue.wait)
        if task.load.is_live:
            await _happen(task.load, database, broker)
        else:
            for fact in await aio.all_facts(database):
                await _send(broker, fact)
        await asyncio.Event().wait()


async def _consume(task: Task, cue: Cue) -> None:
    database = await asyncpg.create_pool(task.place.consumer, min_size=4, max_size=4)
    broker = RabbitBroker(task.place.amqp, logger=None, default_channel=Channel(prefetch_count=PREFETCH))

    @broker.subscriber(_QUEUE, ack_policy=AckPolicy.NACK_ON_ERROR)
    async def stress_rated(event: StressRated) -> None:
        fact = Fact(event.rating_id, event.session_id, event.client_id, event.rated_at)
        await database.execute(aio.INSERT_EFFECT, *fact.row)

    app = FastStream(broker, logger=None)
    app.after_startup(cue.ready)
    await app.run()


async def _happen(load: Load, database: asyncpg.Connection, broker: RabbitBroker) -> None:
    for pause, fact in load.happening():
        await asyncio.sleep(pause)
        await database.execute(aio.INSERT_FACT, *fact.row)
        await _send(broker, fact)


async def _send(broker: RabbitBroker, fact: Fact) -> None:
    event = StressRated(
        session_id=fact.session_id, client_id=fact.client_id, rating_id=fact.rating_id, rated_at=fact.rated_at
    )
    await broker.publish(event, queue=_QUEUE, persist=True, message_type=TYPE)
