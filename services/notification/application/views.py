"""What callers see of alerts and messages."""

from __future__ import annotations

from services.notification.domain.alert import Alert
from services.notification.domain.message import Message
from shared.contracts.requests.notification import AlertView, MessageView


def alert_view(alert: Alert) -> AlertView:
    """The alert as its lecturer, students and the coordinators see it."""
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
