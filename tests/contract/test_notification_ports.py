"""One suite for notification's ports: the fakes keep the same promises as PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.notification.adapters.alerts import SqlAlerts
from services.notification.adapters.appointments import SqlAppointments
from services.notification.adapters.messages import SqlMessages
from services.notification.application.ports import Alerts, Appointments, Messages, Waiting
from services.notification.domain.alert import ESCALATE_AFTER, REPEAT_EVERY, Alert, open_alert
from services.notification.domain.appointment import KnownAppointment
from services.notification.domain.message import LEASES, Message, MessageState
from services.notification.domain.template import CANCELLATIONS, Priority, Template
from tests.conftest import FreshDatabase
from tests.unit.notification.fakes import NOW, FakeAlerts, FakeAppointments, FakeMessages
from tests.unit.notification.samples import AINO, APPOINTMENT, CLIENT, EERO, LECTURER, ROOM, STARTS, STRANGER, message


@dataclass
class Ports:
    """The ports that keep something, and the lanes that were woken."""

    messages: Messages
    appointments: Appointments
    alerts: Alerts
    woken: list[str]


@pytest.fixture(params=["fake", "sql"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    if request.param == "fake":
        fake = FakeMessages()
        yield Ports(fake, FakeAppointments(), FakeAlerts(), fake.woken)
        return
    fresh: FreshDatabase = request.getfixturevalue("fresh_database")
    engine = sa.create_engine(fresh("notification"), poolclass=sa.NullPool)
    woken: list[str] = []
    with engine.begin() as connection:
        messages = SqlMessages(connection, woken.append)
        yield Ports(messages, SqlAppointments(connection), SqlAlerts(connection), woken)


def another(template: Template = Template.CONFIRMATION, **changes: object) -> Message:
    return message(template, **{"message_id": uuid4(), **changes})


def the(ports: Ports, put: Message) -> Message:
    """The message as it is kept now."""
    (found,) = [each for each in ports.messages.of_recipient(put.recipient_id) if each.message_id == put.message_id]
    return found


def an_alert(**changes: object) -> Alert:
    made = open_alert(uuid4(), APPOINTMENT, LECTURER, ROOM, (AINO, EERO), "from-a-click", NOW, NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


KNOWN = KnownAppointment(APPOINTMENT, CLIENT, LECTURER, (AINO, EERO), STARTS)


# ---- messages


def test_a_message_is_kept_whole_and_wakes_its_lane(ports: Ports) -> None:
    put = another(Template.ALERT, alert_id=uuid4())
    ports.messages.add(put)
    assert the(ports, put) == put
    assert ports.woken == [Priority.URGENT.value]


def test_a_message_that_is_already_there_stays_as_it_is(ports: Ports) -> None:
    put = another()
    ports.messages.add(put)
    ports.messages.settle(put.sent(NOW))
    ports.messages.add(put)
    assert the(ports, put).state is MessageState.SENT


def test_a_claim_takes_the_one_that_waited_longest_and_leases_it(ports: Ports) -> None:
    later, sooner = another(), another(next_at=NOW - timedelta(minutes=1))
    ports.messages.add(later)
    ports.messages.add(sooner)
    claimed = ports.messages.claim(Priority.ORDINARY, NOW)
    assert claimed == replace(sooner, attempts=1, next_at=NOW + LEASES[Priority.ORDINARY])
    assert ports.messages.claim(Priority.ORDINARY, NOW) == replace(
        later, attempts=1, next_at=NOW + LEASES[Priority.ORDINARY]
    )
    assert ports.messages.claim(Priority.ORDINARY, NOW + LEASES[Priority.ORDINARY] - timedelta(seconds=1)) is None
    again = ports.messages.claim(Priority.ORDINARY, NOW + LEASES[Priority.ORDINARY])
    assert again is not None
    assert again.attempts == 2


def test_a_claim_leaves_what_is_not_due_not_waiting_or_in_another_lane(ports: Ports) -> None:
    sent = another()
    for each in (sent, another(Template.ALERT), another(next_at=NOW + timedelta(seconds=1))):
        ports.messages.add(each)
    ports.messages.settle(sent.sent(NOW))
    assert ports.messages.claim(Priority.ORDINARY, NOW) is None


def test_the_outcome_of_a_try_is_kept(ports: Ports) -> None:
    ports.messages.add(another())
    claimed = ports.messages.claim(Priority.ORDINARY, NOW)
    assert claimed is not None
    failed = claimed.failed(NOW, "smtp_451")
    ports.messages.settle(failed)
    assert the(ports, claimed) == failed
    ports.messages.settle(failed.undeliverable("smtp_550"))
    assert the(ports, claimed).state is MessageState.UNDELIVERABLE


def test_a_failed_try_does_not_wake_what_was_dropped_but_a_sent_one_was_sent(ports: Ports) -> None:
    ports.messages.add(another())
    claimed = ports.messages.claim(Priority.ORDINARY, NOW)
    assert claimed is not None
    ports.messages.drop_to(CLIENT, (), "consent_withdrawn")
    ports.messages.settle(claimed.failed(NOW, "smtp_451"))
    assert the(ports, claimed).state is MessageState.DROPPED
    ports.messages.settle(claimed.sent(NOW))
    assert the(ports, claimed).state is MessageState.SENT


def test_a_try_that_lost_its_lease_does_not_disturb_the_next(ports: Ports) -> None:
    ports.messages.add(another())
    late = ports.messages.claim(Priority.ORDINARY, NOW)
    again = ports.messages.claim(Priority.ORDINARY, NOW + LEASES[Priority.ORDINARY])
    assert late is not None
    ports.messages.settle(late.undeliverable("smtp_550"))
    assert the(ports, late) == again


def test_settling_a_forgotten_message_brings_nothing_back(ports: Ports) -> None:
    put = another()
    ports.messages.add(put)
    ports.messages.forget(CLIENT)
    ports.messages.settle(put.sent(NOW))
    assert ports.messages.of_recipient(CLIENT) == []


def test_dropping_by_appointment_takes_the_named_templates_that_wait(ports: Ports) -> None:
    reminder, sent = another(Template.REMINDER), another(Template.REMINDER)
    spared = (another(), another(Template.REMINDER, appointment_id=uuid4()))
    for each in (reminder, sent, *spared):
        ports.messages.add(each)
    ports.messages.settle(sent.sent(NOW))
    ports.messages.drop_of_appointment(APPOINTMENT, {Template.REMINDER}, "appointment_moved")
    assert the(ports, reminder) == reminder.dropped("appointment_moved")
    assert the(ports, sent).state is MessageState.SENT
    assert [the(ports, each) for each in spared] == list(spared)


def test_dropping_by_alert_takes_the_named_templates_of_that_alert(ports: Ports) -> None:
    alert_id = uuid4()
    call, escalation = another(Template.ALERT, alert_id=alert_id), another(Template.ALERT_ESCALATED, alert_id=alert_id)
    other = another(Template.ALERT, alert_id=uuid4())
    for each in (call, escalation, other):
        ports.messages.add(each)
    ports.messages.drop_of_alert(alert_id, {Template.ALERT}, "called_again")
    states = [the(ports, each).state for each in (call, escalation, other)]
    assert states == [MessageState.DROPPED, MessageState.WAITING, MessageState.WAITING]


def test_dropping_by_recipient_spares_cancellations(ports: Ports) -> None:
    kept, dropped, elsewhere = another(Template.CANCELLED), another(), another(recipient_id=STRANGER)
    for each in (kept, dropped, elsewhere):
        ports.messages.add(each)
    ports.messages.drop_to(CLIENT, CANCELLATIONS, "consent_withdrawn")
    states = [the(ports, each).state for each in (kept, dropped, elsewhere)]
    assert states == [MessageState.WAITING, MessageState.DROPPED, MessageState.WAITING]


def test_receipts_are_newest_first(ports: Ports) -> None:
    old, new = another(), another(created_at=NOW + timedelta(seconds=1))
    elsewhere = another(recipient_id=STRANGER, appointment_id=None)
    for each in (old, new, elsewhere):
        ports.messages.add(each)
    assert list(ports.messages.of_appointment(APPOINTMENT)) == [new, old]
    assert list(ports.messages.of_recipient(CLIENT)) == [new, old]


def test_what_was_given_up_is_found_by_when_it_was_written(ports: Ports) -> None:
    old, new = another(created_at=NOW - timedelta(days=2)), another(created_at=NOW)
    for each in (old, new, another()):
        ports.messages.add(each)
    for _ in (old, new):
        claimed = ports.messages.claim(Priority.ORDINARY, NOW + timedelta(days=1))
        assert claimed is not None
        ports.messages.settle(replace(claimed, state=MessageState.UNDELIVERABLE, last_error="refused"))
    found = ports.messages.undeliverable(NOW - timedelta(days=3))
    assert {each.state for each in found} == {MessageState.UNDELIVERABLE}
    assert len(found) == 2
    assert [each.created_at for each in found] == sorted((each.created_at for each in found), reverse=True)
    assert ports.messages.undeliverable(NOW + timedelta(seconds=1)) == []


# ---- appointments


def test_what_waits_is_counted_by_lane_with_when_the_oldest_was_due(ports: Ports) -> None:
    early = another(due_at=NOW - timedelta(hours=2), next_at=NOW + timedelta(minutes=30), attempts=7)
    for put in (early, another(), another(due_at=NOW + timedelta(hours=1)), another(state=MessageState.DROPPED)):
        ports.messages.add(put)
    assert ports.messages.waiting(Priority.ORDINARY, NOW) == Waiting(2, NOW - timedelta(hours=2))
    assert ports.messages.waiting(Priority.URGENT, NOW) == Waiting(0)


def test_an_alerts_mail_has_waited_since_the_first_round_that_did_not_leave(ports: Ports) -> None:
    alert_id, lecturer, other = uuid4(), uuid4(), uuid4()

    def call(minute: int, recipient_id: UUID, **changes: object) -> None:
        due_at = NOW + timedelta(minutes=minute)
        about = {"recipient_id": recipient_id, "alert_id": alert_id, "due_at": due_at, "next_at": due_at}
        ports.messages.add(another(Template.ALERT, **(about | changes)))

    for minute in range(3):
        call(minute, lecturer, state=MessageState.DROPPED)
    call(3, lecturer)
    call(3, other)
    assert ports.messages.waiting(Priority.URGENT, NOW + timedelta(minutes=3)) == Waiting(2, NOW)
    call(1, lecturer, state=MessageState.SENT, sent_at=NOW + timedelta(minutes=1, seconds=1))
    assert ports.messages.waiting(Priority.URGENT, NOW + timedelta(minutes=3)) == Waiting(2, NOW + timedelta(minutes=2))


def test_what_was_given_up_is_counted_by_when_it_was_last_tried(ports: Ports) -> None:
    for tried_at, state in (
        (NOW - timedelta(days=2), MessageState.UNDELIVERABLE),
        (NOW - timedelta(hours=2), MessageState.UNDELIVERABLE),
        (NOW - timedelta(hours=1), MessageState.DROPPED),
    ):
        ports.messages.add(another(state=state, next_at=tried_at, created_at=NOW - timedelta(days=9)))
    assert ports.messages.given_up(NOW - timedelta(days=1)) == 1


def test_an_appointment_is_kept_and_changed(ports: Ports) -> None:
    assert ports.appointments.get_for_update(APPOINTMENT) is None
    ports.appointments.save(KNOWN)
    assert ports.appointments.get_for_update(APPOINTMENT) == KNOWN
    moved = KNOWN.moved(NOW, STRANGER, (EERO,))
    ports.appointments.save(moved)
    assert ports.appointments.get_for_update(APPOINTMENT) == moved


def test_people_are_found_in_their_appointments(ports: Ports) -> None:
    other = replace(KNOWN, appointment_id=UUID(int=900), student_ids=(STRANGER,))
    ports.appointments.save(KNOWN)
    ports.appointments.save(other)
    assert set(ports.appointments.of_person(LECTURER)) == {APPOINTMENT, other.appointment_id}
    assert set(ports.appointments.of_person(EERO)) == {APPOINTMENT}
    assert set(ports.appointments.of_person(CLIENT)) == set()


def test_a_forgotten_client_is_in_no_appointment(ports: Ports) -> None:
    ports.appointments.save(KNOWN)
    ports.appointments.forget_client(CLIENT)
    assert ports.appointments.get_for_update(APPOINTMENT) == replace(KNOWN, client_id=None)


# ---- alerts


def test_an_alert_is_kept_whole_and_changed(ports: Ports) -> None:
    alert = an_alert()
    ports.alerts.save(alert)
    assert ports.alerts.get_for_update(alert.alert_id) == alert == ports.alerts.open_of(APPOINTMENT)
    ports.alerts.save(alert.acknowledged(LECTURER, NOW))
    assert ports.alerts.get_for_update(alert.alert_id) == alert.acknowledged(LECTURER, NOW)
    assert ports.alerts.open_of(APPOINTMENT) is None
    assert ports.alerts.get_for_update(uuid4()) is None


def test_an_alert_is_due_when_its_round_or_its_escalation_is(ports: Ports) -> None:
    alert = an_alert()
    ports.alerts.save(alert)
    assert list(ports.alerts.due(NOW + REPEAT_EVERY - timedelta(seconds=1))) == []
    assert list(ports.alerts.due(NOW + REPEAT_EVERY)) == [alert]
    silent = replace(alert, next_at=None)
    ports.alerts.save(silent)
    assert list(ports.alerts.due(NOW + ESCALATE_AFTER - timedelta(seconds=1))) == []
    assert list(ports.alerts.due(NOW + ESCALATE_AFTER)) == [silent]
    ports.alerts.save(silent.escalated(NOW))
    assert list(ports.alerts.due(NOW + ESCALATE_AFTER)) == []


def test_an_answered_alert_is_never_due(ports: Ports) -> None:
    ports.alerts.save(an_alert().acknowledged(LECTURER, NOW))
    assert list(ports.alerts.due(NOW + timedelta(days=1))) == []


def test_coordinators_are_to_be_told_of_escalated_alerts_until_they_are(ports: Ports) -> None:
    alert = an_alert()
    ports.alerts.save(alert)
    assert list(ports.alerts.untold()) == []
    ports.alerts.save(alert.escalated(NOW))
    assert list(ports.alerts.untold()) == [alert.escalated(NOW)]
    ports.alerts.save(replace(alert.escalated(NOW), coordinators_told_at=NOW))
    assert list(ports.alerts.untold()) == []


def test_open_alerts_are_oldest_first(ports: Ports) -> None:
    newer = an_alert(session_id=uuid4(), detected_at=NOW + timedelta(seconds=1))
    older, answered = an_alert(), an_alert(session_id=uuid4()).acknowledged(LECTURER, NOW)
    for each in (newer, older, answered):
        ports.alerts.save(each)
    assert list(ports.alerts.all_open()) == [older, newer]


def test_who_has_acknowledged_is_kept_with_the_alert(ports: Ports) -> None:
    alert = an_alert().acknowledged_for_oneself(STRANGER, NOW)
    ports.alerts.save(alert)
    later = alert.escalated(NOW + timedelta(minutes=3))
    later = later.acknowledged_for_oneself(STRANGER, NOW + timedelta(minutes=4))
    ports.alerts.save(later)
    ports.alerts.save(later)
    assert ports.alerts.get_for_update(alert.alert_id) == later
    assert list(ports.alerts.all_open()) == [later]
    assert [each.person_id for each in later.acknowledgements] == [STRANGER, STRANGER]


def test_an_alert_is_seen_as_it_stands(ports: Ports) -> None:
    alert = an_alert(is_beforehand=True)
    assert ports.alerts.get(alert.alert_id) is None
    ports.alerts.save(alert)
    assert ports.alerts.get(alert.alert_id) == alert


def test_settled_alerts_are_newest_first_from_an_instant_on(ports: Ports) -> None:
    at = [NOW + timedelta(minutes=minute) for minute in range(3)]
    settled = [an_alert(session_id=uuid4()).taken_over(STRANGER, moment) for moment in at]
    for each in (*settled, an_alert(session_id=uuid4())):
        ports.alerts.save(each)
    assert list(ports.alerts.settled_since(at[1])) == [settled[2], settled[1]]


def test_whom_a_template_about_an_alert_went_to_is_known_whatever_became_of_it(ports: Ports) -> None:
    alert_id = uuid4()
    dropped = another(Template.ALERT_ESCALATED, alert_id=alert_id, recipient_id=AINO)
    for each in (
        dropped,
        another(Template.ALERT_ESCALATED, alert_id=alert_id, recipient_id=AINO),
        another(Template.ALERT_ESCALATED, alert_id=uuid4(), recipient_id=EERO),
        another(Template.ALERT, alert_id=alert_id, recipient_id=LECTURER),
    ):
        ports.messages.add(each)
    ports.messages.drop_to(AINO, (), "acknowledged")
    assert list(ports.messages.recipients_of_alert(alert_id, Template.ALERT_ESCALATED)) == [AINO]


def test_how_far_conversations_are_is_told_of_those_that_are_known(ports: Ports) -> None:
    ports.appointments.save(KNOWN.begun())
    assert ports.appointments.conversations([APPOINTMENT, uuid4()]) == {APPOINTMENT: "under_way"}
    assert ports.appointments.get_for_update(APPOINTMENT) == KNOWN.begun()
    assert ports.appointments.conversations([]) == {}
