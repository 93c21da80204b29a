"""Reading who is free in a stretch of time: everything once, then all is decided in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from services.booking.application.desk import Desk
from services.booking.domain.calendar import Hours, dates_of
from services.booking.domain.roster import Resource, Roster
from services.booking.domain.span import Span, without
from services.booking.domain.staff import Person

A_DAY = timedelta(days=1)


def read_roster(desk: Desk, starts: Span, client_id: UUID | None = None, excluding: UUID | None = None) -> Roster:
    """The roster for conversations that start in `starts`: the least taken people of the coming weeks in front.

    The appointment `excluding` counts as free; with a client, only times when the client is free will do.
    """
    programme = desk.programme
    window = Span(starts.starts_at - A_DAY, starts.ends_at + programme.conversation + A_DAY)
    busy = desk.diary.busy(window, excluding)
    people = _fairly(desk, desk.staff.of(("student", "lecturer")))
    hours = desk.timetable.hours([person.id for person in people], dates_of([window], desk.zone)[0])
    rooms = [room for room in desk.rooms.everywhere() if room.is_active]
    return Roster(
        programme=programme,
        students=_working(desk, [each for each in people if each.role == "student"], hours, busy, window),
        lecturers=_working(desk, [each for each in people if each.role == "lecturer"], hours, busy, window),
        rooms=tuple(Resource(each.id, without([window], busy.get(each.id, ())), each.campus) for each in rooms),
        client=Resource(client_id, without([window], busy.get(client_id, ()))) if client_id else None,
        most=programme.students,
    )


def _fairly(desk: Desk, people: Sequence[Person]) -> list[Person]:
    loads = desk.diary.loads(Span(desk.now, desk.now + desk.programme.load_within))
    return sorted(people, key=lambda person: (loads.get(person.id, 0), person.id))


def _working(
    desk: Desk,
    people: Sequence[Person],
    hours: Mapping[UUID, Hours],
    busy: Mapping[UUID, list[Span]],
    window: Span,
) -> tuple[Resource, ...]:
    first, last = dates_of([window], desk.zone)
    spans = ((each.id, hours.get(each.id, Hours()).spans(first, last, desk.zone)) for each in people)
    return tuple(Resource(person_id, without(open_, busy.get(person_id, ()))) for person_id, open_ in spans)
