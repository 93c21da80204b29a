"""Opens accounts from the operator's side, where nobody can sign in yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.gateway.adapters.passwords import Argon2Passwords
from services.gateway.adapters.records import opening
from services.gateway.app import TEXTS
from services.gateway.application.change_password import renew_password
from services.gateway.application.open_account import Opened, Opening, open_account
from shared.contracts.actor import SYSTEM
from shared.contracts.requests.booking import AddPerson, People, PersonRole
from shared.contracts.vocabulary import Language
from shared.db import engine_for
from shared.messaging import StandaloneClient
from shared.refusal import Refusal
from shared.settings import Settings
from shared.texts import Texts


@dataclass
class OpenTransaction:
    """A database transaction in progress."""

    connection: sa.Connection


class AccountDesk:
    """Opens accounts in the gateway's database."""

    def __init__(self, settings: Settings) -> None:
        self._engine = engine_for(settings.database_url)
        self._passwords = Argon2Passwords()

    def open(self, wish: Opening) -> Opened:
        """The person's account, made now unless it is there."""
        return open_account(wish, opening(self._begin), self._passwords)

    def renew(self, person_id: UUID) -> str:
        """A new initial password; the account's sign-ins end."""
        return renew_password(person_id, opening(self._begin), self._passwords)

    @contextmanager
    def _begin(self) -> Iterator[OpenTransaction]:
        with self._engine.begin() as connection:
            yield OpenTransaction(connection)


def in_words(refusal: Refusal) -> str:
    """Why it was refused, in English."""
    return Texts.read(TEXTS).get(f"refusal.{refusal.code}", Language.EN, **refusal.params)


def add_person(
    settings: Settings,
    *,
    name: str,
    email: str,
    username: str,
    role: PersonRole,
    language: str,
    reset_password: bool = False,
) -> Opened:
    """Add a person in booking, unless their e-mail is known, and open their account, or renew its password."""
    spoken = Language(language)
    with StandaloneClient(settings.amqp_url) as ask:
        known = ask(People(include_inactive=True), actor=SYSTEM, timeout=10)
        found = next((person for person in known if person.email.casefold() == email.casefold()), None)
        person = found or ask(AddPerson(role, name, email, spoken), actor=SYSTEM, timeout=10)
    desk = AccountDesk(settings)
    opened = desk.open(Opening(person.person_id, name, role, spoken, username))
    if opened.initial_password is None and reset_password:
        return Opened(opened.account, desk.renew(person.person_id))
    return opened
