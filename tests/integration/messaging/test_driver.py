"""What is promised of the database's driver in a green process."""

from __future__ import annotations

import eventlet
import pytest
import sqlalchemy as sa

from shared.db import reading_engine_for
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World

SLEEPING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


@in_green
def test_statements_wait_in_the_database_side_by_side(world: World) -> None:
    sleepers = [eventlet.spawn(world.rows, "SELECT CAST(pg_sleep(2) AS text)") for _ in range(5)]
    world.eventually(lambda: world.rows(SLEEPING) == [5], seconds=2.0)
    for sleeper in sleepers:
        sleeper.wait()


@in_green
def test_a_statement_larger_than_every_buffer_gets_through(world: World) -> None:
    text = "x" * 30_000_000
    assert world.rows("SELECT length(:text)", text=text) == [len(text)]


@in_green
def test_a_session_that_is_ended_while_it_waits_is_an_error_at_once(world: World) -> None:
    waiting = eventlet.spawn(world.rows, "SELECT CAST(pg_sleep(30) AS text)")
    world.eventually(lambda: world.rows(SLEEPING) == [1])
    world.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    with pytest.raises(sa.exc.OperationalError):
        waiting.wait()


@in_green
def test_what_is_for_reading_cannot_write_and_sees_what_was_committed_meanwhile(world: World) -> None:
    reading = reading_engine_for(world.database_url)
    with reading.connect() as connection:
        count = sa.text("SELECT count(*) FROM faults")
        assert connection.execute(count).scalar_one() == 0
        world.run("INSERT INTO faults VALUES (1)")
        assert connection.execute(count).scalar_one() == 1
        with pytest.raises(sa.exc.DBAPIError, match="read-only"):
            connection.execute(sa.text("INSERT INTO faults VALUES (2)"))
    reading.dispose()
