"""The gateway's records in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.gateway.adapters.door_records import SqlAllowances, SqlKnownBrowsers
from services.gateway.adapters.outage import Outage
from services.gateway.adapters.tables import accounts, sign_ins
from services.gateway.application.ports import Open, Records
from services.gateway.domain.account import Account
from services.gateway.domain.sign_in import SignIn
from shared.contracts.vocabulary import Language


class HasConnection(Protocol):
    """A transaction in progress."""

    @property
    def connection(self) -> sa.Connection:
        """Its connection."""


def opening(begin: Callable[[], AbstractContextManager[HasConnection]], outage: Outage | None = None) -> Open:
    """Records within the transactions that ``begin`` opens; RecordsAway where the database does not go along."""
    seen = outage or Outage()

    @contextmanager
    def open_records() -> Iterator[Records]:
        with seen.noticed(), begin() as transaction:
            yield SqlRecords(transaction.connection)

    return open_records


class SqlRecords:
    """Everything that the gateway keeps, on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.accounts = SqlAccounts(connection)
        self.sign_ins = SqlSignIns(connection)
        self.allowances = SqlAllowances(connection)
        self.known_browsers = SqlKnownBrowsers(connection)


@dataclass(frozen=True, slots=True)
class SqlAccounts:
    """Accounts in their table."""

    connection: sa.Connection

    def add(self, account: Account, password_hash: str) -> bool:
        statement = insert(accounts).values(
            account_id=account.account_id,
            username=account.username,
            person_id=account.person_id,
            role=account.role,
            language=account.language.value,
            is_active=account.is_active,
            password_hash=password_hash,
        )
        added = self.connection.execute(statement.on_conflict_do_nothing().returning(accounts.c.account_id))
        return added.first() is not None

    def by_username(self, username: str) -> tuple[Account, str] | None:
        return self._one(accounts.c.username == username)

    def held(self, account_id: UUID) -> tuple[Account, str] | None:
        row = self.connection.execute(_by_id(account_id).with_for_update()).first()
        return (_account(row), row.password_hash) if row else None

    def of_person(self, person_id: UUID) -> tuple[Account, str] | None:
        return self._one(accounts.c.person_id == person_id)

    def usernames(self, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
        query = sa.select(accounts.c.person_id, accounts.c.username).where(accounts.c.person_id.in_(person_ids))
        return {row.person_id: row.username for row in self.connection.execute(query)}

    def set_password(self, account_id: UUID, password_hash: str) -> None:
        self._change(account_id, password_hash=password_hash)

    def set_active(self, account_id: UUID, *, is_active: bool) -> None:
        self._change(account_id, is_active=is_active)

    def set_language(self, account_id: UUID, language: Language) -> None:
        self._change(account_id, language=language.value)

    def _change(self, account_id: UUID, **values: object) -> None:
        self.connection.execute(accounts.update().where(accounts.c.account_id == account_id).values(**values))

    def _one(self, which: sa.ColumnElement[bool]) -> tuple[Account, str] | None:
        row = self.connection.execute(sa.select(accounts).where(which)).first()
        return (_account(row), row.password_hash) if row else None


def _by_id(account_id: UUID) -> sa.Select[Any]:
    return sa.select(accounts).where(accounts.c.account_id == account_id)


@dataclass(frozen=True, slots=True)
class SqlSignIns:
    """Sign-ins in their table."""

    connection: sa.Connection

    def start(self, sign_in: SignIn) -> None:
        self.connection.execute(
            sign_ins.insert().values(
                token_hash=sign_in.token_hash,
                account_id=sign_in.account_id,
                kind=sign_in.kind,
                started_at=sign_in.started_at,
                seen_at=sign_in.seen_at,
            )
        )

    def find(self, token_hash: str) -> tuple[SignIn, Account] | None:
        query = sa.select(sign_ins, accounts).join(accounts, accounts.c.account_id == sign_ins.c.account_id)
        row = self.connection.execute(query.where(sign_ins.c.token_hash == token_hash)).first()
        if row is None:
            return None
        return SignIn(row.token_hash, row.account_id, row.kind, row.started_at, row.seen_at), _account(row)

    def touch(self, token_hash: str, now: datetime) -> None:
        seen = sa.func.greatest(sign_ins.c.seen_at, now)
        self.connection.execute(sign_ins.update().where(sign_ins.c.token_hash == token_hash).values(seen_at=seen))

    def end(self, token_hash: str) -> None:
        self.connection.execute(sign_ins.delete().where(sign_ins.c.token_hash == token_hash))

    def end_all(self, account_id: UUID, *, but: str = "") -> None:
        mine = (sign_ins.c.account_id == account_id) & (sign_ins.c.token_hash != but)
        self.connection.execute(sign_ins.delete().where(mine))

    def sweep(self, *, seen_before: datetime, started_before: datetime) -> int:
        over = (sign_ins.c.seen_at <= seen_before) | (sign_ins.c.started_at <= started_before)
        return self.connection.execute(sign_ins.delete().where(over)).rowcount


def _account(row: sa.Row[Any]) -> Account:
    return Account(row.account_id, row.username, row.person_id, row.role, Language(row.language), row.is_active)
