"""notification's real service on a real PostgreSQL, with a mail server and booking's answers at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.host.processes import free_port
from services.notification.adapters import tables
from services.notification.adapters.composition import equipment
from services.notification.domain.template import Priority
from services.notification.service import NotificationService
from shared.clock import FixedClock
from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.cloudevents import Cause
from shared.contracts.requests import booking as booking_requests
from shared.contracts.requests.booking import AppointmentView, Contact, PersonView
from shared.contracts.vocabulary import Language
from shared.messaging import Transaction
from shared.messaging.kernel.errors import RequestTimeout
from shared.messaging.storage import outbox
from shared.observability import current_correlation_id
from shared.refusal import not_found
from shared.settings import Settings
from shared.tracing import Span, current_span
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    AINO,
    BOOKED,
    CLIENT,
    COORDINATOR,
    DISTRESS,
    EERO,
    LECTURER,
    LIISA,
    MAIJA,
    VIEW,
)

T = TypeVar("T")


@dataclass
class Server:
    """A mail server that keeps what it takes, and answers RCPT as it is told."""

    arrived: list[EmailMessage] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)  # the same, byte by byte
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope.original_content or b"")
        mail = message_from_bytes(self.taken[-1], policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)
        return "250 OK"


@dataclass
class Booking:
    """Booking's answers."""

    contacts: dict[UUID, Contact]
    appointment: AppointmentView
    is_silent: bool = False
    heard: list[str | None] = field(default_factory=list)
    traced: list[Span | None] = field(default_factory=list)

    def __call__(self, request: object, actor: Actor = SYSTEM, timeout: float = 2.0) -> Any:
        self.heard.append(current_correlation_id())
        self.traced.append(current_span())
        if self.is_silent:
            raise RequestTimeout("booking", timeout)
        match request:
            case booking_requests.ContactOf(recipient_id):
                if recipient_id not in self.contacts:
                    raise not_found("recipient_gone")
                return self.contacts[recipient_id]
            case booking_requests.Appointment(appointment_id):
                return replace(self.appointment, appointment_id=appointment_id)
            case booking_requests.People(role="coordinator"):
                return [PersonView(COORDINATOR, "coordinator", "Kaisa", "kaisa@example.fi", Language.EN, True)]
        raise AssertionError(request)


@dataclass
class Stand:
    """The service on its database, with a mail server, and booking's answers at hand."""

    engine: sa.Engine
    service: NotificationService
    server: Server
    booking: Booking
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))

    @contextmanager
    def transaction(self, actor: Actor = SYSTEM) -> Iterator[Transaction]:
        with self.engine.begin() as connection:
            span = current_span()
            cause = Cause("from-a-click", None, span.traceparent if span else None)
            now, service = self.clock.now(), self.service.name
            tx = Transaction(connection, now, actor, "from-a-click", cause, service, "test", span=span)
            yield tx
            outbox.write(connection, tx.leaving)

    def run(self, act: Callable[[Transaction], T], actor: Actor = SYSTEM) -> T:
        with self.transaction(actor) as tx:
            return act(tx)

    def book(self) -> None:
        self.run(lambda tx: self.service.appointment_booked(BOOKED, tx))

    def distress(self) -> None:
        self.run(lambda tx: self.service.high_stress_detected(DISTRESS, tx))

    def send_all(self) -> None:
        for lane in Priority:
            while self.service.send_next(lane):
                pass

    def states(self) -> dict[str, list[str]]:
        rows = self.run(lambda tx: tx.connection.execute(sa.select(tables.message.c.template, tables.message.c.state)))
        found: dict[str, list[str]] = {}
        for template, state in rows.all():
            found.setdefault(template, []).append(state)
        return found

    def published(self) -> list[str]:
        return list(
            self.run(lambda tx: tx.connection.execute(sa.text("SELECT type FROM outbox ORDER BY id"))).scalars()
        )

    def mail_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.server.arrived if address in str(mail["To"])]


@contextmanager
def stand_on(database_url: str) -> Iterator[Stand]:
    """The service at work on this database."""
    engine = sa.create_engine(database_url)
    server = Server()
    door = Controller(server, hostname="127.0.0.1", port=free_port())
    door.start()
    service = NotificationService()
    contacts = {
        CLIENT: MAIJA,
        LECTURER: LIISA,
        AINO: Contact(AINO, "Aino Laine", "aino@example.fi", "", Language.FI),
        EERO: Contact(EERO, "Eero Niemi", "eero@example.fi", "", Language.EN),
        COORDINATOR: Contact(COORDINATOR, "Kaisa Koski", "kaisa@example.fi", "", Language.EN),
    }
    answering = Booking(contacts, VIEW)
    made = Stand(engine, service, server, answering)
    service.tools = equipment(settings(f"smtp://127.0.0.1:{door.port}"), made.clock)
    service.ask = answering  # type: ignore[assignment]
    service.transactions = made.transaction
    try:
        yield made
    finally:
        door.stop()
        engine.dispose()


def settings(smtp_url: str) -> Settings:
    return Settings.from_env(
        {
            "HYKE_STACK": "test",
            "HYKE_PUBLIC_URL": "https://hyke.example.fi",
            "HYKE_SECRET_KEY": "s" * 32,
            "HYKE_LINK_SECRET": "l" * 32,
            "DATABASE_URL": "postgresql+psycopg://notification@localhost/notification",
            "AMQP_URL": "amqp://localhost",
            "SMTP_URL": smtp_url,
            "MAIL_FROM": "Keskustelu <hyke@example.fi>",
        },
        "notification",
    )
