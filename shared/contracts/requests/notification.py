"""What notification can be asked: alerts, their acknowledgement, receipts of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question


@dataclass(frozen=True, slots=True)
class AlertAcknowledgement:
    """A coordinator acknowledged an alert for themselves."""

    person_id: UUID
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert about an acute situation; `acknowledged_at` and `_by` are of whoever settled it.

    `stage` says what it calls to: a client who rated beforehand and is not there yet, a room where people sit now, a
    conversation that is over, or one that was called off.
    """

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    room_id: UUID
    detected_at: datetime
    alerted_at: datetime
    round: int
    is_escalated: bool
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    is_beforehand: bool = False
    stage: Literal["before", "now", "over", "off"] = "now"
    is_taken_over: bool = False  # settled by a coordinator, who took it over by name
    calls_have_ended: bool = False  # not settled, and nobody is called any more by itself
    waits_for_caller: bool = True  # whether the caller has not answered the latest call yet
    acknowledgements: tuple[AlertAcknowledgement, ...] = ()  # of coordinators, each for themselves, oldest first


@dataclass(frozen=True, slots=True)
class MessageView:
    """A receipt: what was sent to whom, when, and whether it arrived at the mail server."""

    message_id: UUID
    template: str
    recipient_id: UUID
    state: Literal["waiting", "sent", "undeliverable", "dropped"]  # dropped: no longer true when its time came
    created_at: datetime
    attempts: int
    appointment_id: UUID | None = None
    due_at: datetime | None = None
    sent_at: datetime | None = None


@question("notification.open_alerts", reply=list[AlertView])
@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Alerts not yet settled: a lecturer's own; coordinators see all; students those of their sessions."""


@question("notification.settled_alerts", reply=list[AlertView])
@dataclass(frozen=True, slots=True)
class SettledAlerts:
    """Alerts that called the caller and that somebody else has settled in the last half hour, newest first."""


@question("notification.messages", reply=list[MessageView])
@dataclass(frozen=True, slots=True)
class Messages:
    """Receipts of one appointment's or one recipient's messages, newest first. Staff only."""

    appointment_id: UUID | None = None
    recipient_id: UUID | None = None


@question("notification.undeliverable_messages", reply=list[MessageView])
@dataclass(frozen=True, slots=True)
class UndeliverableMessages:
    """Messages written since an instant and given up, newest first: coordinators see all, other staff their own.

    Each is a person to be reached otherwise.
    """

    since: datetime


@command("notification.acknowledge_alert", reply=AlertView, of_client=False)
@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """The lecturer's answer settles the alert; a coordinator's is their own, and the lecturer is still called.

    A second acknowledgement changes nothing.
    """

    alert_id: UUID


@command("notification.take_over_alert", reply=AlertView, of_client=False)
@dataclass(frozen=True, slots=True)
class TakeOverAlert:
    """A coordinator takes the situation in hand by name, which settles the alert; a settled one stays as it is."""

    alert_id: UUID
