"""Staff see what was sent, and only what is theirs to see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.notification.application.use_cases.show_messages import show_messages, show_undeliverable
from services.notification.domain.message import MessageState
from services.notification.domain.template import Template
from shared.contracts.actor import PUBLIC, SYSTEM, Actor, Role
from shared.contracts.requests.notification import Messages, UndeliverableMessages
from shared.refusal import Refusal
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import AINO, APPOINTMENT, CLIENT, COORDINATOR, LECTURER, STRANGER, message
from tests.unit.notification.test_appointments import book
from tests.unit.notification.world import World

COORDINATING = Actor(Role.COORDINATOR, COORDINATOR)


@pytest.fixture
def written(world: World) -> World:
    """A booked appointment, and an invitation to its client before it."""
    book(world)
    world.messages.add(message(Template.INVITATION, appointment_id=None))
    return world


def refusal(world: World, ask: Messages, actor: Actor) -> str:
    with pytest.raises(Refusal) as refused:
        show_messages(ask, actor, world.uow)
    return refused.value.code


@pytest.mark.parametrize("actor", [COORDINATING, SYSTEM, Actor(Role.LECTURER, LECTURER), Actor(Role.STUDENT, AINO)])
def test_the_people_of_an_appointment_and_coordinators_see_its_receipts(written: World, actor: Actor) -> None:
    views = show_messages(Messages(appointment_id=APPOINTMENT), actor, written.uow)
    assert sorted(view.template for view in views) == ["confirmation", "reminder", *["staff_booked"] * 3]
    assert {view.state for view in views} == {"waiting"}


def test_another_lecturer_does_not_learn_that_the_appointment_exists(written: World) -> None:
    stranger = Actor(Role.LECTURER, STRANGER)
    assert refusal(written, Messages(appointment_id=APPOINTMENT), stranger) == "appointment_unknown"
    assert show_messages(Messages(recipient_id=CLIENT), stranger, written.uow) == []


@pytest.mark.parametrize("actor", [PUBLIC, Actor(Role.CLIENT, CLIENT)])
def test_receipts_are_for_staff(written: World, actor: Actor) -> None:
    assert refusal(written, Messages(recipient_id=CLIENT), actor) == "staff_only"


def test_receipts_of_nobody_in_particular_are_refused(written: World) -> None:
    assert refusal(written, Messages(), COORDINATING) == "receipts_of_whom"


def test_a_student_sees_what_the_client_was_told_of_their_appointment_and_no_more(written: World) -> None:
    views = show_messages(Messages(recipient_id=CLIENT), Actor(Role.STUDENT, AINO), written.uow)
    assert sorted(view.template for view in views) == ["confirmation", "reminder"]
    everything = show_messages(Messages(recipient_id=CLIENT), COORDINATING, written.uow)
    assert "invitation" in [view.template for view in everything]


def test_both_filters_narrow_each_other(written: World) -> None:
    ask = Messages(appointment_id=APPOINTMENT, recipient_id=AINO)
    assert [view.recipient_id for view in show_messages(ask, COORDINATING, written.uow)] == [AINO]


def test_what_was_given_up_is_shown_to_coordinators_and_to_the_people_of_the_appointment(written: World) -> None:
    lost = message(Template.CONFIRMATION, message_id=UUID(int=501))
    written.messages.add(lost)
    written.messages.settle(replace(lost, state=MessageState.UNDELIVERABLE))
    ask = UndeliverableMessages(lost.created_at)

    for actor in (COORDINATING, Actor(Role.STUDENT, AINO)):
        assert [view.state for view in show_undeliverable(ask, actor, written.uow)] == ["undeliverable"]
    assert show_undeliverable(ask, Actor(Role.LECTURER, STRANGER), written.uow) == []
    later = UndeliverableMessages(lost.created_at + timedelta(seconds=1))
    assert show_undeliverable(later, COORDINATING, written.uow) == []


def test_what_was_given_up_is_for_staff(written: World) -> None:
    with pytest.raises(Refusal, match="staff_only"):
        show_undeliverable(UndeliverableMessages(NOW), Actor(Role.CLIENT, CLIENT), written.uow)
