"""A consent is the client's own, or one that staff were given and say so; and it is to a text that the stack has."""

from __future__ import annotations

from typing import Literal
from uuid import UUID, uuid4

import pytest

from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.book_as_new_client import book_as_new_client
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.give_consent import give_consent, record_consent
from services.booking.application.use_cases.refer_client import refer_client
from services.booking.application.use_cases.show_appointments import show_appointment
from services.booking.application.use_cases.show_clients import show_client, show_consents
from services.booking.application.use_cases.withdraw_consent import withdraw_consent
from shared.contracts.actor import Actor, Role
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import CONSENT_VERSION, ConsentHow, Language
from shared.refusal import Refusal, RefusalKind
from tests.unit.booking.test_booking_people import REFERRAL
from tests.unit.booking.test_booking_times import self_referral
from tests.unit.booking.university import CAMPUS, University, at

NOW_ASKED = CONSENT_VERSION


def referred(university: University) -> UUID:
    """A client whom a student referred, and who has said nothing yet."""
    return refer_client(REFERRAL, university.as_student()).client_id


@pytest.mark.parametrize("how", ["paper", "spoken"])
def test_staff_record_a_consent_that_they_were_given_with_who_how_and_when(
    university: University, how: Literal["paper", "spoken"]
) -> None:
    client_id = referred(university)
    view = record_consent(asks.RecordConsent(client_id, NOW_ASKED, how), university.as_student())
    assert (view.consent_version, view.consent_given_at) == (NOW_ASKED, university.now)
    assert (view.consent_how, view.consent_recorded_by) == (how, university.students[0])
    (told,) = university.heard(events.ConsentGiven)
    assert told == events.ConsentGiven(client_id, NOW_ASKED, university.now, ConsentHow(how))


def test_a_consent_that_the_client_gave_is_not_written_over_by_staff(university: University) -> None:
    client_id = referred(university)
    give_consent(asks.GiveConsent(client_id, NOW_ASKED), university.as_client(client_id))
    view = record_consent(asks.RecordConsent(client_id, NOW_ASKED, "spoken"), university.as_student())
    assert (view.consent_how, view.consent_recorded_by) == (ConsentHow.SELF, None)
    assert len(university.heard(events.ConsentGiven)) == 1


def test_only_staff_who_know_the_client_record_a_consent_and_only_the_client_gives_it(university: University) -> None:
    client_id = referred(university)
    ask = asks.RecordConsent(client_id, NOW_ASKED, "paper")
    for uow in (university.as_client(client_id), university.public, university.uow()):
        with pytest.raises(Refusal, match="not_allowed"):
            record_consent(ask, uow)
    with pytest.raises(Refusal, match="client_unknown"):
        record_consent(ask, university.as_lecturer())
    with pytest.raises(Refusal, match="not_allowed"):
        give_consent(asks.GiveConsent(client_id, NOW_ASKED), university.coordinator)


@pytest.mark.parametrize("version", ["0", "3", "x", " 2"])
def test_a_text_that_the_stack_does_not_have_is_not_consented_to(university: University, version: str) -> None:
    client_id = referred(university)
    given = (
        lambda: give_consent(asks.GiveConsent(client_id, version), university.as_client(client_id)),
        lambda: record_consent(asks.RecordConsent(client_id, version, "paper"), university.as_student()),
        lambda: book_as_new_client(self_referral(at(1, 9, 30), consent_version=version), university.public),
        lambda: book_appointment(
            asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, consent="paper", consent_version=version),
            university.coordinator,
        ),
    )
    for give in given:
        with pytest.raises(Refusal, match="consent_version_unknown"):
            give()
    assert university.heard(events.ConsentGiven) == []
    assert university.heard(events.AppointmentBooked) == []


def test_staff_who_book_record_the_consent_that_they_were_given(university: University) -> None:
    client_id = referred(university)
    ask = asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, consent="spoken", consent_version=NOW_ASKED)
    booked = book_appointment(ask, university.as_student())
    assert show_appointment(asks.Appointment(booked.appointment_id), university.coordinator).consent == "given"
    (told,) = university.heard(events.ConsentGiven)
    assert told.how is ConsentHow.SPOKEN
    kinds = [type(each) for each in university.events.emitted[-2:]]
    assert kinds == [events.ConsentGiven, events.AppointmentBooked]  # told of before the appointment is


def test_staff_may_book_before_the_client_was_asked_and_see_that_it_is_missing(university: University) -> None:
    client_id = referred(university)
    booked = book_appointment(asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS), university.as_student())
    assert booked.consent == "unknown"
    assert university.heard(events.ConsentGiven) == []


def test_a_client_who_books_gives_no_consent_in_the_name_of_staff(university: University) -> None:
    client_id = university.client()
    ask = asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, consent="paper", consent_version=NOW_ASKED)
    with pytest.raises(Refusal, match="not_allowed"):
        book_appointment(ask, university.as_client(client_id))


def test_never_asked_and_withdrawn_are_told_apart(university: University) -> None:
    booked = university.booked(at(1, 9, 30))
    ask, client = asks.Appointment(booked.appointment_id), university.as_client(booked.client_id)
    assert (booked.consent, show_client(asks.Client(booked.client_id), client).consent_withdrawn_at) == ("given", None)
    withdraw_consent(asks.WithdrawConsent(booked.client_id), client)
    assert show_appointment(ask, university.coordinator).consent == "withdrawn"
    assert show_client(asks.Client(booked.client_id), client).consent_withdrawn_at == university.now
    give_consent(asks.GiveConsent(booked.client_id, NOW_ASKED), client)
    assert show_appointment(ask, university.coordinator).consent == "given"
    assert show_client(asks.Client(booked.client_id), client).consent_withdrawn_at is None


def test_the_link_of_an_erased_client_says_that_their_data_is_gone(university: University) -> None:
    booked = university.booked(at(1, 9, 30))
    client = university.as_client(booked.client_id)
    erase_client(asks.EraseClient(booked.client_id), university.coordinator)
    for show in (
        lambda: show_client(asks.Client(booked.client_id), client),
        lambda: show_appointment(asks.Appointment(booked.appointment_id), client),
        lambda: give_consent(asks.GiveConsent(booked.client_id, NOW_ASKED), client),
    ):
        with pytest.raises(Refusal) as caught:
            show()
        assert (caught.value.code, caught.value.kind) == ("data_erased", RefusalKind.EXPIRED)
    assert show_appointment(asks.Appointment(booked.appointment_id), university.coordinator).consent == "erased"


def test_the_consents_that_stand_are_told_to_the_system_alone(university: University) -> None:
    given, unsaid, withdrawn = university.client(), referred(university), university.client()
    withdraw_consent(asks.WithdrawConsent(withdrawn), university.as_client(withdrawn))
    ask = asks.ConsentsOf((given, unsaid, withdrawn, uuid4()))
    assert show_consents(ask, university.uow()) == [asks.ConsentView(given, university.now)]
    with pytest.raises(Refusal, match="not_allowed"):
        show_consents(ask, university.coordinator)


@pytest.mark.parametrize("role", ["lecturer", "student"])
def test_a_referred_client_is_told_what_the_person_is_who_gave_their_data(
    university: University, role: Literal["lecturer", "student"]
) -> None:
    uow = university.uow(Actor(Role(role), university.person(role)))
    view = refer_client(asks.ReferClient("Bo Ek", "b@mail.example", Language.SV, "other"), uow)
    assert show_client(asks.Client(view.client_id), university.as_client(view.client_id)).referred_by_role == role
    own = book_as_new_client(self_referral(at(1, 9, 30)), university.public).client_id
    assert show_client(asks.Client(own), university.as_client(own)).referred_by_role is None
