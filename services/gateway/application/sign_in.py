"""Signs in: the right username and password give a token. Who guesses waits, and nobody waits for another's guesses."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.application import refusals
from services.gateway.application.ports import Open, Passwords, Records
from services.gateway.application.tokens import hash_of, new_token
from services.gateway.domain import allowance
from services.gateway.domain.account import Account, folded, is_username
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.sign_in import SignIn, SignInKind

KNOWN_FOR = timedelta(days=365)
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token and whose it is; ``browser`` is what a browser is known by from now on."""

    token: str
    account: Account
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at the door; ``address`` is one for all who cannot be told apart by theirs."""

    username: str
    password: str
    address: str
    kind: SignInKind
    browser: str = ""  # what the browser holds from the last time


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Where people sign in."""

    open: Open
    passwords: Passwords
    secret: str

    def sign_in(self, attempt: Attempt, now: datetime) -> SignedIn:
        """A new sign-in; refused as sign_in_failed, or as sign_in_locked with the instant of the next try."""
        username = folded(attempt.username)
        # Counted before the password is looked at, so that tries sent side by side count too; a right one counts not.
        with self.open() as records:
            found = records.accounts.by_username(username) if is_username(username) else None
            used = self._admit(records, attempt, found[0].account_id if found else _NOBODY, now)
        account, known_hash = found or (None, None)
        is_right = self.passwords.matches(attempt.password, known_hash)
        if not is_right or account is None or known_hash is None or not account.is_active:
            self._tell(attempt, now)
            raise refusals.sign_in_failed()
        newer_hash = self.passwords.hash(attempt.password) if self.passwords.is_outdated(known_hash) else None
        with self.open() as records:
            # Looked at once more: the password may have been changed, or the account closed, while it was compared.
            still = records.accounts.held(account.account_id)
            if still is None or still[1] != known_hash or not still[0].is_active:
                raise refusals.sign_in_failed()
            records.allowances.forget(used)
            if newer_hash:
                records.accounts.set_password(account.account_id, newer_hash)
            return _begun(records, attempt, account, now)

    def _admit(self, records: Records, attempt: Attempt, account_id: UUID, now: datetime) -> str:
        """What the try has used one of: what the known browser has of its own, or this account from this address."""
        username, browser = folded(attempt.username), hash_of(attempt.browser)
        is_known = records.known_browsers.knows(browser, account_id, now - KNOWN_FOR)
        used = (
            self._subject("known", username, browser) if is_known else self._subject("pair", username, attempt.address)
        )
        is_guarded = not is_known and any(records.allowances.is_spent(*each, now) for each in self._signs(attempt))
        opens_at = records.allowances.use(used, allowance.GUARDED if is_guarded else allowance.PAIR, now)
        if opens_at is not None:
            raise refusals.sign_in_locked(opens_at)
        return used

    def _tell(self, attempt: Attempt, now: datetime) -> None:
        """Count what came to nothing for all who share the account or the address; who gets in waits for nobody."""
        with self.open() as records:
            for each in self._signs(attempt):
                records.allowances.use(*each, now)

    def _signs(self, attempt: Attempt) -> Sequence[tuple[str, Allowance]]:
        """What tells that somebody is guessing."""
        return (
            (self._subject("account", folded(attempt.username)), allowance.ACCOUNT),
            (self._subject("address", attempt.address), allowance.ADDRESS),
        )

    def _subject(self, kind: str, *values: str) -> str:
        return subject(self.secret, kind, *values)


def subject(secret: str, kind: str, *values: str) -> str:
    """What an allowance is kept by: tells nobody of whom it is."""
    return hmac.new(secret.encode(), "\n".join((kind, *values)).encode(), hashlib.sha256).hexdigest()


def _begun(records: Records, attempt: Attempt, account: Account, now: datetime) -> SignedIn:
    token = new_token()
    records.sign_ins.start(SignIn(hash_of(token), account.account_id, attempt.kind, now, now))
    if attempt.kind != "cookie":
        return SignedIn(token, account)
    # A new one each time: whoever put one of theirs into this browser is known by nothing from now on.
    browser = new_token()
    before = hash_of(attempt.browser) if attempt.browser else ""
    records.known_browsers.remember(hash_of(browser), account.account_id, now, before=before)
    return SignedIn(token, account, browser)
