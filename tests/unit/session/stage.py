"""A stage for use cases: a university's people, one booked session, and time that a test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar
from uuid import UUID

from services.session.application.unit_of_work import UnitOfWork
from services.session.application.use_cases import apply_appointment
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.show_sessions import show_session
from services.session.application.use_cases.start_session import start_session
from services.session.domain.session import Session
from shared.contracts.actor import Actor, Role
from shared.contracts.events import booking
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import FollowUpReason
from tests.fake_receipts import FakeReceipts
from tests.unit.session.fakes import FakeEvents, FakeRecords, FakeSessionRepository

E = TypeVar("E")


def uuid(number: int) -> UUID:
    """An id that reads well in a failing test."""
    return UUID(int=number)


SESSION, CLIENT, ROOM, FOLLOW_UP, ALERT = uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)
AINO = Actor(Role.STUDENT, uuid(11))
OLLI = Actor(Role.STUDENT, uuid(12))
LECTURER = Actor(Role.LECTURER, uuid(21))
COORDINATOR = Actor(Role.COORDINATOR, uuid(31))
HERSELF = Actor(Role.CLIENT, CLIENT, SESSION, is_confirmed=True)
UNCONFIRMED = Actor(Role.CLIENT, CLIENT, SESSION)
STRANGERS = (
    Actor(Role.STUDENT, uuid(91)),
    Actor(Role.LECTURER, uuid(92)),
    Actor(Role.CLIENT, uuid(93)),
    Actor(Role.PUBLIC),
    Actor(Role.STUDENT, LECTURER.id),
    Actor(Role.LECTURER, AINO.id),
    Actor(Role.CLIENT, None, SESSION),
    Actor(Role.CLIENT, CLIENT),  # by an invitation
    Actor(Role.CLIENT, CLIENT, uuid(94), is_confirmed=True),  # by the link of another appointment of hers
)
NOON = datetime(2025, 10, 6, 9, 0, tzinfo=UTC)


class Stage:
    """The service with fakes for what is outside it."""

    def __init__(self) -> None:
        self.records = FakeRecords()
        self.sessions = FakeSessionRepository(self.records)
        self.events = FakeEvents()
        self.receipts = FakeReceipts()
        self.now = NOON
        self._ids: Iterator[int] = count(1000)

    def uow(self, actor: Actor = AINO) -> UnitOfWork:
        """What a use case works with when this actor asks."""
        return UnitOfWork(actor, self.now, self.sessions, self.records, self.events, self.receipts, self._new_id)

    def later(self, minutes: int = 1) -> datetime:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def session(self, session_id: UUID = SESSION) -> Session:
        """The session as it is kept."""
        found = self.sessions.find(session_id)
        assert found is not None
        return found

    def view(self, actor: Actor = AINO) -> requests.SessionView:
        """The session as the actor sees it."""
        return show_session(requests.Session(SESSION), self.uow(actor))

    def told(self, kind: type[E]) -> list[E]:
        """The events of one kind that were emitted."""
        return [event for event in self.events.emitted if isinstance(event, kind)]

    def _new_id(self) -> UUID:
        return uuid(next(self._ids))


def booked(
    session_id: UUID = SESSION,
    starts_at: datetime = NOON,
    follows_id: UUID | None = None,
    reason: FollowUpReason | None = None,
    client_id: UUID = CLIENT,
) -> booking.AppointmentBooked:
    """The booking that opens a session."""
    return booking.AppointmentBooked(
        appointment_id=session_id,
        client_id=client_id,
        kind="follow_up" if follows_id else "first",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        student_ids=(uuid(11), uuid(12)),
        lecturer_id=uuid(21),
        room_id=ROOM,
        booked_at=NOON - timedelta(days=1),
        follows_id=follows_id,
        reason=reason,
    )


def planned() -> Stage:
    """A session that is booked, of a client who has consented."""
    stage = unasked()
    stage.sessions.keep_consent(CLIENT, "given")
    return stage


def unasked() -> Stage:
    """A session that is booked, of a client of whom no consent was heard."""
    stage = Stage()
    apply_appointment.open_session(booked(), stage.uow())
    return stage


def under_way() -> Stage:
    """A session that has begun."""
    stage = planned()
    start_session(requests.StartSession(SESSION), stage.uow())
    return stage


def closed() -> Stage:
    """A session that has ended."""
    stage = under_way()
    stage.later(90)
    close_session(requests.CloseSession(SESSION), stage.uow())
    return stage


def cancelled() -> Stage:
    """A session that will not be held."""
    stage = planned()
    event = booking.AppointmentCancelled(SESSION, CLIENT, "client", stage.now)
    apply_appointment.cancel_session(event, stage.uow())
    return stage
