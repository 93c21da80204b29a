"""Odd names, known since before there were rules, as a mail server receives them; and none of them stops the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.notification.adapters import tables
from services.notification.adapters.smtp_channel import SmtpPost
from services.notification.application.ports import Email
from services.notification.domain.template import Priority
from shared.contracts.actor import Actor, Role
from shared.contracts.requests import notification as requests
from tests.conftest import FreshDatabase
from tests.integration.notification_stand import Stand, stand_on
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import BOOKED, CLIENT, COORDINATOR, LECTURER

HEADERS = set(
    "From To Subject Date Message-ID Auto-Submitted X-Auto-Response-Suppress X-Correlation-ID Traceparent X-Priority "
    "Importance Priority MIME-Version Content-Type Content-Language".split()
)
CLAIM = "Claim"  # what the attacker wants to be read at the head of the body
NAMES = [
    f"=?utf-8?q?=0d=0aSubject:_You_won!=0d=0a=0d=0a{CLAIM}:_https://evil.example/x?=",
    "=?utf-8?b?DQpTdWJqZWN0OiBZb3Ugd29uIQ0KDQpDbGFpbQ==?=",
    f"Maija =?utf-8?q?=0aBcc:_all@example.fi=0a=0a{CLAIM}?=",
    f"Maija\r\nBcc: all@example.fi\r\n\r\n{CLAIM}",
    f"Maija\x85Bcc: all@example.fi\u2028{CLAIM}",
    "é: =?utf-8?b?=0a",
    ":" + "x" * 79,
    '\u202eÄ, "Maikki" <x@evil.example>\x1b[31m',
    "https://evil.example/x",
]


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    with stand_on(fresh_database("notification")) as made:
        yield made


def called(stand: Stand, recipient_id: UUID, name: str) -> None:
    """Booking knows them by this name."""
    stand.booking.contacts[recipient_id] = replace(stand.booking.contacts[recipient_id], name=name)


def lines_of(mail: bytes) -> tuple[list[str], bytes]:
    """The header lines, unfolded, and the body."""
    head, _, body = mail.partition(b"\r\n\r\n")
    return re.sub(rb"\r\n(?=[ \t])", b"", head).decode("ascii").split("\r\n"), body


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_no_line_to_what_the_mail_server_receives(stand: Stand, name: str) -> None:
    called(stand, CLIENT, name)
    called(stand, LECTURER, name)
    view = stand.booking.appointment
    room = replace(view.room, name=name, campus=name)
    stand.booking.appointment = replace(view, student_names=(name, name), lecturer_name=name, room=room)
    stand.book()
    stand.distress()
    stand.send_all()
    assert len(stand.server.taken) == 5  # the client, the two students, the lecturer, and the lecturer's alert
    for mail in stand.server.taken:
        lines, body = lines_of(mail)
        names = [line.partition(": ")[0] for line in lines]
        assert set(names) <= HEADERS
        assert len(names) == len(set(names))
        assert body.startswith(b"--")  # the first part's border, as in every mail
        assert b"you won" not in mail.lower()
    assert {str(mail["To"].addresses[0].addr_spec) for mail in stand.server.arrived} == {
        "maija@example.fi",
        "aino@example.fi",
        "eero@example.fi",
        "liisa@example.fi",
    }


def test_a_name_that_is_a_link_greets_nobody_with_it(stand: Stand) -> None:
    called(stand, CLIENT, "https://evil.example/x")
    stand.book()
    stand.send_all()
    (mail,) = stand.mail_to("maija@example.fi")
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert "evil.example" not in part.get_content()
    assert "evil.example" not in str(mail["To"])


@pytest.mark.parametrize("lane", list(Priority))
def test_a_hundred_mails_that_fail_in_a_way_nobody_foresaw_stop_neither_lane(stand: Stand, lane: Priority) -> None:
    works = stand.service.tools.post

    class Faulty(SmtpPost):
        def send(self, letter: Email) -> None:
            if letter.to_address == "maija@example.fi":
                raise AssertionError("maija@example.fi: what no one thought of")
            works.send(letter)

    faulty = Faulty(works.url, works.mail, works.clock)
    stand.service.tools = replace(stand.service.tools, post=faulty)
    stand.book()
    stand.distress()
    stand.run(lambda tx: fill(tx.connection, lane))
    stand.send_all()
    assert {"liisa@example.fi"} <= {str(mail["To"].addresses[0].addr_spec) for mail in stand.server.arrived}
    assert waiting(stand, lane) >= 100
    stand.clock.advance(timedelta(minutes=1))
    stand.send_all()
    ask = requests.UndeliverableMessages(NOW - timedelta(days=1))
    lost = stand.run(lambda tx: stand.service.undeliverable_messages(ask, tx), Actor(Role.COORDINATOR, COORDINATOR))
    assert len(lost) >= 100
    assert waiting(stand, lane) == 0
    errors = stand.run(lambda tx: tx.connection.execute(sa.select(tables.message.c.last_error).distinct())).scalars()
    assert all(re.fullmatch(r"unforeseen_assertionerror_test_notification_names_\d+", each) for each in errors if each)


def test_a_message_of_a_newer_version_is_left_for_it_and_does_not_stop_the_lane(stand: Stand) -> None:
    stand.book()
    unknown = sa.update(tables.message).where(tables.message.c.recipient_id == CLIENT).values(template="of_tomorrow")
    stand.run(lambda tx: tx.connection.execute(unknown))
    stand.send_all()
    assert len(stand.server.taken) == 3
    assert set(stand.states()["of_tomorrow"]) == {"waiting"}


def fill(connection: sa.Connection, lane: Priority) -> None:
    """A hundred messages to the client, due before all others."""
    row = {
        "template": "alert" if lane is Priority.URGENT else "confirmation",
        "lane": lane.value,
        "recipient_id": CLIENT,
        "appointment_id": BOOKED.appointment_id,
        "correlation_id": "from-a-click",
        "created_at": NOW,
        "due_at": NOW - timedelta(minutes=1),
        "next_at": NOW - timedelta(minutes=1),
        "state": "waiting",
        "attempts": 0,
    }
    rows = [{**row, "message_id": UUID(int=1000 + number)} for number in range(100)]
    connection.execute(sa.insert(tables.message), rows)


def waiting(stand: Stand, lane: Priority) -> int:
    """How many of the lane wait that are due."""
    due = (tables.message.c.state == "waiting") & (tables.message.c.lane == lane.value)
    counted = sa.select(sa.func.count()).where(due, tables.message.c.due_at <= stand.clock.now())
    return int(stand.run(lambda tx: tx.connection.scalar(counted)) or 0)
