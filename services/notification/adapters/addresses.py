"""The addresses that letters lead to: private links for clients, plain pages for those who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notification.domain.template import Page
from shared.links import LinkPurpose, Links, PrivateLink

OWN_PAGE_OPENS_FOR = timedelta(days=120)  # past a follow-up, so that the summary can still be read
INVITATION_OPENS_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes the address of a page for one reader."""

    public_url: str
    links: Links

    def of(self, page: Page, reader_id: UUID, appointment_id: UUID | None, now: datetime) -> str:
        """The full address; a client's own pages carry a signed token."""
        return f"{self.public_url}{self._path(page, reader_id, appointment_id, now)}"

    def _path(self, page: Page, reader_id: UUID, appointment_id: UUID | None, now: datetime) -> str:
        match page:
            case Page.OWN:
                return self._own(reader_id, appointment_id, now)
            case Page.SUMMARY:
                return f"{self._own(reader_id, appointment_id, now)}/summary"
            case Page.BOOKING:
                opens_until = now + INVITATION_OPENS_FOR
                return self.links.path(PrivateLink(LinkPurpose.INVITATION, reader_id, opens_until, is_confirmed=True))
            case Page.FRONT:
                return "/"
            case Page.SESSION:
                return f"/sessions/{appointment_id}"
            case Page.DEBRIEF:
                return f"/sessions/{appointment_id}/debrief"
            case Page.FOLLOW_UPS:
                return "/follow-ups"
            case Page.ALERTS:
                return "/alerts"
            case Page.TODAY:
                return "/today"

    def _own(self, reader_id: UUID, appointment_id: UUID | None, now: datetime) -> str:
        expires_at = now + OWN_PAGE_OPENS_FOR
        link = PrivateLink(LinkPurpose.APPOINTMENT, reader_id, expires_at, appointment_id, is_confirmed=True)
        return self.links.path(link)
