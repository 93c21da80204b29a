"""Shows what was sent to whom, and whether it arrived."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from services.notification.application import refusals
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.views import message_view
from services.notification.domain.message import Message
from shared.contracts.actor import Actor, Role
from shared.contracts.requests.notification import Messages, MessageView, UndeliverableMessages

SEES_ALL = frozenset({Role.COORDINATOR, Role.SYSTEM})


def show_messages(ask: Messages, actor: Actor, uow: UnitOfWork) -> list[MessageView]:
    """The receipts asked for, newest first: coordinators see all, others those of their own appointments."""
    _check_staff(actor)
    if actor.role not in SEES_ALL and ask.appointment_id and ask.appointment_id not in _own(actor, uow):
        raise refusals.appointment_unknown()
    return _seen(receipts(ask, uow), actor, uow)


def show_undeliverable(ask: UndeliverableMessages, actor: Actor, uow: UnitOfWork) -> list[MessageView]:
    """What was given up since then, under the same rule."""
    _check_staff(actor)
    return _seen(uow.messages.undeliverable(ask.since), actor, uow)


def receipts(ask: Messages, uow: UnitOfWork) -> Sequence[Message]:
    """All receipts of the appointment, of the recipient, or of both at once."""
    if ask.appointment_id:
        of_appointment = uow.messages.of_appointment(ask.appointment_id)
        return [each for each in of_appointment if ask.recipient_id in (None, each.recipient_id)]
    if ask.recipient_id:
        return uow.messages.of_recipient(ask.recipient_id)
    raise refusals.receipts_of_whom()


def _check_staff(actor: Actor) -> None:
    if not actor.is_staff and actor.role is not Role.SYSTEM:
        raise refusals.staff_only()


def _own(actor: Actor, uow: UnitOfWork) -> Collection[UUID]:
    return uow.appointments.of_person(actor.id) if actor.id else ()


def _seen(found: Sequence[Message], actor: Actor, uow: UnitOfWork) -> list[MessageView]:
    if actor.role in SEES_ALL:
        return [message_view(message) for message in found]
    own = _own(actor, uow)
    return [message_view(each) for each in found if each.recipient_id == actor.id or each.appointment_id in own]
