"""Whatever is booked, moved, cancelled and proposed, nobody is ever in two places."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.find_free_times import find_free_times
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.fakes import engaged
from tests.unit.booking.university import CAMPUS, ZONE, University, at

ACT = st.tuples(st.sampled_from(["book", "move", "cancel"]), st.integers(0, 9), st.integers(0, 4), st.integers(32, 60))


def run(university: University, act: tuple[str, int, int, int]) -> None:
    what, which, day, quarter = act
    starts_at = at(day, quarter // 4, quarter % 4 * 15)
    known = university.diary.between_all()
    if what == "book" or not known:
        university.booked(starts_at)
    elif what == "move":
        appointment_id = known[which % len(known)].id
        reschedule_appointment(asks.RescheduleAppointment(appointment_id, starts_at), university.coordinator)
    else:
        cancel_appointment(asks.CancelAppointment(known[which % len(known)].id), university.coordinator)


@settings(max_examples=40)
@given(st.lists(ACT, max_size=25))
def test_no_two_appointments_of_one_person_overlap(acts: list[tuple[str, int, int, int]]) -> None:
    university = University()
    for role in ("student", "student", "lecturer"):
        university.person(role)
    university.add_room()
    for act in acts:
        try:
            run(university, act)
        except Refusal:
            continue
    taken = [each for each in university.diary.between_all() if each.occupies]
    for one, other in combinations(taken, 2):
        for resource_id, span in engaged(one):
            assert not any(who == resource_id and span.overlaps(when) for who, when in engaged(other))


@settings(max_examples=15)
@given(st.lists(ACT.filter(lambda act: act[0] == "book"), max_size=12), st.integers(0, 40))
def test_each_time_that_is_found_free_is_bookable_and_no_other_on_the_grid_is(
    acts: list[tuple[str, int, int, int]], pick: int
) -> None:
    university = University()
    university.person("student")
    for act in acts:
        try:
            run(university, act)
        except Refusal:
            continue
    client_id = university.client()
    found = {each.starts_at for each in find_free_times(asks.FreeTimes(at(1, 0), at(5, 0)), university.as_student())}
    starts_at = at(1 + pick // 12 % 4, 8 + pick % 12 // 2, pick % 2 * 30)
    ask = asks.BookAppointment(client_id, starts_at, CAMPUS)
    if starts_at in found:
        assert book_appointment(ask, university.coordinator).state == "booked"
    else:
        with pytest.raises(Refusal, match="time_taken"):
            book_appointment(ask, university.coordinator)


@settings(max_examples=10)
@given(st.integers(25, 30))
def test_offered_times_keep_to_working_hours_on_the_wall_across_the_change_of_clocks(day: int) -> None:
    university = University()
    for time in find_free_times(asks.FreeTimes(at(day, 0), at(day + 1, 0)), university.public):
        wall = time.starts_at.astimezone(ZONE)
        assert (9, 30) <= (wall.hour, wall.minute) <= (14, 0)
        assert time.ends_at - time.starts_at == timedelta(minutes=90)
