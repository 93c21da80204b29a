"""Acute follow-ups that came to nothing: first on *today* until a person settles them, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language, t
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import booking

blueprint = Blueprint("fallen", __name__)

OUTCOMES = ("reached", "time_offered", "handed_over", "client_declined")
_WHO_SETTLES = (Role.LECTURER, Role.COORDINATOR)


def fallen_follow_ups() -> Sequence[Mapping[str, Any]]:
    """Those that the caller is to settle, the longest first; students have none."""
    if caller().actor.role not in _WHO_SETTLES:
        return []
    return [_shown(each) for each in ask(booking.FallenFollowUps())]


def decisions_about(follows_id: UUID) -> Sequence[Mapping[str, Any]]:
    """What was decided about the follow-up of an appointment, oldest first."""
    return [_decision(each) for each in ask(booking.FollowUpDecisions(follows_id))]


@blueprint.get("/follow-ups/<uuid:follows_id>/settle")
@staff_only(*_WHO_SETTLES)
def page(follows_id: UUID, sent: FormState | None = None) -> Response:
    """What was done about it; where it is settled already, *today* says so."""
    found = next((each for each in ask(booking.FallenFollowUps()) if each.follows_id == follows_id), None)
    if found is None and sent is None:
        return redirect(url_for("today.page"), 303)
    return render(
        "follow_ups/settle.html",
        sent,
        fallen=_shown(found) if found else None,
        follows_id=follows_id,
        outcomes=OUTCOMES,
        decisions=decisions_about(follows_id),
    )


@blueprint.post("/follow-ups/<uuid:follows_id>/settle")
@staff_only(*_WHO_SETTLES)
def settle(follows_id: UUID) -> Response:
    """Record it."""
    sent = submit(booking.SettleFollowUp, follows_id=follows_id)
    if not sent.is_done:
        return page(follows_id=follows_id, sent=sent)
    return see_other("today.page", said="follow_up_settled")


def _shown(fallen: booking.FallenFollowUp) -> Mapping[str, Any]:
    dates = app_context().dates
    new_time = dates.when(fallen.starts_at, language()) if fallen.starts_at else ""
    return {
        "follows_id": fallen.follows_id,
        "client_id": fallen.client_id,
        "name": fallen.client_name,
        "phone": fallen.client_phone,
        "lecturer": fallen.lecturer_name,
        "how": t(f"urgent.how.{fallen.fell_through}"),
        "at": fallen.fell_through_at,
        "new_time": t("urgent.new_time", when=new_time) if new_time else "",
    }


def _decision(decision: booking.FollowUpDecision) -> Mapping[str, Any]:
    person = directory().person_name(decision.decided_by) if decision.decided_by else t("urgent.by_client")
    return {
        "what": t(f"urgent.outcome.{decision.outcome}"),
        "how": t(f"urgent.how.{decision.fell_through}") if decision.fell_through else "",
        "person": person or t("guide.somebody"),
        "at": decision.decided_at,
        "note": decision.note,
    }
