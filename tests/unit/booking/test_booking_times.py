"""Free times are found, booked once, and kept apart."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.book_as_new_client import book_as_new_client
from services.booking.application.use_cases.find_free_times import find_free_times
from services.booking.application.use_cases.keep_people import change_person
from services.booking.application.use_cases.set_hours import set_exceptions
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.programme import Programme
from services.booking.domain.roster import Team
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal
from tests.unit.booking.university import CAMPUS, University, at


def starts(university: University, day: int, **filters: object) -> list[object]:
    found = find_free_times(asks.FreeTimes(at(day, 0), at(day + 1, 0), **filters), university.public)  # type: ignore[arg-type]
    return [time.starts_at for time in found]


def self_referral(starts_at: object, email: str = "aino@mail.example", **changes: object) -> asks.BookAsNewClient:
    values = {
        "name": "Aino Virta",
        "email": email,
        "language": Language.FI,
        "situation": "student",
        "starts_at": starts_at,
        "campus": CAMPUS,
        "consent_version": "1",
        "has_consented": True,
    }
    return asks.BookAsNewClient(**{**values, **changes})  # type: ignore[arg-type]


def test_times_are_offered_each_half_hour_with_preparation_and_debrief_inside_working_hours(
    university: University,
) -> None:
    expected = [at(1, 9, 30) + timedelta(minutes=30) * step for step in range(10)]
    assert (
        starts(university, 1) == expected
    )  # 09:30, when preparation begins at 09:15, to 14:00, when debrief ends 15:45


def test_no_time_is_offered_at_the_weekend(university: University) -> None:
    assert starts(university, 5) == starts(university, 6) == []


def test_the_public_gets_two_hours_notice_and_staff_none(university: University) -> None:
    university.now = at(1, 9, 15)
    assert starts(university, 1)[0] == at(1, 11, 30)
    found = find_free_times(asks.FreeTimes(at(1, 0), at(2, 0)), university.as_student())
    assert found[0].starts_at == at(1, 9, 30)


def test_a_start_at_this_very_instant_is_past_for_staff_too(university: University) -> None:
    university.now = at(1, 9, 30)
    found = find_free_times(asks.FreeTimes(at(1, 0), at(2, 0)), university.as_student())
    assert found[0].starts_at == at(1, 10)


def test_nothing_is_offered_after_the_horizon(university: University) -> None:
    horizon = university.now + Programme().horizon
    found = find_free_times(asks.FreeTimes(university.now, university.now + timedelta(365)), university.coordinator)
    assert max(time.starts_at for time in found) < horizon


def test_an_empty_stretch_of_time_is_refused(university: University) -> None:
    with pytest.raises(Refusal, match="until_before_from"):
        find_free_times(asks.FreeTimes(at(1, 0), at(1, 0)), university.public)


def test_a_campus_without_a_room_is_refused(university: University) -> None:
    with pytest.raises(Refusal, match="campus_unknown"):
        starts(university, 1, campus="Nowhere")


def test_a_booked_time_with_its_preparation_and_debrief_is_offered_to_nobody_else(university: University) -> None:
    university.booked(at(1, 11, 30))
    assert starts(university, 1) == [at(1, 9, 30), at(1, 13, 30), at(1, 14)]


def test_a_person_who_is_away_makes_the_time_unfree(university: University) -> None:
    away = asks.AvailabilityException(at(1, 12).date(), is_available=False)
    set_exceptions(asks.SetExceptions(university.lecturer, (away,)), university.as_lecturer())
    assert starts(university, 1) == []
    assert starts(university, 2) != []


def test_one_student_will_do_and_two_are_preferred(university: University) -> None:
    assert set(university.booked(at(1, 9, 30)).student_ids) == set(university.students)
    university.never_works(university.students[0])
    assert university.booked(at(2, 9, 30)).student_ids == (university.students[1],)


def test_the_least_taken_people_are_chosen(university: University) -> None:
    busy = set(university.booked(at(1, 9, 30)).student_ids)
    idle = {university.person("student"), university.person("student")}
    assert set(university.booked(at(2, 9, 30)).student_ids) == idle
    assert busy.isdisjoint(idle)


def test_an_inactive_person_gets_no_new_appointment(university: University) -> None:
    gone = asks.ChangePerson(university.lecturer, "Gone", "gone@uni.example", Language.FI, is_active=False)
    change_person(gone, university.coordinator)
    assert starts(university, 1) == []


def test_self_referral_books_and_consents(university: University) -> None:
    view = book_as_new_client(self_referral(at(1, 9, 30)), university.public)
    assert view.state == "booked"
    assert view.client_name == "Aino Virta"
    (booked,) = university.heard(events.AppointmentBooked)
    (consent,) = university.heard(events.ConsentGiven)
    assert (booked.appointment_id, booked.kind, consent.client_id) == (view.appointment_id, "first", view.client_id)


def test_self_referral_without_consent_is_refused(university: University) -> None:
    with pytest.raises(Refusal, match="consent_missing"):
        book_as_new_client(self_referral(at(1, 9, 30), has_consented=False), university.public)


def test_self_referral_with_a_known_address_says_nothing_of_it_and_changes_nobody(university: University) -> None:
    first = book_as_new_client(self_referral(at(1, 9, 30)), university.public)
    second = book_as_new_client(self_referral(at(2, 9, 30), "AINO@mail.example", name="Aino V."), university.public)
    assert second.client_id != first.client_id
    assert university.clients.known[first.client_id].name == "Aino Virta"
    assert university.clients.known[second.client_id].possible_duplicate_of == first.client_id


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (at(-1, 10), "time_past"),
        (at(0, 8), "time_past"),
        (at(0, 9, 30), "time_too_soon"),
        (at(61, 10), "time_too_far"),
        (at(1, 9, 35), "start_not_on_quarter"),
        (at(1, 9), "time_taken"),  # preparation would begin before working hours
        (at(1, 14, 30), "time_taken"),  # and debrief end after them
        (at(5, 10), "time_taken"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_name(university: University, starts_at: object, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        book_as_new_client(self_referral(starts_at), university.public)
    assert (refused.value.code, refused.value.field) == (code, "starts_at")
    assert university.heard(events.AppointmentBooked) == []


def test_a_time_at_the_very_edge_of_the_notice_is_bookable(university: University) -> None:
    university.now = at(1, 9, 30)
    assert book_as_new_client(self_referral(at(1, 11, 30)), university.public).state == "booked"


def test_the_public_books_to_the_very_end_of_the_horizon_and_no_further(university: University) -> None:
    university.now = at(0, 9)
    with pytest.raises(Refusal, match="time_too_far"):
        book_as_new_client(self_referral(at(60, 10, 15)), university.public)
    assert book_as_new_client(self_referral(at(60, 10)), university.public).state == "booked"  # clocks went on by one


def test_fairness_looks_four_weeks_ahead(university: University) -> None:
    near, far = university.students
    university.person("lecturer")
    university.add_room()
    for student_id, day in ((far, 28), (far, 29), (near, 25)):
        ask = asks.BookAppointment(university.client(), at(day, 9, 30), CAMPUS, (student_id,))
        book_appointment(ask, university.coordinator)
    assert university.booked(at(1, 9, 30)).student_ids[0] == far


def test_whoever_comes_second_is_told_that_the_time_is_taken(university: University) -> None:
    university.booked(at(1, 9, 30))
    with pytest.raises(Refusal, match="time_taken"):
        university.booked(at(1, 10))


def test_losing_the_race_for_one_team_takes_another(university: University) -> None:
    others = (university.person("student"), university.person("student"))
    lecturer, room = university.person("lecturer"), university.add_room()
    quick = Appointment(
        id=uuid4(),
        client_id=university.client(),
        state=State.BOOKED,
        conversation=Programme().conversation_at(at(1, 9, 30)),
        busy=Programme().busy_at(at(1, 9, 30)),
        team=Team((university.students[0], others[0]), university.lecturer, university.room),
    )
    university.diary.quicker.append(quick)
    view = university.booked(at(1, 9, 30))
    assert set(view.student_ids) == {university.students[1], others[1]}
    assert (view.lecturer_id, view.room.room_id) == (lecturer, room)


def test_a_client_is_not_in_two_places(university: University) -> None:
    for role in ("student", "lecturer"):
        university.person(role)
    university.add_room()
    first = university.booked(at(1, 9, 30))
    with pytest.raises(Refusal, match="time_taken"):
        university.booked(at(1, 10), first.client_id)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"student_ids": (uuid4(),)}, "student_unknown"),
        ({"student_ids": (uuid4(), uuid4(), uuid4())}, "students_too_many"),
        ({"lecturer_id": uuid4()}, "lecturer_unknown"),
        ({"room_id": uuid4()}, "room_unknown"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(university: University, wish: dict[str, object], code: str) -> None:
    ask = asks.BookAppointment(university.client(), at(1, 9, 30), CAMPUS, **wish)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=code):
        book_appointment(ask, university.coordinator)


def test_the_people_that_staff_name_are_the_ones_booked(university: University) -> None:
    wanted = university.students[1]
    ask = asks.BookAppointment(university.client(), at(1, 9, 30), CAMPUS, (wanted,), university.lecturer)
    assert book_appointment(ask, university.coordinator).student_ids == (wanted,)


def test_students_whom_staff_name_are_all_there_or_the_time_is_taken(university: University) -> None:
    university.never_works(university.students[1])
    ask = asks.BookAppointment(university.client(), at(1, 9, 30), CAMPUS, university.students)
    with pytest.raises(Refusal, match="time_taken"):
        book_appointment(ask, university.coordinator)


def test_no_conversation_is_without_a_student(university: University) -> None:
    for student_id in university.students:
        university.never_works(student_id)
    with pytest.raises(Refusal, match="time_taken"):
        university.booked(at(1, 9, 30))


def test_a_client_books_one_time_at_a_time(university: University) -> None:
    client_id = university.client()
    book_appointment(asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS), university.as_client(client_id))
    with pytest.raises(Refusal, match="already_booked"):
        book_appointment(asks.BookAppointment(client_id, at(2, 9, 30), CAMPUS), university.as_client(client_id))


def test_the_system_enters_what_was_agreed_elsewhere_be_it_past_but_never_twice(university: University) -> None:
    ask = asks.BookAppointment(
        university.client(), at(-2, 19, 10), CAMPUS, university.students, university.lecturer, university.room
    )
    assert book_appointment(ask, university.uow()).state == "booked"
    with pytest.raises(Refusal, match="time_taken"):
        book_appointment(ask, university.uow())
    with pytest.raises(Refusal, match="time_past"):
        book_appointment(ask, university.coordinator)
