"""Messages in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.notification.adapters.tables import message as table
from services.notification.application.ports import Waiting
from services.notification.domain.message import LEASES, Message, MessageState
from services.notification.domain.template import Priority, Template

WAITING = table.c.state == MessageState.WAITING.value
KNOWN = table.c.template.in_([template.value for template in Template])  # a newer version's are left for it
COLUMNS = [table.c[field.name] for field in fields(Message)]


@dataclass(frozen=True, slots=True)
class SqlMessages:
    """The port Messages on one connection; `notify` wakes a lane's worker once the transaction has committed."""

    connection: sa.Connection
    notify: Callable[[str], None]

    def add(self, message: Message) -> None:
        """See the port."""
        self.connection.execute(insert(table).values(row_of(message)).on_conflict_do_nothing())
        self.notify(message.rule.lane.value)

    def claim(self, lane: Priority, now: datetime) -> Message | None:
        """See the port."""
        ready = (
            sa.select(table.c.message_id)
            .where(WAITING, KNOWN, table.c.lane == lane.value, table.c.next_at <= now)
            .order_by(table.c.next_at, table.c.message_id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        taken = (
            sa.update(table)
            .where(table.c.message_id == ready)
            .values(attempts=table.c.attempts + 1, next_at=now + LEASES[lane])
            .returning(*COLUMNS)
        )
        row = self.connection.execute(taken).mappings().one_or_none()
        return message_of(row) if row else None

    def settle(self, message: Message) -> None:
        """See the port."""
        outcome = {
            name: value
            for name, value in row_of(message).items()
            if name in {"state", "next_at", "last_error", "sent_at"}
        }
        same = table.c.message_id == message.message_id
        if message.state is not MessageState.SENT:  # a later try, or a drop, knows better
            same &= WAITING & (table.c.attempts == message.attempts)
        self.connection.execute(sa.update(table).where(same).values(outcome))

    def drop_of_appointment(self, appointment_id: UUID, templates: Collection[Template], reason: str) -> None:
        """See the port."""
        names = [template.value for template in templates]
        self._drop(reason, table.c.appointment_id == appointment_id, table.c.template.in_(names))

    def drop_of_alert(self, alert_id: UUID, templates: Collection[Template], reason: str) -> None:
        """See the port."""
        names = [template.value for template in templates]
        self._drop(reason, table.c.alert_id == alert_id, table.c.template.in_(names))

    def recipients_of_alert(self, alert_id: UUID, template: Template) -> Collection[UUID]:
        """See the port."""
        theirs = (table.c.alert_id == alert_id) & (table.c.template == template.value)
        return list(self.connection.scalars(sa.select(table.c.recipient_id).where(theirs).distinct()))

    def drop_to(self, recipient_id: UUID, keep: Collection[Template], reason: str) -> None:
        """See the port."""
        names = [template.value for template in keep]
        self._drop(reason, table.c.recipient_id == recipient_id, table.c.template.not_in(names))

    def forget(self, recipient_id: UUID) -> None:
        """See the port."""
        self.connection.execute(sa.delete(table).where(table.c.recipient_id == recipient_id))

    def of_appointment(self, appointment_id: UUID) -> Sequence[Message]:
        """See the port."""
        return self._newest_first(table.c.appointment_id == appointment_id)

    def of_recipient(self, recipient_id: UUID) -> Sequence[Message]:
        """See the port."""
        return self._newest_first(table.c.recipient_id == recipient_id)

    def undeliverable(self, since: datetime) -> Sequence[Message]:
        """See the port."""
        given_up = table.c.state == MessageState.UNDELIVERABLE.value
        return self._newest_first(given_up & (table.c.created_at >= since))

    def waiting(self, lane: Priority, now: datetime) -> Waiting:
        """See the port."""
        due = WAITING & (table.c.lane == lane.value) & (table.c.due_at <= now)
        oldest = sa.func.min(sa.func.coalesce(first_round_that_did_not_leave(), table.c.due_at))
        count, since = self.connection.execute(sa.select(sa.func.count(), oldest).where(due)).one()
        return Waiting(count, since)

    def given_up(self, since: datetime) -> int:
        """See the port."""
        lost = (table.c.state == MessageState.UNDELIVERABLE.value) & (table.c.next_at > since)
        return self.connection.execute(sa.select(sa.func.count()).where(lost)).scalar_one()

    def _drop(self, reason: str, *which: sa.ColumnElement[bool]) -> None:
        dropped = {"state": MessageState.DROPPED.value, "last_error": reason}
        self.connection.execute(sa.update(table).where(WAITING, *which).values(dropped))

    def _newest_first(self, which: sa.ColumnElement[bool]) -> Sequence[Message]:
        order = (table.c.created_at.desc(), table.c.message_id)
        rows = self.connection.execute(sa.select(*COLUMNS).where(which).order_by(*order)).mappings()
        return [message_of(row) for row in rows]


def first_round_that_did_not_leave() -> sa.ScalarSelect[datetime]:
    """When the earliest mail about the row's alert to its reader was due that no mail which was sent came after."""
    round_, sent = table.alias(), table.alias()
    last = sa.select(sa.func.max(sent.c.sent_at)).where(_same_alert(sent)).correlate(table).scalar_subquery()
    came_after = last.is_(None) | (round_.c.due_at > last)
    return (
        sa.select(sa.func.min(round_.c.due_at))
        .where(_same_alert(round_), came_after)
        .correlate(table)
        .scalar_subquery()
    )


def _same_alert(other: sa.FromClause) -> sa.ColumnElement[bool]:
    return (other.c.alert_id == table.c.alert_id) & (other.c.recipient_id == table.c.recipient_id)


def row_of(message: Message) -> dict[str, object]:
    """The row that keeps a message."""
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return values | {
        "template": message.template.value,
        "state": message.state.value,
        "lane": message.rule.lane.value,
    }


def message_of(row: sa.RowMapping) -> Message:
    """The message that a row keeps."""
    values: dict[str, Any] = dict(row)
    values |= {"template": Template(values["template"]), "state": MessageState(values["state"])}
    return Message(**values)
