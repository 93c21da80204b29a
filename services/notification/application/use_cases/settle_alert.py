"""An alert is settled: the calls end, and those who were called are told who has it in hand."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.alert import Alert
from services.notification.domain.template import CALLS, Template
from shared.contracts.events.notification import AlertAcknowledged


def settle_alert(before: Alert, settled: Alert, uow: UnitOfWork) -> Alert:
    """Keeps that it is settled and says so to all that listen; one that was settled before stays as it is."""
    by = settled.acknowledged_by
    if not before.is_open or by is None:
        return before
    uow.alerts.save(settled)
    uow.messages.drop_of_alert(settled.alert_id, CALLS, "acknowledged")
    for recipient_id in relieved(settled, uow.messages.recipients_of_alert(settled.alert_id, Template.ALERT_ESCALATED)):
        write_message(
            uow,
            Template.ALERT_SETTLED,
            recipient_id,
            f"{settled.alert_id}/settled",
            appointment_id=settled.session_id,
            alert_id=settled.alert_id,
        )
    uow.events.emit(
        AlertAcknowledged(
            alert_id=settled.alert_id,
            session_id=settled.session_id,
            lecturer_id=settled.lecturer_id,
            acknowledged_by=by,
            acknowledged_at=uow.now,
            is_taken_over=settled.is_taken_over,
        )
    )
    return settled


def relieved(settled: Alert, coordinators_told: Collection[UUID]) -> list[UUID]:
    """Who was called and need not answer any more: all but the one who settled it."""
    called = dict.fromkeys((settled.lecturer_id, *coordinators_told))
    return [person_id for person_id in called if person_id != settled.acknowledged_by]
