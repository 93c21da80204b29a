"""Mail over a real server: it arrives, once, or its loss is said aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import icalendar
import pytest
import sqlalchemy as sa

from services.notification.adapters import tables
from services.notification.adapters.composition import equipment
from services.notification.domain.message import LEASES
from services.notification.domain.template import Priority
from shared.contracts.actor import Actor, Role
from shared.contracts.requests import notification as requests
from tests.conftest import FreshDatabase
from tests.integration.notification_stand import Stand, settings, stand_on
from tests.unit.notification.samples import (
    APPOINTMENT,
    BOOKED,
    CANCELLED,
    CLIENT,
    COORDINATOR,
    MOVED,
)


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    with stand_on(fresh_database("notification")) as made:
        yield made


def calendar_in(mail: EmailMessage) -> icalendar.Event:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (event,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


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


@pytest.mark.parametrize("url", ["smtp+starttls://127.0.0.1:{port}", "smtp://hyke:secret@127.0.0.1:{port}"])
def test_mail_never_leaves_in_the_clear_or_unknown_where_the_operator_asked_for_more(stand: Stand, url: str) -> None:
    port = stand.service.tools.post.url.rpartition(":")[2]
    stand.service.tools = equipment(settings(url.format(port=port)), stand.clock)
    stand.book()
    stand.send_all()
    assert stand.server.arrived == []
    assert stand.states()["confirmation"] == ["waiting"]


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
        stand.service.send_next(Priority.ORDINARY)
    stand.send_all()
    assert len(stand.server.arrived) == 4, "the lease keeps it from being sent at once"
    stand.service.transactions = real
    stand.clock.advance(LEASES[Priority.ORDINARY])
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
        while stand.service.send_next(Priority.ORDINARY):
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
