"""Makes private links: the own page of a time booked without an account, the forms of one session, a new invitation.

By a private link nobody is given the page of another appointment: that link is in the mail about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.web.app_context import app_context
from services.gateway.web.service_client import ask_many
from shared.contracts.requests.booking import AppointmentView
from shared.contracts.requests.session import Session, Summary
from shared.links import LinkPurpose, Links, PrivateLink

OWN_PAGE_OPENS_FOR = timedelta(days=120)  # past a follow-up, so that the summary can still be read
INVITATION_OPENS_FOR = timedelta(days=60)
FORMS_OPEN_FOR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Address:
    """A private link as it is given out; ``url`` is public, for a mail or a QR code."""

    token: str
    path: str
    url: str
    expires_at: datetime


def own_page(appointment: AppointmentView) -> Address:
    """The own page of a time that was booked just now without an account: nobody knows yet whose address it is."""
    expires_at = max(appointment.ends_at, app_context().clock.now()) + OWN_PAGE_OPENS_FOR
    return _address(PrivateLink(LinkPurpose.APPOINTMENT, appointment.client_id, expires_at, appointment.appointment_id))


def self_fill(session_id: UUID) -> Address:
    """The forms of a session that the caller holds; refused for whom the client's answers are not to be seen by."""
    held, _ = ask_many(Session(session_id), Summary(session_id))
    expires_at = app_context().clock.now() + FORMS_OPEN_FOR
    return _address(PrivateLink(LinkPurpose.SELF_FILL, held.client_id, expires_at, session_id, is_confirmed=True))


def invitation_from(link: PrivateLink) -> str:
    """The token by which the link's client books anew: as confirmed as that link, and open no longer than it."""
    expires_at = min(app_context().clock.now() + INVITATION_OPENS_FOR, link.expires_at)
    renewed = PrivateLink(LinkPurpose.INVITATION, link.client_id, expires_at, is_confirmed=link.is_confirmed)
    return Links(app_context().settings.link_secret).sign(renewed)


def _address(link: PrivateLink) -> Address:
    path = Links(app_context().settings.link_secret).path(link)
    return Address(path.rpartition("/")[2], path, f"{app_context().settings.public_url}{path}", link.expires_at)
