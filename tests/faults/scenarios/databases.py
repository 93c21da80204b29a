"""A PostgreSQL that restarts, is out of reach, or has no connection left."""

from __future__ import annotations

from tests.faults.proxy import BOTH_WAYS
from tests.faults.round import Round
from tests.faults.servers import KINDS


def restarted_in_mid_handler(round: Round) -> None:
    """The database goes, in good order or at once, while a handler has its transaction open."""
    numbers = round.numbers(30)
    round.trouble(round.chance.choice(numbers), "wait", round.chance.uniform(0.3, 1.0))
    round.say(numbers)
    round.nap(0.1, 0.4)
    round.stage.restart_database(round.chance.choice(KINDS))
    round.healed()
    round.end_of_trouble()


def sessions_ended(round: Round) -> None:
    """Every session of the services is ended, several times."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hyke-%'"
    with round.talking():
        for _ in range(round.chance.randint(1, 4)):
            round.nap(0.05, 0.3)
            round.stage.run("sink", statement)


def out_of_reach(round: Round) -> None:
    """A service and its database do not reach each other for a while, or their connections are cut."""
    with round.talking():
        for service in round.chance.sample(["source", "sink"], 2):
            line = round.line(f"{service} to database")
            round.nap(0.0, 0.2)
            line.hold(BOTH_WAYS)
            round.nap(0.1, 1.0)
            if round.chance.random() < 0.5:
                line.reset()
            line.resume()
            line.reset()


def no_connection_left(round: Round) -> None:
    """All connections of the sink's pool are taken, for less or longer than anybody waits for one."""
    with round.talking():
        round.nap(0.0, 0.2)
        round.stage.run("sink", "INSERT INTO hogs VALUES (:s)", s=round.chance.uniform(0.3, 2.5))
        round.stage.run("sink", "SELECT pg_notify('hogs', '')")
        round.nap(0.3, 1.0)
