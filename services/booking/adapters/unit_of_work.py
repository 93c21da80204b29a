"""The unit of work of one transaction."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import Connection

from services.booking.adapters.clients import SqlClients
from services.booking.adapters.diary import SqlDiary
from services.booking.adapters.duties import SqlDuties
from services.booking.adapters.follow_ups import SqlFollowUps
from services.booking.adapters.former_addresses import SqlFormerAddresses
from services.booking.adapters.staff import SqlRooms, SqlStaff
from services.booking.adapters.timetable import SqlTimetable
from services.booking.application.ports import Events, Receipts
from services.booking.application.unit_of_work import UnitOfWork
from shared.contracts.actor import Actor


def unit_of_work(
    connection: Connection, events: Events, receipts: Receipts, now: datetime, actor: Actor, zone: tzinfo
) -> UnitOfWork:
    """A unit of work whose ports all write on this connection."""
    return UnitOfWork(
        diary=SqlDiary(connection),
        clients=SqlClients(connection),
        former_addresses=SqlFormerAddresses(connection),
        staff=SqlStaff(connection),
        rooms=SqlRooms(connection),
        timetable=SqlTimetable(connection),
        duties=SqlDuties(connection),
        follow_ups=SqlFollowUps(connection),
        events=events,
        receipts=receipts,
        now=now,
        actor=actor,
        zone=zone,
    )
