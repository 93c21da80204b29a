"""The client agrees to what was gathered."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.access import must_be_under_way, must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.record_views import synthesis_view
from shared.contracts.events.session import SynthesisAgreed
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase


def agree_synthesis(ask: requests.AgreeSynthesis, desk: Desk) -> requests.SynthesisView:
    """Keep the agreement that students or lecturer witness, to the latest version alone; the first one stays."""
    session, _ = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    synthesis = desk.records.of(session.session_id).synthesis
    if synthesis.version != ask.version:
        raise refusals.synthesis_changed(synthesis.version)
    if synthesis.gathered.is_empty:
        raise refusals.synthesis_empty()
    if not synthesis.is_agreed:
        synthesis = synthesis.agreed(desk.now)
        desk.records.agree(session.session_id, synthesis)
        desk.casebook.save(session.with_done(Phase.SYNTHESIS))
        desk.events.emit(SynthesisAgreed(session.session_id, session.client_id, desk.now))
    return synthesis_view(synthesis)
