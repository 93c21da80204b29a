"""A conversation that was started by mistake leaves its appointment as it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.booking.application.use_cases.apply_session_progress import (
    UnknownAppointment,
    begin_appointment,
    complete_appointment,
    unbegin_appointment,
)
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.domain.appointment import State
from shared.contracts.requests import booking as asks
from tests.unit.booking.university import University, at

FIRST, SECOND = at(0, 10), at(0, 10) + timedelta(minutes=5)


@pytest.fixture
def view(university: University) -> asks.AppointmentView:
    """An appointment that is two days away."""
    return university.booked(at(2, 9, 30))


def state(university: University, view: asks.AppointmentView) -> State:
    return university.diary.appointments[view.appointment_id].state


def test_after_a_start_is_undone_the_appointment_can_be_moved_and_cancelled_again(
    university: University, view: asks.AppointmentView
) -> None:
    begin_appointment(university.uow(), view.appointment_id, FIRST)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.BOOKED

    moved = reschedule_appointment(asks.RescheduleAppointment(view.appointment_id, at(3, 11)), university.by_link(view))
    assert moved.starts_at == at(3, 11)
    cancel_appointment(asks.CancelAppointment(view.appointment_id), university.by_link(view))
    assert state(university, view) is State.CANCELLED


def test_an_undoing_that_is_heard_twice_changes_nothing(university: University, view: asks.AppointmentView) -> None:
    begin_appointment(university.uow(), view.appointment_id, FIRST)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    version = university.diary.appointments[view.appointment_id].version
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    begin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.BOOKED
    assert university.diary.appointments[view.appointment_id].version == version


def test_an_undoing_that_is_heard_after_a_later_start_leaves_that_start(
    university: University, view: asks.AppointmentView
) -> None:
    begin_appointment(university.uow(), view.appointment_id, FIRST)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    begin_appointment(university.uow(), view.appointment_id, SECOND)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.UNDER_WAY


def test_an_undoing_that_is_heard_after_the_close_leaves_it_closed(
    university: University, view: asks.AppointmentView
) -> None:
    begin_appointment(university.uow(), view.appointment_id, SECOND)
    complete_appointment(university.uow(), view.appointment_id)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.COMPLETED


def test_an_undoing_that_is_heard_before_its_start_waits_for_it(
    university: University, view: asks.AppointmentView
) -> None:
    with pytest.raises(UnknownAppointment):
        unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.BOOKED


def test_a_client_who_cancelled_at_the_moment_of_the_start_stays_cancelled(
    university: University, view: asks.AppointmentView
) -> None:
    cancel_appointment(asks.CancelAppointment(view.appointment_id), university.by_link(view))
    begin_appointment(university.uow(), view.appointment_id, FIRST)
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.CANCELLED


def test_an_appointment_that_was_under_way_before_starts_were_kept_is_booked_again(
    university: University, view: asks.AppointmentView
) -> None:
    known = university.diary.appointments[view.appointment_id]
    university.diary.save(known.turned(State.UNDER_WAY))
    unbegin_appointment(university.uow(), view.appointment_id, FIRST)
    assert state(university, view) is State.BOOKED
