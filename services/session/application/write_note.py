"""The students note down what they hear."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.access import must_be_under_way, must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.record_views import phase_view
from shared.contracts.requests import session as requests


def write_note(ask: requests.WriteNote, desk: Desk) -> requests.PhaseView:
    """Keep the note's next version; writing the same text again is no change, over a colleague's is refused."""
    session, _ = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    note = desk.records.of(session.session_id).note(ask.phase)
    if note.text != ask.text:
        if note.version != ask.base_version:
            raise refusals.note_changed(note.version)
        note = note.rewritten(ask.text, desk.now, desk.actor.id)
        desk.records.add_note(session.session_id, note)
        session = desk.casebook.save(session)
    return phase_view(note, ask.phase in session.done)
