"""aio-pika and asyncpg, one by one."""

from __future__ import annotations

import asyncio

import aio_pika
import asyncpg

from tests.bench.events import aio
from tests.bench.events.facts import fact_in
from tests.bench.events.program import Cue, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]


def publish(task: Task, cue: Cue) -> None:
    """Publish each fact and wait for its confirm."""
    asyncio.run(_publish(task, cue))


def consume(task: Task, cue: Cue) -> None:
    """Commit an effect and acknowledge its message."""
    asyncio.run(_consume(task, cue))


async def _publish(task: Task, cue: Cue) -> None:
    database, publisher = await aio.producer(task.place)
    cue.ready()
    await asyncio.to_thread(cue.wait)
    if task.load.is_live:
        await aio.happen(task.load, database, publisher)
    else:
        for fact in await aio.all_facts(database):
            await publisher.publish(fact)
    await asyncio.Event().wait()


async def _consume(task: Task, cue: Cue) -> None:
    database = await asyncpg.connect(task.place.consumer)
    connection = await aio_pika.connect_robust(task.place.amqp)
    queue = await aio.queue(connection)
    async with queue.iterator() as messages:
        cue.ready()
        async for message in messages:
            async with message.process():
                await database.execute(aio.INSERT_EFFECT, *fact_in(message.body).row)
