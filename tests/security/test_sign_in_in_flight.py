"""A sign-in that is being checked while the password changes, or the account closes, is no sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from services.gateway.application.sign_in import Attempt, Authenticator
from services.gateway.domain.account import Account
from shared.refusal import Refusal
from tests.unit.gateway.conftest import PASSWORD
from tests.unit.gateway.fakes import NOW, House


@dataclass
class SlowPasswords:
    """Compares as the house does, and something happens meanwhile."""

    house: House
    meanwhile: Callable[[], None]

    def matches(self, password: str, known_hash: str | None) -> bool:
        is_right = self.house.passwords.matches(password, known_hash)
        self.meanwhile()
        return is_right

    def hash(self, password: str) -> str:
        return self.house.passwords.hash(password)

    def is_outdated(self, known_hash: str) -> bool:
        return self.house.passwords.is_outdated(known_hash)


def changed(house: House, account: Account) -> None:
    house.records.accounts.set_password(account.account_id, house.passwords.hash("another long password"))


def closed(house: House, account: Account) -> None:
    house.records.accounts.set_active(account.account_id, is_active=False)


def renamed(house: House, account: Account) -> None:
    house.records.accounts.kept.pop(account.account_id)


@pytest.mark.parametrize("meanwhile", [changed, closed, renamed])
def test_what_changed_while_the_password_was_compared_counts(
    house: House, meanwhile: Callable[[House, Account], None]
) -> None:
    account = house.add_account("anna.lehtori", "lecturer")
    passwords = SlowPasswords(house, lambda: meanwhile(house, account))
    door = Authenticator(house.parts().open_records, passwords, house.settings.secret_key)

    with pytest.raises(Refusal, match="sign_in_failed"):
        door.sign_in(Attempt("anna.lehtori", PASSWORD, "127.0.0.1", "cookie"), NOW)

    assert house.records.sign_ins.kept == {}
