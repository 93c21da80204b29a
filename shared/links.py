"""Private links: signed, expiring tokens that let one person reach one thing without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer


class LinkPurpose(StrEnum):
    """What a private link opens."""

    APPOINTMENT = "a"  # the client's own page of one appointment
    INVITATION = "i"  # booking a first time after a referral
    SELF_FILL = "f"  # filling in forms of one session, on any phone


PAGES = {LinkPurpose.APPOINTMENT: "c", LinkPurpose.INVITATION: "i", LinkPurpose.SELF_FILL: "f"}


class LinkForged(Exception):
    """The token was not made by this stack, or was changed on its way."""


class LinkExpired(Exception):
    """The token was ours, and its time is over."""


@dataclass(frozen=True, slots=True)
class PrivateLink:
    """What a token says: who holds it, what it opens, until when. It holds ids alone.

    `is_confirmed` is for links that went out by mail or were shown by staff, so that the holder is known to be the
    client; a link in the answer to a booking without an account is not.
    """

    purpose: LinkPurpose
    client_id: UUID
    expires_at: datetime
    appointment_id: UUID | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Signs and reads private links with the stack's link secret."""

    secret: str

    def sign(self, link: PrivateLink) -> str:
        """The URL-safe token of a link (about 150 characters)."""
        appointment = link.appointment_id.hex if link.appointment_id else ""
        expires = int(link.expires_at.timestamp())
        payload = [link.purpose.value, link.client_id.hex, appointment, expires, int(link.is_confirmed)]
        return str(self._serializer().dumps(payload))

    def path(self, link: PrivateLink) -> str:
        """The path of the page that the link opens: /c/… an appointment, /i/… an invitation, /f/… forms."""
        return f"/{PAGES[link.purpose]}/{self.sign(link)}"

    def read(self, token: str, *, now: datetime) -> PrivateLink:
        """The link of a token; raises LinkForged or LinkExpired."""
        try:
            purpose, client, appointment, expires, *confirmed = self._serializer().loads(token)
            link = PrivateLink(
                purpose=LinkPurpose(purpose),
                client_id=UUID(client),
                expires_at=datetime.fromtimestamp(expires, UTC),
                appointment_id=UUID(appointment) if appointment else None,
                is_confirmed=confirmed == [1],  # the links of an older version do not say
            )
        except (BadData, ValueError, TypeError) as error:
            raise LinkForged from error
        if link.expires_at <= now:
            raise LinkExpired
        return link

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="hyke.private-link.v1")
