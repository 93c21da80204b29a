"""Opens an account for a member of staff, with a password that is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from uuid import UUID, uuid4

from services.gateway.application import refusals
from services.gateway.application.ports import Open, Passwords
from services.gateway.application.tokens import new_password
from services.gateway.domain.account import Account, folded, is_username, suggestions
from shared.contracts.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Opened:
    """An account; the password is there only when this call made the account."""

    account: Account
    initial_password: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Whom the account is for; the username is made from the name where none is wished."""

    person_id: UUID
    name: str
    role: str
    language: Language
    username: str = ""
    password: str = ""


def check_username(username: str, open_records: Open) -> None:
    """Refuse a username that cannot be, or that another account has."""
    if not is_username(folded(username)):
        raise refusals.username_invalid()
    with open_records() as records:
        if records.accounts.by_username(folded(username)) is not None:
            raise refusals.username_taken()


def open_account(opening: Opening, open_records: Open, passwords: Passwords) -> Opened:
    """The person's account, made now unless it is there; refused as username_invalid or username_taken."""
    wished = folded(opening.username)
    if wished and not is_username(wished):
        raise refusals.username_invalid()
    with open_records() as records:
        there = records.accounts.of_person(opening.person_id)
    if there is not None:
        return Opened(there[0], None)
    password = opening.password or new_password()
    account = _add(
        opening,
        [wished] if wished else list(islice(suggestions(opening.name), 200)),
        open_records,
        passwords.hash(password),
    )
    return Opened(account, password)


def _add(opening: Opening, usernames: list[str], open_records: Open, password_hash: str) -> Account:
    with open_records() as records:
        for username in usernames:
            account = Account(uuid4(), username, opening.person_id, opening.role, opening.language)
            if records.accounts.add(account, password_hash):
                return account
            there = records.accounts.of_person(opening.person_id)
            if there is not None:  # someone was quicker
                return there[0]
    raise refusals.username_taken()
