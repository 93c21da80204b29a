"""Shows what was sent to whom, and whether it arrived."""

from __future__ import annotations

from collections.abc import Sequence

from services.notification.application import refusals
from services.notification.application.ports import Desk
from services.notification.application.views import message_view
from services.notification.domain.message import Message
from shared.contracts.actor import Actor, Role
from shared.contracts.requests.notification import Messages, MessageView

SEES_ALL = frozenset({Role.COORDINATOR, Role.SYSTEM})


def show_messages(ask: Messages, actor: Actor, desk: Desk) -> list[MessageView]:
    """The receipts asked for, newest first: coordinators see all, others those of their own appointments."""
    if not actor.is_staff and actor.role is not Role.SYSTEM:
        raise refusals.staff_only()
    found = receipts(ask, desk)
    if actor.role in SEES_ALL:
        return [message_view(message) for message in found]
    own = desk.appointments.of_person(actor.id) if actor.id else ()
    if ask.appointment_id and ask.appointment_id not in own:
        raise refusals.appointment_unknown()
    return [message_view(each) for each in found if each.recipient_id == actor.id or each.appointment_id in own]


def receipts(ask: Messages, desk: Desk) -> Sequence[Message]:
    """All receipts of the appointment, of the recipient, or of both at once."""
    if ask.appointment_id:
        of_appointment = desk.messages.of_appointment(ask.appointment_id)
        return [each for each in of_appointment if ask.recipient_id in (None, each.recipient_id)]
    if ask.recipient_id:
        return desk.messages.of_recipient(ask.recipient_id)
    raise refusals.receipts_of_whom()
