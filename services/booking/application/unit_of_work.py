"""What a booking use case works with: its ports, the caller, the time and the programme."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from uuid import UUID

from services.booking.application import ports
from services.booking.application.address_ports import FormerAddresses
from services.booking.domain.programme import Programme
from shared.contracts.actor import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOfWork:
    """All that a use case may use, for one caller at one instant."""

    diary: ports.Diary
    clients: ports.Clients
    former_addresses: FormerAddresses
    staff: ports.Staff
    rooms: ports.Rooms
    timetable: ports.Timetable
    duties: ports.Duties
    follow_ups: ports.FollowUps
    events: ports.Events
    receipts: ports.Receipts
    now: datetime
    actor: Actor
    zone: tzinfo
    programme: Programme = field(default_factory=Programme)

    @property
    def today(self) -> date:
        """The date on the wall."""
        return self.now.astimezone(self.zone).date()

    @property
    def is_coordinating(self) -> bool:
        """Whether the caller sees and does everything: a coordinator, or the stack's own services and operator."""
        return self.actor.role in (Role.COORDINATOR, Role.SYSTEM)

    @property
    def is_for_staff(self) -> bool:
        """Whether the caller is a member of staff or the system."""
        return self.actor.is_staff or self.actor.role is Role.SYSTEM

    @property
    def person_id(self) -> UUID | None:
        """The lecturer or student who asks and sees only what is theirs."""
        return self.actor.id if self.actor.role in (Role.LECTURER, Role.STUDENT) else None
