"""A start that was a mistake is taken back."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_open, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import may_undo_start, session_view
from services.session.domain.record import Record
from services.session.domain.session import Session
from shared.contracts.events.session import StartUndone
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase, TimeUseKind


def undo_start(ask: requests.UndoStart, uow: UnitOfWork) -> requests.SessionView:
    """Plan it anew, by a student or the lecturer, while nothing of the client's was recorded; again changes nothing."""
    session, part = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_open(session)
    record = uow.records.of(session.session_id)
    if session.started_at is not None:
        if not may_undo_start(session, record):
            raise refusals.start_has_record()
        uow.events.emit(StartUndone(session.session_id, session.client_id, session.started_at, uow.now))
        session = uow.sessions.save(session.not_started(_done_before(session, record)))
    return session_view(session, record, part)


def _done_before(session: Session, record: Record) -> frozenset[Phase]:
    """What the client filled in at home makes its step done, whenever the conversation begins."""
    told = {
        Phase.STRESS: bool(record.standing),
        Phase.TIME_USE: any(circle.kind is TimeUseKind.CURRENT for circle in record.circles),
        Phase.SELF_ASSESSMENT: session.assessment_completed_at is not None,
    }
    return frozenset(phase for phase in session.done if told.get(phase, False))
