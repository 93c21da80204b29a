"""Adding and changing the members of staff."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from services.booking.application import authorization, refusals, staff_views
from services.booking.application.ports import NameTaken
from services.booking.application.register_client import worded
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.staff import Person
from shared.contracts.requests.booking import AddPerson, ChangePerson, PersonView


def add_person(ask: AddPerson, uow: UnitOfWork) -> PersonView:
    """By coordinators; the e-mail must be new."""
    authorization.coordinators_only(uow)
    person = Person(
        id=uuid4(),
        role=ask.role,
        name=worded("name", ask.name),
        email=ask.email.strip(),
        phone=(ask.phone or "").strip(),
        language=ask.language,
    )
    try:
        uow.staff.add(person)
    except NameTaken as taken:
        raise refusals.email_taken() from taken
    return staff_views.of_person(person)


def change_person(ask: ChangePerson, uow: UnitOfWork) -> PersonView:
    """By coordinators; an inactive person keeps what is booked and gets nothing new."""
    authorization.coordinators_only(uow)
    person = uow.staff.person(ask.person_id)
    if person is None:
        raise refusals.person_unknown()
    changed = replace(
        person,
        name=worded("name", ask.name),
        email=ask.email.strip(),
        phone=(ask.phone or "").strip(),
        language=ask.language,
        is_active=ask.is_active,
    )
    try:
        uow.staff.save(changed)
    except NameTaken as taken:
        raise refusals.email_taken() from taken
    return staff_views.of_person(changed)
