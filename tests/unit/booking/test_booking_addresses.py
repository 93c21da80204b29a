"""Where a client's mails go: changed by who coordinates or meets them now, kept, and told to the former address."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.apply_session_progress import begin_appointment, complete_appointment
from services.booking.application.use_cases.change_client import change_client
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.refer_client import refer_client
from services.booking.application.use_cases.show_clients import show_client, show_clients, show_contact
from shared.contracts.actor import Actor, Role
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal
from tests.unit.booking.university import University, at

NEW = "elsewhere@mail.example"


def redirect(uow: UnitOfWork, client_id: UUID, email: str = NEW, name: str = "Aino") -> asks.ClientView:
    return change_client(asks.ChangeClient(client_id, name, email, Language.SV), uow)


def address(university: University, client_id: UUID) -> str:
    return show_client(asks.Client(client_id), university.uow()).email


def refused(uow: UnitOfWork, client_id: UUID) -> None:
    with pytest.raises(Refusal, match="address_not_yours") as told:
        redirect(uow, client_id)
    assert told.value.field == "email"
    assert not show_client(asks.Client(client_id), uow).may_change_email


def test_the_team_of_a_coming_appointment_changes_the_address_until_the_conversation_is_over(
    university: University,
) -> None:
    view = university.booked(at(1, 9, 30))
    for number, uow in enumerate((university.as_lecturer(), university.as_student(view.student_ids[0]))):
        assert redirect(uow, view.client_id, f"new{number}@mail.example").may_change_email
    university.now = at(1, 9, 40)
    begin_appointment(university.uow(), view.appointment_id, university.now)
    university.now = at(1, 11, 10)  # it takes longer than planned
    assert redirect(university.as_lecturer(), view.client_id).email == NEW
    complete_appointment(university.uow(), view.appointment_id)
    with pytest.raises(Refusal, match="address_not_yours"):
        redirect(university.as_lecturer(), view.client_id, "again@mail.example")


def test_a_team_that_the_client_did_not_come_to_changes_nothing(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 9, 50)
    mark_no_show(asks.MarkNoShow(view.appointment_id), university.as_lecturer())
    for uow in (university.as_lecturer(), university.as_student(view.student_ids[0])):
        refused(uow, view.client_id)
    assert university.heard(events.ClientAddressChanged) == []


def test_an_appointment_whose_time_passed_without_a_word_gives_no_say(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 11, 1)
    refused(university.as_lecturer(), view.client_id)


def test_who_referred_a_client_knows_of_them_and_does_not_redirect_their_mails(university: University) -> None:
    uow = university.as_student()
    refer = asks.ReferClient("Aino", "aino@mail.example", Language.FI, "other")
    refused(uow, refer_client(refer, uow).client_id)


def test_name_phone_and_language_are_corrected_by_who_knows_the_client(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    before = address(university, view.client_id)
    university.now = at(1, 12)
    changed = redirect(university.as_lecturer(), view.client_id, f" {before} ", "Aino Aalto")
    assert (changed.name, changed.language, changed.email) == ("Aino Aalto", "sv", before)
    assert university.heard(events.ClientAddressChanged) == []
    assert changed.email_changed_at is None


def test_who_changed_it_and_when_is_kept_and_shown_to_staff(university: University) -> None:
    client_id = university.client()
    maarit = UUID(int=31)
    university.now = at(1, 8)
    redirect(university.uow(Actor(Role.COORDINATOR, maarit)), client_id)
    (listed,) = [each for each in show_clients(asks.Clients(), university.coordinator) if each.client_id == client_id]
    for view in (listed, show_client(asks.Client(client_id), university.coordinator)):
        assert (view.email_changed_at, view.email_changed_by) == (at(1, 8), maarit)
    assert show_client(asks.Client(client_id), university.as_client(client_id)).email_changed_by is None


def test_the_former_address_is_told_by_its_id_and_without_a_name(university: University) -> None:
    client_id = university.client()
    before = address(university, client_id)
    redirect(university.coordinator, client_id)
    redirect(university.coordinator, client_id, "third@mail.example")
    first, second = university.heard(events.ClientAddressChanged)
    told = [show_contact(asks.ContactOf(client_id, each.change_id), university.uow()) for each in (first, second)]
    assert [(each.email, each.name, each.phone, each.language) for each in told] == [
        (before, "", "", "sv"),
        (NEW, "", "", "sv"),
    ]
    with pytest.raises(Refusal, match="recipient_unknown"):
        show_contact(asks.ContactOf(university.client(), first.change_id), university.uow())
    with pytest.raises(Refusal, match="not_allowed"):
        show_contact(asks.ContactOf(client_id, first.change_id), university.coordinator)


def test_an_erased_clients_former_addresses_are_gone(university: University) -> None:
    client_id = university.client()
    redirect(university.coordinator, client_id)
    (told,) = university.heard(events.ClientAddressChanged)
    erase_client(asks.EraseClient(client_id), university.coordinator)
    assert university.former_addresses.kept == []
    with pytest.raises(Refusal, match="recipient_gone"):
        show_contact(asks.ContactOf(client_id, told.change_id), university.uow())
