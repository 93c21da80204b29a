"""Writing a new client into the register, as both ways of coming do."""

from __future__ import annotations

from uuid import UUID, uuid4

from services.booking.application import refusals
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.client import CameBy, Client
from shared.contracts.names import tidy
from shared.contracts.requests.booking import BookAsNewClient, ReferClient


def register_client(
    uow: UnitOfWork, ask: BookAsNewClient | ReferClient, came_by: CameBy, referred_by: UUID | None = None
) -> Client:
    """A new record, also where the e-mail is known: the caller must not learn that; a coordinator is shown it."""
    email = ask.email.strip()
    earlier = uow.clients.first_with(email)
    client = Client(
        id=uuid4(),
        name=worded("name", ask.name),
        email=email,
        phone=(ask.phone or "").strip(),
        language=ask.language,
        situation=ask.situation,
        came_by=came_by,
        created_at=uow.now,
        referred_by=referred_by,
        possible_duplicate_of=earlier.id if earlier else None,
    )
    uow.clients.add(client)
    uow.receipts.concerns(client.id)
    return client


def worded(field: str, text: str) -> str:
    """The text composed and with single spaces; refused where nothing is left."""
    plain = tidy(text)
    if not plain:
        raise refusals.text_blank(field)
    return plain
