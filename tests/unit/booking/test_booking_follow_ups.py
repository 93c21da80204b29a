"""A follow-up is proposed once, held until answered, and never lost."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.application.cancel_appointment import cancel_appointment
from services.booking.application.confirm_follow_up import confirm_follow_up
from services.booking.application.decline_follow_up import decline_follow_up
from services.booking.application.follow_session import UnknownAppointment, begin_appointment, complete_appointment
from services.booking.application.keep_rooms import change_room
from services.booking.application.mark_no_show import mark_no_show
from services.booking.application.offer_follow_up_time import offer_follow_up_time
from services.booking.application.propose_follow_up import propose_acute_follow_up, propose_requested_follow_up
from services.booking.application.reschedule_appointment import reschedule_appointment
from services.booking.application.set_hours import set_exceptions
from services.booking.application.show_follow_ups import show_waiting_follow_ups
from services.booking.application.tend_follow_ups import tend_follow_ups
from services.booking.domain.appointment import State
from shared.contracts.events import booking as events
from shared.contracts.events.session import FollowUpRequested, HighStressDetected
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason, Phase
from shared.refusal import Refusal
from tests.unit.booking.university import CAMPUS, ZONE, University, at

OPEN = (Phase.TIME_USE, Phase.SYNTHESIS)


def under_way(university: University) -> asks.AppointmentView:
    """A conversation on Tuesday at half past nine, ten minutes old."""
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 9, 40)
    begin_appointment(university.desk(), view.appointment_id)
    return view


def high_stress(university: University, view: asks.AppointmentView, phases: tuple[Phase, ...] = OPEN) -> None:
    event = HighStressDetected(
        session_id=view.appointment_id,
        client_id=view.client_id,
        rating_id=uuid4(),
        detected_at=university.now,
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        room_id=view.room.room_id,
        open_phases=phases,
    )
    propose_acute_follow_up(university.desk(), event)


def requested(
    university: University, view: asks.AppointmentView, reason: FollowUpReason = FollowUpReason.GOALS
) -> None:
    event = FollowUpRequested(
        session_id=view.appointment_id,
        client_id=view.client_id,
        reason=reason,
        focus=(Phase.CONCLUSIONS,),
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        requested_at=university.now,
    )
    propose_requested_follow_up(university.desk(), event)


def proposed(university: University) -> events.FollowUpProposed:
    """The one proposal."""
    (only,) = university.heard(events.FollowUpProposed)
    return only


def test_high_stress_holds_the_earliest_time_with_the_same_people_in_the_same_room(university: University) -> None:
    for _ in range(3):
        university.person("student")
    university.person("lecturer")
    university.add_room("A campus before")
    view = under_way(university)
    high_stress(university, view)
    told = proposed(university)
    assert told.starts_at == at(1, 12)  # their busy time ends at 11:15, the notice at 11:40
    assert (told.student_ids, told.lecturer_id, told.room_id) == (view.student_ids, view.lecturer_id, view.room.room_id)
    assert (told.reason, told.focus, told.follows_id) == (FollowUpReason.HIGH_STRESS, OPEN, view.appointment_id)
    assert university.diary.appointments[told.appointment_id].state is State.HELD


def test_a_conversation_that_began_before_its_time_is_followed_as_soon_as_can_be(university: University) -> None:
    view = university.booked(at(4, 9, 30))
    university.now = at(1, 9, 40)
    begin_appointment(university.desk(), view.appointment_id)
    high_stress(university, view)
    assert proposed(university).starts_at == at(1, 12)


def test_high_stress_before_the_conversation_is_followed_after_it(university: University) -> None:
    view = university.booked(at(4, 9, 30))
    high_stress(university, view)
    assert proposed(university).starts_at == at(4, 11, 30)


def test_a_second_high_rating_in_the_session_proposes_nothing_new_but_renews_the_focus(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    high_stress(university, view, (Phase.SYNTHESIS,))
    told = proposed(university)
    held = university.diary.appointments[told.appointment_id]
    assert (held.focus, held.version) == ((Phase.SYNTHESIS,), 2)


def test_a_request_at_the_closing_only_changes_reason_and_focus_of_the_one_proposed(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    requested(university, view, FollowUpReason.GUIDANCE)
    held = university.diary.appointments[proposed(university).appointment_id]
    assert (held.reason, held.focus) == (FollowUpReason.GUIDANCE, (Phase.CONCLUSIONS,))
    (waiting,) = show_waiting_follow_ups(university.coordinator)
    assert (waiting.reason, waiting.state) == (FollowUpReason.GUIDANCE, "proposed")


def test_an_acute_follow_up_takes_one_of_the_students_before_nobody(university: University) -> None:
    view = under_way(university)
    university.never_works(view.student_ids[0])
    university.person("student")
    high_stress(university, view)
    assert proposed(university).student_ids == (view.student_ids[1],)


def test_an_acute_follow_up_is_on_another_campus_before_nowhere(university: University) -> None:
    view = under_way(university)
    elsewhere = university.add_room("Otaniemi")
    closed = asks.ChangeRoom(view.room.room_id, "Closed", CAMPUS, "Street 1", is_active=False)
    change_room(university.coordinator, closed)
    high_stress(university, view)
    assert proposed(university).room_id == elsewhere


def test_where_nothing_fits_within_the_acute_limit_the_client_waits_at_the_head(university: University) -> None:
    calm, acute = university.booked(at(0, 13, 30)), under_way(university)
    university.never_works(university.lecturer)
    requested(university, calm)
    high_stress(university, acute)
    first, second = university.heard(events.FollowUpUnavailable)
    assert (first.follows_id, first.position) == (calm.appointment_id, 1)
    assert (second.follows_id, second.position) == (acute.appointment_id, 1)
    assert university.heard(events.FollowUpProposed) == []
    listed = show_waiting_follow_ups(university.coordinator)
    assert [(each.follows_id, each.position) for each in listed] == [
        (acute.appointment_id, 1),
        (calm.appointment_id, 2),
    ]


def works_only(university: University, day: int, begins: time) -> None:
    """The lecturer works on this day alone, from this hour."""
    university.never_works(university.lecturer)
    extra = asks.AvailabilityException(at(day, 12).date(), True, begins, time(16))
    set_exceptions(university.desk(), asks.SetExceptions(university.lecturer, (extra,)))


@pytest.mark.parametrize(
    ("reason", "day"), [(FollowUpReason.HIGH_STRESS, 8), (FollowUpReason.GOALS, 1 + 42)], ids=["acute", "ordinary"]
)
def test_a_follow_up_is_within_its_limit_or_waits(university: University, reason: FollowUpReason, day: int) -> None:
    fits, late = under_way(university), university.booked(at(1, 13, 30))
    limit = university.now + timedelta(days=day - 1)
    wall = limit.astimezone(ZONE)
    works_only(university, day, time(wall.hour, 30))  # the first half hour with preparation is after the limit
    requested(university, late, reason)
    assert len(university.heard(events.FollowUpUnavailable)) == 1
    works_only(university, day, time(wall.hour, 15))
    requested(university, fits, reason)
    assert proposed(university).starts_at == limit - timedelta(minutes=10)


def test_an_ordinary_follow_up_rests_a_week_where_it_can(university: University) -> None:
    view = under_way(university)
    requested(university, view)
    assert proposed(university).starts_at == at(8, 10)  # a week after 09:40


def test_a_week_to_the_minute_is_rest_enough(university: University) -> None:
    view = under_way(university)
    university.now = at(1, 10)
    requested(university, view)
    assert proposed(university).starts_at == at(8, 10)


def test_an_ordinary_follow_up_takes_other_students_beside_the_same_lecturer(university: University) -> None:
    view = under_way(university)
    other = university.person("student")
    for gone in view.student_ids:
        university.never_works(gone)
    requested(university, view)
    assert (proposed(university).student_ids, proposed(university).lecturer_id) == ((other,), view.lecturer_id)


def test_an_ordinary_follow_up_without_the_lecturer_waits(university: University) -> None:
    view = under_way(university)
    university.person("lecturer")
    university.never_works(view.lecturer_id)
    requested(university, view)
    assert len(university.heard(events.FollowUpUnavailable)) == 1


def test_waiting_that_turns_acute_moves_to_the_head_and_is_told(university: University) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    requested(university, view)
    high_stress(university, view)
    first, second = university.heard(events.FollowUpUnavailable)
    assert (first.reason, second.reason) == (FollowUpReason.GOALS, FollowUpReason.HIGH_STRESS)


def test_what_waits_is_proposed_once_a_time_comes_free(university: University) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    high_stress(university, view)
    tend_follow_ups(university.desk())
    assert university.heard(events.FollowUpProposed) == []
    university.works(university.lecturer)
    tend_follow_ups(university.desk())
    tend_follow_ups(university.desk())
    assert proposed(university).follows_id == view.appointment_id
    assert len(university.heard(events.FollowUpUnavailable)) == 1


def test_confirming_books_the_follow_up_once(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    for _ in range(2):
        assert confirm_follow_up(university.as_client(view.client_id), asks.ConfirmFollowUp(held)).state == "booked"
    told = university.heard(events.AppointmentBooked)[-1]
    assert len(university.heard(events.AppointmentBooked)) == 2
    assert (told.kind, told.follows_id, told.focus) == ("follow_up", view.appointment_id, OPEN)
    assert show_waiting_follow_ups(university.coordinator) == []
    requested(university, view)
    assert proposed(university).appointment_id == held


def test_only_a_follow_up_is_confirmed_or_declined(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    with pytest.raises(Refusal, match="not_a_follow_up"):
        confirm_follow_up(university.coordinator, asks.ConfirmFollowUp(view.appointment_id))
    with pytest.raises(Refusal, match="not_a_follow_up"):
        decline_follow_up(university.coordinator, asks.DeclineFollowUp(view.appointment_id))


@pytest.mark.parametrize("how", ["decline", "cancel"])
def test_a_declined_time_is_free_again_and_a_later_rating_does_not_ask_anew(university: University, how: str) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    desk = university.as_client(view.client_id)
    if how == "decline":
        declined = decline_follow_up(desk, asks.DeclineFollowUp(held.appointment_id))
        assert decline_follow_up(desk, asks.DeclineFollowUp(held.appointment_id)) == declined
    else:
        declined = cancel_appointment(desk, asks.CancelAppointment(held.appointment_id))
    assert declined.state == "declined"
    assert len(university.heard(events.FollowUpDeclined)) == 1
    high_stress(university, view)
    tend_follow_ups(university.desk())
    university.booked(held.starts_at)
    with pytest.raises(Refusal, match="appointment_declined"):
        confirm_follow_up(desk, asks.ConfirmFollowUp(held.appointment_id))
    assert proposed(university) == held


def test_a_request_after_a_declined_proposal_is_a_persons_wish_and_proposes_anew(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    decline_follow_up(university.coordinator, asks.DeclineFollowUp(proposed(university).appointment_id))
    requested(university, view)
    first, second = university.heard(events.FollowUpProposed)
    assert first.appointment_id != second.appointment_id


def test_a_held_time_that_passes_unanswered_lapses_into_the_list_and_a_person_looks_on(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    university.now = held.starts_at - timedelta(seconds=1)
    tend_follow_ups(university.desk())
    assert university.heard(events.FollowUpUnavailable) == []
    university.now = held.starts_at
    with pytest.raises(Refusal, match="time_past"):
        confirm_follow_up(university.as_client(view.client_id), asks.ConfirmFollowUp(held.appointment_id))
    for _ in range(2):
        tend_follow_ups(university.desk())
    (lapsed,) = university.heard(events.FollowUpUnavailable)
    assert (lapsed.follows_id, lapsed.position) == (view.appointment_id, 1)
    assert university.diary.appointments[held.appointment_id].state is State.CANCELLED
    assert university.heard(events.AppointmentCancelled) == []
    assert proposed(university) == held


def offer(university: University, view: asks.AppointmentView, starts_at: datetime) -> asks.AppointmentView:
    ask = asks.OfferFollowUpTime(view.appointment_id, starts_at, CAMPUS)
    return offer_follow_up_time(university.as_lecturer(view.lecturer_id), ask)


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
    ask = asks.RescheduleAppointment(proposed(university).appointment_id, at(3, 10))
    assert reschedule_appointment(university.as_client(view.client_id), ask).state == "held"
    assert university.heard(events.FollowUpProposed)[-1].starts_at == at(3, 10)
    assert university.heard(events.AppointmentRescheduled) == []


def test_a_cancelled_or_missed_follow_up_may_be_offered_again(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    confirm_follow_up(university.coordinator, asks.ConfirmFollowUp(held.appointment_id))
    with pytest.raises(Refusal, match="follow_up_booked"):
        offer(university, view, at(3, 10))
    cancel_appointment(university.coordinator, asks.CancelAppointment(held.appointment_id))
    second = offer(university, view, at(2, 10))
    confirm_follow_up(university.coordinator, asks.ConfirmFollowUp(second.appointment_id))
    university.now = at(2, 10, 20)
    mark_no_show(university.coordinator, asks.MarkNoShow(second.appointment_id))
    assert offer(university, view, at(3, 10)).state == "held"


def test_other_staff_neither_see_nor_offer(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    other = university.as_lecturer(university.person("lecturer"))
    assert show_waiting_follow_ups(other) == []
    ask = asks.OfferFollowUpTime(view.appointment_id, at(3, 10), CAMPUS)
    with pytest.raises(Refusal, match="follow_up_unknown"):
        offer_follow_up_time(other, ask)
    for desk in (university.as_client(view.client_id), university.public):
        with pytest.raises(Refusal, match="not_allowed"):
            offer_follow_up_time(desk, ask)
        with pytest.raises(Refusal, match="not_allowed"):
            show_waiting_follow_ups(desk)


def test_a_follow_up_of_an_unknown_appointment_waits_for_it(university: University) -> None:
    view = under_way(university)
    del university.diary.appointments[view.appointment_id]
    for hear in (high_stress, requested):
        with pytest.raises(UnknownAppointment):
            hear(university, view)


def test_a_held_follow_up_cannot_be_under_way(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    for step in (begin_appointment, complete_appointment):
        with pytest.raises(UnknownAppointment):
            step(university.desk(), held_id(university))


def held_id(university: University) -> UUID:
    return proposed(university).appointment_id
