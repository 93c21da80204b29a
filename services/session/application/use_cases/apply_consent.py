"""The client decides what may be kept of them."""

from __future__ import annotations

from services.session.application.unit_of_work import UnitOfWork
from shared.contracts.events import booking


def consent_given(event: booking.ConsentGiven, uow: UnitOfWork) -> None:
    """What the client tells may be recorded, also after an earlier withdrawal."""
    uow.sessions.keep_consent(event.client_id, "given")


def consent_withdrawn(event: booking.ConsentWithdrawn, uow: UnitOfWork) -> None:
    """Nothing more is recorded of the client; what was recorded stays until the client asks for erasure."""
    uow.sessions.keep_consent(event.client_id, "withdrawn")


def client_erased(event: booking.ClientErased, uow: UnitOfWork) -> None:
    """Forget the client: every text, rating and answer."""
    uow.sessions.keep_consent(event.client_id, "erased")
    uow.sessions.forget(event.client_id)
