"""The client decides what may be kept of them."""

from __future__ import annotations

from services.session.application.ports import Desk
from shared.contracts.events import booking


def consent_given(event: booking.ConsentGiven, desk: Desk) -> None:
    """What the client tells may be recorded, also after an earlier withdrawal."""
    desk.casebook.keep_consent(event.client_id, "given")


def consent_withdrawn(event: booking.ConsentWithdrawn, desk: Desk) -> None:
    """Nothing more is recorded of the client; what was recorded stays until the client asks for erasure."""
    desk.casebook.keep_consent(event.client_id, "withdrawn")


def client_erased(event: booking.ClientErased, desk: Desk) -> None:
    """Forget the client: every text, rating and answer."""
    desk.casebook.keep_consent(event.client_id, "erased")
    desk.casebook.forget(event.client_id)
