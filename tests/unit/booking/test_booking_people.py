"""Clients, people, rooms and hours: each told to those who may know, and kept in order."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID, uuid4

import pytest

from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.change_client import change_client
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.give_consent import give_consent
from services.booking.application.use_cases.keep_people import add_person, change_person
from services.booking.application.use_cases.keep_rooms import add_room, change_room
from services.booking.application.use_cases.refer_client import refer_client
from services.booking.application.use_cases.set_hours import set_exceptions, set_weekly_hours
from services.booking.application.use_cases.show_appointments import show_appointment, show_appointments
from services.booking.application.use_cases.show_availability import show_availability
from services.booking.application.use_cases.show_clients import show_client, show_clients, show_contact
from services.booking.application.use_cases.show_staff import show_people, show_rooms
from services.booking.application.use_cases.withdraw_consent import withdraw_consent
from services.booking.domain.appointment import State
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal
from tests.unit.booking.university import CAMPUS, University, at

REFERRAL = asks.ReferClient("Bo Ek", "bo@mail.example", Language.SV, "job_seeker", "+358 40 1")
TODAY = date(2026, 3, 2)


def names(views: list[asks.ClientView]) -> list[str]:
    return [view.name for view in views]


def test_a_referred_client_is_invited_and_known_to_the_one_who_referred(university: University) -> None:
    view = refer_client(REFERRAL, university.as_student())
    assert (view.came_by, view.consent_version, view.phone) == ("referral", None, "+358 40 1")
    (told,) = university.heard(events.ClientReferred)
    assert told.client_id == view.client_id
    assert names(show_clients(asks.Clients("bo"), university.as_student())) == ["Bo Ek"]
    assert show_clients(asks.Clients("bo"), university.as_lecturer()) == []


@pytest.mark.parametrize("caller", ["client", "public"])
def test_only_staff_refer_and_search(university: University, caller: str) -> None:
    uow = university.public if caller == "public" else university.as_client(university.client())
    with pytest.raises(Refusal, match="not_allowed"):
        refer_client(REFERRAL, uow)
    with pytest.raises(Refusal, match="not_allowed"):
        show_clients(asks.Clients(), uow)
    with pytest.raises(Refusal, match="not_allowed"):
        show_people(asks.People(), uow)


def test_a_client_is_told_to_themselves_their_people_and_coordinators(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    ask = asks.Client(view.client_id)
    told = show_client(ask, university.coordinator)
    assert (told.next_appointment_id, told.next_starts_at) == (view.appointment_id, at(1, 9, 30))
    for uow in (university.as_student(view.student_ids[0]), university.uow()):
        assert show_client(ask, uow) == told
    theirs = show_client(ask, university.by_link(view))
    assert (theirs.name, theirs.next_appointment_id) == (told.name, view.appointment_id)
    for stranger in (
        university.as_client(university.client()),
        university.as_lecturer(university.person("lecturer")),
        university.public,
    ):
        with pytest.raises(Refusal, match="client_unknown"):
            show_client(ask, stranger)


def test_a_possible_duplicate_is_told_to_coordinators_alone(university: University) -> None:
    first = refer_client(REFERRAL, university.as_student())
    second = refer_client(REFERRAL, university.as_student())
    assert second.possible_duplicate_of is None
    assert show_client(asks.Client(second.client_id), university.coordinator).possible_duplicate_of == first.client_id


def test_a_clients_contact_data_is_corrected_by_their_staff(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    ask = asks.ChangeClient(view.client_id, " Aino ", "new@mail.example", Language.EN)
    changed = change_client(ask, university.as_lecturer())
    assert (changed.name, changed.email, changed.phone, changed.language) == ("Aino", "new@mail.example", "", "en")
    with pytest.raises(Refusal, match="not_allowed"):
        change_client(ask, university.by_link(view))
    with pytest.raises(Refusal, match="client_unknown"):
        change_client(ask, university.as_lecturer(university.person("lecturer")))
    with pytest.raises(Refusal, match="text_blank"):
        change_client(asks.ChangeClient(view.client_id, "  ", "a@b.example", Language.EN), university.coordinator)


def test_booking_waits_for_the_clients_consent_and_staff_may_book_before_it(university: University) -> None:
    client_id = refer_client(REFERRAL, university.coordinator).client_id
    ask = asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS)
    with pytest.raises(Refusal, match="consent_missing"):
        book_appointment(ask, university.as_client(client_id))
    assert book_appointment(ask, university.coordinator).state == "booked"


def test_a_client_does_not_choose_whom_they_meet(university: University) -> None:
    client_id = university.client()
    ask = asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, lecturer_id=university.lecturer)
    with pytest.raises(Refusal, match="not_allowed"):
        book_appointment(ask, university.as_client(client_id))


def test_consent_is_given_once_for_each_version(university: University) -> None:
    client_id = university.client()
    before = len(university.heard(events.ConsentGiven))
    uow = university.as_client(client_id)
    give_consent(asks.GiveConsent(client_id, "1"), uow)
    assert give_consent(asks.GiveConsent(client_id, "2"), uow).consent_version == "2"
    assert len(university.heard(events.ConsentGiven)) == before + 1


def test_consent_is_the_clients_and_no_students_to_give_or_withdraw(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    other = university.client()
    with pytest.raises(Refusal, match="not_allowed"):
        give_consent(asks.GiveConsent(view.client_id, "2"), university.as_student(view.student_ids[0]))
    with pytest.raises(Refusal, match="not_allowed"):
        withdraw_consent(asks.WithdrawConsent(view.client_id), university.as_lecturer())
    with pytest.raises(Refusal, match="client_unknown"):
        withdraw_consent(asks.WithdrawConsent(view.client_id), university.as_client(other))


def test_withdrawing_consent_cancels_what_is_to_come_once(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    uow = university.by_link(view)
    for _ in range(2):
        told = withdraw_consent(asks.WithdrawConsent(view.client_id), uow)
    assert (told.consent_version, told.consent_given_at, told.next_appointment_id) == (None, None, None)
    assert [each.cancelled_by for each in university.heard(events.AppointmentCancelled)] == ["client"]
    assert len(university.heard(events.ConsentWithdrawn)) == 1


def test_an_erased_client_is_forgotten_and_their_appointments_keep_no_name(university: University) -> None:
    past = university.booked(at(1, 9, 30))
    university.now = at(1, 12)
    coming = university.booked(at(2, 9, 30), past.client_id)
    with pytest.raises(Refusal, match="not_allowed"):
        erase_client(asks.EraseClient(past.client_id), university.as_lecturer())
    erase_client(asks.EraseClient(past.client_id), university.coordinator)
    assert show_appointment(asks.Appointment(past.appointment_id), university.coordinator).client_name == ""
    assert university.diary.appointments[coming.appointment_id].state is State.CANCELLED
    assert len(university.heard(events.ClientErased)) == 1
    with pytest.raises(Refusal, match="client_unknown"):
        erase_client(asks.EraseClient(past.client_id), university.coordinator)
    with pytest.raises(Refusal, match="client_unknown"):
        university.booked(at(3, 9, 30), past.client_id)
    with pytest.raises(Refusal, match="recipient_gone"):
        show_contact(asks.ContactOf(past.client_id), university.uow())


def test_contacts_are_told_to_the_system_alone(university: University) -> None:
    client_id = university.client()
    assert show_contact(asks.ContactOf(client_id), university.uow()).email.endswith("@mail.example")
    assert show_contact(asks.ContactOf(university.lecturer), university.uow()).name.startswith("lecturer")
    with pytest.raises(Refusal, match="recipient_unknown"):
        show_contact(asks.ContactOf(uuid4()), university.uow())
    with pytest.raises(Refusal, match="not_allowed"):
        show_contact(asks.ContactOf(client_id), university.coordinator)


def test_appointments_are_listed_to_those_whose_they_are(university: University) -> None:
    first, second = university.booked(at(1, 9, 30)), university.booked(at(1, 11, 30))
    other = university.person("lecturer")
    ask = asks.Appointments(at(1, 0), at(2, 0))
    both = [first.appointment_id, second.appointment_id]

    def listed(uow: object, asked: asks.Appointments = ask) -> list[UUID]:
        return [view.appointment_id for view in show_appointments(asked, uow)]  # type: ignore[arg-type]

    assert listed(university.coordinator) == listed(university.as_lecturer()) == both
    assert listed(university.as_lecturer(other)) == []
    assert listed(university.by_link(first)) == [first.appointment_id]
    theirs = asks.Appointments(at(1, 0), at(2, 0), client_id=second.client_id)
    assert listed(university.by_link(first), theirs) == []
    assert listed(university.coordinator, theirs) == [second.appointment_id]
    mine = asks.Appointments(at(1, 0), at(2, 0), person_id=university.lecturer)
    assert listed(university.as_lecturer(other), mine) == []
    with pytest.raises(Refusal, match="not_allowed"):
        listed(university.public)
    with pytest.raises(Refusal, match="until_before_from"):
        listed(university.coordinator, asks.Appointments(at(1, 0), at(1, 0)))


def test_people_are_added_and_changed_by_coordinators_with_addresses_of_their_own(university: University) -> None:
    ask = asks.AddPerson("student", "Cia", "CIA@uni.example", Language.SV)
    with pytest.raises(Refusal, match="not_allowed"):
        add_person(ask, university.as_lecturer())
    added = add_person(ask, university.coordinator)
    with pytest.raises(Refusal, match="email_taken"):
        add_person(asks.AddPerson("student", "Cia", "cia@uni.example", Language.SV), university.coordinator)
    change = asks.ChangePerson(added.person_id, "Cia", "cia@uni.example", Language.EN, is_active=False, phone="+358 1")
    assert not change_person(change, university.coordinator).is_active
    taken = asks.ChangePerson(university.lecturer, "L", "cia@uni.example", Language.FI, is_active=True)
    with pytest.raises(Refusal, match="email_taken"):
        change_person(taken, university.coordinator)
    with pytest.raises(Refusal, match="person_unknown"):
        change_person(asks.ChangePerson(uuid4(), "X", "x@y.example", Language.FI, True), university.coordinator)
    everyone = show_people(asks.People("student", include_inactive=True), university.as_student())
    active = show_people(asks.People("student"), university.as_student())
    assert {view.name for view in everyone} - {view.name for view in active} == {"Cia"}


def test_rooms_have_names_of_their_own_and_the_public_sees_only_where_they_are(university: University) -> None:
    ask = asks.AddRoom("A1", CAMPUS, "Street 2", directions_en="Left")
    with pytest.raises(Refusal, match="not_allowed"):
        add_room(ask, university.as_student())
    added = add_room(ask, university.coordinator)
    with pytest.raises(Refusal, match="room_name_taken"):
        add_room(ask, university.coordinator)
    with pytest.raises(Refusal, match="room_unknown"):
        change_room(asks.ChangeRoom(uuid4(), "B", CAMPUS, "S", is_active=True), university.coordinator)
    (one, other) = show_rooms(asks.Rooms(include_inactive=True), university.public)
    assert (one.name, other.directions_en, one.campus) == ("", "", CAMPUS)
    change_room(asks.ChangeRoom(added.room_id, "A1", CAMPUS, "S", is_active=False), university.coordinator)
    for uow, count in ((university.public, 1), (university.coordinator, 2)):
        assert len(show_rooms(asks.Rooms(include_inactive=True), uow)) == count


def test_hours_are_set_by_the_person_or_a_coordinator(university: University) -> None:
    weekly = (asks.WeeklyHours(1, time(9), time(12)), asks.WeeklyHours(1, time(13), time()))
    ask = asks.SetWeeklyHours(university.lecturer, weekly)
    assert set_weekly_hours(ask, university.as_lecturer()).weekly == weekly
    assert show_availability(asks.Availability(university.lecturer), university.coordinator).weekly == weekly
    for stranger in (university.as_student(), university.as_client(uuid4()), university.public):
        with pytest.raises(Refusal, match="not_allowed"):
            set_weekly_hours(ask, stranger)
        with pytest.raises(Refusal, match="not_allowed"):
            show_availability(asks.Availability(university.lecturer), stranger)
    with pytest.raises(Refusal, match="person_unknown"):
        show_availability(asks.Availability(uuid4()), university.coordinator)


def test_hours_that_end_before_they_start_are_refused(university: University) -> None:
    weekly = (asks.WeeklyHours(1, time(12), time(12)),)
    with pytest.raises(Refusal, match="hours_end_before_start"):
        set_weekly_hours(asks.SetWeeklyHours(university.lecturer, weekly), university.coordinator)


@pytest.mark.parametrize(
    ("exception", "code"),
    [
        (asks.AvailabilityException(date(2026, 3, 1), False), "exception_in_past"),
        (asks.AvailabilityException(TODAY, True), "exception_hours_missing"),
        (asks.AvailabilityException(TODAY, False, time(9)), "exception_hours_incomplete"),
        (asks.AvailabilityException(TODAY, False, time(9), time(8)), "hours_end_before_start"),
    ],
)
def test_a_wrong_exception_is_named(university: University, exception: asks.AvailabilityException, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        set_exceptions(asks.SetExceptions(university.lecturer, (exception,)), university.coordinator)
