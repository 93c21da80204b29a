"""The client's own page of one appointment: where to be, what may still be changed, what comes next."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.client.calendar_file import calendar_file
from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.pages.client.privacy import contact
from services.gateway.pages.client.self_fill import tasks
from services.gateway.pages.elements.times import campuses, chosen_campus, free_week
from services.gateway.web.app_context import app_context
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.language import language, t
from services.gateway.web.links import invitation_from
from services.gateway.web.rendering import render, see_other
from shared.contracts.requests import booking
from shared.links import LinkPurpose

blueprint = Blueprint("own", __name__)


@blueprint.get("/c/<token>")
@by_link(LinkPurpose.APPOINTMENT)
def page(token: str) -> Response:
    """Time, place, and what can be done now."""
    return _page(own_facts(token))


@blueprint.get("/c/<token>/booked")
@by_link(LinkPurpose.APPOINTMENT)
def booked(token: str) -> Response:
    """The time is booked: what happens next."""
    return render("own/booked.html", own=own_facts(token))


@blueprint.get("/c/<token>/calendar.ics")
@by_link(LinkPurpose.APPOINTMENT)
def calendar(token: str) -> Response:
    """The appointment for the client's own calendar."""
    own = own_facts(token)
    body = calendar_file(own.appointment, own.directions, t("own.calendar_title"), own.now)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="keskustelu.ics"'
    return answer


@blueprint.get("/c/<token>/move")
@by_link(LinkPurpose.APPOINTMENT)
def move(token: str, sent: FormState | None = None) -> Response:
    """Another time, on the same campus unless another is chosen."""
    own = own_facts(token)
    if not own.may_change:
        return _page(own, sent)
    found = campuses()
    campus = chosen_campus(request.values.get("campus"), found) or own.appointment.room.campus
    week = free_week(campus, request.values.get("week"), excluding=own.id)
    others = [each.name for each in found if each.name != campus]
    return render("own/move.html", sent, own=own, campus=campus, week=week, others=others)


@blueprint.post("/c/<token>/move")
@by_link(LinkPurpose.APPOINTMENT)
def move_to(token: str) -> Response:
    """Move the appointment; a time taken meanwhile shows the times again."""
    own = own_facts(token)
    sent = submit(booking.RescheduleAppointment, appointment_id=own.id)
    return see_other("own.page", said="own_moved", token=token) if sent.is_done else move(token=token, sent=sent)


@blueprint.get("/c/<token>/cancel")
@by_link(LinkPurpose.APPOINTMENT)
def cancel(token: str, sent: FormState | None = None) -> Response:
    """Ask before cancelling."""
    own = own_facts(token)
    return render("own/cancel.html", sent, own=own) if own.may_change else _page(own, sent)


@blueprint.post("/c/<token>/cancel")
@by_link(LinkPurpose.APPOINTMENT)
def give_up(token: str) -> Response:
    """Cancel the appointment; of a proposed one: decline it."""
    own = own_facts(token)
    command = booking.DeclineFollowUp if own.appointment.state in ("held", "declined") else booking.CancelAppointment
    sent = submit(command, appointment_id=own.id)
    return see_other("own.page", token=token) if sent.is_done else cancel(token=token, sent=sent)


@blueprint.post("/c/<token>/confirm")
@by_link(LinkPurpose.APPOINTMENT)
def confirm(token: str) -> Response:
    """Take the proposed follow-up."""
    own = own_facts(token)
    sent = submit(booking.ConfirmFollowUp, appointment_id=own.id)
    return see_other("own.booked", token=token) if sent.is_done else _page(own, sent)


def _page(own: Own, sent: FormState | None = None) -> Response:
    return render(
        "own/page.html",
        sent,
        own=own,
        tasks=tasks(own) if own.may_fill else [],
        book_again_url=url_for("invitation.page", token=invitation_from(own.link)),
        contact=contact(),
        first_name=own.client.name.split(" ")[0],
        when=app_context().dates.span(own.appointment.starts_at, own.appointment.ends_at, language()),
    )
