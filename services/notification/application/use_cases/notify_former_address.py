"""Tells the address that a client had that it is theirs no more: who did not want that can say so."""

from __future__ import annotations

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.template import Template
from shared.contracts.events.booking import ClientAddressChanged


def notify_former_address(event: ClientAddressChanged, uow: UnitOfWork) -> None:
    """Once for each change, and to that address alone."""
    write_message(
        uow,
        Template.ADDRESS_CHANGED,
        event.client_id,
        f"address/{event.change_id}",
        former_address_id=event.change_id,
    )
