"""Changes passwords: one's own with the present one, another's as a coordinator. Other sign-ins end.

So does what other browsers are known by: who had the old password guesses the new one as a stranger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.application import refusals
from services.gateway.application.ports import Open, Passwords
from services.gateway.application.sign_in import Authenticator, subject
from services.gateway.application.tokens import hash_of, new_password
from services.gateway.domain.account import LONGEST_PASSWORD, SHORTEST_PASSWORD, Account
from services.gateway.domain.allowance import OWN_PASSWORD
from services.gateway.domain.password import is_guessable
from services.gateway.domain.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Change:
    """The present password and the one to come, written in a browser that is known by this."""

    present: str
    new: str
    browser: str = ""


def change_password(sign_in: SignIn, account: Account, change: Change, door: Authenticator, now: datetime) -> None:
    """Replace one's own password; refused as password_wrong, password_short, _long, _guessable or _locked."""
    _check(change.new, account.username)
    tries = subject(door.secret, "password", str(account.account_id))
    with door.open() as records:
        opens_at = records.allowances.use(tries, OWN_PASSWORD, now)
        if opens_at is not None:
            raise refusals.password_locked(opens_at)
        found = records.accounts.by_username(account.username)
    if not door.passwords.matches(change.present, found[1] if found else None):
        raise refusals.password_wrong()
    new_hash = door.passwords.hash(change.new)
    with door.open() as records:
        records.allowances.forget(tries)
        records.accounts.set_password(account.account_id, new_hash)
        records.sign_ins.end_all(account.account_id, but=sign_in.token_hash)
        records.known_browsers.forget(account.account_id, but=hash_of(change.browser))


def _check(new: str, username: str) -> None:
    if len(new) < SHORTEST_PASSWORD:
        raise refusals.password_short(SHORTEST_PASSWORD)
    if len(new) > LONGEST_PASSWORD:
        raise refusals.password_long(LONGEST_PASSWORD)
    if is_guessable(new, username):
        raise refusals.password_guessable()


def reset_password(by: Account, person_id: UUID, open_records: Open, passwords: Passwords) -> str:
    """A new initial password for a person's account, by a coordinator; all its sign-ins end."""
    if by.role != "coordinator":
        raise refusals.coordinators_only()
    return renew_password(person_id, open_records, passwords)


def renew_password(person_id: UUID, open_records: Open, passwords: Passwords) -> str:
    """The same by the operator, who needs no account: whoever can open the database may."""
    password = new_password()
    new_hash = passwords.hash(password)
    with open_records() as records:
        found = records.accounts.of_person(person_id)
        if found is None:
            raise refusals.account_unknown()
        records.accounts.set_password(found[0].account_id, new_hash)
        records.sign_ins.end_all(found[0].account_id)
        records.known_browsers.forget(found[0].account_id)
    return password


def follow_activity(person_id: UUID, open_records: Open, *, is_active: bool) -> None:
    """Let the account of a person who left, or came back, follow; one who leaves is signed out."""
    with open_records() as records:
        found = records.accounts.of_person(person_id)
        if found is None:
            return
        records.accounts.set_active(found[0].account_id, is_active=is_active)
        if not is_active:
            records.sign_ins.end_all(found[0].account_id)
            records.known_browsers.forget(found[0].account_id)
