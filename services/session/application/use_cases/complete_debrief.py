"""The lecturer debriefs with the students."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_consent, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import debrief_view
from services.session.domain.session import Debrief
from shared.contracts.events.session import DebriefCompleted
from shared.contracts.requests import session as requests


def complete_debrief(ask: requests.CompleteDebrief, uow: UnitOfWork) -> requests.DebriefView:
    """Keep the debrief of a closed session, once, by its own lecturer; without consent only that it was held."""
    session, _ = taken_up(uow, ask.session_id, "lecturer")
    if session.state != "closed":
        raise refusals.not_closed(session.state)
    if session.debrief is not None:
        raise refusals.already_debriefed()
    if ask.notes.strip():
        must_consent(session)
    debrief = Debrief(ask.notes, uow.now, session.meeting.lecturer_id)
    uow.sessions.save(session.debriefed(debrief))
    uow.events.emit(DebriefCompleted(session.session_id, debrief.lecturer_id, uow.now))
    return debrief_view(debrief)
