"""Changes passwords: one's own with the present one, another's as a coordinator. Other sign-ins end."""

from __future__ import annotations

from uuid import UUID

from services.gateway.application import refusals
from services.gateway.application.ports import Open, Passwords
from services.gateway.application.tokens import new_password
from services.gateway.domain.account import LONGEST_PASSWORD, SHORTEST_PASSWORD, Account
from services.gateway.domain.sign_in import SignIn


def change_password(
    sign_in: SignIn, account: Account, present: str, new: str, open_records: Open, passwords: Passwords
) -> None:
    """Replace one's own password; refused as password_wrong, password_short or password_long."""
    if len(new) < SHORTEST_PASSWORD:
        raise refusals.password_short(SHORTEST_PASSWORD)
    if len(new) > LONGEST_PASSWORD:
        raise refusals.password_long(LONGEST_PASSWORD)
    with open_records() as records:
        found = records.accounts.by_username(account.username)
    if not passwords.matches(present, found[1] if found else None):
        raise refusals.password_wrong()
    new_hash = passwords.hash(new)
    with open_records() as records:
        records.accounts.set_password(account.account_id, new_hash)
        records.sign_ins.end_all(account.account_id, but=sign_in.token_hash)


def reset_password(by: Account, person_id: UUID, open_records: Open, passwords: Passwords) -> str:
    """A new initial password for a person's account, by a coordinator; all its sign-ins end."""
    if by.role != "coordinator":
        raise refusals.coordinators_only()
    password = new_password()
    new_hash = passwords.hash(password)
    with open_records() as records:
        found = records.accounts.of_person(person_id)
        if found is None:
            raise refusals.account_unknown()
        records.accounts.set_password(found[0].account_id, new_hash)
        records.sign_ins.end_all(found[0].account_id)
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
