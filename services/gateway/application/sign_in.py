"""Signs in: the right username and password give a token. Who guesses waits, and nobody waits for another's guesses."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.application import refusals
from services.gateway.application.ports import Allowances, Open, Passwords, Records
from services.gateway.application.tokens import hash_of, new_token
from services.gateway.domain import allowance
from services.gateway.domain.account import Account, folded, is_username
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.sign_in import SignIn, SignInKind

KNOWN_FOR = timedelta(days=365)
_NOBODY = UUID(int=0)
Uses = Sequence[tuple[str, Allowance]]


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
class Door:
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
            raise refusals.sign_in_failed()
        newer_hash = self.passwords.hash(attempt.password) if self.passwords.is_outdated(known_hash) else None
        with self.open() as records:
            # Looked at once more: the password may have been changed, or the account closed, while it was compared.
            still = records.accounts.held(account.account_id)
            if still is None or still[1] != known_hash or not still[0].is_active:
                raise refusals.sign_in_failed()
            _take_back(records.allowances, used)
            if newer_hash:
                records.accounts.set_password(account.account_id, newer_hash)
            return _begun(records, attempt, account, now)

    def _admit(self, records: Records, attempt: Attempt, account_id: UUID, now: datetime) -> Uses:
        """What the try used: of the known browser's own allowance, else of the account's and the address's."""
        username, browser = folded(attempt.username), hash_of(attempt.browser)
        if records.known_browsers.knows(browser, account_id, now - KNOWN_FOR):
            own = self._subject("known", username, browser), allowance.PAIR
            _use(records.allowances, *own, now)
            return [own]
        of_account = self._subject("account", username), allowance.ACCOUNT
        of_address = self._subject("address", attempt.address), allowance.ADDRESS
        is_attacked = [records.allowances.use(*each, now) is not None for each in (of_account, of_address)]
        pair = self._subject("pair", username, attempt.address)
        _use(records.allowances, pair, allowance.GUARDED if any(is_attacked) else allowance.PAIR, now)
        counted = [use for use, is_spent in zip((of_account, of_address), is_attacked, strict=True) if not is_spent]
        return [(pair, allowance.PAIR), *counted]

    def _subject(self, kind: str, *values: str) -> str:
        return subject(self.secret, kind, *values)


def subject(secret: str, kind: str, *values: str) -> str:
    """What an allowance is kept by: tells nobody of whom it is."""
    return hmac.new(secret.encode(), "\n".join((kind, *values)).encode(), hashlib.sha256).hexdigest()


def _use(allowances: Allowances, key: str, rule: Allowance, now: datetime) -> None:
    opens_at = allowances.use(key, rule, now)
    if opens_at is not None:
        raise refusals.sign_in_locked(opens_at)


def _take_back(allowances: Allowances, used: Uses) -> None:
    (own, _), *others = used
    allowances.forget(own)
    for key, rule in others:
        allowances.give_back(key, rule)


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
