"""What notification remembers of an appointment from its events: whose it is, how often it changed, how far it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

Conversation = Literal["booked", "under_way", "closed", "called_off"]


@dataclass(frozen=True, slots=True)
class KnownAppointment:
    """Ids and time of an appointment, how far its conversation is; `client_id` is none once the client was erased."""

    appointment_id: UUID
    client_id: UUID | None
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    starts_at: datetime
    sequence: int = 0
    conversation: Conversation = "booked"

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
        return replace(self.called_off(), sequence=self.sequence + 1)

    def called_off(self) -> KnownAppointment:
        """The conversation is not held; one that has begun goes on, for people sit in it."""
        return replace(self, conversation="called_off") if self.conversation == "booked" else self

    def begun(self) -> KnownAppointment:
        """People sit in the conversation; one that has ended does not begin anew."""
        return self if self.conversation == "closed" else replace(self, conversation="under_way")

    def start_undone(self) -> KnownAppointment:
        """It had been started by mistake, and has not begun."""
        return replace(self, conversation="booked") if self.conversation == "under_way" else self

    def closed(self) -> KnownAppointment:
        """The conversation has ended."""
        return replace(self, conversation="closed")
