"""Invites a referred client to book a time."""

from __future__ import annotations

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.template import Template
from shared.contracts.events.booking import ClientReferred


def invite_client(event: ClientReferred, uow: UnitOfWork) -> None:
    """The client gets an invitation with a private link, once for each referral."""
    write_message(uow, Template.INVITATION, event.client_id, f"referral/{event.referral_id}")
