"""Reading who is free in a stretch of time: everything once, then all is decided in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.calendar import Hours, dates_of
from services.booking.domain.roster import Resource, Roster
from services.booking.domain.staff import Person
from services.booking.domain.time_range import TimeRange, without

A_DAY = timedelta(days=1)


def read_roster(
    uow: UnitOfWork, starts: TimeRange, client_id: UUID | None = None, excluding: UUID | None = None
) -> Roster:
    """The roster for conversations that start in `starts`: the least taken people of the coming weeks in front.

    The appointment `excluding` counts as free; with a client, only times when the client is free will do.
    """
    programme = uow.programme
    window = TimeRange(starts.starts_at - A_DAY, starts.ends_at + programme.conversation + A_DAY)
    busy = uow.diary.busy(window, excluding)
    people = _fairly(uow, uow.staff.of(("student", "lecturer")))
    hours = uow.timetable.hours([person.id for person in people], dates_of([window], uow.zone)[0])
    rooms = [room for room in uow.rooms.everywhere() if room.is_active]
    return Roster(
        programme=programme,
        students=_working(uow, [each for each in people if each.role == "student"], hours, busy, window),
        lecturers=_working(uow, [each for each in people if each.role == "lecturer"], hours, busy, window),
        rooms=tuple(Resource(each.id, without([window], busy.get(each.id, ())), each.campus) for each in rooms),
        client=Resource(client_id, without([window], busy.get(client_id, ()))) if client_id else None,
        most=programme.students,
    )


def _fairly(uow: UnitOfWork, people: Sequence[Person]) -> list[Person]:
    loads = uow.diary.loads(TimeRange(uow.now, uow.now + uow.programme.load_within))
    return sorted(people, key=lambda person: (loads.get(person.id, 0), person.id))


def _working(
    uow: UnitOfWork,
    people: Sequence[Person],
    hours: Mapping[UUID, Hours],
    busy: Mapping[UUID, list[TimeRange]],
    window: TimeRange,
) -> tuple[Resource, ...]:
    first, last = dates_of([window], uow.zone)
    spans = ((each.id, hours.get(each.id, Hours()).spans(first, last, uow.zone)) for each in people)
    return tuple(Resource(person_id, without(open_, busy.get(person_id, ()))) for person_id, open_ in spans)
