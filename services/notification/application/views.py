"""What callers see of alerts and messages."""

from __future__ import annotations

from collections.abc import Sequence

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.alert import Alert
from services.notification.domain.appointment import Conversation
from services.notification.domain.message import Message
from shared.contracts.actor import Actor
from shared.contracts.requests.notification import AlertAcknowledgement, AlertView, MessageView


def alert_view(alert: Alert, actor: Actor, uow: UnitOfWork) -> AlertView:
    """The alert as its lecturer, students and the coordinators see it."""
    return alert_views([alert], actor, uow)[0]


def alert_views(alerts: Sequence[Alert], actor: Actor, uow: UnitOfWork) -> list[AlertView]:
    """The same of several, in their order; each with what has become of its conversation."""
    conversations = uow.appointments.conversations([alert.session_id for alert in alerts])
    return [_alert_view(alert, conversations.get(alert.session_id, "booked"), actor) for alert in alerts]


def _alert_view(alert: Alert, conversation: Conversation, actor: Actor) -> AlertView:
    return AlertView(
        alert_id=alert.alert_id,
        session_id=alert.session_id,
        lecturer_id=alert.lecturer_id,
        room_id=alert.room_id,
        detected_at=alert.detected_at,
        alerted_at=alert.alerted_at,
        round=alert.round,
        is_escalated=alert.is_escalated,
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=alert.acknowledged_by,
        is_beforehand=alert.is_beforehand,
        stage=alert.stage(conversation),
        is_taken_over=alert.is_taken_over,
        calls_have_ended=alert.calls_have_ended,
        waits_for_caller=alert.waits_for(actor.id),
        acknowledgements=tuple(
            AlertAcknowledgement(each.person_id, each.acknowledged_at) for each in alert.acknowledgements
        ),
    )


def message_view(message: Message) -> MessageView:
    """The receipt of a message."""
    return MessageView(
        message_id=message.message_id,
        template=message.template.value,
        recipient_id=message.recipient_id,
        state=message.state.value,
        created_at=message.created_at,
        attempts=message.attempts,
        appointment_id=message.appointment_id,
        due_at=message.due_at,
        sent_at=message.sent_at,
    )
