"""The students note down what they hear."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_under_way, must_consent, taken_up
from services.session.application.record_views import phase_view
from services.session.application.unit_of_work import UnitOfWork
from shared.contracts.requests import session as requests


def write_note(ask: requests.WriteNote, uow: UnitOfWork) -> requests.PhaseView:
    """Keep the note's next version; writing the same text again is no change, over a colleague's is refused."""
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    note = uow.records.of(session.session_id).note(ask.phase)
    if note.text != ask.text:
        if note.version != ask.base_version:
            raise refusals.note_changed(note.version)
        note = note.rewritten(ask.text, uow.now, uow.actor.id)
        uow.records.add_note(session.session_id, note)
        session = uow.sessions.save(session)
    return phase_view(note, ask.phase in session.done)
