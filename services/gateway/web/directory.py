"""Names of people and rooms and numbers of staff, asked of booking and remembered for a minute: never written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.web.app_context import AppContext
from shared.contracts.actor import SYSTEM
from shared.contracts.requests.booking import People, PersonView, Rooms, RoomView
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed

FRESH = timedelta(minutes=1)


@dataclass
class Directory:
    """Who is who and which room is which; what cannot be found out now has no name."""

    parts: AppContext
    _people: Mapping[UUID, PersonView] = field(default_factory=dict)
    _rooms: Mapping[UUID, RoomView] = field(default_factory=dict)
    _read_at: datetime | None = None

    def person_name(self, person_id: UUID) -> str:
        """A member of staff by name; empty when unknown."""
        self._refresh(is_known=person_id in self._people)
        found = self._people.get(person_id)
        return found.name if found else ""

    def phone(self, person_id: UUID) -> str:
        """The number of a member of staff; empty when unknown."""
        self._refresh(is_known=person_id in self._people)
        found = self._people.get(person_id)
        return found.phone if found else ""

    def room(self, room_id: UUID) -> RoomView | None:
        """A room."""
        self._refresh(is_known=room_id in self._rooms)
        return self._rooms.get(room_id)

    def forget(self) -> None:
        """Ask anew at the next look: something was changed."""
        self._read_at = None

    def _refresh(self, *, is_known: bool) -> None:
        now = self.parts.clock.now()
        age = now - self._read_at if self._read_at else FRESH
        if age < timedelta(seconds=2) or (is_known and age < FRESH):
            return
        try:
            people, rooms = self.parts.ask.many(
                (People(include_inactive=True), Rooms(include_inactive=True)), actor=SYSTEM
            )
        except (RequestTimeout, ServiceFailed):
            return
        self._people = {person.person_id: person for person in people}
        self._rooms = {room.room_id: room for room in rooms}
        self._read_at = now
