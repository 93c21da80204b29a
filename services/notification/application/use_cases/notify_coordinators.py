"""Writes to the coordinators about alerts that nobody has answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from services.notification.application.ports import Directory
from services.notification.application.unit_of_work import Begin, UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.alert import Alert
from services.notification.domain.template import Template


def notify_coordinators(begin: Begin, directory: Directory) -> int:
    """Every active coordinator gets an urgent mail; TemporaryFailure leaves it for the next try. How many were told."""
    with begin() as uow:
        untold = uow.alerts.untold()
    if not untold:
        return 0
    coordinators = directory.coordinators()  # asked outside of any transaction: booking may be slow
    with begin() as uow:
        for alert in untold:
            tell_of(alert, coordinators, uow)
    return len(coordinators)


def tell_of(seen: Alert, coordinators: Collection[UUID], uow: UnitOfWork) -> None:
    """The coordinators are written to about one alert, unless someone took it on or they were told meanwhile."""
    alert = uow.alerts.get_for_update(seen.alert_id)
    if alert is None or not alert.is_open or alert.coordinators_told_at is not None or not coordinators:
        return
    own = uow.going_on(alert.correlation_id, alert.traceparent)
    for coordinator_id in coordinators:
        write_message(
            own,
            Template.ALERT_ESCALATED,
            coordinator_id,
            f"{alert.alert_id}/{alert.round}",
            appointment_id=alert.session_id,
            alert_id=alert.alert_id,
        )
    uow.alerts.save(replace(alert, coordinators_told_at=uow.now))
