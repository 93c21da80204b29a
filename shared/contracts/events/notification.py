"""What notification publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from shared.contracts.registry import event


@event("notification.lecturer_alerted.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class LecturerAlerted:
    """The supervising lecturer was alerted to an acute situation; `round` counts the repeats from 1.

    `is_beforehand` says that the client rated before the conversation had begun, and is not in the room; `is_last` that
    no further call follows by itself.
    """

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    room_id: UUID
    detected_at: datetime
    alerted_at: datetime
    round: Annotated[int, validate.Range(min=1)]
    is_beforehand: bool = False
    is_last: bool = False


@event("notification.alert_acknowledged.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class AlertAcknowledged:
    """The alert is settled: the lecturer acknowledged it, or (`is_taken_over`) a coordinator took it over by name."""

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    acknowledged_by: UUID
    acknowledged_at: datetime
    is_taken_over: bool = False


@event("notification.coordinator_acknowledged.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class CoordinatorAcknowledged:
    """A coordinator acknowledged the alert for themselves; it is not settled, and the lecturer is still called."""

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    coordinator_id: UUID
    acknowledged_at: datetime


@event("notification.alert_withdrawn.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class AlertWithdrawn:
    """The alert rested on a rating that was mistyped and taken back: nobody is called any more."""

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    withdrawn_by: UUID
    withdrawn_at: datetime


@event("notification.alert_unanswered.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class AlertUnanswered:
    """Nobody took the alert on in time: the coordinators are alerted too."""

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    room_id: UUID
    detected_at: datetime
    escalated_at: datetime
    is_beforehand: bool = False


@event("notification.message_undeliverable.v1", subject="message_id")
@dataclass(frozen=True, slots=True)
class MessageUndeliverable:
    """A message could not be delivered after every try; a person must reach the recipient otherwise."""

    message_id: UUID
    template: str
    recipient_id: UUID  # a client or a staff member
    given_up_at: datetime
    appointment_id: UUID | None = None
