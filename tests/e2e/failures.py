"""Events that failed, put on the desks of a running demo: python -m tests.e2e.failures --demo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import click

from deploy.operator.service_databases import database_options, engines, wanted
from shared.messaging.dead_letters import actions
from shared.messaging.dead_letters.listing import Filters
from shared.messaging.storage import parked

CLOUDEVENT = "application/cloudevents+json"
PLANTED = "planted"


def plant(databases: Mapping[str, str]) -> None:
    """Put events aside in notification and session: one with two behind it, one unreadable, one acted on before."""
    story = str(uuid4())
    with engines({name: databases[name] for name in ("notification", "session")}) as each:
        with each["notification"].begin() as connection:
            handler, error = "appointment_booked", "OperationalError: connection to server was lost"
            parked.put(connection, failed("booking.appointment_booked.v1", handler, "handler_failed", error, 15, story))
            for type in ("booking.appointment_rescheduled.v1", "booking.appointment_cancelled.v1"):
                handler = type.split(".")[1]
                parked.put(connection, failed(type, handler, "behind", "waits for an earlier event", 0, story, 0.0))
            parked.put(connection, failed("session.closed.v1", "session_closed", "handler_failed", error, 3, wait=480))
        with each["session"].begin() as connection:
            parked.put(connection, unreadable())
            parked.put(connection, failed("booking.client_erased.v1", "client_erased", "handler_failed", error, 15))
            last = max(actions.replayable(connection, Filters()))
            actions.discard(connection, [last], "maarit.ojala", "Poistettu käsin yhdessä ylläpidon kanssa.")


def unplant(databases: Mapping[str, str]) -> None:
    """Take them away again."""
    with engines({name: databases[name] for name in ("notification", "session")}) as each:
        for engine in each.values():
            with engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM parked WHERE content_type LIKE %s", (f"%{PLANTED}%",))
                connection.exec_driver_sql("DELETE FROM desk_acts WHERE actor = 'maarit.ojala'")


def failed(
    type: str, handler: str, reason: str, error: str, attempts: int, subject: str = "", wait: float | None = None
) -> parked.ParkRequest:
    """An event that a handler could not act on."""
    subject, id = subject or str(uuid4()), uuid4()
    document = {"specversion": "1.0", "id": str(id), "type": type, "subject": subject, "data": {}}
    told = f"{CLOUDEVENT}; {PLANTED}"
    return parked.ParkRequest(
        handler, id, type, subject, json.dumps(document).encode(), told, reason, error, attempts, wait
    )


def unreadable() -> parked.ParkRequest:
    """A message that is no event."""
    error = "not_json: Expecting value: line 1 column 1 (char 0)"
    return parked.ParkRequest("", None, None, None, b"\xfe\xed", f"{CLOUDEVENT}; {PLANTED}", "not_json", error, 0, None)


@click.command()
@database_options
def main(service: str | None, demo: Path | None) -> None:
    """Plant them."""
    plant(wanted(service, demo).urls)


if __name__ == "__main__":
    main()
