"""Fakes for the gateway's parts: records in memory, services that answer from a table, fast passwords."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from services.gateway.app import TEXTS
from services.gateway.domain.account import Account
from services.gateway.web.app_context import AppContext
from services.gateway.web.streams import Streams
from shared.clock import FixedClock
from shared.contracts.actor import PUBLIC, Actor
from shared.contracts.vocabulary import Language
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal
from shared.settings import Settings
from shared.texts import Texts
from tests.unit.gateway.fake_records import FakeRecords

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


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

    def each(self, requests: Sequence[object], actor: Actor = PUBLIC, timeout: float = 2.0) -> list[Any]:
        return [self._one(request, actor) for request in requests]

    def _one(self, request: object, actor: Actor) -> Any:
        try:
            return self(request, actor)
        except (Refusal, RequestTimeout, ServiceFailed) as error:
            return error

    def of(self, contract: type) -> list[Asked]:
        """The requests of one kind, oldest first."""
        return [asked for asked in self.asked if isinstance(asked.request, contract)]


@dataclass
class FakeMailbox:
    """A mailbox with these mails."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    is_silent: bool = False

    def messages(self, most: int, to: str | None = None) -> list[dict[str, Any]] | None:
        return None if self.is_silent else self.mails[:most]

    def message(self, mail_id: str) -> dict[str, Any] | None:
        return next((mail for mail in self.mails if str(mail["id"]) == mail_id), None)


def settings(**changes: Any) -> Settings:
    """Settings of a stack at http://localhost."""
    values: dict[str, Any] = {
        "service": "gateway",
        "stack": "kaarna",
        "university": {"fi": "Kaarnan ammattikorkeakoulu", "sv": "Yrkeshögskolan Kaarna", "en": "Kaarna University"},
        "controller": {"fi": "Kaarnan amk Oy", "sv": "Yh Kaarna Ab", "en": "Kaarna Ltd"},
        "controller_contact": dict.fromkeys(("fi", "sv", "en"), "tietosuoja@kaarna.example"),
        "data_protection_officer": dict.fromkeys(("fi", "sv", "en"), "Tuija Turva, dpo@kaarna.example"),
        "legal_basis": {"fi": "Suostumus", "sv": "Samtycke", "en": "Consent"},
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
        if Settings.__dataclass_fields__[name].default is MISSING:
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
    services: tuple[str, ...] = ("assessment", "booking", "gateway", "notification", "session")
    settings: Settings = field(default_factory=settings)

    def parts(self) -> AppContext:
        """The parts of an app on these fakes."""
        return AppContext(
            settings=self.settings,
            ask=self.ask,
            open_records=self.records.open,
            passwords=self.passwords,
            clock=self.clock,
            texts=texts(),
            streams=self.streams,
            mailbox=self.mailbox,
            services=self.services,
        )

    def add_account(self, username: str, role: str, password: str = "a good long password", **more: Any) -> Account:
        """An account that may sign in."""
        values = {"person_id": uuid4(), "language": Language.FI, **more}
        account = Account(uuid4(), username, role=role, **values)
        assert self.records.accounts.add(account, self.passwords.hash(password))
        return account


Make = Callable[..., House]
