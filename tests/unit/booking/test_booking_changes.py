"""Appointments are moved, cancelled, missed and held by those who may, and in no other state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.apply_session_progress import (
    UnknownAppointment,
    begin_appointment,
    complete_appointment,
)
from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.find_free_times import find_free_times
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.domain.appointment import TRANSITIONS, State
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.university import CAMPUS, University, at

UNKNOWN = UUID(int=7)


def move(appointment_id: UUID, starts_at: datetime, campus: str | None = None) -> asks.RescheduleAppointment:
    return asks.RescheduleAppointment(appointment_id, starts_at, campus)


def test_a_moved_appointment_keeps_its_people_and_frees_its_old_time(university: University) -> None:
    for _ in range(2):
        university.person("student")
    view = university.booked(at(1, 9, 30))
    moved = reschedule_appointment(move(view.appointment_id, at(2, 11)), university.by_link(view))
    assert (moved.student_ids, moved.lecturer_id) == (view.student_ids, view.lecturer_id)
    assert moved.version == view.version + 1
    (told,) = university.heard(events.AppointmentRescheduled)
    assert (told.previous_starts_at, told.starts_at) == (at(1, 9, 30), at(2, 11))
    university.booked(at(1, 9, 30))


def test_moving_may_overlap_the_appointments_own_old_time(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    assert reschedule_appointment(move(view.appointment_id, at(1, 10)), university.coordinator).starts_at == at(1, 10)


def test_its_people_count_as_free_when_moving_and_its_own_time_is_no_move(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    ask = asks.FreeTimes(at(1, 0), at(2, 0), excluding_appointment_id=view.appointment_id)
    for uow in (university.as_client(view.client_id, view.appointment_id), university.coordinator):
        found = [time.starts_at for time in find_free_times(ask, uow)]
        assert at(1, 9, 30) not in found
        assert at(1, 10) in found
    with pytest.raises(Refusal, match="appointment_unknown"):
        find_free_times(ask, university.public)


def test_its_own_time_is_offered_to_staff_where_others_would_hold_it(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.person("student")
    university.away(view.student_ids[0], at(1, 9, 30).date())
    ask = asks.FreeTimes(at(1, 9), at(1, 11), excluding_appointment_id=view.appointment_id)
    assert at(1, 9, 30) in [time.starts_at for time in find_free_times(ask, university.coordinator)]
    client = university.as_client(view.client_id, view.appointment_id)
    assert at(1, 9, 30) not in [time.starts_at for time in find_free_times(ask, client)]


def test_moving_takes_others_where_the_same_people_are_not_free(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.never_works(view.student_ids[0])
    other = university.person("student")
    moved = reschedule_appointment(move(view.appointment_id, at(2, 9, 30)), university.coordinator)
    assert set(moved.student_ids) == {view.student_ids[1], other}


def test_a_conversation_with_one_student_has_one_after_the_move(university: University) -> None:
    ask = asks.BookAppointment(university.client(), at(1, 9, 30), CAMPUS, university.students[:1])
    view = book_appointment(ask, university.coordinator)
    moved = reschedule_appointment(move(view.appointment_id, at(2, 9, 30)), university.coordinator)
    assert moved.student_ids == view.student_ids


@pytest.mark.parametrize("campus", [None, CAMPUS])
def test_moving_to_where_it_is_says_that_nothing_changes_and_tells_nobody(
    university: University, campus: str | None
) -> None:
    for _ in range(2):
        university.person("student")
    view = university.booked(at(1, 9, 30))
    with pytest.raises(Refusal, match="nothing_to_move"):
        reschedule_appointment(move(view.appointment_id, at(1, 9, 30), campus), university.coordinator)
    assert university.diary.appointments[view.appointment_id].version == view.version
    assert university.heard(events.AppointmentRescheduled) == []


@pytest.mark.parametrize("how", ["away", "switched off", "other hours"])
@pytest.mark.parametrize("who", ["student", "lecturer"])
def test_moving_within_its_time_gets_others_for_those_who_cannot_and_tells_of_it(
    university: University, how: str, who: str
) -> None:
    view = university.booked(at(1, 9, 30))
    gone = view.lecturer_id if who == "lecturer" else view.student_ids[0]
    other = university.person(who)  # type: ignore[arg-type]
    university.cannot(gone, how, at(1, 9, 30).date())
    moved = reschedule_appointment(move(view.appointment_id, at(1, 9, 30)), university.coordinator)
    before, after = {*view.student_ids, view.lecturer_id}, {*moved.student_ids, moved.lecturer_id}
    assert (before - after, after - before) == ({gone}, {other})
    assert (moved.starts_at, moved.room) == (view.starts_at, view.room)
    (told,) = university.heard(events.AppointmentRescheduled)
    assert (told.previous_starts_at, told.starts_at) == (view.starts_at, view.starts_at)
    assert {*told.student_ids, told.lecturer_id} == after


def test_one_student_goes_on_alone_where_nobody_else_is_free(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.cannot(view.student_ids[0], "away", at(1, 9, 30).date())
    moved = reschedule_appointment(move(view.appointment_id, at(1, 9, 30)), university.coordinator)
    assert moved.student_ids == view.student_ids[1:]


def test_moving_within_its_time_is_refused_where_nobody_can_stand_in(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.cannot(view.lecturer_id, "switched off", at(1, 9, 30).date())
    with pytest.raises(Refusal, match="nobody_instead"):
        reschedule_appointment(move(view.appointment_id, at(1, 9, 30)), university.coordinator)
    assert university.heard(events.AppointmentRescheduled) == []


def test_a_room_that_is_closed_is_changed_at_the_same_time(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    other = university.add_room()
    university.rooms.rooms[view.room.room_id] = replace(university.rooms.rooms[view.room.room_id], is_active=False)
    moved = reschedule_appointment(move(view.appointment_id, at(1, 9, 30)), university.coordinator)
    assert moved.room.room_id == other


def test_a_client_does_not_change_the_people_of_their_own_time(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.person("student")
    university.cannot(view.student_ids[0], "away", at(1, 9, 30).date())
    with pytest.raises(Refusal, match="nothing_to_move"):
        reschedule_appointment(move(view.appointment_id, at(1, 9, 30)), university.by_link(view))


def test_moving_to_another_campus_takes_a_room_there(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    away = university.add_room("Otaniemi")
    moved = reschedule_appointment(move(view.appointment_id, at(1, 9, 30), "Otaniemi"), university.coordinator)
    assert moved.room.room_id == away


def test_a_move_to_a_taken_time_is_refused_and_changes_nothing(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.booked(at(2, 9, 30))
    with pytest.raises(Refusal, match="time_taken"):
        reschedule_appointment(move(view.appointment_id, at(2, 10)), university.coordinator)
    assert university.diary.appointments[view.appointment_id].starts_at == at(1, 9, 30)


def test_a_cancelled_appointment_is_neither_moved_nor_cancelled_again(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    assert cancel_appointment(asks.CancelAppointment(view.appointment_id), university.coordinator).state == "cancelled"
    with pytest.raises(Refusal, match="appointment_cancelled"):
        reschedule_appointment(move(view.appointment_id, at(2, 9, 30)), university.coordinator)
    with pytest.raises(Refusal, match="appointment_cancelled"):
        cancel_appointment(asks.CancelAppointment(view.appointment_id), university.coordinator)
    assert len(university.heard(events.AppointmentCancelled)) == 1


@pytest.mark.parametrize("by", ["client", "staff"])
def test_a_cancelled_time_is_free_again_and_who_cancelled_is_told(university: University, by: str) -> None:
    view = university.booked(at(1, 9, 30))
    uow = university.by_link(view) if by == "client" else university.as_student(view.student_ids[0])
    cancel_appointment(asks.CancelAppointment(view.appointment_id), uow)
    (told,) = university.heard(events.AppointmentCancelled)
    assert told.cancelled_by == by
    university.booked(at(1, 9, 30))


def test_what_has_begun_is_neither_moved_nor_cancelled(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 9, 30)
    with pytest.raises(Refusal, match="appointment_begun"):
        cancel_appointment(asks.CancelAppointment(view.appointment_id), university.coordinator)
    with pytest.raises(Refusal, match="appointment_begun"):
        reschedule_appointment(move(view.appointment_id, at(2, 9, 30)), university.coordinator)


def test_a_no_show_is_marked_by_staff_once_the_time_has_begun(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    ask = asks.MarkNoShow(view.appointment_id)
    university.now = at(1, 9, 30) - timedelta(seconds=1)
    with pytest.raises(Refusal, match="no_show_too_early"):
        mark_no_show(ask, university.as_lecturer())
    university.now = at(1, 9, 30)
    with pytest.raises(Refusal, match="not_allowed"):
        mark_no_show(ask, university.by_link(view))
    assert mark_no_show(ask, university.as_lecturer()).state == "no_show"
    assert len(university.heard(events.AppointmentNoShow)) == 1


ACTS: list[Callable[[UnitOfWork, UUID], object]] = [
    lambda uow, id_: reschedule_appointment(move(id_, at(3, 9, 30)), uow),
    lambda uow, id_: cancel_appointment(asks.CancelAppointment(id_), uow),
    lambda uow, id_: mark_no_show(asks.MarkNoShow(id_), uow),
]


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_theirs_is_not_there_for_other_staff_and_clients(
    university: University, act: Callable[[UnitOfWork, UUID], object]
) -> None:
    view = university.booked(at(1, 9, 30))
    other = university.person("lecturer")
    with pytest.raises(Refusal, match="appointment_unknown"):
        act(university.as_lecturer(other), view.appointment_id)
    with pytest.raises(Refusal, match="appointment_unknown"):
        act(university.coordinator, UNKNOWN)
    with pytest.raises(Refusal, match=r"appointment_unknown|not_allowed"):
        act(university.as_client(university.client()), view.appointment_id)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.HELD, State.BOOKED)])
@pytest.mark.parametrize("act", ACTS)
def test_an_appointment_that_is_over_is_refused_by_its_state(
    university: University, act: Callable[[UnitOfWork, UUID], object], state: State
) -> None:
    view = university.booked(at(1, 9, 30))
    booked = university.diary.appointments[view.appointment_id]
    university.diary.appointments[booked.id] = type(booked)(
        id=booked.id,
        client_id=booked.client_id,
        state=state,
        conversation=booked.conversation,
        busy=booked.busy,
        team=booked.team,
    )
    with pytest.raises(Refusal, match=f"appointment_{state.value}"):
        act(university.coordinator, view.appointment_id)


def begin(uow: UnitOfWork, appointment_id: UUID) -> None:
    begin_appointment(uow, appointment_id, at(1, 9, 30))


def test_a_session_that_starts_and_closes_takes_its_appointment_along_once(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    for step, state in (
        (begin, State.UNDER_WAY),
        (begin, State.UNDER_WAY),
        (complete_appointment, State.COMPLETED),
        (complete_appointment, State.COMPLETED),
        (begin, State.COMPLETED),
    ):
        step(university.uow(), view.appointment_id)
        assert university.diary.appointments[view.appointment_id].state is state
    assert university.diary.appointments[view.appointment_id].version == 3


def test_a_client_who_came_late_is_under_way_after_all(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 9, 45)
    mark_no_show(asks.MarkNoShow(view.appointment_id), university.as_lecturer())
    begin(university.uow(), view.appointment_id)
    assert university.diary.appointments[view.appointment_id].state is State.UNDER_WAY


def test_a_session_of_an_unknown_appointment_waits(university: University) -> None:
    for step in (begin, complete_appointment):
        with pytest.raises(UnknownAppointment):
            step(university.uow(), UNKNOWN)


def test_a_conversation_is_early_only_while_its_time_is_to_come(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    assert not university.diary.appointments[view.appointment_id].is_early(at(1, 9))
    begin(university.uow(), view.appointment_id)
    begun = university.diary.appointments[view.appointment_id]
    assert begun.is_early(at(1, 9, 29))
    assert not begun.is_early(at(1, 9, 30))


def test_states_follow_one_another_as_declared_and_no_other_way(university: University) -> None:
    appointment = university.diary.appointments[university.booked(at(1, 9, 30)).appointment_id]
    assert TRANSITIONS[State.COMPLETED] == TRANSITIONS[State.DECLINED] == frozenset()
    with pytest.raises(ValueError, match="booked cannot become held"):
        appointment.turned(State.HELD)
