"""Makes private links: the client's own page of an appointment, and the forms of one session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.web.asking import ask_many
from services.gateway.web.caller import caller
from services.gateway.web.parts import parts
from shared.contracts.requests.booking import AppointmentView
from shared.contracts.requests.session import Session, Summary
from shared.links import LinkPurpose, Links, PrivateLink

OWN_PAGE_OPENS_FOR = timedelta(days=120)  # past a follow-up, so that the summary can still be read
FORMS_OPEN_FOR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Address:
    """A private link as it is given out; ``url`` is public, for a mail or a QR code."""

    token: str
    path: str
    url: str
    expires_at: datetime


def own_page(appointment: AppointmentView) -> Address:
    """The client's own page of an appointment; as confirmed as the link that the caller came by."""
    expires_at = max(appointment.ends_at, parts().clock.now()) + OWN_PAGE_OPENS_FOR
    link = PrivateLink(LinkPurpose.APPOINTMENT, appointment.client_id, expires_at, appointment.appointment_id)
    return _address(replace(link, is_confirmed=_is_confirmed()))


def self_fill(session_id: UUID) -> Address:
    """The forms of a session that the caller holds; refused for whom the client's answers are not to be seen by."""
    held, _ = ask_many(Session(session_id), Summary(session_id))
    expires_at = parts().clock.now() + FORMS_OPEN_FOR
    return _address(PrivateLink(LinkPurpose.SELF_FILL, held.client_id, expires_at, session_id, is_confirmed=True))


def link_token(purpose: LinkPurpose, client_id: UUID, appointment_id: UUID | None, valid_for: timedelta) -> str:
    """The token of a private link that opens from now on, as confirmed as the caller's own: for ``url_for``."""
    expires_at = parts().clock.now() + valid_for
    link = PrivateLink(purpose, client_id, expires_at, appointment_id, _is_confirmed())
    return Links(parts().settings.link_secret).sign(link)


def _is_confirmed() -> bool:
    link = caller().link
    return link is not None and link.is_confirmed


def _address(link: PrivateLink) -> Address:
    path = Links(parts().settings.link_secret).path(link)
    return Address(path.rpartition("/")[2], path, f"{parts().settings.public_url}{path}", link.expires_at)
