"""aio-pika and asyncpg, with pipelined confirms and a consumer that takes what has arrived, up to 100."""

from __future__ import annotations

import asyncio

import aio_pika
import asyncpg

from tests.bench.events import aio
from tests.bench.events.facts import COLUMNS, batched, fact_in
from tests.bench.events.program import Cue, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]

BATCH = 100


def publish(task: Task, cue: Cue) -> None:
    """Publish a batch of facts together, and wait for all its confirms."""
    asyncio.run(_publish(task, cue))


def consume(task: Task, cue: Cue) -> None:
    """Commit the effects of what has arrived, and acknowledge it as a whole."""
    asyncio.run(_consume(task, cue))


async def _publish(task: Task, cue: Cue) -> None:
    database, publisher = await aio.producer(task.place)
    cue.ready()
    await asyncio.to_thread(cue.wait)
    if task.load.is_live:
        await aio.happen(task.load, database, publisher)
    else:
        for batch in batched(await aio.all_facts(database), BATCH):
            await asyncio.gather(*(publisher.publish(fact) for fact in batch))
    await asyncio.Event().wait()


async def _consume(task: Task, cue: Cue) -> None:
    database = await asyncpg.connect(task.place.consumer)
    connection = await aio_pika.connect_robust(task.place.amqp)
    arrived: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()
    await (await aio.queue(connection)).consume(arrived.put)
    cue.ready()
    while True:
        batch = [await arrived.get()]
        while len(batch) < BATCH and not arrived.empty():
            batch.append(arrived.get_nowait())
        rows = [fact_in(message.body).row for message in batch]
        await database.copy_records_to_table("effects", records=rows, columns=COLUMNS.split(", "))
        await batch[-1].ack(multiple=True)
