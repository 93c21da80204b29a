"""Private links given out by the API: to who books, and for the client's phone in the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.gateway.api.endpoints import KEY_DEMANDED, demanded_key, too_often
from services.gateway.api.endpoints import blueprint as api_blueprint
from services.gateway.api.links import check_link
from services.gateway.api.schemas import body_of, built
from services.gateway.web.bookings import book_as_new_client
from services.gateway.web.links import own_page, self_fill
from shared.contracts.requests.booking import AppointmentView, BookAsNewClient
from shared.contracts.schema import schema_of

blueprint = api_blueprint("private_links", "Private links: what a client is known by.")


@dataclass(frozen=True, slots=True)
class Booked:
    """A booked time, and the private link to the client's own page of it."""

    appointment: AppointmentView
    link_token: str
    link_url: str


@dataclass(frozen=True, slots=True)
class SelfFillLink:
    """A link to the forms of one session, to be shown as a QR code."""

    link_token: str
    link_url: str
    expires_at: datetime


@blueprint.route("/bookings", methods=["POST"])
@blueprint.arguments(body_of(BookAsNewClient, frozenset()))
@blueprint.response(201, schema_of(Booked))
@too_often(blueprint)
@blueprint.doc(parameters=[KEY_DEMANDED])
def book(given: dict[str, Any]) -> Booked:
    """Book a time without an account; the same key again answers with the same booking."""
    request = built(BookAsNewClient, given, {})
    check_link(request)
    appointment = book_as_new_client(request, demanded_key())
    link = own_page(appointment)
    return Booked(appointment, link.token, link.url)


@blueprint.route("/sessions/<uuid:session_id>/self-fill-link", methods=["POST"])
@blueprint.response(201, schema_of(SelfFillLink))
def open_forms(session_id: UUID) -> SelfFillLink:
    """A link to the forms of a session that the caller holds."""
    link = self_fill(session_id)
    return SelfFillLink(link.token, link.url, link.expires_at)
