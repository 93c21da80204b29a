"""What the door keeps in PostgreSQL, where all replicas see it: allowances, and browsers that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.gateway.adapters.tables import allowances, known_browsers
from services.gateway.domain.allowance import Allowance


@dataclass(frozen=True, slots=True)
class SqlAllowances:
    """Allowances in their table; one that is whole has no row."""

    connection: sa.Connection

    def use(self, subject: str, rule: Allowance, now: datetime) -> datetime | None:
        # One statement, which locks the row, present or not: two who come at once cannot both have the last one.
        used = sa.func.greatest(allowances.c.whole_at, now) + rule.every
        statement = insert(allowances).values(subject=subject, whole_at=now + rule.every)
        statement = statement.on_conflict_do_update(
            index_elements=["subject"], set_={"whole_at": used}, where=used <= now + rule.most * rule.every
        )
        if self.connection.execute(statement.returning(allowances.c.whole_at)).first() is not None:
            return None
        query = sa.select(allowances.c.whole_at).where(allowances.c.subject == subject)
        return rule.opens_at(self.connection.execute(query).scalar_one_or_none(), now)

    def is_spent(self, subject: str, rule: Allowance, now: datetime) -> bool:
        query = sa.select(allowances.c.whole_at).where(allowances.c.subject == subject)
        return rule.opens_at(self.connection.execute(query).scalar_one_or_none(), now) > now

    def give_back(self, subject: str, rule: Allowance) -> None:
        less = allowances.c.whole_at - rule.every
        self.connection.execute(allowances.update().where(allowances.c.subject == subject).values(whole_at=less))

    def forget(self, subject: str) -> None:
        self.connection.execute(allowances.delete().where(allowances.c.subject == subject))

    def sweep(self, now: datetime) -> int:
        return self.connection.execute(allowances.delete().where(allowances.c.whole_at <= now)).rowcount


@dataclass(frozen=True, slots=True)
class SqlKnownBrowsers:
    """Known browsers in their table, a row for each account that signed in there."""

    connection: sa.Connection

    def knows(self, token_hash: str, account_id: UUID, since: datetime) -> bool:
        this = (known_browsers.c.token_hash == token_hash) & (known_browsers.c.account_id == account_id)
        query = sa.select(known_browsers.c.token_hash).where(this, known_browsers.c.signed_in_at >= since)
        return self.connection.execute(query).first() is not None

    def remember(self, token_hash: str, account_id: UUID, now: datetime, *, before: str = "") -> None:
        if before:
            moved = known_browsers.update().where(known_browsers.c.token_hash == before)
            self.connection.execute(moved.values(token_hash=token_hash))
        statement = insert(known_browsers).values(token_hash=token_hash, account_id=account_id, signed_in_at=now)
        again = statement.on_conflict_do_update(index_elements=["token_hash", "account_id"], set_={"signed_in_at": now})
        self.connection.execute(again)

    def forget(self, account_id: UUID, *, but: str = "") -> None:
        theirs = (known_browsers.c.account_id == account_id) & (known_browsers.c.token_hash != but)
        self.connection.execute(known_browsers.delete().where(theirs))

    def sweep(self, before: datetime) -> int:
        return self.connection.execute(known_browsers.delete().where(known_browsers.c.signed_in_at < before)).rowcount
