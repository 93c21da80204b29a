"""A private link opens its own appointment, and of what follows it the proposal alone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.apply_session_progress import begin_appointment
from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.confirm_follow_up import confirm_follow_up
from services.booking.application.use_cases.decline_follow_up import decline_follow_up
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.find_free_times import find_free_times
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.application.use_cases.show_appointments import show_appointment, show_appointments
from services.booking.application.use_cases.show_clients import show_client
from services.booking.application.use_cases.show_staff import show_rooms
from services.booking.application.use_cases.withdraw_consent import withdraw_consent
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.follow_up_stage import high_stress, proposed, under_way
from tests.unit.booking.university import CAMPUS, University, at

CHANGES: list[Callable[[UnitOfWork, UUID], object]] = [
    lambda uow, id: show_appointment(asks.Appointment(id), uow),
    lambda uow, id: reschedule_appointment(asks.RescheduleAppointment(id, at(3, 11)), uow),
    lambda uow, id: cancel_appointment(asks.CancelAppointment(id), uow),
    lambda uow, id: confirm_follow_up(asks.ConfirmFollowUp(id), uow),
    lambda uow, id: decline_follow_up(asks.DeclineFollowUp(id), uow),
    lambda uow, id: find_free_times(asks.FreeTimes(at(1, 0), at(2, 0), excluding_appointment_id=id), uow),
]


@pytest.mark.parametrize("act", CHANGES)
def test_the_link_of_one_appointment_and_an_invitation_open_no_other_of_the_same_client(
    university: University, act: Callable[[UnitOfWork, UUID], object]
) -> None:
    client_id = university.client()
    first, second = university.booked(at(1, 9, 30), client_id), university.booked(at(2, 9, 30), client_id)
    for uow in (university.by_link(first), university.as_client(client_id)):
        with pytest.raises(Refusal, match="appointment_unknown"):
            act(uow, second.appointment_id)


def test_a_link_lists_its_own_appointment_alone_and_an_invitation_none(university: University) -> None:
    client_id = university.client()
    first = university.booked(at(1, 9, 30), client_id)
    university.booked(at(2, 9, 30), client_id)
    ask = asks.Appointments(at(0, 0), at(5, 0))
    assert [each.appointment_id for each in show_appointments(ask, university.by_link(first))] == [first.appointment_id]
    assert show_appointments(ask, university.as_client(client_id)) == []


def test_a_link_tells_neither_address_nor_phone_nor_the_clients_other_time(university: University) -> None:
    client_id = university.client()
    first = university.booked(at(1, 9, 30), client_id)
    university.now = at(1, 12)
    university.booked(at(2, 9, 30), client_id)
    email = show_client(asks.Client(client_id), university.coordinator).email
    for uow in (university.by_link(first), university.as_client(client_id)):
        told = show_client(asks.Client(client_id), uow)
        assert (told.email, told.phone) == (f"{email[0]}***@mail.example", "")
        assert (told.next_appointment_id, told.next_starts_at, told.has_coming) == (None, None, True)


def test_rooms_are_told_to_a_link_without_the_way_to_the_door(university: University) -> None:
    (room,) = show_rooms(asks.Rooms(), university.by_link(university.booked(at(1, 9, 30))))
    assert (room.name, room.directions_fi, room.campus) == ("", "", CAMPUS)


def test_who_has_a_time_already_is_not_told_when(university: University) -> None:
    client_id = university.client()
    university.booked(at(2, 9, 30), client_id)
    with pytest.raises(Refusal, match="already_booked") as refused:
        book_appointment(asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS), university.as_client(client_id))
    assert refused.value.params == {}


def test_the_follow_up_is_seen_and_answered_by_the_first_link_and_not_moved(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    uow = university.by_link(view)
    assert show_appointment(asks.Appointment(held), uow).state == "held"
    for act in (CHANGES[1], CHANGES[2], CHANGES[5]):
        with pytest.raises(Refusal, match="appointment_unknown"):
            act(uow, held)
    assert confirm_follow_up(asks.ConfirmFollowUp(held), uow).state == "booked"


def test_once_the_follow_up_is_held_the_first_link_knows_nothing_of_it(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), university.by_link(view))
    university.now = held.starts_at
    begin_appointment(university.uow(), held.appointment_id, university.now)
    for act in CHANGES[:5]:
        with pytest.raises(Refusal, match="appointment_unknown"):
            act(university.by_link(view), held.appointment_id)


def test_the_link_of_an_erased_client_opens_nothing(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    erase_client(asks.EraseClient(view.client_id), university.coordinator)
    for act in CHANGES:
        with pytest.raises(Refusal, match="data_erased"):
            act(university.by_link(view), view.appointment_id)


def test_withdrawing_by_any_link_of_theirs_cancels_all_that_is_to_come(university: University) -> None:
    client_id = university.client()
    first, second = university.booked(at(1, 9, 30), client_id), university.booked(at(2, 9, 30), client_id)
    withdraw_consent(asks.WithdrawConsent(client_id), university.by_link(first))
    cancelled = {event.appointment_id for event in university.heard(events.AppointmentCancelled)}
    assert cancelled == {first.appointment_id, second.appointment_id}
