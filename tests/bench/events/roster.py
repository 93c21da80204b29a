"""The programs by name, in the order of the table."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.events.program import QUEUE

BLOCKING, GREEN = "tests.bench.events.child", "tests.bench.events.green_child"
NAMEKO_QUEUE = "evt-session-stress_rated--booking.stress_rated"
OURS_QUEUES = ("hyke.booking", "hyke.booking.dead")


@dataclass(frozen=True)
class Row:
    """A program as the table shows it."""

    name: str  # its module
    title: str
    burst: int  # events that take it a few seconds
    host: str = BLOCKING
    queues: tuple[str, ...] = (QUEUE,)
    folder: str = "tests.bench.events.programs"

    @property
    def module(self) -> str:
        """The program, as it is imported."""
        return f"{self.folder}.{self.name}"


ROSTER = (
    Row("floor_single", "floor: psycopg and py-amqp, one by one", 4_000),
    Row("floor_batches", "floor: psycopg and py-amqp, in batches of 100", 20_000),
    Row("hand_written", "by hand: outbox and inbox in batches", 20_000),
    Row("aio_single", "aio-pika and asyncpg, one by one", 4_000),
    Row("aio_batches", "aio-pika and asyncpg, batching", 10_000),
    Row("faststream_asyncpg", "FastStream and asyncpg", 3_000),
    Row("celery_late", "Celery, acknowledging late", 2_000),
    Row("nameko_as_is", "nameko's own events, with a polled outbox", 2_000, GREEN, (NAMEKO_QUEUE,)),
    Row("ours_core", "ours, `@handles`, a statement an event through SQLAlchemy Core", 8_000, GREEN, OURS_QUEUES),
    Row("ours_orm", "ours, `@handles`, an object an event through SQLAlchemy's ORM", 10_000, GREEN, OURS_QUEUES),
    Row("ours_bulk", "ours, `@handles_batch`, one COPY for all that has arrived", 20_000, GREEN, OURS_QUEUES),
)
