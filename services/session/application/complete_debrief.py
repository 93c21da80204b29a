"""The lecturer debriefs with the students."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.access import must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.views import debrief_view
from services.session.domain.session import Debrief
from shared.contracts.events.session import DebriefCompleted
from shared.contracts.requests import session as requests


def complete_debrief(ask: requests.CompleteDebrief, desk: Desk) -> requests.DebriefView:
    """Keep the debrief of a closed session, once, by its own lecturer; without consent only that it was held."""
    session, _ = taken_up(desk, ask.session_id, "lecturer")
    if session.state != "closed":
        raise refusals.not_closed(session.state)
    if session.debrief is not None:
        raise refusals.already_debriefed()
    if ask.notes.strip():
        must_consent(session)
    debrief = Debrief(ask.notes, desk.now, session.meeting.lecturer_id)
    desk.casebook.save(session.debriefed(debrief))
    desk.events.emit(DebriefCompleted(session.session_id, debrief.lecturer_id, desk.now))
    return debrief_view(debrief)
