"""The client agrees to what was gathered."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_under_way, must_consent, taken_up
from services.session.application.record_views import synthesis_view
from services.session.application.unit_of_work import UnitOfWork
from shared.contracts.events.session import SynthesisAgreed
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase


def agree_synthesis(ask: requests.AgreeSynthesis, uow: UnitOfWork) -> requests.SynthesisView:
    """Keep the agreement that students or lecturer witness, to the latest version alone; the first one stays."""
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    synthesis = uow.records.of(session.session_id).synthesis
    if synthesis.version != ask.version:
        raise refusals.synthesis_changed(synthesis.version)
    if synthesis.gathered.is_empty:
        raise refusals.synthesis_empty()
    if not synthesis.is_agreed:
        synthesis = synthesis.agreed(uow.now)
        uow.records.agree(session.session_id, synthesis)
        uow.sessions.save(session.with_done(Phase.SYNTHESIS))
        uow.events.emit(SynthesisAgreed(session.session_id, session.client_id, uow.now))
    return synthesis_view(synthesis)
