"""Who and which rooms are free, and the team that a conversation gets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.booking.domain.programme import Programme
from services.booking.domain.time_range import TimeRange


@dataclass(frozen=True, slots=True)
class Team:
    """The students, the lecturer and the room of one conversation."""

    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID

    @property
    def wish(self) -> Preference:
        """The wish for these very people and this room."""
        return Preference(self.student_ids, self.lecturer_id, self.room_id)

    def is_same_as(self, other: Team) -> bool:
        """Whether the same people meet in the same room, in whatever order they are named."""
        theirs = (set(other.student_ids), other.lecturer_id, other.room_id)
        return (set(self.student_ids), self.lecturer_id, self.room_id) == theirs

    def has(self, person_id: UUID | None) -> bool:
        """Whether the person is its student or its lecturer."""
        return person_id is not None and (person_id == self.lecturer_id or person_id in self.student_ids)


@dataclass(frozen=True, slots=True)
class Preference:
    """The people and the room that somebody asks for; empty where any will do."""

    student_ids: tuple[UUID, ...] = ()
    lecturer_id: UUID | None = None
    room_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A person or a room with the spans, joined and in order, in which it can be booked."""

    id: UUID
    free: tuple[TimeRange, ...]
    campus: str = ""

    def is_free(self, span: TimeRange) -> bool:
        """Whether the whole span can be booked."""
        at = bisect_right(self.free, span.starts_at, key=lambda free: free.starts_at)
        return at > 0 and self.free[at - 1].holds(span)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time, a campus, and the team that can hold a conversation there and then."""

    starts_at: datetime
    campus: str
    team: Team


@dataclass(frozen=True, slots=True)
class Roster:
    """The resources of a stretch of time, those to be chosen first in front; `client` is free where there is none."""

    programme: Programme
    students: tuple[Resource, ...]
    lecturers: tuple[Resource, ...]
    rooms: tuple[Resource, ...]
    most: int
    fewest: int = 1
    client: Resource | None = None

    @property
    def campuses(self) -> tuple[str, ...]:
        """The campuses that have a room, in order."""
        return tuple(sorted({room.campus for room in self.rooms}))

    def only(self, wish: Preference) -> Roster:
        """The roster in which the wished people, all of them, and the wished room can be chosen."""
        return replace(self.partly(wish), fewest=len(wish.student_ids) or self.fewest)

    def partly(self, wish: Preference) -> Roster:
        """The same, but fewer of the wished students will do."""
        return replace(
            self,
            students=_those(self.students, lambda each: not wish.student_ids or each.id in wish.student_ids),
            lecturers=_those(self.lecturers, lambda each: wish.lecturer_id in (None, each.id)),
            rooms=_those(self.rooms, lambda each: wish.room_id in (None, each.id)),
        )

    def preferring(self, wish: Preference) -> Roster:
        """The roster in which the wished people and room are chosen first, and others where those are not free."""
        return replace(
            self,
            students=_first(self.students, wish.student_ids),
            lecturers=_first(self.lecturers, (wish.lecturer_id,)),
            rooms=_first(self.rooms, (wish.room_id,)),
            most=len(wish.student_ids) or self.most,
        )

    def team_at(self, starts_at: datetime, campus: str) -> Team | None:
        """The team for a conversation at this time, or None where somebody is missing."""
        busy = self.programme.busy_at(starts_at)
        if self.client and not self.client.is_free(self.programme.conversation_at(starts_at)):
            return None
        lecturer = next((each for each in self.lecturers if each.is_free(busy)), None)
        if lecturer is None:
            return None
        room = next((each for each in self.rooms if each.campus == campus and each.is_free(busy)), None)
        students = [each.id for each in self.students if each.is_free(busy)][: self.most]
        if room is None or len(students) < self.fewest:
            return None
        return Team(tuple(students), lecturer.id, room.id)

    def places(self, starts: Iterable[datetime], campuses: Iterable[str]) -> Iterator[Slot]:
        """Where a conversation can be held, in the order of the starts and then of the campuses."""
        names = tuple(campuses)
        for starts_at in starts:
            for campus in names:
                team = self.team_at(starts_at, campus)
                if team:
                    yield Slot(starts_at, campus, team)


def _those(resources: tuple[Resource, ...], wanted: Callable[[Resource], bool]) -> tuple[Resource, ...]:
    return tuple(each for each in resources if wanted(each))


def _first(resources: tuple[Resource, ...], ids: Iterable[UUID | None]) -> tuple[Resource, ...]:
    wanted = set(ids)
    return tuple(sorted(resources, key=lambda each: each.id not in wanted))
