"""What the use cases need from outside: records, passwords, chance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.gateway.domain.account import Account
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.sign_in import SignIn
from shared.contracts.vocabulary import Language


class Accounts(Protocol):
    """The accounts, and the hashes of their passwords."""

    def add(self, account: Account, password_hash: str) -> bool:
        """Add an account; False, and nothing added, where the username or the person has one already."""

    def by_username(self, username: str) -> tuple[Account, str] | None:
        """The account of a username, with its password's hash."""

    def held(self, account_id: UUID) -> tuple[Account, str] | None:
        """The same by its id, as it stands now; who would change it waits until the transaction ends."""

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


class Allowances(Protocol):
    """How much was used of what may be done only so often, by an opaque subject (a keyed hash)."""

    def use(self, subject: str, rule: Allowance, now: datetime) -> datetime | None:
        """Use one; None, or, where none is left and nothing is used, when the next one comes.

        Who else uses the same subject waits until this transaction ends.
        """

    def is_spent(self, subject: str, rule: Allowance, now: datetime) -> bool:
        """Whether none is left; nobody waits for anybody."""

    def give_back(self, subject: str, rule: Allowance) -> None:
        """One that was used was none."""

    def forget(self, subject: str) -> None:
        """It is whole again."""

    def sweep(self, now: datetime) -> int:
        """Delete those that are whole again; how many."""


class KnownBrowsers(Protocol):
    """The browsers in which somebody has signed in, by the hash of what their cookie holds."""

    def knows(self, token_hash: str, account_id: UUID, since: datetime) -> bool:
        """Whether this account signed in there since then."""

    def remember(self, token_hash: str, account_id: UUID, now: datetime, *, before: str = "") -> None:
        """This account signed in there; what was known by the hash ``before`` is known by the new one from now on."""

    def forget(self, account_id: UUID, *, but: str = "") -> None:
        """The account is known in none of them, but in the one with this hash."""

    def sweep(self, before: datetime) -> int:
        """Delete those where nobody signed in since; how many."""


class Records(Protocol):
    """The gateway's records within one transaction."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def sign_ins(self) -> SignIns: ...

    @property
    def allowances(self) -> Allowances: ...

    @property
    def known_browsers(self) -> KnownBrowsers: ...


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
