"""A small stack on one stage: notification as it is, a booking that knows its lines, a mail server that is slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from time import monotonic
from typing import Any

import eventlet
import sqlalchemy as sa
from nameko import config
from nameko.containers import ServiceContainer

from deploy.host.processes import HOST
from services.notification.adapters import tables
from services.notification.service import NotificationService
from shared.contracts.events.notification import LecturerAlerted
from shared.contracts.requests import booking as requests
from shared.messaging import EventService, Transaction, Transactions, on_broadcast, serves
from shared.messaging.runtime.topology import configure
from shared.messaging.runtime.transaction import transactions_of
from shared.settings import Settings
from tests.unit.notification.samples import BOOKED, DISTRESS, LIISA, VIEW

Arrived = list[tuple[float, str]]


class Booking(EventService):
    """Answers what notification asks."""

    name = "booking"

    @serves(requests.ContactOf)
    def contact_of(self, ask: requests.ContactOf, tx: Transaction) -> requests.Contact:
        return replace(LIISA, recipient_id=ask.recipient_id)

    @serves(requests.Appointment)
    def appointment(self, ask: requests.Appointment, tx: Transaction) -> requests.AppointmentView:
        starts_at = datetime.now(UTC) + timedelta(days=3)
        return replace(VIEW, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))


class Session(EventService):
    """Says what happens, and hears at once that the lecturer was alerted."""

    name = "session"
    transactions = Transactions()
    alerted_at: list[float] = []  # noqa: RUF012

    @on_broadcast(LecturerAlerted)
    def lecturer_alerted(self, event: LecturerAlerted) -> None:
        self.alerted_at.append(monotonic())


def slow_mail_server(arrived: Arrived, slow_to: str) -> int:
    """The port of a mail server that takes its time for mail with these words in its subject."""
    listener = eventlet.listen((HOST, 0))
    eventlet.spawn_n(eventlet.serve, listener, lambda client, _: converse(client, arrived, slow_to))
    port: int = listener.getsockname()[1]
    return port


def converse(client: Any, arrived: Arrived, slow_to: str) -> None:
    """One SMTP conversation."""
    wire = client.makefile("rwb")

    def say(words: str) -> None:
        wire.write(f"{words}\r\n".encode())
        wire.flush()

    say("220 slow")
    for line in wire:
        command = line.strip().upper()
        if command == b"DATA":
            say("354 go on")
            body = b"".join(iter(wire.readline, b".\r\n"))
            subject = str(message_from_bytes(body, policy=policy.default)["Subject"])
            if slow_to in subject:
                eventlet.sleep(1.2)
            arrived.append((monotonic(), subject))
        elif command == b"QUIT":
            say("221 bye")
            return
        say("250 OK")


def perform(databases: dict[str, str], broker: str) -> dict[str, Any]:
    """An ordinary mail hangs in the slow server when a high rating is recorded; what comes of both."""
    arrived: Arrived = []
    port = slow_mail_server(arrived, slow_to="Nytt samtal")
    stack = (NotificationService, Booking, Session)
    settings = {name: settings_for(name, databases, broker, port) for name in ("notification", "booking", "session")}
    config.setup({"AMQP_URI": broker, "max_workers": 32})
    configure(settings, stack)
    containers = [ServiceContainer(service) for service in stack]
    for container in containers:
        container.start()
    engine = sa.create_engine(databases["notification"])
    announce(containers[0], lambda tx: NotificationService.appointment_booked(stage(containers[0]), BOOKED, tx))
    eventlet.sleep(0.5)
    began = monotonic()
    announce(containers[2], lambda tx: tx.emit(DISTRESS))
    until(lambda: bool(arrived and Session.alerted_at))
    ordinary = waiting(engine)
    told = {
        "subject": arrived[0][1],
        "seconds_to_event": Session.alerted_at[0] - began,
        "seconds_to_mail": arrived[0][0] - began,
        "ordinary_waiting": ordinary,
    }
    until(lambda: waiting(engine) < ordinary)  # ordinary mail goes on as well
    return told


def stage(container: Any) -> NotificationService:
    """The service with what its own methods need."""
    service = NotificationService()
    (tools,) = [each for each in container.dependencies if each.attr_name == "tools"]
    service.tools = tools.get_dependency(None)
    return service


def announce(container: Any, act: Callable[[Transaction], None]) -> None:
    """Acts in a transaction of the running service."""
    with transactions_of(container)() as tx:
        act(tx)


def settings_for(name: str, databases: dict[str, str], broker: str, smtp_port: int) -> Settings:
    """The settings of one of the stack's services."""
    return Settings.from_env(
        {
            "HYKE_STACK": "test",
            "HYKE_PUBLIC_URL": "https://hyke.example.fi",
            "HYKE_SECRET_KEY": "s" * 32,
            "HYKE_LINK_SECRET": "l" * 32,
            "DATABASE_URL": databases.get(name, databases["session"]),
            "AMQP_URL": broker,
            "SMTP_URL": f"smtp://{HOST}:{smtp_port}",
            "MAIL_FROM": "Keskustelu <hyke@example.fi>",
        },
        name,
    )


def waiting(engine: sa.Engine) -> int:
    """How many messages wait that are due."""
    due = (tables.message.c.state == "waiting") & (tables.message.c.due_at <= sa.func.now())
    with engine.connect() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).where(due)) or 0)


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for the condition; TimeoutError when it does not come true."""
    end = monotonic() + seconds
    while not condition():
        if monotonic() > end:
            raise TimeoutError
        eventlet.sleep(0.01)
