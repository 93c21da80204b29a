"""People with accounts: booking knows the person, the gateway the account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.gateway.application import refusals
from services.gateway.application.change_password import follow_activity, reset_password
from services.gateway.application.open_account import Opening, check_username, open_account
from services.gateway.domain.account import folded
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.rendering import directory
from services.gateway.web.service_client import ask, command
from shared.contracts.requests.booking import AddPerson, ChangePerson, People, PersonView


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person with an account; the password is there once, when the account was made."""

    person: PersonView
    username: str
    initial_password: str | None = None


def add_member(request: AddPerson, username: str, key: str) -> NewMember:
    """Add a person in booking, then an account; the same key again finishes what was begun."""
    if username:
        _check_username(username, request.email)
    person: PersonView = command(request, key)
    directory().forget()
    opening = Opening(person.person_id, person.name, person.role, person.language, username)
    opened = open_account(opening, app_context().open_records, app_context().passwords)
    return NewMember(person, opened.account.username, opened.initial_password)


def change_member(request: ChangePerson, key: str) -> PersonView:
    """Change a person in booking; the account of one who left is closed, of one who came back opened."""
    person: PersonView = command(request, key)
    directory().forget()
    follow_activity(person.person_id, app_context().open_records, is_active=person.is_active)
    return person


def _check_username(username: str, email: str) -> None:
    """Refuse before booking adds anyone; a username that this very person has got already is a form sent again."""
    with app_context().open_records() as records:
        found = records.accounts.by_username(folded(username))
    owner = found[0].person_id if found else None
    people: list[PersonView] = ask(People(include_inactive=True)) if owner else []
    if not any(person.person_id == owner and person.email.casefold() == email.casefold() for person in people):
        check_username(username, app_context().open_records)


def new_password_for(person_id: UUID) -> str:
    """A new initial password for a person, by a coordinator."""
    me = caller().account
    if me is None:
        raise refusals.signed_out()
    return reset_password(me, person_id, app_context().open_records, app_context().passwords)


def usernames_of(person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The usernames of those who have an account."""
    with app_context().open_records() as records:
        return records.accounts.usernames(person_ids)
