"""What the use cases need from outside: records, passwords, chance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.gateway.domain.account import Account
from services.gateway.domain.sign_in import SignIn
from shared.contracts.vocabulary import Language


class Accounts(Protocol):
    """The accounts, and the hashes of their passwords."""

    def add(self, account: Account, password_hash: str) -> bool:
        """Add an account; False, and nothing added, where the username or the person has one already."""

    def by_username(self, username: str) -> tuple[Account, str] | None:
        """The account of a username, with its password's hash."""

    def of_person(self, person_id: UUID) -> tuple[Account, str] | None:
        """The account of a person, with its password's hash."""

    def usernames(self, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The usernames of those of these people who have an account."""

    def set_password(self, account_id: UUID, password_hash: str) -> None:
        """Replace the password's hash."""

    def set_active(self, account_id: UUID, *, is_active: bool) -> None:
        """Let the account sign in, or not any more."""

    def set_language(self, account_id: UUID, language: Language) -> None:
        """Remember the language."""


class SignIns(Protocol):
    """The sign-ins that stand, by the hash of their token."""

    def start(self, sign_in: SignIn) -> None:
        """Add one."""

    def find(self, token_hash: str) -> tuple[SignIn, Account] | None:
        """One with its account."""

    def touch(self, token_hash: str, now: datetime) -> None:
        """It was seen now."""

    def end(self, token_hash: str) -> None:
        """It is over; ending again changes nothing."""

    def end_all(self, account_id: UUID, *, but: str = "") -> None:
        """All of an account are over, but the one with this hash."""

    def sweep(self, *, seen_before: datetime, started_before: datetime) -> int:
        """Delete those that idled or grew old; how many."""


class Failures(Protocol):
    """Runs of failed sign-ins, by an opaque subject (a username's or an address's keyed hash)."""

    def count(self, subject: str, now: datetime, forget_before: datetime) -> None:
        """One more failure, or the first where the last one is forgotten."""

    def standing(self, subject: str, now: datetime) -> tuple[int, datetime]:
        """How many failures, and when the last one was, or now; who else asks waits until this transaction ends."""

    def clear(self, subject: str) -> None:
        """The run is over."""

    def take_back(self, subject: str) -> None:
        """One counted failure was none."""

    def sweep(self, before: datetime) -> int:
        """Delete runs whose last failure is older; how many."""


class Records(Protocol):
    """The gateway's records within one transaction."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def sign_ins(self) -> SignIns: ...

    @property
    def failures(self) -> Failures: ...


class RecordsAway(Exception):
    """The records cannot be reached now; trying again later will work."""


Open = Callable[[], AbstractContextManager[Records]]


class Passwords(Protocol):
    """Hashes and checks passwords, slowly."""

    def hash(self, password: str) -> str:
        """A salted hash."""

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the password; takes as long, and says no, where there is no hash."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker settings than today's."""
