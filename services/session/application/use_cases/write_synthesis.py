"""The students gather what they heard."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_under_way, must_consent, taken_up
from services.session.application.record_views import synthesis_view
from services.session.application.texts import all_said
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.synthesis import SynthesisContent
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase


def write_synthesis(ask: requests.WriteSynthesis, uow: UnitOfWork) -> requests.SynthesisView:
    """Keep the next version, to be agreed to anew; the same words again are no change, over a colleague's refused."""
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    gathered = _gathered(ask)
    synthesis = uow.records.of(session.session_id).synthesis
    if synthesis.gathered != gathered:
        if synthesis.version != ask.base_version:
            raise refusals.synthesis_changed(synthesis.version)
        synthesis = synthesis.rewritten(gathered, uow.now, uow.actor.id)
        uow.records.add_synthesis(session.session_id, synthesis)
        uow.sessions.save(session.with_open(Phase.SYNTHESIS))
    return synthesis_view(synthesis)


def _gathered(ask: requests.WriteSynthesis) -> SynthesisContent:
    return SynthesisContent(
        strengths=all_said(ask.strengths, "strengths"),
        resources=all_said(ask.resources, "resources"),
        challenges=all_said(ask.challenges, "challenges"),
        change_targets=all_said(ask.change_targets, "change_targets"),
    )
