"""What a private link opens in the API: only what it was made for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.gateway.api.routes import ROUTES
from services.gateway.web.asking import ask
from services.gateway.web.caller import caller
from shared.contracts.requests.assessment import AssessmentsOf
from shared.links import LinkPurpose, PrivateLink
from shared.refusal import forbidden, not_found

_OPENED_BY = {route.contract: route.links for route in ROUTES}


def check_link(question: object) -> None:
    """Refuse what the caller's link was not made for; a self-fill link opens one session alone."""
    link = caller().link
    if link is None:
        return
    if link.purpose not in _OPENED_BY.get(type(question), frozenset()):
        raise forbidden("not_by_link")
    if link.purpose is LinkPurpose.SELF_FILL:
        _check_session(question, link)


def _check_session(question: Any, link: PrivateLink) -> None:
    session_id: UUID | None = getattr(question, "session_id", None)
    if session_id is not None and session_id != link.appointment_id:
        raise not_found("session_unknown")
    assessment_id: UUID | None = getattr(question, "assessment_id", None)
    if assessment_id is not None and link.appointment_id is not None:
        mine = ask(AssessmentsOf(link.appointment_id))
        if assessment_id not in {each.assessment_id for each in mine}:
            raise not_found("assessment_unknown")
