"""A proposed follow-up is held until answered, and never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.booking.application.use_cases.apply_session_progress import (
    UnknownAppointment,
    begin_appointment,
    complete_appointment,
)
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.confirm_follow_up import confirm_follow_up
from services.booking.application.use_cases.decline_follow_up import decline_follow_up
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.process_follow_up_queue import process_follow_up_queue
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.application.use_cases.show_follow_ups import show_waiting_follow_ups
from services.booking.domain.appointment import State
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.follow_up_stage import OPEN, high_stress, proposed, requested, under_way
from tests.unit.booking.university import CAMPUS, University, at


def test_confirming_books_the_follow_up_once(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    for _ in range(2):
        assert confirm_follow_up(asks.ConfirmFollowUp(held), university.by_link(view)).state == "booked"
    told = university.heard(events.AppointmentBooked)[-1]
    assert len(university.heard(events.AppointmentBooked)) == 2
    assert (told.kind, told.follows_id, told.focus) == ("follow_up", view.appointment_id, OPEN)
    assert show_waiting_follow_ups(university.coordinator) == []
    requested(university, view)
    assert proposed(university).appointment_id == held


def test_only_a_follow_up_is_confirmed_or_declined(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    with pytest.raises(Refusal, match="not_a_follow_up"):
        confirm_follow_up(asks.ConfirmFollowUp(view.appointment_id), university.coordinator)
    with pytest.raises(Refusal, match="not_a_follow_up"):
        decline_follow_up(asks.DeclineFollowUp(view.appointment_id), university.coordinator)


@pytest.mark.parametrize("how", ["decline", "cancel"])
def test_a_declined_time_is_free_again_and_a_later_rating_does_not_ask_anew(university: University, how: str) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    uow = university.by_link(view)
    if how == "decline":
        declined = decline_follow_up(asks.DeclineFollowUp(held.appointment_id), uow)
        assert decline_follow_up(asks.DeclineFollowUp(held.appointment_id), uow) == declined
    else:
        uow = university.as_client(view.client_id, held.appointment_id)
        declined = cancel_appointment(asks.CancelAppointment(held.appointment_id), uow)
    assert declined.state == "declined"
    assert len(university.heard(events.FollowUpDeclined)) == 1
    high_stress(university, view)
    process_follow_up_queue(university.uow())
    university.booked(held.starts_at)
    with pytest.raises(Refusal, match="appointment_declined"):
        confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), uow)
    assert proposed(university) == held


def test_a_request_after_a_declined_proposal_is_a_persons_wish_and_proposes_anew(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    decline_follow_up(asks.DeclineFollowUp(proposed(university).appointment_id), university.coordinator)
    requested(university, view)
    first, second = university.heard(events.FollowUpProposed)
    assert first.appointment_id != second.appointment_id


def test_a_held_time_that_passes_unanswered_lapses_into_the_list_and_a_person_looks_on(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    university.now = held.starts_at - timedelta(seconds=1)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpUnavailable) == []
    university.now = held.starts_at
    with pytest.raises(Refusal, match="time_past"):
        confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), university.by_link(view))
    for _ in range(2):
        process_follow_up_queue(university.uow())
    (lapsed,) = university.heard(events.FollowUpUnavailable)
    assert (lapsed.follows_id, lapsed.position) == (view.appointment_id, 1)
    assert university.diary.appointments[held.appointment_id].state is State.CANCELLED
    assert university.heard(events.AppointmentCancelled) == []
    assert proposed(university) == held


def offer(university: University, view: asks.AppointmentView, starts_at: datetime) -> asks.AppointmentView:
    ask = asks.OfferFollowUpTime(view.appointment_id, starts_at, CAMPUS)
    return offer_follow_up_time(ask, university.as_lecturer(view.lecturer_id))


def test_staff_offer_a_time_to_one_that_waits(university: University) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    high_stress(university, view)
    university.works(university.lecturer)
    held = offer(university, view, at(3, 10))
    assert (held.state, held.follows_id, proposed(university).starts_at) == ("held", view.appointment_id, at(3, 10))


def test_offering_another_time_moves_the_held_one(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = offer(university, view, at(3, 10))
    first, second = university.heard(events.FollowUpProposed)
    assert first.appointment_id == second.appointment_id == held.appointment_id
    assert second.starts_at == at(3, 10)
    university.booked(first.starts_at)


def test_a_client_who_moves_a_held_time_still_has_to_confirm_it(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    uow = university.as_client(view.client_id, held)
    assert reschedule_appointment(asks.RescheduleAppointment(held, at(3, 10)), uow).state == "held"
    assert university.heard(events.FollowUpProposed)[-1].starts_at == at(3, 10)
    assert university.heard(events.AppointmentRescheduled) == []


def test_a_cancelled_or_missed_follow_up_may_be_offered_again(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), university.coordinator)
    with pytest.raises(Refusal, match="follow_up_booked"):
        offer(university, view, at(3, 10))
    cancel_appointment(asks.CancelAppointment(held.appointment_id), university.coordinator)
    second = offer(university, view, at(2, 10))
    confirm_follow_up(asks.ConfirmFollowUp(second.appointment_id), university.coordinator)
    university.now = at(2, 10, 20)
    mark_no_show(asks.MarkNoShow(second.appointment_id), university.coordinator)
    assert offer(university, view, at(3, 10)).state == "held"


def test_other_staff_neither_see_nor_offer(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    other = university.as_lecturer(university.person("lecturer"))
    assert show_waiting_follow_ups(other) == []
    ask = asks.OfferFollowUpTime(view.appointment_id, at(3, 10), CAMPUS)
    with pytest.raises(Refusal, match="follow_up_unknown"):
        offer_follow_up_time(ask, other)
    for uow in (university.by_link(view), university.public):
        with pytest.raises(Refusal, match="not_allowed"):
            offer_follow_up_time(ask, uow)
        with pytest.raises(Refusal, match="not_allowed"):
            show_waiting_follow_ups(uow)


def test_a_follow_up_of_an_unknown_appointment_waits_for_it(university: University) -> None:
    view = under_way(university)
    del university.diary.appointments[view.appointment_id]
    for hear in (high_stress, requested):
        with pytest.raises(UnknownAppointment):
            hear(university, view)


def test_a_held_follow_up_cannot_be_under_way(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    with pytest.raises(UnknownAppointment):
        begin_appointment(university.uow(), held_id(university), university.now)
    with pytest.raises(UnknownAppointment):
        complete_appointment(university.uow(), held_id(university))


def held_id(university: University) -> UUID:
    return proposed(university).appointment_id
