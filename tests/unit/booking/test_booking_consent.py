"""A consent is the client's own, or one that staff were given and say so; and it is to a text that the stack has."""

from __future__ import annotations

from typing import Literal
from uuid import UUID, uuid4

import pytest

from services.booking.application.book_appointment import book_appointment
from services.booking.application.book_as_new_client import book_as_new_client
from services.booking.application.erase_client import erase_client
from services.booking.application.give_consent import give_consent, record_consent
from services.booking.application.refer_client import refer_client
from services.booking.application.show_appointments import show_appointment
from services.booking.application.show_clients import show_client, tell_consents
from services.booking.application.withdraw_consent import withdraw_consent
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
    return refer_client(university.as_student(), REFERRAL).client_id


@pytest.mark.parametrize("how", ["paper", "spoken"])
def test_staff_record_a_consent_that_they_were_given_with_who_how_and_when(
    university: University, how: Literal["paper", "spoken"]
) -> None:
    client_id = referred(university)
    view = record_consent(university.as_student(), asks.RecordConsent(client_id, NOW_ASKED, how))
    assert (view.consent_version, view.consent_given_at) == (NOW_ASKED, university.now)
    assert (view.consent_how, view.consent_recorded_by) == (how, university.students[0])
    (told,) = university.heard(events.ConsentGiven)
    assert told == events.ConsentGiven(client_id, NOW_ASKED, university.now, ConsentHow(how))


def test_a_consent_that_the_client_gave_is_not_written_over_by_staff(university: University) -> None:
    client_id = referred(university)
    give_consent(university.as_client(client_id), asks.GiveConsent(client_id, NOW_ASKED))
    view = record_consent(university.as_student(), asks.RecordConsent(client_id, NOW_ASKED, "spoken"))
    assert (view.consent_how, view.consent_recorded_by) == (ConsentHow.SELF, None)
    assert len(university.heard(events.ConsentGiven)) == 1


def test_only_staff_who_know_the_client_record_a_consent_and_only_the_client_gives_it(university: University) -> None:
    client_id = referred(university)
    ask = asks.RecordConsent(client_id, NOW_ASKED, "paper")
    for uow in (university.as_client(client_id), university.public, university.uow()):
        with pytest.raises(Refusal, match="not_allowed"):
            record_consent(uow, ask)
    with pytest.raises(Refusal, match="client_unknown"):
        record_consent(university.as_lecturer(), ask)
    with pytest.raises(Refusal, match="not_allowed"):
        give_consent(university.coordinator, asks.GiveConsent(client_id, NOW_ASKED))


@pytest.mark.parametrize("version", ["0", "3", "x", " 2"])
def test_a_text_that_the_stack_does_not_have_is_not_consented_to(university: University, version: str) -> None:
    client_id = referred(university)
    given = (
        lambda: give_consent(university.as_client(client_id), asks.GiveConsent(client_id, version)),
        lambda: record_consent(university.as_student(), asks.RecordConsent(client_id, version, "paper")),
        lambda: book_as_new_client(university.public, self_referral(at(1, 9, 30), consent_version=version)),
        lambda: book_appointment(
            university.coordinator,
            asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, consent="paper", consent_version=version),
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
    booked = book_appointment(university.as_student(), ask)
    assert show_appointment(university.coordinator, asks.Appointment(booked.appointment_id)).consent == "given"
    (told,) = university.heard(events.ConsentGiven)
    assert told.how is ConsentHow.SPOKEN
    kinds = [type(each) for each in university.events.emitted[-2:]]
    assert kinds == [events.ConsentGiven, events.AppointmentBooked]  # told of before the appointment is


def test_staff_may_book_before_the_client_was_asked_and_see_that_it_is_missing(university: University) -> None:
    client_id = referred(university)
    booked = book_appointment(university.as_student(), asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS))
    assert booked.consent == "unknown"
    assert university.heard(events.ConsentGiven) == []


def test_a_client_who_books_gives_no_consent_in_the_name_of_staff(university: University) -> None:
    client_id = university.client()
    ask = asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS, consent="paper", consent_version=NOW_ASKED)
    with pytest.raises(Refusal, match="not_allowed"):
        book_appointment(university.as_client(client_id), ask)


def test_never_asked_and_withdrawn_are_told_apart(university: University) -> None:
    booked = university.booked(at(1, 9, 30))
    ask, client = asks.Appointment(booked.appointment_id), university.as_client(booked.client_id)
    assert (booked.consent, show_client(client, asks.Client(booked.client_id)).consent_withdrawn_at) == ("given", None)
    withdraw_consent(client, asks.WithdrawConsent(booked.client_id))
    assert show_appointment(university.coordinator, ask).consent == "withdrawn"
    assert show_client(client, asks.Client(booked.client_id)).consent_withdrawn_at == university.now
    give_consent(client, asks.GiveConsent(booked.client_id, NOW_ASKED))
    assert show_appointment(university.coordinator, ask).consent == "given"
    assert show_client(client, asks.Client(booked.client_id)).consent_withdrawn_at is None


def test_the_link_of_an_erased_client_says_that_their_data_is_gone(university: University) -> None:
    booked = university.booked(at(1, 9, 30))
    client = university.as_client(booked.client_id)
    erase_client(university.coordinator, asks.EraseClient(booked.client_id))
    for show in (
        lambda: show_client(client, asks.Client(booked.client_id)),
        lambda: show_appointment(client, asks.Appointment(booked.appointment_id)),
        lambda: give_consent(client, asks.GiveConsent(booked.client_id, NOW_ASKED)),
    ):
        with pytest.raises(Refusal) as caught:
            show()
        assert (caught.value.code, caught.value.kind) == ("data_erased", RefusalKind.EXPIRED)
    assert show_appointment(university.coordinator, asks.Appointment(booked.appointment_id)).consent == "erased"


def test_the_consents_that_stand_are_told_to_the_system_alone(university: University) -> None:
    given, unsaid, withdrawn = university.client(), referred(university), university.client()
    withdraw_consent(university.as_client(withdrawn), asks.WithdrawConsent(withdrawn))
    ask = asks.ConsentsOf((given, unsaid, withdrawn, uuid4()))
    assert tell_consents(university.uow(), ask) == [asks.ConsentView(given, university.now)]
    with pytest.raises(Refusal, match="not_allowed"):
        tell_consents(university.coordinator, ask)


@pytest.mark.parametrize("role", ["lecturer", "student"])
def test_a_referred_client_is_told_what_the_person_is_who_gave_their_data(
    university: University, role: Literal["lecturer", "student"]
) -> None:
    uow = university.uow(Actor(Role(role), university.person(role)))
    view = refer_client(uow, asks.ReferClient("Bo Ek", "b@mail.example", Language.SV, "other"))
    assert show_client(university.as_client(view.client_id), asks.Client(view.client_id)).referred_by_role == role
    own = book_as_new_client(university.public, self_referral(at(1, 9, 30))).client_id
    assert show_client(university.as_client(own), asks.Client(own)).referred_by_role is None
