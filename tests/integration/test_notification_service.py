"""What notification does with what it hears and is asked, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.notification.adapters import tables
from shared.contracts.actor import Actor, Role
from shared.contracts.events import booking
from shared.contracts.requests import notification as requests
from shared.refusal import Refusal
from tests.conftest import FreshDatabase
from tests.integration.notification_stand import Stand, stand_on
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    AINO,
    APPOINTMENT,
    CLIENT,
    CLOSED,
    COORDINATOR,
    HELD,
    LECTURER,
    PROPOSED,
    STRANGER,
    UNAVAILABLE,
)


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    with stand_on(fresh_database("notification")) as made:
        yield made


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
    seen, over = requests.AcknowledgeAlert(view.alert_id), requests.TakeOverAlert(view.alert_id)
    coordinator, lecturer = Actor(Role.COORDINATOR, COORDINATOR), Actor(Role.LECTURER, LECTURER)
    assert stand.run(lambda tx: stand.service.acknowledge_alert(seen, tx), coordinator).acknowledged_by is None
    stand.clock.advance(timedelta(minutes=1))
    stand.run(stand.service.repeat_alerts)
    assert stand.published()[-2:] == ["notification.coordinator_acknowledged.v1", "notification.lecturer_alerted.v1"]
    taken = stand.run(lambda tx: stand.service.take_over_alert(over, tx), coordinator)
    assert (taken.acknowledged_by, taken.is_taken_over) == (COORDINATOR, True)
    assert stand.run(lambda tx: stand.service.acknowledge_alert(seen, tx), lecturer).acknowledged_by == COORDINATOR
    assert stand.published().count("notification.alert_acknowledged.v1") == 1
    (relieved,) = stand.run(lambda tx: stand.service.settled_alerts(requests.SettledAlerts(), tx), lecturer)
    assert relieved.acknowledged_by == COORDINATOR
    stand.send_all()
    assert stand.states()["alert_settled"] == ["sent"]
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
