"""Signs in: the right username and password give a token; failures lock the door for a while."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from services.gateway.application import refusals
from services.gateway.application.ports import Failures, Open, Passwords
from services.gateway.application.tokens import hash_of, new_token
from services.gateway.domain import lock
from services.gateway.domain.account import Account, folded, is_username
from services.gateway.domain.sign_in import SignIn, SignInKind


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token and whose it is."""

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at the door."""

    username: str
    password: str
    address: str
    kind: SignInKind


@dataclass(frozen=True, slots=True)
class Door:
    """Where people sign in."""

    open: Open
    passwords: Passwords
    secret: str

    def sign_in(self, attempt: Attempt, now: datetime) -> SignedIn:
        """A new sign-in; refused as sign_in_failed, or as sign_in_locked with the instant of the next try."""
        user, address = self._subject("user", folded(attempt.username)), self._subject("address", attempt.address)
        # Counted before the password is looked at, so that tries sent side by side count too.
        with self.open() as records:
            _admit(records.failures, user, address, now)
            username = folded(attempt.username)
            found = records.accounts.by_username(username) if is_username(username) else None
        account, known_hash = found or (None, None)
        is_right = self.passwords.matches(attempt.password, known_hash)
        if not is_right or account is None or known_hash is None or not account.is_active:
            raise refusals.sign_in_failed()
        token = new_token()
        with self.open() as records:
            records.failures.clear(user)
            records.failures.take_back(address)
            if self.passwords.is_outdated(known_hash):
                records.accounts.set_password(account.account_id, self.passwords.hash(attempt.password))
            records.sign_ins.start(SignIn(hash_of(token), account.account_id, attempt.kind, now, now))
        return SignedIn(token, account)

    def _subject(self, kind: str, value: str) -> str:
        return hmac.new(self.secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _admit(failures: Failures, user: str, address: str, now: datetime) -> None:
    opens_at = max(
        lock.USERNAME.opens_at(*failures.standing(user, now), now),
        lock.ADDRESS.opens_at(*failures.standing(address, now), now),
    )
    if opens_at > now:
        raise refusals.sign_in_locked(opens_at)
    for subject in (user, address):
        failures.count(subject, now, now - lock.FORGOTTEN_AFTER)
