"""Fakes for the gateway's parts: records in memory, services that answer from a table, fast passwords."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.gateway.app import TEXTS
from services.gateway.application.ports import Records
from services.gateway.domain.account import Account
from services.gateway.domain.sign_in import SignIn
from services.gateway.web.parts import Parts
from services.gateway.web.streams import Streams
from shared.clock import FixedClock
from shared.contracts.actor import PUBLIC, Actor
from shared.contracts.vocabulary import Language
from shared.settings import Settings
from shared.texts import Texts

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


class FakeAccounts:
    """Accounts in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[UUID, tuple[Account, str]] = {}

    def add(self, account: Account, password_hash: str) -> bool:
        taken = any(
            there.username == account.username or there.person_id == account.person_id
            for there, _ in self.kept.values()
        )
        if not taken:
            self.kept[account.account_id] = (account, password_hash)
        return not taken

    def by_username(self, username: str) -> tuple[Account, str] | None:
        return next((found for found in self.kept.values() if found[0].username == username), None)

    def of_person(self, person_id: UUID) -> tuple[Account, str] | None:
        return next((found for found in self.kept.values() if found[0].person_id == person_id), None)

    def usernames(self, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
        return {found.person_id: found.username for found, _ in self.kept.values() if found.person_id in person_ids}

    def set_password(self, account_id: UUID, password_hash: str) -> None:
        self.kept[account_id] = (self.kept[account_id][0], password_hash)

    def set_active(self, account_id: UUID, *, is_active: bool) -> None:
        account, password_hash = self.kept[account_id]
        self.kept[account_id] = (replace(account, is_active=is_active), password_hash)

    def set_language(self, account_id: UUID, language: Language) -> None:
        account, password_hash = self.kept[account_id]
        self.kept[account_id] = (replace(account, language=language), password_hash)


class FakeSignIns:
    """Sign-ins in a dictionary."""

    def __init__(self, accounts: FakeAccounts) -> None:
        self.accounts = accounts
        self.kept: dict[str, SignIn] = {}

    def start(self, sign_in: SignIn) -> None:
        self.kept[sign_in.token_hash] = sign_in

    def find(self, token_hash: str) -> tuple[SignIn, Account] | None:
        found = self.kept.get(token_hash)
        return (found, self.accounts.kept[found.account_id][0]) if found else None

    def touch(self, token_hash: str, now: datetime) -> None:
        if token_hash in self.kept:
            there = self.kept[token_hash]
            self.kept[token_hash] = replace(there, seen_at=max(there.seen_at, now))

    def end(self, token_hash: str) -> None:
        self.kept.pop(token_hash, None)

    def end_all(self, account_id: UUID, *, but: str = "") -> None:
        over = [key for key, found in self.kept.items() if found.account_id == account_id and key != but]
        for key in over:
            del self.kept[key]

    def sweep(self, *, seen_before: datetime, started_before: datetime) -> int:
        over = [
            key
            for key, found in self.kept.items()
            if found.seen_at <= seen_before or found.started_at <= started_before
        ]
        for key in over:
            del self.kept[key]
        return len(over)


class FakeFailures:
    """Failures in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[int, datetime]] = {}

    def count(self, subject: str, now: datetime, forget_before: datetime) -> None:
        failures, last = self.kept.get(subject, (0, now))
        self.kept[subject] = ((0 if last < forget_before else failures) + 1, now)

    def standing(self, subject: str) -> tuple[int, datetime] | None:
        return self.kept.get(subject)

    def clear(self, subject: str) -> None:
        self.kept.pop(subject, None)

    def take_back(self, subject: str) -> None:
        if subject in self.kept:
            failures, last = self.kept[subject]
            self.kept[subject] = (max(0, failures - 1), last)

    def sweep(self, before: datetime) -> int:
        over = [key for key, (_, last) in self.kept.items() if last < before]
        for key in over:
            del self.kept[key]
        return len(over)


class FakeRecords:
    """The gateway's records in memory; opening them never fails."""

    def __init__(self) -> None:
        self.accounts = FakeAccounts()
        self.sign_ins = FakeSignIns(self.accounts)
        self.failures = FakeFailures()
        self.opened = 0

    @contextmanager
    def open(self) -> Iterator[Records]:
        self.opened += 1
        yield self


class FakePasswords:
    """Hashes that cost nothing; remembers whether a check was made."""

    def __init__(self) -> None:
        self.checks = 0

    def hash(self, password: str) -> str:
        return f"$argon2id${password[::-1]}"

    def matches(self, password: str, password_hash: str | None) -> bool:
        self.checks += 1
        return self.hash(password) == password_hash

    def is_outdated(self, password_hash: str) -> bool:
        return False


@dataclass(frozen=True)
class Asked:
    """One request as a service would have got it."""

    request: Any
    actor: Actor
    key: str | None


@dataclass
class FakeAsk:
    """Services that answer by the type of the request: a value, an exception, or a function of the request."""

    answers: dict[type, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __call__(
        self, request: object, actor: Actor = PUBLIC, timeout: float = 2.0, idempotency_key: str | None = None
    ) -> Any:
        self.asked.append(Asked(request, actor, idempotency_key))
        answer = self.answers.get(type(request), [])
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def many(self, requests: Sequence[object], actor: Actor = PUBLIC, timeout: float = 2.0) -> list[Any]:
        return [self(request, actor) for request in requests]

    def of(self, contract: type) -> list[Asked]:
        """The requests of one kind, oldest first."""
        return [asked for asked in self.asked if isinstance(asked.request, contract)]


@dataclass
class FakeMailbox:
    """A mailbox with these mails."""

    mails: list[dict[str, Any]] = field(default_factory=list)

    def messages(self) -> list[dict[str, Any]]:
        return self.mails


def settings(**changes: Any) -> Settings:
    """Settings of a stack at http://localhost."""
    values: dict[str, Any] = {
        "service": "gateway",
        "stack": "kaarna",
        "university": {"fi": "Kaarnan ammattikorkeakoulu", "sv": "Yrkeshögskolan Kaarna", "en": "Kaarna University"},
        "public_url": "http://localhost",
        "secret_key": "s" * 32,
        "link_secret": "l" * 32,
        "time_zone": ZoneInfo("Europe/Helsinki"),
        "database_url": "",
        "amqp_url": "",
        "smtp_url": "",
        "mail_from": "",
        "mailbox_url": None,
        "http_host": "127.0.0.1",
        "http_port": 8800,
        "ops_port": 8810,
        "log_level": "INFO",
    }
    known = {name: value for name, value in {**values, **changes}.items() if name in Settings.__dataclass_fields__}
    for name in Settings.__dataclass_fields__:
        known.setdefault(name, None)
    return Settings(**known)


_TEXTS: list[Texts] = []


def texts() -> Texts:
    """The gateway's own texts, read once."""
    if not _TEXTS:
        _TEXTS.append(Texts.read(TEXTS))
    return _TEXTS[0]


@dataclass
class House:
    """All the fakes of one app."""

    ask: FakeAsk = field(default_factory=FakeAsk)
    records: FakeRecords = field(default_factory=FakeRecords)
    passwords: FakePasswords = field(default_factory=FakePasswords)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    streams: Streams = field(default_factory=Streams)
    mailbox: FakeMailbox | None = None
    settings: Settings = field(default_factory=settings)

    def parts(self) -> Parts:
        """The parts of an app on these fakes."""
        return Parts(
            settings=self.settings,
            ask=self.ask,
            open_records=self.records.open,
            passwords=self.passwords,
            clock=self.clock,
            texts=texts(),
            streams=self.streams,
            mailbox=self.mailbox,
        )

    def add_account(self, username: str, role: str, password: str = "a good long password", **more: Any) -> Account:
        """An account that may sign in."""
        values = {"person_id": uuid4(), "language": Language.FI, **more}
        account = Account(uuid4(), username, role=role, **values)
        assert self.records.accounts.add(account, self.passwords.hash(password))
        return account


Make = Callable[..., House]
