"""What notification remembers of an appointment from its events: whose it is and how often it changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KnownAppointment:
    """Ids and time of an appointment; `client_id` is none once the client was erased."""

    appointment_id: UUID
    client_id: UUID | None
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    starts_at: datetime
    sequence: int = 0

    @property
    def staff_ids(self) -> tuple[UUID, ...]:
        """Its students and its lecturer, each once."""
        return tuple(dict.fromkeys((*self.student_ids, self.lecturer_id)))

    def moved(self, starts_at: datetime, lecturer_id: UUID, student_ids: tuple[UUID, ...]) -> KnownAppointment:
        """The next revision, at another time and perhaps with other people."""
        return replace(
            self,
            starts_at=starts_at,
            lecturer_id=lecturer_id,
            student_ids=student_ids,
            sequence=self.sequence + 1,
        )

    def cancelled(self) -> KnownAppointment:
        """The last revision."""
        return replace(self, sequence=self.sequence + 1)
