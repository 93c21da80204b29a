"""What somebody cannot make any more is seen by those whose it is, until it is settled."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID, uuid4

import pytest

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.accept_clash import accept_clash
from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.application.use_cases.set_hours import set_exceptions, set_weekly_hours
from services.booking.application.use_cases.show_clashes import show_clashes
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.follow_up_stage import high_stress, proposed, under_way
from tests.unit.booking.university import CAMPUS, MONDAY, OFFICE, University, at

TUESDAY, HALF_NINE = at(1, 9, 30).date(), at(1, 9, 30)
HOWS = ["away", "switched off", "other hours"]
Seen = list[tuple[UUID, UUID, str]]


def seen(uow: UnitOfWork, **ask: object) -> Seen:
    """Appointment, person and cause of each clash."""
    found = show_clashes(asks.Clashes(**ask), uow)  # type: ignore[arg-type]
    return [(each.appointment.appointment_id, each.person_id, each.cause) for each in found]


def accept(uow: UnitOfWork, clash: asks.ClashView) -> asks.ClashView:
    view = clash.appointment
    return accept_clash(asks.AcceptClash(view.appointment_id, clash.person_id, view.version, clash.cause), uow)


def only(uow: UnitOfWork) -> asks.ClashView:
    (found,) = show_clashes(asks.Clashes(include_accepted=True), uow)
    return found


@pytest.fixture
def view(university: University) -> asks.AppointmentView:
    """A booked appointment of the university's two students and its lecturer."""
    return university.booked(HALF_NINE)


def test_a_fresh_booking_clashes_with_nobody(university: University, view: asks.AppointmentView) -> None:
    assert seen(university.coordinator) == []


@pytest.mark.parametrize(("how", "cause"), list(zip(HOWS, ["away", "left", "outside_hours"], strict=True)))
@pytest.mark.parametrize("who", ["student", "lecturer"])
def test_each_appointment_that_an_absence_hits_is_told_with_its_cause(
    university: University, view: asks.AppointmentView, how: str, cause: str, who: str
) -> None:
    gone = view.lecturer_id if who == "lecturer" else view.student_ids[0]
    university.booked(at(1, 13))
    university.cannot(gone, how, TUESDAY)
    hit = {found[0] for found in seen(university.coordinator, person_id=gone)}
    assert view.appointment_id in hit
    assert len(hit) == (1 if how == "other hours" else 2)
    assert {found[1:] for found in seen(university.coordinator)} == {(gone, cause)}


def test_hours_away_hit_only_what_they_touch_with_preparation_and_debrief(
    university: University, view: asks.AppointmentView
) -> None:
    student = view.student_ids[0]

    def away(starts: time, ends: time) -> Seen:
        exception = asks.AvailabilityException(TUESDAY, False, starts, ends)
        set_exceptions(asks.SetExceptions(student, (exception,)), university.coordinator)
        return seen(university.coordinator)

    assert away(time(9), time(9, 15)) == []
    assert away(time(11, 15), time(16)) == []
    assert away(time(11, 14), time(16)) == [(view.appointment_id, student, "away")]
    assert away(time(9), time(9, 16)) == [(view.appointment_id, student, "away")]


def test_extra_hours_cover_what_the_weekly_ones_do_not(university: University, view: asks.AppointmentView) -> None:
    university.never_works(view.lecturer_id)
    extra = asks.AvailabilityException(TUESDAY, True, time(9), time(12))
    set_exceptions(asks.SetExceptions(view.lecturer_id, (extra,)), university.coordinator)
    assert seen(university.coordinator) == []


@pytest.mark.parametrize("how", HOWS)
def test_withdrawing_the_absence_settles_it(university: University, view: asks.AppointmentView, how: str) -> None:
    gone = view.student_ids[0]
    university.cannot(gone, how, TUESDAY)
    university.away(gone)
    university.switched(gone, is_active=True)
    university.works(gone)
    assert seen(university.coordinator) == []


@pytest.mark.parametrize("deed", ["cancel", "move", "swap"])
def test_what_is_cancelled_moved_or_held_by_others_is_settled(
    university: University, view: asks.AppointmentView, deed: str
) -> None:
    university.person("student")
    university.away(view.student_ids[0], TUESDAY)
    if deed == "cancel":
        cancel_appointment(asks.CancelAppointment(view.appointment_id), university.coordinator)
    else:
        start = HALF_NINE if deed == "swap" else at(2, 9, 30)
        reschedule_appointment(asks.RescheduleAppointment(view.appointment_id, start), university.coordinator)
    assert seen(university.coordinator) == []


def test_what_has_begun_is_too_late_to_settle(university: University, view: asks.AppointmentView) -> None:
    university.away(view.student_ids[0], TUESDAY)
    university.now = HALF_NINE
    assert seen(university.coordinator) == []


def test_a_held_time_is_hit_as_well_and_is_not_proposed_anew_where_it_is(university: University) -> None:
    high_stress(university, under_way(university))
    held = proposed(university)
    university.switched(held.student_ids[0], is_active=False)
    assert seen(university.coordinator) == [(held.appointment_id, held.student_ids[0], "left")]
    university.switched(held.student_ids[0], is_active=True)
    with pytest.raises(Refusal, match="nothing_to_move"):
        offer_follow_up_time(asks.OfferFollowUpTime(held.follows_id, held.starts_at, CAMPUS), university.coordinator)
    assert proposed(university) == held


def test_people_see_their_own_absences_and_nobody_elses(university: University, view: asks.AppointmentView) -> None:
    one, other = view.student_ids
    university.away(one, TUESDAY)
    hit = [(view.appointment_id, one, "away")]
    assert seen(university.as_student(one)) == seen(university.as_student(one), person_id=one) == hit
    assert seen(university.as_student(other)) == seen(university.as_student(other), person_id=one) == []
    assert seen(university.as_lecturer(view.lecturer_id)) == []
    assert seen(university.coordinator, person_id=other) == []
    assert seen(university.coordinator, appointment_id=view.appointment_id) == hit
    assert seen(university.coordinator, appointment_id=uuid4()) == []
    for uow in (university.public, university.as_client(view.client_id)):
        with pytest.raises(Refusal, match="not_allowed"):
            show_clashes(asks.Clashes(), uow)


def test_a_decision_to_hold_it_all_the_same_says_who_and_when(
    university: University, view: asks.AppointmentView
) -> None:
    university.works(view.lecturer_id, time(12), time(16))
    lecturer = university.as_lecturer(view.lecturer_id)
    told = accept(lecturer, only(lecturer))
    assert (told.accepted_by, told.accepted_at) == (view.lecturer_id, university.now)
    assert seen(university.coordinator) == []
    assert only(university.coordinator) == told
    university.now = at(0, 12)
    assert accept(university.coordinator, told) == told, "the first decision stands"


def test_other_hours_on_that_day_raise_it_anew_and_those_of_other_days_do_not(
    university: University, view: asks.AppointmentView
) -> None:
    student = view.student_ids[0]
    university.works(student, time(12), time(16))
    accept(university.coordinator, only(university.coordinator))
    university.away(student, at(8, 0).date())
    assert seen(university.coordinator) == []
    weekly = tuple(asks.WeeklyHours(day, time(13 if day == 2 else 12), time(16)) for day in range(1, 6))
    set_weekly_hours(asks.SetWeeklyHours(student, weekly), university.coordinator)
    assert seen(university.coordinator) == [(view.appointment_id, student, "outside_hours")]
    accept(university.coordinator, only(university.coordinator))
    university.away(student, TUESDAY)
    assert seen(university.coordinator) == [(view.appointment_id, student, "away")]


def test_a_change_of_the_appointment_raises_it_anew(university: University, view: asks.AppointmentView) -> None:
    student = view.student_ids[0]
    university.works(student, time(12), time(16))
    accept(university.coordinator, only(university.coordinator))
    university.add_room("Otaniemi")
    for start, campus in ((at(2, 9, 30), CAMPUS), (HALF_NINE, CAMPUS)):
        university.works(student, *OFFICE)
        ask = asks.RescheduleAppointment(view.appointment_id, start, campus)
        reschedule_appointment(ask, university.coordinator)
    university.works(student, time(12), time(16))
    assert seen(university.coordinator) == [(view.appointment_id, student, "outside_hours")]


def test_one_who_comes_back_is_asked_for_anew(university: University, view: asks.AppointmentView) -> None:
    student = view.student_ids[0]
    university.works(student, time(12), time(16))
    accept(university.coordinator, only(university.coordinator))
    university.switched(student, is_active=False)
    assert seen(university.coordinator) == [(view.appointment_id, student, "left")]


def test_nobody_decides_about_what_they_did_not_see_or_what_is_not_theirs(
    university: University, view: asks.AppointmentView
) -> None:
    one, other = view.student_ids
    university.works(one, time(12), time(16))
    clash = only(university.coordinator)
    ask = asks.AcceptClash(view.appointment_id, one, view.version, "outside_hours")
    for uow, code in (
        (university.as_student(other), "not_allowed"),
        (university.as_student(university.person("student")), "appointment_unknown"),
        (university.as_client(view.client_id), "not_allowed"),
        (university.public, "not_allowed"),
    ):
        with pytest.raises(Refusal, match=code):
            accept_clash(ask, uow)
    for wrong in (
        asks.AcceptClash(view.appointment_id, one, view.version + 1, "outside_hours"),
        asks.AcceptClash(view.appointment_id, one, view.version, "away"),
    ):
        with pytest.raises(Refusal, match="clash_changed"):
            accept_clash(wrong, university.coordinator)
    university.works(one)
    with pytest.raises(Refusal, match="clash_over"):
        accept(university.coordinator, clash)
    assert university.duties.accepted == []


def test_nobody_holds_a_conversation_who_is_no_longer_active(
    university: University, view: asks.AppointmentView
) -> None:
    university.switched(view.lecturer_id, is_active=False)
    with pytest.raises(Refusal, match="clash_of_one_who_left"):
        accept(university.coordinator, only(university.coordinator))


def test_what_was_agreed_on_elsewhere_outside_of_hours_needs_no_settling(university: University) -> None:
    saturday = at(5, 10)
    ask = asks.BookAppointment(
        university.client(), saturday, CAMPUS, university.students, university.lecturer, university.room
    )
    view = book_appointment(ask, university.uow())
    assert seen(university.coordinator) == []
    accepted = show_clashes(asks.Clashes(include_accepted=True), university.coordinator)
    assert {each.person_id for each in accepted} == {*view.student_ids, view.lecturer_id}
    university.away(university.lecturer, saturday.date())
    assert seen(university.coordinator) == [(view.appointment_id, university.lecturer, "away")]


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_the_day_that_the_clocks_change_hours_are_those_on_the_wall(university: University, change: date) -> None:
    days = (change - MONDAY.date()).days
    for person_id in (university.lecturer, *university.students):
        hours = asks.SetWeeklyHours(person_id, (asks.WeeklyHours(7, time(9), time(12)),))
        set_weekly_hours(hours, university.coordinator)
    university.now = at(days - 7, 9)
    view = university.booked(at(days, 9, 15))
    assert seen(university.coordinator) == []
    narrower = asks.SetWeeklyHours(university.lecturer, (asks.WeeklyHours(7, time(9), time(10, 59)),))
    set_weekly_hours(narrower, university.coordinator)
    assert seen(university.coordinator) == [(view.appointment_id, university.lecturer, "outside_hours")]
    enough = asks.SetWeeklyHours(university.lecturer, (asks.WeeklyHours(7, time(9), time(11)),))
    set_weekly_hours(enough, university.coordinator)
    assert seen(university.coordinator) == []
