"""Nobody is written to who no longer wants it, and the erased are forgotten."""

from __future__ import annotations

from services.notification.application.use_cases.deliver_message import deliver_message
from services.notification.application.use_cases.forget_client import forget_client, stop_writing
from services.notification.application.use_cases.notify_cancellation import notify_cancellation
from services.notification.application.use_cases.notify_follow_up import tell_of_no_time
from services.notification.domain.template import Template
from shared.contracts.events.booking import ClientErased, ConsentWithdrawn
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import CANCELLED, CLIENT, UNAVAILABLE
from tests.unit.notification.test_appointments import book
from tests.unit.notification.world import World


def test_consent_withdrawn_drops_what_waits_for_the_client_but_not_what_waits_for_staff(world: World) -> None:
    book(world)
    tell_of_no_time(UNAVAILABLE, world.uow)
    stop_writing(ConsentWithdrawn(CLIENT, NOW), world.uow)
    assert world.waiting() == {Template.STAFF_BOOKED, Template.STAFF_FOLLOW_UP_UNAVAILABLE}


def test_after_consent_is_withdrawn_the_client_still_hears_that_the_time_is_cancelled(world: World) -> None:
    book(world)
    notify_cancellation(CANCELLED, world.uow)
    stop_writing(ConsentWithdrawn(CLIENT, NOW), world.uow)
    assert Template.CANCELLED in world.waiting()


def test_an_erased_client_leaves_no_message_and_no_appointment_behind(world: World) -> None:
    book(world)
    forget_client(ClientErased(CLIENT, NOW), world.uow)
    assert all(each.recipient_id != CLIENT for each in world.messages.kept.values())
    assert all(each.client_id is None for each in world.appointments.kept.values())


def test_a_cancellation_after_erasure_tells_the_staff_alone(world: World) -> None:
    book(world)
    forget_client(ClientErased(CLIENT, NOW), world.uow)
    notify_cancellation(CANCELLED, world.uow)
    assert world.waiting() == {Template.STAFF_CANCELLED}


def test_a_booking_that_is_heard_only_after_the_erasure_leaves_nothing_of_the_client_once_its_mail_is_tried(
    world: World,
) -> None:
    forget_client(ClientErased(CLIENT, NOW), world.uow)
    book(world)
    world.directory.contacts.pop(CLIENT, None)
    deliver_message(world.only(Template.CONFIRMATION), world.begin, world.office)
    assert all(each.recipient_id != CLIENT for each in world.messages.kept.values())
    assert all(each.client_id is None for each in world.appointments.kept.values())
