"""notification's real service on a real PostgreSQL, writing to a real mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Barrier, Thread
from typing import Any, TypeVar
from uuid import UUID

import icalendar
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.processes import free_port
from services.notification.adapters import tables
from services.notification.adapters.post_office import equipment
from services.notification.domain.message import LEASE
from services.notification.domain.template import Lane
from services.notification.service import NotificationService
from shared.clock import FixedClock
from shared.contracts.actor import SYSTEM, Actor, Role
from shared.contracts.events import booking
from shared.contracts.requests import booking as booking_requests
from shared.contracts.requests import notification as requests
from shared.contracts.requests.booking import AppointmentView, Contact, PersonView
from shared.contracts.vocabulary import Language
from shared.messaging import Transaction, outbox
from shared.messaging.errors import Unanswered
from shared.observability import current_correlation_id
from shared.refusal import Refusal, not_found
from shared.settings import Settings
from tests.conftest import FreshDatabase
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    AINO,
    APPOINTMENT,
    BOOKED,
    CANCELLED,
    CLIENT,
    CLOSED,
    COORDINATOR,
    DISTRESS,
    EERO,
    HELD,
    LECTURER,
    LIISA,
    MAIJA,
    MOVED,
    PROPOSED,
    STRANGER,
    UNAVAILABLE,
    VIEW,
)

T = TypeVar("T")


@dataclass
class Server:
    """A mail server that keeps what it takes, and answers RCPT as it is told."""

    arrived: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
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

    def __call__(self, request: object, actor: Actor = SYSTEM, timeout: float = 2.0) -> Any:
        self.heard.append(current_correlation_id())
        if self.is_silent:
            raise Unanswered("booking", timeout)
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
            tx = Transaction(connection, self.clock.now(), actor, "from-a-click", service="notification", stack="test")
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
        for lane in Lane:
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


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    engine = sa.create_engine(fresh_database("notification"))
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
    yield made
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


def calendar_in(mail: EmailMessage) -> icalendar.Event:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (event,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_a_booking_reaches_client_students_and_lecturer_in_their_languages(stand: Stand) -> None:
    stand.book()
    stand.send_all()
    subjects = {str(mail["To"]): str(mail["Subject"]) for mail in stand.server.arrived}
    assert len(stand.server.arrived) == 4
    assert subjects["Maija Meikäläinen <maija@example.fi>"].startswith("Keskusteluaikasi: ")
    assert subjects["Liisa Lehtori <liisa@example.fi>"].startswith("Nytt samtal: ")
    assert subjects["Aino Laine <aino@example.fi>"].startswith("Uusi keskustelu: ")
    assert subjects["Eero Niemi <eero@example.fi>"].startswith("New conversation: ")
    assert stand.states() == {"confirmation": ["sent"], "staff_booked": ["sent"] * 3, "reminder": ["waiting"]}


def test_the_invitation_to_the_calendar_is_read_back_from_the_mail_and_withdrawn_under_the_same_uid(
    stand: Stand,
) -> None:
    stand.book()
    stand.send_all()
    stand.run(lambda tx: stand.service.appointment_rescheduled(MOVED, tx))
    stand.send_all()
    stand.booking.appointment = replace(stand.booking.appointment, state="cancelled")
    stand.run(lambda tx: stand.service.appointment_cancelled(CANCELLED, tx))
    stand.send_all()
    events = [calendar_in(mail) for mail in stand.mail_to("maija@example.fi")]
    assert {str(event["uid"]) for event in events} == {f"{APPOINTMENT}@test.hyke"}
    assert [(event.decoded("sequence"), str(event["status"])) for event in events] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
    ]
    assert events[0].decoded("dtstart") == stand.booking.appointment.starts_at


def test_the_correlation_id_of_the_click_reaches_booking_and_the_mail(stand: Stand) -> None:
    stand.book()
    stand.send_all()
    assert {str(mail["X-Correlation-ID"]) for mail in stand.server.arrived} == {"from-a-click"}
    assert set(stand.booking.heard) == {"from-a-click"}


def test_an_alert_is_published_and_mailed_urgently(stand: Stand) -> None:
    stand.distress()
    assert stand.published() == ["notification.lecturer_alerted.v1"]
    stand.send_all()
    (mail,) = stand.server.arrived
    assert (str(mail["To"]), str(mail["Importance"])) == ("Liisa Lehtori <liisa@example.fi>", "high")
    assert str(mail["Subject"]).startswith("Du behövs: rum B204")


def test_an_unanswered_alert_reaches_the_coordinators_and_ends_with_the_answer(stand: Stand) -> None:
    stand.distress()
    for _ in range(92):
        stand.clock.advance(timedelta(seconds=2))
        stand.run(stand.service.repeat_alerts)
    stand.run(stand.service.tell_coordinators)
    stand.send_all()
    assert [str(mail["To"]) for mail in stand.server.arrived].count("Kaisa Koski <kaisa@example.fi>") == 1
    assert stand.published().count("notification.lecturer_alerted.v1") == 4
    assert stand.published().count("notification.alert_unanswered.v1") == 1
    (view,) = stand.run(lambda tx: stand.service.open_alerts(requests.OpenAlerts(), tx), Actor(Role.LECTURER, LECTURER))
    assert (view.round, view.is_escalated) == (4, True)
    ask = requests.AcknowledgeAlert(view.alert_id)
    taken = stand.run(lambda tx: stand.service.acknowledge_alert(ask, tx), Actor(Role.COORDINATOR, COORDINATOR))
    assert taken.acknowledged_by == COORDINATOR
    assert stand.run(lambda tx: stand.service.acknowledge_alert(ask, tx), Actor(Role.LECTURER, LECTURER)) == taken
    assert stand.published().count("notification.alert_acknowledged.v1") == 1
    stand.clock.advance(timedelta(minutes=5))
    stand.run(stand.service.repeat_alerts)
    assert stand.published()[-1] == "notification.alert_acknowledged.v1"


def test_coordinators_are_told_later_when_booking_is_silent(stand: Stand) -> None:
    stand.distress()
    stand.clock.advance(timedelta(minutes=3))
    stand.run(stand.service.repeat_alerts)
    stand.booking.is_silent = True
    stand.run(stand.service.tell_coordinators)
    assert "alert_escalated" not in stand.states()
    stand.booking.is_silent = False
    stand.run(stand.service.tell_coordinators)
    assert stand.states()["alert_escalated"] == ["waiting"]


def test_nobody_but_the_lecturer_and_coordinators_answers_an_alert(stand: Stand) -> None:
    stand.distress()
    (view,) = stand.run(lambda tx: stand.service.open_alerts(requests.OpenAlerts(), tx), Actor(Role.STUDENT, AINO))
    ask = requests.AcknowledgeAlert(view.alert_id)
    for actor, code in (
        (Actor(Role.STUDENT, AINO), "alert_not_yours"),
        (Actor(Role.LECTURER, STRANGER), "alert_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            stand.run(lambda tx: stand.service.acknowledge_alert(ask, tx), actor)
        assert refused.value.code == code


def test_a_refused_address_becomes_an_event_and_a_receipt_without_the_servers_words(stand: Stand) -> None:
    stand.server.answers["maija@example.fi"] = "550 maija@example.fi does not live here"
    stand.book()
    stand.send_all()
    assert stand.published() == ["notification.message_undeliverable.v1"]
    ask = requests.Messages(recipient_id=CLIENT)
    views = stand.run(lambda tx: stand.service.messages(ask, tx), Actor(Role.COORDINATOR, COORDINATOR))
    assert {view.template: view.state for view in views} == {"confirmation": "undeliverable", "reminder": "waiting"}
    errors = stand.run(lambda tx: tx.connection.execute(sa.select(tables.message.c.last_error))).scalars()
    assert set(errors) == {None, "smtp_550"}


def test_a_greylisted_mail_is_tried_again_and_arrives(stand: Stand) -> None:
    stand.server.answers["maija@example.fi"] = "451 try again later"
    stand.book()
    stand.send_all()
    assert stand.mail_to("maija@example.fi") == []
    stand.server.answers.clear()
    stand.clock.advance(timedelta(seconds=30))
    stand.send_all()
    assert len(stand.mail_to("maija@example.fi")) == 1


def test_a_mail_server_that_is_away_loses_nothing(stand: Stand) -> None:
    working, stand.service.tools = stand.service.tools, equipment(settings("smtp://127.0.0.1:9"), stand.clock)
    stand.book()
    stand.send_all()
    assert stand.states()["confirmation"] == ["waiting"]
    stand.service.tools = working
    stand.clock.advance(timedelta(minutes=1))
    stand.send_all()
    assert len(stand.server.arrived) == 4


def test_a_crash_between_sending_and_keeping_it_sends_again_under_the_same_message_id(stand: Stand) -> None:
    stand.book()
    real = stand.service.transactions
    calls = iter([real, None, *[real] * 20])

    def crashing() -> Any:
        begin = next(calls)
        if begin is None:
            raise ConnectionError("the process died here")
        return begin()

    stand.service.transactions = crashing
    with pytest.raises(ConnectionError):
        stand.service.send_next(Lane.ORDINARY)
    stand.send_all()
    assert len(stand.server.arrived) == 4, "the lease keeps it from being sent at once"
    stand.service.transactions = real
    stand.clock.advance(LEASE)
    stand.send_all()
    ids = [str(mail["Message-ID"]) for mail in stand.server.arrived]
    assert (len(ids), len(set(ids))) == (5, 4)


def test_two_replicas_send_each_message_once(stand: Stand) -> None:
    for number in range(10):
        event = replace(BOOKED, appointment_id=UUID(int=1000 + number))
        stand.run(lambda tx, event=event: stand.service.appointment_booked(event, tx))  # type: ignore[misc]
    start = Barrier(2)

    def replica() -> None:
        start.wait()
        while stand.service.send_next(Lane.ORDINARY):
            pass

    replicas = [Thread(target=replica) for _ in range(2)]
    for each in replicas:
        each.start()
    for each in replicas:
        each.join()
    ids = [str(mail["Message-ID"]) for mail in stand.server.arrived]
    assert len(ids) == len(set(ids)) == 40


def test_a_confirmation_of_what_was_cancelled_meanwhile_is_not_sent(stand: Stand) -> None:
    stand.book()
    stand.booking.appointment = replace(stand.booking.appointment, state="cancelled")
    stand.send_all()
    assert stand.server.arrived == []
    assert stand.states()["confirmation"] == ["dropped"]


def test_an_erased_client_is_forgotten(stand: Stand) -> None:
    stand.book()
    stand.run(lambda tx: stand.service.client_erased(booking.ClientErased(CLIENT, NOW), tx))
    for table in (tables.message, tables.appointment, tables.alert):
        rows = stand.run(lambda tx, table=table: tx.connection.execute(sa.select(table))).all()  # type: ignore[misc]
        assert str(CLIENT) not in str(rows)


def test_everything_that_booking_and_session_say_of_a_client_is_told(stand: Stand) -> None:
    service = stand.service
    stand.run(lambda tx: service.client_referred(booking.ClientReferred(CLIENT, UUID(int=60), NOW), tx))
    stand.book()
    stand.run(lambda tx: service.follow_up_unavailable(UNAVAILABLE, tx))
    stand.run(lambda tx: service.session_closed(CLOSED, tx))
    stand.send_all()
    stand.booking.appointment = replace(stand.booking.appointment, state="held")
    stand.run(lambda tx: service.follow_up_proposed(PROPOSED, tx))
    stand.send_all()
    stand.booking.appointment = replace(stand.booking.appointment, state="declined")
    stand.run(lambda tx: service.follow_up_declined(booking.FollowUpDeclined(HELD, APPOINTMENT, CLIENT, NOW), tx))
    stand.send_all()
    stand.booking.appointment = replace(stand.booking.appointment, state="no_show")
    stand.run(lambda tx: service.appointment_no_show(booking.AppointmentNoShow(APPOINTMENT, CLIENT, NOW), tx))
    stand.send_all()
    stand.run(lambda tx: service.consent_withdrawn(booking.ConsentWithdrawn(CLIENT, NOW), tx))
    states = stand.states()
    assert states.pop("reminder") == ["dropped"]
    assert {state for found in states.values() for state in found} == {"sent"}
    assert len(stand.mail_to("maija@example.fi")) == 6
    assert len(stand.mail_to("liisa@example.fi")) == 5
