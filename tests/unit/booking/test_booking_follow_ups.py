"""A follow-up is proposed once, at the best time, or waits in its place."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from services.booking.application.use_cases.keep_rooms import change_room
from services.booking.application.use_cases.process_follow_up_queue import process_follow_up_queue
from services.booking.application.use_cases.set_hours import set_exceptions
from services.booking.application.use_cases.show_appointments import show_appointment
from services.booking.application.use_cases.show_follow_ups import show_waiting_follow_ups
from services.booking.domain.appointment import State
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason, Phase, ShownReason
from tests.unit.booking.follow_up_stage import OPEN, high_stress, proposed, requested, under_way
from tests.unit.booking.university import CAMPUS, ZONE, University, at


def test_high_stress_holds_the_earliest_time_with_the_same_people_in_the_same_room(university: University) -> None:
    for _ in range(3):
        university.person("student")
    university.person("lecturer")
    university.add_room("A campus before")
    view = under_way(university)
    high_stress(university, view)
    told = proposed(university)
    assert told.starts_at == at(2, 9, 30)  # the day after; they work from nine, and prepare first
    assert (told.student_ids, told.lecturer_id, told.room_id) == (view.student_ids, view.lecturer_id, view.room.room_id)
    assert (told.reason, told.focus, told.follows_id) == (FollowUpReason.HIGH_STRESS, OPEN, view.appointment_id)
    assert university.diary.appointments[told.appointment_id].state is State.HELD


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
    (waiting,) = show_waiting_follow_ups(university.as_lecturer())
    assert (waiting.reason, waiting.state) == (ShownReason.GUIDANCE, "proposed")


def test_a_lecturer_called_without_a_rating_is_no_reason_to_propose_a_time(university: University) -> None:
    view = under_way(university)
    high_stress(university, view, cause="call")
    assert university.heard(events.FollowUpProposed) == []
    assert show_waiting_follow_ups(university.as_lecturer()) == []


def test_who_coordinates_sees_that_a_follow_up_is_urgent_and_not_why(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    (theirs,) = show_waiting_follow_ups(university.coordinator)
    (mine,) = show_waiting_follow_ups(university.as_lecturer())
    assert (theirs.is_urgent, theirs.reason, theirs.focus) == (True, ShownReason.NOT_TOLD, ())
    assert (mine.is_urgent, mine.reason, mine.focus) == (True, ShownReason.HIGH_STRESS, OPEN)
    held = asks.Appointment(proposed(university).appointment_id)
    seen, whole = show_appointment(held, university.coordinator), show_appointment(held, university.as_lecturer())
    assert (seen.is_urgent, seen.reason, seen.focus) == (True, None, ())
    assert (whole.is_urgent, whole.reason, whole.focus) == (True, FollowUpReason.HIGH_STRESS, OPEN)
    assert show_appointment(held, university.by_link(view)).reason == FollowUpReason.HIGH_STRESS


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
    change_room(closed, university.coordinator)
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
    set_exceptions(asks.SetExceptions(university.lecturer, (extra,)), university.uow())


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
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []
    university.works(university.lecturer)
    process_follow_up_queue(university.uow())
    process_follow_up_queue(university.uow())
    assert proposed(university).follows_id == view.appointment_id
    assert len(university.heard(events.FollowUpUnavailable)) == 1
