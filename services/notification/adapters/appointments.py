"""Known appointments in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.notification.adapters.tables import appointment as table
from services.notification.domain.appointment import Conversation, KnownAppointment


@dataclass(frozen=True, slots=True)
class SqlAppointments:
    """The port Appointments on one connection."""

    connection: sa.Connection

    def get_for_update(self, appointment_id: UUID) -> KnownAppointment | None:
        """See the port."""
        query = sa.select(table).where(table.c.appointment_id == appointment_id).with_for_update()
        row = self.connection.execute(query).one_or_none()
        if row is None:
            return None
        return KnownAppointment(
            appointment_id=row.appointment_id,
            client_id=row.client_id,
            lecturer_id=row.lecturer_id,
            student_ids=tuple(row.student_ids),
            starts_at=row.starts_at,
            sequence=row.sequence,
            conversation=row.conversation,
        )

    def save(self, appointment: KnownAppointment) -> None:
        """See the port."""
        facts = {
            "client_id": appointment.client_id,
            "lecturer_id": appointment.lecturer_id,
            "student_ids": list(appointment.student_ids),
            "starts_at": appointment.starts_at,
            "sequence": appointment.sequence,
            "conversation": appointment.conversation,
        }
        kept = insert(table).values(appointment_id=appointment.appointment_id, **facts)
        self.connection.execute(kept.on_conflict_do_update(index_elements=["appointment_id"], set_=facts))

    def of_person(self, person_id: UUID) -> Collection[UUID]:
        """See the port."""
        theirs = sa.or_(table.c.lecturer_id == person_id, table.c.student_ids.contains([person_id]))
        return set(self.connection.scalars(sa.select(table.c.appointment_id).where(theirs)))

    def conversations(self, appointment_ids: Collection[UUID]) -> Mapping[UUID, Conversation]:
        """See the port."""
        query = sa.select(table.c.appointment_id, table.c.conversation).where(
            table.c.appointment_id.in_(appointment_ids)
        )
        return {row.appointment_id: row.conversation for row in self.connection.execute(query)}

    def forget_client(self, client_id: UUID) -> None:
        """See the port."""
        theirs = table.c.client_id == client_id
        self.connection.execute(sa.update(table).where(theirs).values(client_id=None))
